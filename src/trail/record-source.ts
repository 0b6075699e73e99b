import type { SoughtRecords } from '../services/sought-records.ts'
import type { TrailBatch } from './found.ts'

/**
 * Looks for records, failed or not, in a source. It reads no more than it has to; what it gives fits a clue and is
 * accepted, and may come twice.
 */
export type RecordSource = (sought: SoughtRecords) => AsyncIterable<TrailBatch>
