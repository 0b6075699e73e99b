import type { DuckDBResult } from '@duckdb/node-api'
import type { SqlColumn, SqlPart, SqlValue } from '../sql/engine.ts'
import type { Database } from './database.ts'
import { nothingRead } from './faults.ts'
import type { LogTable } from './log-reader.ts'
import { athenaType, sqlValues } from './values.ts'

type Rows = readonly (readonly SqlValue[])[]

/** Rows, and characters in them, that are held back until it is known that every file can be read. */
const [mostHeld, mostHeldText] = [20_000, 64 * 1024 * 1024]

/** Characters of rows that are given at once: one row can have a gigabyte of them, and DuckDB gives 2048 rows. */
const mostText = 8 * 1024 * 1024

/**
 * Runs a query and gives its result as it comes. A file may turn out to be odd only while it is read, after rows of
 * other files have come: so rows are held back, and where they are many, all files are tried before the first is given.
 * `wanted` is how many rows are asked for.
 */
export async function* resultParts(
  database: Database,
  sql: string,
  table: LogTable,
  wanted: number,
): AsyncGenerator<SqlPart> {
  let isChecked = false
  for (;;) {
    const held: Rows[] = []
    let [heldCount, heldText] = [0, 0]
    try {
      const result = await started(database, sql)
      const rows = rowsOf(database, result)
      let next = await rows.next()
      while (next.done !== true && heldCount <= Math.min(mostHeld, wanted) && heldText <= mostHeldText) {
        held.push(next.value.rows)
        heldCount += next.value.rows.length
        heldText += next.value.text
        next = await rows.next()
      }
      if (next.done === true || isChecked || heldCount > wanted || (await table.areSound())) {
        isChecked = true
        yield { kind: 'columns', columns: columnsOf(database, result, table.nameless) }
        for (const some of held.splice(0)) yield { kind: 'rows', rows: some }
        // Whoever wants no more rows stops asking.
        for (; next.done !== true; next = await rows.next()) yield { kind: 'rows', rows: next.value.rows }
        return
      }
    } catch (error) {
      if (isChecked || !table.isAtFault(error)) throw error
      await table.areSound()
    }
    isChecked = true
    for (const problem of await table.prepare()) yield { kind: 'skipped', problem }
    if (table.isEmpty()) {
      yield { kind: 'problem', problem: nothingRead }
      return
    }
  }
}

async function started({ library, connection }: Database, sql: string): Promise<DuckDBResult> {
  const statements = await connection.extractStatements(sql)
  const statement = await statements.prepare(0)
  // The text was found to be a SELECT; what runs is asked once more.
  if (statements.count !== 1 || statement.statementType !== library.StatementType.SELECT) {
    throw new Error('Not one SELECT')
  }
  return statement.stream()
}

/** Some rows, and about how many characters they hold. */
interface SomeRows {
  readonly rows: Rows
  readonly text: number
}

async function* rowsOf({ library }: Database, result: DuckDBResult): AsyncGenerator<SomeRows> {
  const toSql = sqlValues(library)
  for await (const chunk of result) {
    let rows: (readonly SqlValue[])[] = []
    let text = 0
    for (let at = 0; at < chunk.rowCount; at++) {
      const row = chunk.getRowValues(at).map(toSql)
      rows.push(row)
      text += textIn(row)
      if (text < mostText) continue
      yield { rows, text }
      rows = []
      text = 0
    }
    if (rows.length > 0) yield { rows, text }
  }
}

function textIn(value: SqlValue): number {
  if (typeof value === 'string') return value.length
  if (value === null || typeof value !== 'object') return 0
  const members: readonly SqlValue[] = Array.isArray(value) ? value : Object.values(value)
  return members.reduce<number>((sum, member) => sum + textIn(member), 0)
}

/** Athena calls a column without a name by its place. */
function columnsOf({ library }: Database, result: DuckDBResult, nameless: ReadonlySet<number>): readonly SqlColumn[] {
  return result.columnNames().map((own, at) => ({
    name: nameless.has(at) ? `_col${at}` : own,
    type: athenaType(result.columnType(at), library),
  }))
}
