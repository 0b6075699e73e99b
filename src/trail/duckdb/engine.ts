import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SqlEngine, SqlPart, SqlProblem } from '../sql/engine.ts'
import { quoted } from '../sql/literal.ts'
import { confine, type Database, loadDuckDb, openDatabase } from './database.ts'
import { faultProblem, nothingRead } from './faults.ts'
import { findLogFiles } from './log-files.ts'
import { logTable } from './log-reader.ts'
import { type QueryTree, queryTree } from './query-tree.ts'
import { resultParts } from './result.ts'
import { duckDbSql, withQuotedTables } from './translate.ts'

/** How much one query may take. */
export interface SqlLimits {
  /** As DuckDB writes it: `4GB`. */
  readonly memory: string
  readonly seconds: number
  /** Rows that are asked for; `Infinity` for all. One more is given where there is one. */
  readonly rows: number
}

/** SQL over local log files, in Athena's dialect, by DuckDB inside this process. */
export function duckDbEngine(
  sources: readonly string[],
  limits: SqlLimits,
  load: typeof loadDuckDb = loadDuckDb,
): SqlEngine {
  return async function* (sql, stop) {
    const library = await load()
    if (library === null) {
      yield { kind: 'problem', problem: notInstalled }
      return
    }
    // DuckDB compares real paths with those it is allowed.
    const folder = mkdtempSync(join(realpathSync(tmpdir()), 'undeny-sql-'))
    const timer = new AbortController()
    const timeout = setTimeout(() => timer.abort(), limits.seconds * 1000)
    const ended = AbortSignal.any([stop, timer.signal])
    try {
      const database = await openDatabase(library, folder, limits.memory)
      const forgetEnd = interruptAt(ended, database)
      try {
        yield* answer(database, { sql, sources, folder, limits, ended })
      } catch (error) {
        if (!ended.aborted) throw error
        yield { kind: 'problem', problem: stop.aborted ? stopped : outOfTime(limits.seconds) }
      } finally {
        forgetEnd()
        database.close()
      }
    } finally {
      clearTimeout(timeout)
      rmSync(folder, { recursive: true, force: true })
    }
  }
}

/** Interrupts what the database does once a signal comes. A query that starts just then is missed, so it goes on. */
function interruptAt(ended: AbortSignal, { connection, aside }: Database): () => void {
  let again: NodeJS.Timeout | undefined
  const interrupt = (): void => {
    connection.interrupt()
    aside.interrupt()
    again ??= setInterval(interrupt, 100)
  }
  if (ended.aborted) interrupt()
  ended.addEventListener('abort', interrupt)
  return () => {
    ended.removeEventListener('abort', interrupt)
    clearInterval(again)
  }
}

interface Asked {
  readonly sql: string
  readonly sources: readonly string[]
  readonly folder: string
  readonly limits: SqlLimits
  readonly ended: AbortSignal
}

async function* answer(database: Database, asked: Asked): AsyncGenerator<SqlPart> {
  const { sql, sources, folder, limits, ended } = asked
  const query = await parsed(database, sql)
  if (!query.tree.ok) {
    yield { kind: 'problem', problem: query.tree.problem }
    return
  }
  ended.throwIfAborted()
  const { files, problems } = findLogFiles(sources)
  for (const problem of problems) yield { kind: 'skipped', problem }
  await confine(
    database,
    files.map(({ path }) => path),
    folder,
  )
  const table = logTable(database, { files, folder, tree: query.tree, ended })
  try {
    for (const problem of await table.prepare()) yield { kind: 'skipped', problem }
    if (table.isEmpty()) {
      yield { kind: 'problem', problem: nothingRead }
      return
    }
    yield* resultParts(database, query.text, table, limits.rows)
  } catch (error) {
    if (ended.aborted) throw error
    yield { kind: 'problem', problem: faultProblem(error, query.text, limits.memory) }
  }
}

/** The query in DuckDB's dialect, and what it reads. */
async function parsed(database: Database, sql: string): Promise<{ readonly text: string; readonly tree: QueryTree }> {
  const text = duckDbSql(sql)
  const tree = await treeOf(database, text)
  if (tree.ok || !tree.isSyntax) return { text, tree }
  const quoted = withQuotedTables(text)
  const second = quoted === text ? tree : await treeOf(database, quoted)
  return second.ok ? { text: quoted, tree: second } : { text, tree }
}

async function treeOf({ connection }: Database, sql: string): Promise<QueryTree> {
  const reader = await connection.runAndReadAll(`SELECT json_serialize_sql(${quoted(sql)})`)
  const [serialized] = reader.getRows()[0] ?? []
  return queryTree(typeof serialized === 'string' ? serialized : '', sql)
}

const notInstalled: SqlProblem = {
  kind: 'missing',
  en: 'The SQL engine is not installed: `npm install @duckdb/node-api` beside undeny installs it.',
  ko: 'SQL 엔진이 설치되어 있지 않습니다. undeny를 설치한 곳에서 `npm install @duckdb/node-api` 명령으로 설치하세요.',
}

const stopped: SqlProblem = {
  kind: 'stopped',
  en: 'The query was stopped before its end.',
  ko: '쿼리를 끝나기 전에 멈추었습니다.',
}

function outOfTime(seconds: number): SqlProblem {
  return {
    kind: 'limit',
    en: `The query took longer than the ${seconds} seconds it was given; \`--timeout\` gives it more.`,
    ko: `쿼리가 허용한 시간 ${seconds}초 안에 끝나지 않았습니다. \`--timeout\` 옵션으로 늘리세요.`,
  }
}
