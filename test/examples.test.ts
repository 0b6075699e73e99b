import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { type Language, languages } from '../src/causes/cause.ts'
import { runCommandLine } from '../src/cli/commands.ts'
import { commandUsages } from '../src/cli/usage.ts'
import * as library from '../src/index.ts'
import { ioOf } from './io-fixture.ts'

interface Example {
  readonly folder: string
  readonly denial: string
  /** What the text of the denial lacks. */
  readonly options: readonly string[]
  readonly confirmed: readonly string[]
}

/** The one that `npm start` explains and the front page shows: its text lacks nothing. */
const athena: Example = {
  folder: 'athena-query-three-layers',
  denial: 'denial.txt',
  options: [],
  confirmed: ['glue-catalog-policy-deny', 'identity-resource-not-covered', 'boundary-no-allow'],
}

const examples: readonly Example[] = [
  athena,
  {
    folder: 'athena-results-not-writable',
    denial: 'denial.txt',
    options: ['--principal', 'arn:aws:iam::111122223333:user/mina', '--action', 's3:PutObject'],
    confirmed: ['bucket-arn-for-object-action', 'scp-explicit-deny'],
  },
  {
    folder: 'cloudtrail-lookup-events',
    denial: 'denial.txt',
    options: [],
    confirmed: ['identity-explicit-deny', 'identity-no-allow'],
  },
  {
    folder: 'glue-job-across-accounts',
    denial: 'denial.txt',
    options: [],
    confirmed: ['resource-no-allow-cross-account', 'kms-cross-account-one-side'],
  },
  {
    folder: 'glue-job-endpoint-and-bucket-policy',
    denial: 'denial.txt',
    options: [],
    confirmed: ['vpce-no-allow', 'resource-explicit-deny'],
  },
  {
    folder: 'glue-kms-ciphertext-400',
    denial: 'denial.txt',
    options: [
      '--principal',
      'arn:aws:sts::111122223333:assumed-role/AWSGlue-EelTags/GlueJobRunnerSession',
      '--resource',
      'arn:aws:kms:ap-northeast-2:111122223333:key/d90f4b62-17ae-4c53-b8f6-3e25c7a1904d',
    ],
    confirmed: ['kms-key-policy-does-not-delegate', 'kms-no-permission'],
  },
  {
    folder: 'kms-decrypt-scp-and-boundary',
    denial: 'denial.txt',
    options: [],
    confirmed: ['boundary-no-allow', 'scp-explicit-deny'],
  },
  {
    folder: 's3-endpoint-only-bucket',
    denial: 'denial.json',
    options: [],
    confirmed: ['arn-whitespace', 'resource-explicit-deny'],
  },
]

/** The examples of `undeny trail --explain`, with how it ends. */
const trailExamples: readonly { readonly folder: string; readonly exitCode: number }[] = [
  // The probe of the service-linked role stays open: its policy is not recorded.
  { folder: 'trail-one-missing-statement', exitCode: 1 },
  { folder: 'trail-repaired-since', exitCode: 0 },
]

const updates = process.env.UPDATE_EXAMPLES === '1'
const answerFile: Readonly<Record<Language, string>> = { en: 'answer.txt', ko: 'answer.ko.txt' }

/** The arguments that the page of an example prints. */
function argumentsOf({ folder, denial, options }: Example): readonly string[] {
  return [`examples/${folder}/${denial}`, '--snapshot', `examples/${folder}/snapshot`, ...options]
}

async function run(args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const { io, written } = ioOf({ readFile: (path) => readFile(path), cwd: () => process.cwd() })
  const code = await runCommandLine(args, io)
  return { code, ...written }
}

/** Compares a file with what it is to hold, or writes it with UPDATE_EXAMPLES=1. */
function expectFile(path: string, text: string): void {
  if (updates) writeFileSync(path, text)
  expect(readFileSync(path, 'utf8')).toBe(text)
}

/** A page with the text of its first console block replaced. */
function withSession(page: string, session: string): string {
  const opening = '```console\n'
  const start = page.indexOf(opening)
  const end = page.indexOf('\n```\n', start)
  if (start < 0 || end < 0) throw new Error('The page has no console block.')
  return `${page.slice(0, start)}${opening}${session.trimEnd()}${page.slice(end)}`
}

interface DiagnosisJson {
  readonly causes: readonly { readonly name: string; readonly status: string }[]
  readonly fixes: readonly { readonly verified: boolean }[]
}

function diagnosesIn(json: string): readonly DiagnosisJson[] {
  // Our own output, whose form src/report/json.ts fixes.
  const parsed = JSON.parse(json) as DiagnosisJson | readonly DiagnosisJson[]
  return 'causes' in parsed ? [parsed] : parsed
}

