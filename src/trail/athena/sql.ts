import { isQueryFailure } from '../sql/query-failure.ts'
import { readingStatement } from '../sql/read-only.ts'
import { rowsOfPages, type SqlAnswer, writesRefused } from '../sql/sql-answer.ts'
import { openAthena } from './client.ts'
import { costOf } from './cost.ts'
import type { AthenaOptions } from './options.ts'
import { runQuery } from './query.ts'

/** Runs the reader's own statement on Amazon Athena; one that could change something is refused. */
export async function sqlOnAthena(sql: string, options: AthenaOptions): Promise<SqlAnswer> {
  const statement = readingStatement(sql)
  if (statement === null) return { ok: false, problem: writesRefused }
  try {
    const pages = runQuery(statement, await openAthena(options), options)
    for (;;) {
      const { done, value } = await pages.next()
      if (done === true || value === undefined) return { ok: true, columns: [], rows: rowsOfPages([], pages) }
      if (value.columns === null) continue
      options.onCost?.(costOf('scanned', value.scannedBytes))
      return { ok: true, columns: value.columns, rows: rowsOfPages([value], pages) }
    }
  } catch (error) {
    if (!isQueryFailure(error)) throw error
    return { ok: false, problem: error.sentence }
  }
}
