import type { FoundEvent, TrailBatch, TrailProblem, TrailProgress } from '../src/trail/found.ts'
import { newestFirst } from '../src/trail/newest-first.ts'
import { noProgress } from '../src/trail/several.ts'

/** What a source gave in all. */
export interface FoundInAll {
  /** Newest first. */
  readonly events: readonly FoundEvent[]
  readonly problems: readonly TrailProblem[]
  readonly progress: TrailProgress
}

/** Reads a source to its end. */
export async function eventsOf(batches: AsyncIterable<TrailBatch>): Promise<FoundInAll> {
  const events: FoundEvent[] = []
  const problems: TrailProblem[] = []
  let progress = noProgress
  for await (const batch of newestFirst(batches)) {
    events.push(...batch.events)
    problems.push(...batch.problems)
    progress = batch.progress
  }
  return { events, problems, progress }
}

/** Event ids in the order of texts. */
export function eventIdsOf(events: readonly FoundEvent[]): readonly string[] {
  return events.map(({ record }) => String(record.eventID)).sort()
}
