import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { type Language, languages } from '../src/causes/cause.ts'
import { runCommandLine } from '../src/cli/commands.ts'
import { type DocPage, readPage, withOutput } from './doc-page.ts'
import { ioOf } from './io-fixture.ts'
import { wordingProblems } from './wording-rules.ts'

// `UPDATE_DOCS=1 npx vitest run test/docs.test.ts` writes what the commands print into the pages; read the diff.
const updates = process.env.UPDATE_DOCS === '1'
const folder = fileURLToPath(new URL('../docs/causes', import.meta.url))

const headings: Readonly<Record<Language, readonly string[]>> = {
  en: ['Example', 'Why AWS denies it', 'How to fix it', 'Not this cause when', 'Sources'],
  ko: ['예제', 'AWS가 거부하는 이유', '해결 방법', '이 원인이 아닌 경우', '출처'],
}

interface Found {
  readonly name: string
  readonly language: Language
  readonly path: string
}

const pages: readonly Found[] = languages.flatMap((language) => {
  const inFolder = language === 'en' ? folder : join(folder, language)
  const files = readdirSync(inFolder).filter((file) => file.endsWith('.md'))
  return files.map((file) => ({ name: file.slice(0, -3), language, path: join(inFolder, file) }))
})

/** Runs a page's command on its files in a folder of its own; what it prints, with the problems first. */
async function printed(page: DocPage): Promise<string> {
  const at = mkdtempSync(join(tmpdir(), 'undeny-docs-'))
  try {
    for (const [path, text] of Object.entries(page.files)) {
      mkdirSync(dirname(join(at, path)), { recursive: true })
      writeFileSync(join(at, path), text)
    }
    const [program, ...words] = (page.command ?? '').split(' ')
    expect(program).toBe('undeny')
    const places = new Set(Object.keys(page.files).map((path) => path.split('/')[0] ?? path))
    const args = words.map((word) => (places.has(word) ? join(at, word) : word))
    return (await outputOf(args)).replaceAll(`${at}/`, '').trimEnd()
  } finally {
    rmSync(at, { recursive: true, force: true })
  }
}

async function outputOf(args: readonly string[]): Promise<string> {
  const { io, written } = ioOf({ readFile: async (path) => readFileSync(path) })
  await runCommandLine(args, io)
  return `${written.stderr}${written.stdout}`
}

describe.each(pages)('the page of $name ($language)', ({ name, language, path }) => {
  const markdown = readFileSync(path, 'utf8')
  const page = readPage(markdown)

  it('prints what it shows', async () => {
    const output = await printed(page)
    if (updates) writeFileSync(path, withOutput(markdown, output))
    expect(output).toContain(`${page.title}   ${language === 'en' ? 'confirmed' : '확인됨'}`)
    if (!updates) expect(page.output).toBe(output)
  })

  it('has every section in order', () => {
    expect(page.sections).toEqual(headings[language])
  })

  it('is written in whole sentences with the words of this project', () => {
    const sentences = page.prose.filter((text) => !/^\[[^\]]*\]\([^)]*\)$/.test(text))
    expect(
      sentences.flatMap((text) => wordingProblems(text, language).map((problem) => `${problem} in: ${text}`)),
    ).toEqual([])
  })

  it("links to pages that exist and to AWS's documentation", () => {
    const own = new Set(pages.filter((other) => other.language === language).map((other) => `${other.name}.md`))
    const strangers = page.links.filter((link) => !own.has(link) && !link.startsWith('https://docs.aws.amazon.com/'))
    expect(strangers).toEqual([])
    expect(page.links.some((link) => link.startsWith('https://'))).toBe(true)
    expect(page.links).not.toContain(`${name}.md`)
  })
})

describe('taking a page apart', () => {
  const markdown = [
    '# UD999 example',
    '',
    '`denial.txt`',
    '',
    '```text',
    'Denied',
    '```',
    '',
    '```console',
    '$ undeny denial.txt',
    'old',
    '```',
    '',
  ].join('\n')

  it('finds the files, the command and the output', () => {
    expect(readPage(markdown)).toMatchObject({
      title: 'UD999 example',
      files: { 'denial.txt': 'Denied\n' },
      command: 'undeny denial.txt',
      output: 'old',
    })
  })

  it('puts another output below the command', () => {
    expect(readPage(withOutput(markdown, 'a $1 of\nlines')).output).toBe('a $1 of\nlines')
  })
})
