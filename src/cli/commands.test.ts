import { describe, expect, it } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { ioOf } from '../../test/io-fixture.ts'
import { version } from '../version.ts'
import { type Commands, runCommandLine } from './commands.ts'
import type { ExitCode, Io } from './io.ts'

interface Run {
  readonly code: ExitCode
  readonly stdout: string
  readonly stderr: string
  /** The command that was started and the options it got. */
  readonly started: readonly [string, unknown] | null
}

async function run(args: readonly string[], overrides: Partial<Io> = {}, fault: Error | null = null): Promise<Run> {
  let started: readonly [string, unknown] | null = null
  const { io, written } = ioOf({ stdinIsTerminal: false, ...overrides })
  const start =
    (name: string) =>
    (options: unknown): Promise<ExitCode> => {
      if (fault !== null) return Promise.reject(fault)
      started = [name, options]
      return Promise.resolve(1)
    }
  const commands: Commands = {
    explain: start('explain'),
    check: start('check'),
    trail: start('trail'),
    parse: start('parse'),
    evaluate: start('evaluate'),
    causes: start('causes'),
    sql: start('sql'),
  }
  const code = await runCommandLine(args, io, commands)
  return { code, stdout: written.stdout, stderr: written.stderr, started }
}

const nothingAsked = {
  file: null,
  snapshot: null,
  trail: null,
  event: null,
  principal: null,
  action: null,
  resource: null,
  context: [],
  expectedPrincipal: null,
  language: 'en',
  format: 'text',
  all: false,
  redact: false,
}