describe('the examples', () => {
  it('are the folders of examples/, all of them', () => {
    const folders = readdirSync('examples', { withFileTypes: true }).filter((entry) => entry.isDirectory())
    expect(folders.map(({ name }) => name).sort()).toEqual(
      [...examples, ...trailExamples].map(({ folder }) => folder).sort(),
    )
  })

  describe.each(examples)('$folder', (example) => {
    it.each(languages)('prints its answer to the byte (%s)', async (language) => {
      const { code, stdout, stderr } = await run([...argumentsOf(example), '--lang', language])
      expect(stderr).toBe('')
      expect(code).toBe(0)
      expectFile(`examples/${example.folder}/${answerFile[language]}`, stdout)
    })

    it('confirms its causes and verifies a fix for each denial', async () => {
      const { stdout } = await run([...argumentsOf(example), '--json'])
      const diagnoses = diagnosesIn(stdout)
      const confirmed = diagnoses.flatMap(({ causes }) => causes).filter(({ status }) => status === 'confirmed')
      expect(confirmed.map(({ name }) => name)).toEqual(expect.arrayContaining([...example.confirmed]))
      expect(diagnoses.map(({ fixes }) => fixes.some(({ verified }) => verified))).toEqual(diagnoses.map(() => true))
    })

    it('has a page that names the command', () => {
      const page = readFileSync(`examples/${example.folder}/README.md`, 'utf8')
      expect(page.replace(/ \\\n\s+/g, ' ')).toContain(`node dist/undeny.js ${argumentsOf(example).join(' ')}\n`)
    })

    it('holds invented accounts alone', () => {
      expect(strangersIn(example.folder)).toEqual([])
    })
  })

  describe.each(trailExamples)('$folder', ({ folder: name, exitCode }) => {
    const folder = `examples/${name}`
    const args = ['trail', `${folder}/logs`, '--explain', '--snapshot', `${folder}/snapshot`]

    it.each(languages)('prints its answer to the byte (%s)', async (language) => {
      const { code, stdout } = await run([...args, '--lang', language])
      expect(code).toBe(exitCode)
      expectFile(`${folder}/${answerFile[language]}`, stdout)
    })

    it('has a page that names the command', () => {
      expect(readFileSync(`${folder}/README.md`, 'utf8')).toContain(`node dist/undeny.js ${args.join(' ')}\n`)
    })

    it('holds invented accounts alone', () => {
      expect(strangersIn(name)).toEqual([])
    })
  })
})

describe('an example asked about before it runs', () => {
  const yuna = ['--as', 'arn:aws:iam::111122223333:user/yuna']
  it.each([
    ['athena-query-three-layers', ['athena', 'query', '--workgroup', 'harbour', '--table', 'ferry.trips', ...yuna]],
    ['glue-job-across-accounts', ['glue', 'job', 'count-nests']],
    ['glue-job-endpoint-and-bucket-policy', ['glue', 'job', 'curate-orders']],
  ])('names the causes of the denial and no other: %s', async (folder, words) => {
    const snapshot = ['--snapshot', `examples/${folder}/snapshot`, '--json']
    const asked = await run(['check', ...words, ...snapshot])
    const denied = await run([`examples/${folder}/denial.txt`, ...snapshot])
    const told = (stdout: string): readonly (readonly string[])[] =>
      diagnosesIn(stdout).map(({ causes }) => causes.map(({ name, status }) => `${name} ${status}`).toSorted())
    expect(asked.code).toBe(0)
    expect(told(asked.stdout)).toEqual(told(denied.stdout))
  })
})

/** Account ids in an example that are not the invented ones. */
function strangersIn(folder: string): readonly string[] {
  const files = readdirSync(`examples/${folder}`, { recursive: true, withFileTypes: true })
  const texts = files
    .filter((file) => file.isFile())
    .map((file) => `${file.name}\n${readFileSync(`${file.parentPath}/${file.name}`, 'utf8')}`)
  const accounts = new Set(texts.flatMap((text) => text.match(/(?<![0-9a-f-])\d{12}(?![0-9a-f-])/g) ?? []))
  return [...accounts].filter((account) => !['111122223333', '444455556666'].includes(account))
}

describe('the front page', () => {
  it.each([
    ['README.md', 'en'],
    ['README.ko.md', 'ko'],
  ] as const)('%s opens with the Athena example as it is printed', async (path, language) => {
    const { stdout } = await run([...argumentsOf(athena), '--lang', language])
    const page = readFileSync(path, 'utf8')
    const lang = language === 'en' ? '' : ' --lang ko'
    const command = `$ undeny ${argumentsOf(athena).join(' ')}${lang}`
    expectFile(path, withSession(page, `${command}\n\n${stdout}`))
  })

  it.each(['README.md', 'README.ko.md'])('%s names every option of explain, but those of an engine', (path) => {
    const all = commandUsages.flatMap(({ name, options }) => (name === 'explain' ? options : []))
    const flags = all.filter(({ group }) => group === null)
    const rows = flags.map((option) => `| \`${option.flags.replaceAll(/[<>]/g, '').replaceAll('|', '\\|')}\` |`)
    const page = readFileSync(path, 'utf8')
    expect(rows.filter((row) => !page.includes(row))).toEqual([])
  })

  it.each(['README.md', 'README.ko.md'])('%s imports what the library exports', (path) => {
    const [, names = ''] = /import \{ ([\w, ]+) \} from 'undeny'/.exec(readFileSync(path, 'utf8')) ?? []
    expect(names.split(', ').filter((name) => !(name in library))).toEqual([])
  })

  it('npm start runs the command of the front page', () => {
    expect(athena.options).toEqual([])
    expect(readFileSync('tools/start.mjs', 'utf8')).toContain(`const example = 'examples/${athena.folder}'\n`)
  })
})
