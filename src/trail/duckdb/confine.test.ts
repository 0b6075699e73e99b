import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { ask, logFolder, record } from '../../../test/sql-fixture.ts'
import { wordingProblems } from '../../../test/wording-rules.ts'
import { confine, loadDuckDb, openDatabase } from './database.ts'

const library = await loadDuckDb()

const logs = logFolder({ 'a.json': JSON.stringify({ Records: [record({})] }), 'secret.csv': 'a,b\n1,2\n' })
const log = join(logs, 'a.json')
const before = readFileSync(log, 'utf8')

afterAll(() => rmSync(logs, { recursive: true, force: true }))

const refused = (word: string): string =>
  `\`${word}\` is refused: \`undeny sql\` takes one SELECT over the logs it is given, and reads and writes nothing else.`

const several =
  'More than one statement is refused: `undeny sql` takes one SELECT over the logs it is given, and reads and writes nothing else.'

describe.skipIf(library === null)('SQL of others', () => {
  it.each([
    ["SELECT * FROM read_text('/etc/passwd')", refused('read_text')],
    ["SELECT * FROM '/etc/passwd'", refused('/etc/passwd')],
    ['SELECT * FROM "/etc/passwd"', refused('/etc/passwd')],
    [`SELECT * FROM read_csv('${join(logs, 'secret.csv')}')`, refused('read_csv')],
    [`SELECT * FROM read_text('${log}')`, refused('read_text')],
    ["SELECT (SELECT content FROM read_blob('/etc/passwd'))", refused('read_blob')],
    ["WITH x AS (SELECT * FROM system.main.glob('/etc/*')) SELECT * FROM x", refused('glob')],
    ["SELECT * FROM query('SELECT 1')", refused('query')],
    ['SELECT * FROM duckdb_settings()', refused('duckdb_settings')],
    ["SELECT * FROM read_csv('https://example.com/x.csv')", refused('read_csv')],
    ["SELECT * FROM 'https://example.com/x.csv'", refused('https://example.com/x.csv')],
    ["SELECT * FROM 's3://doc-example/x.parquet'", refused('s3://doc-example/x.parquet')],
    ["ATTACH '/tmp/x.db' AS x", refused('ATTACH')],
    [`COPY (SELECT 1) TO '${log}'`, refused('COPY')],
    [`COPY (SELECT 1) TO '${join(logs, 'b.json')}'`, refused('COPY')],
    ["EXPORT DATABASE '/tmp/x'", refused('EXPORT')],
    ['INSTALL httpfs', refused('INSTALL')],
    ['LOAD httpfs', refused('LOAD')],
    ['SET enable_external_access = true', refused('SET')],
    ['PRAGMA database_list', refused('PRAGMA')],
    ["CALL read_text('/etc/passwd')", refused('CALL')],
    ['CREATE TABLE t AS SELECT 1', refused('CREATE')],
    ['DROP VIEW logs', refused('DROP')],
    ['EXPLAIN SELECT 1', refused('EXPLAIN')],
    [`SELECT 1; COPY (SELECT 1) TO '${log}'`, several],
    ['SELECT 1; SELECT 2', several],
    [
      '',
      'An empty text is refused: `undeny sql` takes one SELECT over the logs it is given, and reads and writes nothing else.',
    ],
    [
      "SELECT getenv('HOME')",
      'The SQL cannot be run: Scalar Function with name getenv does not exist (line 1, column 8).',
    ],
    ['SELECT * FROM read_text', null],
  ])('%s', async (sql, problem) => {
    const answer = await ask(sql, [logs])
    expect(answer.problem?.en ?? null).toBe(problem)
    expect(answer.problem?.kind ?? 'statement').toBe('statement')
    expect(wordingProblems(answer.problem?.en ?? 'None.', 'en')).toEqual([])
    expect(wordingProblems(answer.problem?.ko ?? '없습니다.', 'ko')).toEqual([])
    expect(readFileSync(log, 'utf8')).toBe(before)
    expect(readdirSync(logs).sort()).toEqual(['a.json', 'secret.csv'])
  })

  it('leaves nothing behind', async () => {
    const own = logFolder({ 'pretty.json': JSON.stringify({ Records: [record({})] }, null, 2) })
    const empty = mkdtempSync(join(tmpdir(), 'undeny-temporary-'))
    vi.stubEnv('TMPDIR', empty)
    expect((await ask('SELECT count(*) FROM logs', [own])).rows).toEqual([['1']])
    vi.unstubAllEnvs()
    expect(readdirSync(empty)).toEqual([])
    for (const folder of [own, empty]) rmSync(folder, { recursive: true })
  })
})

// What the parser lets through by mistake, the database still refuses.
describe.skipIf(library === null)('the database, once confined', () => {
  it.each([
    ["SELECT * FROM read_text('/etc/passwd')", 'file system operations are disabled'],
    [`SELECT * FROM read_csv('${join(logs, 'secret.csv')}')`, 'file system operations are disabled'],
    ["SELECT * FROM read_csv('https://example.com/x.csv')", 'file system operations are disabled'],
    ["ATTACH '/tmp/x.db' AS x", 'file system operations are disabled'],
    [`COPY (SELECT 1) TO '${join(logs, 'b.json')}'`, 'file system operations are disabled'],
    ['INSTALL httpfs', 'file system operations are disabled'],
    ['LOAD httpfs', 'Loading external extensions is disabled'],
    ['SET enable_external_access = true', 'the configuration has been locked'],
    ["SET allowed_paths = ['/etc/passwd']", 'the configuration has been locked'],
    ['SET lock_configuration = false', 'the configuration has been locked'],
    ["SELECT * FROM read_json('/proc/self/environ')", 'file system operations are disabled'],
    ["SELECT CAST('10.0.0.1' AS INET)", 'inet'],
  ])('%s', async (sql, reason) => {
    if (library === null) return
    const folder = mkdtempSync(join(tmpdir(), 'undeny-confined-'))
    const database = await openDatabase(library, folder, '1GB')
    try {
      await confine(database, [log], folder)
      await expect(database.connection.run(sql)).rejects.toThrow(reason)
      await expect(database.aside.run(sql)).rejects.toThrow(reason)
      expect(existsSync(join(logs, 'b.json'))).toBe(false)
    } finally {
      database.close()
      rmSync(folder, { recursive: true })
    }
  })
})

describe.skipIf(library === null)('a query that asks for too much', () => {
  const endless = 'SELECT count(*) FROM range(1000000000000) a, range(1000000000000) b'

  it('is ended when its time is over', async () => {
    const { problem } = await ask(endless, [logs], { seconds: 1 })
    expect(problem?.en).toBe('The query took longer than the 1 seconds it was given; `--timeout` gives it more.')
  })

  it('is ended when somebody stops it', async () => {
    const stop = new AbortController()
    setTimeout(() => stop.abort(), 500)
    const { problem } = await ask(endless, [logs], { stop: stop.signal })
    expect([problem?.kind, problem?.en]).toEqual(['stopped', 'The query was stopped before its end.'])
  })

  it('is ended when it needs more memory than it was given', async () => {
    writeFileSync(log, before)
    const sql = "SELECT length(string_agg(repeat('x', 1000000), '')) FROM range(1000)"
    const { problem } = await ask(sql, [logs], { memory: '100MB' })
    expect(problem?.en).toBe('The query needs more memory than the 100MB it was given; `--memory` gives it more.')
  })
})
