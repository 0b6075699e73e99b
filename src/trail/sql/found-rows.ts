import type { JsonObject } from '../../denial/json-value.ts'
import type { Phrase } from '../../iam/phrase.ts'
import type { FoundEvent, TrailBatch, TrailProgress } from '../found.ts'
import { timeOfRecord } from '../question.ts'
import { fromColumn } from './question-sql.ts'
import { recordOfRow } from './record-of-row.ts'

/** Rows of an engine as events, those that are accepted; `origin` is named where a row has no file. */
export function eventsOfRows(
  rows: readonly (readonly unknown[])[],
  columns: readonly string[],
  accepts: (record: JsonObject) => boolean,
  origin: string,
): readonly FoundEvent[] {
  const indexByName = new Map(columns.map((name, index) => [name.toLowerCase(), index]))
  return rows.flatMap((row) => {
    const value = (name: string): string | null => {
      const found = row[indexByName.get(name) ?? -1]
      return typeof found === 'string' ? found : null
    }
    const record = recordOfRow(value)
    return accepts(record) ? [{ record, from: value(fromColumn) ?? origin }] : []
  })
}

/**
 * A batch of rows that come newest first: nothing after it is newer than its last one. Times that are not written as
 * CloudTrail writes them do not sort as texts, so they promise nothing.
 */
export function batchOfEvents(events: readonly FoundEvent[], progress: TrailProgress): TrailBatch {
  const last = events.at(-1)
  const written = last?.record.eventTime
  const isSorted = typeof written === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(written)
  return {
    events,
    problems: [],
    progress,
    newestLeft: last === undefined || !isSorted ? null : timeOfRecord(last.record),
  }
}

/** A batch that tells only what went wrong. */
export function batchOfProblem(from: string, message: Phrase, progress: TrailProgress): TrailBatch {
  return { events: [], problems: [{ from, line: null, message }], progress, newestLeft: null }
}
