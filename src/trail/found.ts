import type { JsonObject } from '../denial/json-value.ts'
import type { Phrase } from '../iam/phrase.ts'

/** One CloudTrail record with the place it was found at. */
export interface FoundEvent {
  readonly record: JsonObject
  /** File, URL or query that gave the record, as the reader would name it. */
  readonly from: string
}

/** What of a source could not be read; the rest is read all the same. */
export interface TrailProblem {
  /** File, URL, Region or query. */
  readonly from: string
  /** Null where the fault has no line of its own. */
  readonly line: number | null
  /** One sentence: what was wrong, and what to do. */
  readonly message: Phrase
  /** Whether it was read to its end and holds no record, so that nothing of the log is missing. */
  readonly holdsNone?: boolean
  /** How many files it tells of; one where left out. */
  readonly files?: number
}

/** How far a search is. Counts grow from batch to batch. */
export interface TrailProgress {
  /** Records looked at. */
  readonly events: number
  /** Bytes read, as stored (compressed). */
  readonly bytes: number
  /** Bytes there are to read; null where nobody knows. */
  readonly totalBytes: number | null
  /** Files, pages or splits that are done. */
  readonly parts: number
  readonly totalParts: number | null
  /** Files left unopened because their names say that all they hold is older than what is asked for; none where left out. */
  readonly skipped?: number
}

/** What a source found since its last batch. */
export interface TrailBatch {
  /** In no order. */
  readonly events: readonly FoundEvent[]
  readonly problems: readonly TrailProblem[]
  readonly progress: TrailProgress
  /**
   * Milliseconds since 1970: no later batch holds a record newer than this, so what is newer can be shown already. Null
   * where the source cannot tell before its end.
   */
  readonly newestLeft: number | null
}
