import type { Language } from '../causes/cause.ts'
import type { Denial } from '../denial/denial.ts'
import type { TrailRecord } from '../services/session.ts'
import { bearingRecords } from '../trail/bearing-records.ts'
import type { TrailBatch, TrailProblem } from '../trail/found.ts'
import type { RecordSource } from '../trail/record-source.ts'
import type { Io } from './io.ts'
import { watchSearch } from './trail-progress.ts'

/** How a search is shown and ended. */
export interface Watch {
  readonly language: Language
  readonly signal: AbortSignal
  readonly io: Io
  /** What was told to be unreadable before. */
  readonly told: Map<string, TrailProblem>
}

/** A search without the problems that were told before; those of this one are told from now on. */
export async function* untold<Batch extends Pick<TrailBatch, 'problems'>>(
  batches: AsyncIterable<Batch>,
  told: Map<string, TrailProblem>,
): AsyncGenerator<Batch> {
  for await (const batch of batches) {
    const problems = batch.problems.filter((problem) => !told.has(JSON.stringify(problem)))
    for (const problem of problems) told.set(JSON.stringify(problem), problem)
    yield { ...batch, problems }
  }
}

/**
 * The records of a source that bear on the denials of a log: who made their sessions with which session policy, and what
 * was changed around them.
 */
export async function contextOfDenials(
  denials: readonly Denial[],
  own: readonly TrailRecord[],
  source: RecordSource,
  { language, signal, io, told }: Watch,
): Promise<readonly TrailRecord[]> {
  const unknown = { since: null, until: null }
  const search = bearingRecords({ denials, principals: [], own, unknown, findsHistory: false }, source)
  await watchSearch(untold(search.batches, told), () => {}, language, signal, io)
  return search.records()
}