describe('the command line', () => {
  it('runs explain where no command is named', async () => {
    expect((await run(['denied.txt'])).started).toEqual(['explain', { ...nothingAsked, file: 'denied.txt' }])
    expect((await run(['-'])).started).toEqual(['explain', { ...nothingAsked, file: '-' }])
    expect((await run([])).started).toEqual(['explain', nothingAsked])
    expect((await run(['explain'])).started).toEqual(['explain', nothingAsked])
  })

  it('passes the words of check on, all of them', async () => {
    const words = ['s3', 'get', 's3://orders/march.csv']
    expect((await run(['check', ...words, '--as', 'anonymous'])).started).toEqual(['check', words])
  })

  it('gives the exit code of the command', async () => {
    expect((await run(['denied.txt'])).code).toBe(1)
  })

  it('takes options before and after the file', async () => {
    const expected = ['explain', { ...nothingAsked, file: 'denied.txt', snapshot: 'snap', language: 'ko', all: true }]
    expect((await run(['--snapshot', 'snap', '--lang', 'ko', '--all', 'denied.txt'])).started).toEqual(expected)
    expect((await run(['explain', 'denied.txt', '--all', '--snapshot=snap', '--lang=ko'])).started).toEqual(expected)
  })

  it('splits a context pair at the first equals sign and keeps repeated keys', async () => {
    const args = [
      'd.txt',
      '--context',
      'aws:PrincipalTag/team=a=b',
      '--context',
      'aws:TagKeys=x',
      '--context',
      'aws:TagKeys=',
    ]
    expect((await run(args)).started).toEqual([
      'explain',
      {
        ...nothingAsked,
        file: 'd.txt',
        context: [
          { key: 'aws:PrincipalTag/team', value: 'a=b' },
          { key: 'aws:TagKeys', value: 'x' },
          { key: 'aws:TagKeys', value: '' },
        ],
      },
    ])
  })

  it('passes on who called what', async () => {
    const [role, other] = ['arn:aws:iam::111122223333:role/etl', 'arn:aws:iam::111122223333:role/batch']
    const args = ['--principal', role, '--action', 's3:GetObject', '--resource', '*', '--expected-principal', other]
    expect((await run([...args, '--redact', '--json', '--trail', 'trail'], { stdinIsTerminal: true })).started).toEqual(
      [
        'explain',
        {
          ...nothingAsked,
          principal: role,
          action: 's3:GetObject',
          resource: '*',
          expectedPrincipal: other,
          redact: true,
          format: 'json',
          trail: { sources: ['trail'], engine: { kind: 'local' }, unknown: { since: null, until: null } },
        },
      ],
    )
    expect((await run(['d', '--principal', 'anonymous', '--markdown'])).started).toEqual([
      'explain',
      { ...nothingAsked, file: 'd', principal: 'anonymous', format: 'markdown' },
    ])
  })

  it('starts the other commands with their options', async () => {
    expect((await run(['parse', 'log', '--json'])).started).toEqual([
      'parse',
      { file: 'log', json: true, jsonl: false, language: 'en' },
    ])
    expect((await run(['parse', '--jsonl'])).started).toEqual([
      'parse',
      { file: null, json: false, jsonl: true, language: 'en' },
    ])
    expect((await run(['evaluate', '-', '--check'])).started).toEqual([
      'evaluate',
      { file: '-', check: true, language: 'en' },
    ])
    expect((await run(['causes'])).started).toEqual(['causes', { cause: null, language: 'en' }])
    expect((await run(['causes', 'UD201', '--lang', 'ko'])).started).toEqual([
      'causes',
      { cause: 'UD201', language: 'ko' },
    ])
  })

  it.each([
    [['--snapshots', 'x'], '`--snapshots` is not an option of `undeny explain`; `undeny explain --help` lists them.'],
    [['parse', '--check'], '`--check` is not an option of `undeny parse`; `undeny parse --help` lists them.'],
    [['d', '--context', 'aws:SourceVpce'], '`--context` takes KEY=VALUE, and `aws:SourceVpce` has another form.'],
    [['d', '--context', '=x'], '`--context` takes KEY=VALUE, and `=x` has another form.'],
    [
      ['d', '--context', 'SourceVpce=vpce-1'],
      '`SourceVpce` is not a context key: a context key has a prefix, like `aws:SourceVpce`.',
    ],
    [['d', '--json', '--markdown'], '`--json` and `--markdown` exclude each other.'],
    [['d', '--json', '--apply-script'], '`--json` and `--apply-script` exclude each other.'],
    [['d', '--apply-script', '--markdown'], '`--markdown` and `--apply-script` exclude each other.'],
    [['d', '--apply-script', '--redact'], '`--apply-script` and `--redact` exclude each other.'],
    [['d', '--lang', 'fr'], '`--lang` is en or ko, not `fr`.'],
    [['causes', '--lang', ''], '`--lang` is en or ko, not ``.'],
    [['sql'], '`undeny sql` needs a query in quotes, and sources after it; `undeny sql --help` lists what fits.'],
    [
      ['sql', '--lang', 'ko'],
      '`undeny sql` 명령에는 따옴표로 묶은 쿼리와 그 뒤의 소스가 필요합니다. `undeny sql --help` 명령이 사용법을 보여 줍니다.',
    ],
    [['check'], '`undeny check` needs `WHAT`; `undeny check --help` lists what fits.'],
    [['d', '--snapshot'], '`--snapshot <DIR>` needs a value.'],
    [['d', '--context', '--json'], '`--context <KEY=VALUE>` needs a value.'],
    [['d', '--principal', 'mina'], '`--principal` takes an ARN or anonymous; `mina` has another form.'],
    [['d', '--expected-principal', 'anonymous'], '`--expected-principal` takes an ARN; `anonymous` has another form.'],
    [
      ['d', '--action', 'GetObject'],
      '`--action` takes a service and an action, like `s3:GetObject`, and `GetObject` has another form.',
    ],
    [['d', '--resource', 'bucket'], '`--resource` takes an ARN or `*`, and `bucket` is neither.'],
    [
      ['An', 'error', 'occurred'],
      '`undeny explain` takes one argument at most; a text of several words goes into a file or into standard input.',
    ],
  ])('refuses %j in one sentence with exit code 2', async (args, sentence) => {
    const { code, stdout, stderr, started } = await run(args)
    expect(stderr).toBe(`undeny: ${sentence}\n`)
    expect([code, stdout, started]).toEqual([2, '', null])
  })

  it('escapes what a terminal would obey in a refused argument', async () => {
    const { stderr } = await run(['d', '--lang', '\u001b[31mred\u202e'])
    expect(stderr).toBe('undeny: `--lang` is en or ko, not `\\u{001b}[31mred\\u{202e}`.\n')
  })

  it('says how it is used where a person started it with nothing to explain', async () => {
    for (const args of [[], ['explain', '--json'], ['parse'], ['evaluate']]) {
      const { code, stderr, started } = await run(args, { stdinIsTerminal: true })
      expect([code, started]).toEqual([2, null])
      expect(stderr).toBe(
        'Usage: undeny FILE [--snapshot DIR]\n       some command 2>&1 | undeny\nundeny --help lists every option.\n',
      )
    }
  })

  it('lists the causes without any input', async () => {
    expect((await run(['causes'], { stdinIsTerminal: true })).started).toEqual([
      'causes',
      { cause: null, language: 'en' },
    ])
  })

  it('prints the version of package.json', async () => {
    expect(version).toBe(packageJson.version)
    expect(await run(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '', started: null })
  })

  it('calls a fault of its own a bug and keeps the stack for who asks', async () => {
    const sentence = `undeny: this is a bug in undeny ${version} (no such \\u{001b}thing); report it with what UNDENY_DEBUG=1 prints, after removing names that are private.\n`
    const fault = new Error('no such \u001bthing')
    expect(await run(['d'], {}, fault)).toEqual({ code: 3, stdout: '', stderr: sentence, started: null })
    const { stderr } = await run(['d'], { env: { UNDENY_DEBUG: '1' } }, fault)
    expect(stderr.split('\n').slice(0, 2)).toEqual([sentence.trimEnd(), 'Error: no such \\u{001b}thing'])
  })
})

