import { stringAt } from '../denial/json-value.ts'
import type { FoundEvent, TrailBatch, TrailProblem, TrailProgress } from './found.ts'
import { timeOfRecord } from './question.ts'

/** What is new after a batch: the rows that nothing can come before any more, newest first. */
export interface OrderedBatch {
  readonly events: readonly FoundEvent[]
  readonly problems: readonly TrailProblem[]
  readonly progress: TrailProgress
}

/**
 * Puts what a source finds into the order of time, newest first, and hands each record out as soon as no newer one can
 * follow. A record that is newer than its source promised is still handed out, after the ones before it.
 */
export async function* newestFirst(batches: AsyncIterable<TrailBatch>): AsyncGenerator<OrderedBatch> {
  let waiting: FoundEvent[] = []
  let last: TrailProgress = { events: 0, bytes: 0, totalBytes: null, parts: 0, totalParts: null }
  for await (const { events, problems, progress, newestLeft } of batches) {
    for (const event of events) waiting.push(event)
    last = progress
    const isDone = (event: FoundEvent): boolean =>
      newestLeft !== null && (timeOfRecord(event.record) ?? Number.NEGATIVE_INFINITY) > newestLeft
    const ready = waiting.filter(isDone)
    if (ready.length > 0) waiting = waiting.filter((event) => !isDone(event))
    yield { events: ready.sort(byTime), problems, progress }
  }
  yield { events: waiting.sort(byTime), problems: [], progress: last }
}

/** The newest first; what has no time comes last; equal times by their event id, so that two runs print the same. */
export function byTime(a: FoundEvent, b: FoundEvent): number {
  const difference = (timeOfRecord(b.record) ?? -1) - (timeOfRecord(a.record) ?? -1)
  if (difference !== 0) return difference
  const [idA, idB] = [stringAt(a.record, 'eventID') ?? '', stringAt(b.record, 'eventID') ?? '']
  return idA < idB ? -1 : idA > idB ? 1 : 0
}
