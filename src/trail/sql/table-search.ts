import type { JsonObject } from '../../denial/json-value.ts'
import { soughtTest } from '../../services/clue-fit.ts'
import type { SoughtRecords } from '../../services/sought-records.ts'
import type { TrailQuestion } from '../question.ts'
import { boundedClues } from '../stretches.ts'
import type { SqlDialect } from './dialect.ts'
import { rangeOf, soughtSql } from './sought-sql.ts'
import type { TrailTable } from './table.ts'

/** A search of a table. */
export interface TableSearch {
  /** A question whose days are those that are read. */
  readonly range: TrailQuestion
  /** Null where the table cannot tell. */
  readonly sqlFor: (table: TrailTable) => string | null
  /** The last word on which row is wanted. */
  readonly accepts: (record: JsonObject) => boolean
}

/** The search for records in a table. */
export function soughtSearch({ clues: all, accepts }: SoughtRecords, dialect: SqlDialect, now: number): TableSearch {
  const clues = boundedClues(all, now)
  return {
    range: rangeOf(clues),
    sqlFor: (table) => soughtSql(clues, table, dialect),
    accepts: soughtTest({ clues, accepts }),
  }
}
