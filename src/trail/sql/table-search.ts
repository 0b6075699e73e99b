import { type JsonObject, stringAt } from '../../denial/json-value.ts'
import { soughtTest } from '../../services/clue-fit.ts'
import type { SoughtRecords } from '../../services/sought-records.ts'
import type { FoundEvent } from '../found.ts'
import type { TrailQuestion } from '../question.ts'
import { boundedClues } from '../stretches.ts'
import type { SqlDialect } from './dialect.ts'
import { rangeOf, soughtSql } from './sought-sql.ts'
import type { TrailTable } from './table.ts'

/** A search of a table. */
export interface TableSearch {
  /** A question whose days are those that are read. */
  readonly range: TrailQuestion
  /** Statements to be run one after the other; none where the table cannot tell. */
  readonly sqlFor: (table: TrailTable) => readonly string[]
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

/** Leaves out what an earlier statement of a search gave; what one statement gives twice is in the table twice. */
export function newOfStatement(
  statements: readonly string[],
): (events: readonly FoundEvent[], statement: string) => readonly FoundEvent[] {
  if (statements.length < 2) return (events) => events
  const givenBy = new Map<string, string>()
  return (events, statement) =>
    events.filter(({ record }) => {
      const key = stringAt(record, 'eventID') ?? JSON.stringify(record)
      const first = givenBy.get(key) ?? statement
      givenBy.set(key, first)
      return first === statement
    })
}
