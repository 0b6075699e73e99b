import { stringAt } from '../denial/json-value.ts'
import type { FoundEvent, TrailBatch } from './found.ts'
import { wait } from './lookup/pace.ts'
import { newestFirst, type OrderedBatch } from './newest-first.ts'
import { type TrailQuestion, timeOfRecord } from './question.ts'

/** Searches a source once. */
export type Find = (question: TrailQuestion) => AsyncIterable<TrailBatch>

/** How a source is watched. */
export interface FollowOptions {
  /** Milliseconds between the end of one search and the next. */
  readonly every: number
  readonly signal: AbortSignal
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** CloudTrail delivers an event within minutes, and now and then much later; so far back is looked again. */
const lateMs = 30 * 60_000

/** Events remembered, so that none is told twice; more than half an hour of a large organization holds. */
const mostRemembered = 200_000

/**
 * Searches again and again until the signal aborts, and gives each event once; what one search finds comes newest first. A
 * record that is dated later than now, by whoever wrote it, moves no search into the future.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/how-cloudtrail-works.html
 */
export async function* follow(
  find: Find,
  question: TrailQuestion,
  { every, signal, now }: FollowOptions,
): AsyncGenerator<OrderedBatch> {
  const seen = new Set<string>()
  let newest = question.since ?? Number.NEGATIVE_INFINITY
  while (!signal.aborted) {
    const since = Number.isFinite(newest) ? Math.max(question.since ?? 0, newest - lateMs) : question.since
    for await (const batch of newestFirst(find({ ...question, since }))) {
      const events = batch.events.filter((event) => isNew(event, seen))
      const latest = now()
      for (const { record } of events) newest = Math.max(newest, Math.min(latest, timeOfRecord(record) ?? newest))
      yield { ...batch, events }
    }
    try {
      await wait(every, signal)
    } catch {
      return
    }
  }
}

function isNew({ record }: FoundEvent, seen: Set<string>): boolean {
  const id = stringAt(record, 'eventID') ?? JSON.stringify(record)
  if (seen.has(id)) return false
  seen.add(id)
  if (seen.size > mostRemembered) {
    const [oldest] = seen
    if (oldest !== undefined) seen.delete(oldest)
  }
  return true
}