describe('the language', () => {
  const korean = 'undeny: `--json` 옵션과 `--markdown` 옵션은 함께 쓸 수 없습니다.\n'
  const english = 'undeny: `--json` and `--markdown` exclude each other.\n'

  it.each([
    [{ LANG: 'ko_KR.UTF-8' }, [], korean],
    [{ LANG: 'ko' }, [], korean],
    [{ LANG: 'en_US.UTF-8', LC_ALL: 'ko_KR.UTF-8' }, [], korean],
    [{ LANG: 'ko_KR.UTF-8', LC_ALL: 'C' }, [], english],
    [{ LANG: 'ko_KR.UTF-8', LC_ALL: '' }, [], korean],
    [{ LANG: 'kok_IN' }, [], english],
    [{ LANG: 'ko_KR.UTF-8' }, ['--lang', 'en'], english],
    [{}, ['--lang=ko'], korean],
    [{}, [], english],
  ])('is read from %j and %j', async (env, args, sentence) => {
    expect((await run(['d', '--json', '--markdown', ...args], { env })).stderr).toBe(sentence)
  })
})

describe('the help', () => {
  it('names every command and every option of explain', async () => {
    const { code, stdout, stderr } = await run(['--help'])
    expect([code, stderr]).toEqual([0, ''])
    const names =
      'explain parse evaluate causes --snapshot --trail --event --principal --action --resource --context --expected-principal --lang --json --markdown --apply-script --all --redact --version'
    for (const name of names.split(' ')) expect(stdout).toContain(name)
  })

  it('of a command shows its own options', async () => {
    const { stdout } = await run(['evaluate', '--help'])
    expect(stdout).toContain('undeny evaluate [FILE|-] [OPTIONS]')
    expect(stdout).toContain('--check')
    expect(stdout).not.toContain('--snapshot')
  })

  it('is Korean for a Korean reader', async () => {
    const { stdout } = await run(['--help', '--lang', 'ko'])
    expect(stdout).toContain('사용법:')
    expect(stdout).toContain('  3  입력을 읽지 못했습니다')
  })

  it('fits into 100 columns', async () => {
    for (const args of [['--help'], ['explain', '--help'], ['check', '--help'], ['parse', '--help']]) {
      for (const line of (await run(args)).stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100)
    }
  })
})
