import { rmSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { ioOf } from '../../test/io-fixture.ts'
import { articleRecords, deliveredName, logFolder, record } from '../../test/sql-fixture.ts'
import { loadDuckDb } from '../trail/duckdb/database.ts'
import { duckDbEngine } from '../trail/duckdb/engine.ts'
import type { SqlEngine, SqlPart } from '../trail/sql/engine.ts'
import { runCommandLine } from './commands.ts'
import { printQuery } from './sql.ts'
import { checkSqlOptions } from './sql-options.ts'

const library = await loadDuckDb()

const folder = logFolder({
  [deliveredName]: JSON.stringify({ Records: articleRecords }),
  'odd/text.txt': 'no log',
  'odd/hostile.json': JSON.stringify(record({ eventName: '=cmd()', userAgent: '\u001b[31m한국어\u202e' })),
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

function world(input = '') {
  const readStdin = async (): Promise<Uint8Array> => new TextEncoder().encode(input)
  const { io, written } = ioOf({ readStdin, stdinIsTerminal: false })
  return { io, said: written }
}

async function run(args: readonly string[], input = '') {
  const { io, said } = world(input)
  const code = await runCommandLine(['sql', ...args], io)
  return { code, ...said }
}

const logs = `${folder}/AWSLogs`
const denied =
  "SELECT eventtime, eventname, errorcode FROM logs WHERE errorcode = 'AccessDenied' ORDER BY eventtime DESC"

describe.skipIf(library === null)('undeny sql', () => {
  it('prints an aligned table', async () => {
    expect(await run([denied, logs])).toEqual({
      code: 0,
      stderr: '',
      stdout: [
        'eventtime             eventname     errorcode',
        '--------------------  ------------  ------------',
        '2019-10-29T07:00:00Z  PutObject     AccessDenied',
        '2019-10-29T06:52:45Z  LookupEvents  AccessDenied',
        '2019-10-29T06:41:48Z  LookupEvents  AccessDenied',
        '',
      ].join('\n'),
    })
  })

  it('reads the query from standard input', async () => {
    const { code, stdout } = await run(['-', logs, '--csv'], 'SELECT count(*) AS n\nFROM your-table;\n')
    expect([code, stdout]).toEqual([0, 'n\r\n5\r\n'])
  })

  it('prints JSON, with a number for the second column of one name', async () => {
    const sql =
      "SELECT eventname, eventname, useridentity.sessioncontext, 1.5e0 AS n FROM logs WHERE eventname = 'PutObject'"
    const { stdout } = await run([sql, logs, '--json'])
    expect(JSON.parse(stdout)).toEqual([
      { eventname: 'PutObject', eventname_2: 'PutObject', sessioncontext: null, n: 1.5 },
    ])
  })

  it('prints an empty JSON array where no row fits', async () => {
    expect((await run(["SELECT 1 AS n FROM logs WHERE eventname = 'X'", logs, '--json'])).stdout).toBe('[]\n')
  })

  it('makes control characters visible and formulas harmless', async () => {
    const sql = "SELECT eventname, useragent, 'x' AS x FROM logs WHERE eventname LIKE '=%'"
    const table = await run([sql, `${folder}/odd/hostile.json`])
    expect(table.stdout.split('\n')[2]).toBe('=cmd()     \\u{1b}[31m한국어\\u{202e}  x')
    const csv = await run([sql, `${folder}/odd/hostile.json`, '--csv'])
    expect(csv.stdout.split('\r\n')[1]).toBe("'=cmd(),\\u{1b}[31m한국어\\u{202e},x")
    const json = await run([sql, `${folder}/odd/hostile.json`, '--json'])
    expect(json.stdout).toContain('\\u001b[31m한국어\\u202e')
  })

  it('stops at the limit and says so', async () => {
    const { code, stdout, stderr } = await run([denied, logs, '--limit', '1'])
    expect([code, stdout.split('\n').length - 1]).toEqual([0, 3])
    expect(stderr).toBe('undeny: The result has more rows than the 1 printed; `--limit` prints more.\n')
  })

  it('names what it left out and answers from the rest', async () => {
    const { code, stdout, stderr } = await run(['SELECT count(*) AS n FROM logs', folder, '--csv'])
    expect([code, stdout]).toEqual([0, 'n\r\n6\r\n'])
    expect(stderr).toBe(`undeny: \`${folder}/odd/text.txt\`: It holds no CloudTrail records.\n`)
  })

  it.each([
    ['SELEC 1', 2, 'undeny: The SQL cannot be run: syntax error at or near "SELEC" (line 1, column 1).\n'],
    [
      'SELECT eventtime,\n       eventnam FROM logs',
      2,
      'undeny: The SQL cannot be run: Referenced column "eventnam" not found in FROM clause; there is "eventname", "eventtime", "eventid", "eventcategory", "eventtype" (line 2, column 8).\n',
    ],
    [
      "SELECT date_parse('x', '%Y') FROM logs",
      2,
      'undeny: The SQL cannot be run: Invalid format: "x" does not have the form %Y.\n',
    ],
    [
      "COPY logs TO 'x'",
      2,
      'undeny: `COPY` is refused: `undeny sql` takes one SELECT over the logs it is given, and reads and writes nothing else.\n',
    ],
  ])('says in one sentence why %j cannot be run', async (sql, code, stderr) => {
    expect(await run([sql, logs])).toEqual({ code, stdout: '', stderr })
  })

  it('makes control characters visible in what the database says of a value', async () => {
    const { stderr } = await run(['SELECT CAST(useragent AS INTEGER) FROM logs', `${folder}/odd/hostile.json`])
    expect(stderr).toContain('\\u{1b}[31m한국어\\u{202e}')
    expect(stderr).not.toContain('\u001b')
  })

  it('ends with 3 where nothing can be read', async () => {
    const { code, stdout, stderr } = await run(['SELECT 1 FROM logs', '/no/such/folder', '--lang', 'ko'])
    expect([code, stdout]).toEqual([3, ''])
    expect(stderr).toContain('지정한 곳에서 CloudTrail 레코드를 하나도 읽지 못했습니다.')
  })
})

describe('the options of sql', () => {
  it('have defaults', () => {
    expect(checkSqlOptions(['SELECT 1', 'a', 'b'], {}, 'en', {})).toEqual({
      ok: true,
      options: {
        sql: 'SELECT 1',
        sources: ['a', 'b'],
        format: 'table',
        limit: 1000,
        seconds: 600,
        memory: '4GB',
        engine: { kind: 'local' },
        language: 'en',
      },
    })
    expect(checkSqlOptions(['SELECT 1', 'a'], { csv: true }, 'en', {})).toMatchObject({ options: { limit: null } })
  })

  it.each([
    [['--json', '--csv'], '`--json` and `--csv` exclude each other.'],
    [['--limit', '0'], '`--limit` takes a number from 1 to 9999999; `0` has another form.'],
    [['--timeout', 'soon'], '`--timeout` takes a number from 1 to 9999999; `soon` has another form.'],
    [['--memory', '4'], '`--memory` takes a size, like 512MB or 4GB; `4` has another form.'],
    [['--lang', 'fr'], '`--lang` is en or ko, not `fr`.'],
  ])('are checked: %j', async (args, sentence) => {
    expect(await run(['SELECT 1', 'a', ...args])).toEqual({ code: 2, stdout: '', stderr: `undeny: ${sentence}\n` })
  })

  it('need a query and a source', async () => {
    expect((await run(['SELECT 1'])).code).toBe(2)
  })
})

describe('without the SQL engine', () => {
  it('one sentence says what to install', async () => {
    const { io, said } = world()
    const engine = duckDbEngine([], { memory: '1GB', seconds: 1, rows: 1 }, () => Promise.resolve(null))
    const options = {
      sql: '',
      sources: [],
      format: 'table',
      limit: 1,
      seconds: 1,
      memory: '1GB',
      engine: { kind: 'local' },
      language: 'en',
    } as const
    expect(await printQuery(engine, 'SELECT 1', options, io)).toBe(3)
    expect(said.stderr).toBe(
      'undeny: The SQL engine is not installed: `npm install @duckdb/node-api` beside undeny installs it.\n',
    )
  })
})

describe('an engine that ends early', () => {
  const engineOf = (parts: readonly SqlPart[]): SqlEngine =>
    async function* () {
      yield* parts
    }
  const options = {
    sql: '',
    sources: [],
    format: 'csv',
    limit: null,
    seconds: 1,
    memory: '1GB',
    engine: { kind: 'local' },
    language: 'en',
  } as const
  const columns: SqlPart = { kind: 'columns', columns: [{ name: 'a', type: 'varchar' }] }

  it.each([
    ['statement', 2],
    ['limit', 3],
    ['stopped', 3],
    ['missing', 3],
    ['source', 3],
  ] as const)('with a problem of kind %s exits with %d, after the rows it gave', async (kind, code) => {
    const { io, said } = world()
    const parts: readonly SqlPart[] = [
      columns,
      { kind: 'rows', rows: [['x']] },
      { kind: 'problem', problem: { kind, en: 'Why.', ko: '이유.' } },
    ]
    expect(await printQuery(engineOf(parts), '', options, io)).toBe(code)
    expect(said).toEqual({ stdout: 'a\r\nx\r\n', stderr: 'undeny: Why.\n' })
  })

  it('names twenty files and counts the others', async () => {
    const { io, said } = world()
    const skipped = Array.from(
      { length: 23 },
      (_, n): SqlPart => ({
        kind: 'skipped',
        problem: { from: `f${n}`, line: null, message: { en: 'It is gone.', ko: '없어졌습니다.' } },
      }),
    )
    expect(await printQuery(engineOf([...skipped, columns]), '', options, io)).toBe(0)
    expect(said.stderr.split('\n').slice(19)).toEqual([
      'undeny: `f19`: It is gone.',
      'undeny: 3 more could not be read.',
      '',
    ])
  })
})
