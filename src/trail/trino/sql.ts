import { isQueryFailure } from '../sql/query-failure.ts'
import { readingStatement } from '../sql/read-only.ts'
import { rowsOfPages, type SqlAnswer, writesRefused } from '../sql/sql-answer.ts'
import type { TrinoOptions } from './options.ts'
import { runStatement } from './statement.ts'

/** Runs the reader's own statement on Trino; one that could change something is refused. */
export async function sqlOnTrino(sql: string, options: TrinoOptions): Promise<SqlAnswer> {
  const statement = readingStatement(sql)
  if (statement === null) return { ok: false, problem: writesRefused }
  const pages = runStatement(statement, options)
  try {
    for (;;) {
      const { done, value } = await pages.next()
      if (done === true || value === undefined) return { ok: true, columns: [], rows: rowsOfPages([], pages) }
      if (value.columns !== null) return { ok: true, columns: value.columns, rows: rowsOfPages([value], pages) }
    }
  } catch (error) {
    if (!isQueryFailure(error)) throw error
    return { ok: false, problem: error.sentence }
  }
}
