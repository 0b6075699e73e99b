import { stringAt } from '../denial/json-value.ts'
import type { FoundEvent, TrailBatch, TrailProblem, TrailProgress } from './found.ts'
import { timeOfRecord } from './question.ts'
import { noProgress } from './several.ts'

/** What is new after a batch: the rows that nothing can come before any more, newest first. */
export interface OrderedBatch {
  readonly events: readonly FoundEvent[]
  readonly problems: readonly TrailProblem[]
  readonly progress: TrailProgress
}

/**
 * Puts what a source finds into the order of time, newest first, and hands each record out as soon as no newer one can
 * follow. A record that is newer than its source promised is still handed out, after the ones before it. What waits is
 * never more than what the source cannot promise anything about.
 */
export async function* newestFirst(batches: AsyncIterable<TrailBatch>): AsyncGenerator<OrderedBatch> {
  const waiting: Waiting[] = []
  let order = 0
  let last = noProgress
  for await (const { events, problems, progress, newestLeft } of batches) {
    for (const event of events) add(waiting, { ...keyOf(event), event, order: order++ })
    last = progress
    const ready: FoundEvent[] = []
    while (newestLeft !== null && (waiting[0]?.time ?? Number.NEGATIVE_INFINITY) > newestLeft)
      ready.push(...take(waiting))
    yield { events: ready, problems, progress }
  }
  const rest: FoundEvent[] = []
  while (waiting.length > 0) rest.push(...take(waiting))
  yield { events: rest, problems: [], progress: last }
}

/** What the order goes by, read once. */
interface Key {
  readonly time: number | null
  readonly id: string
}

/** A record that a newer one can still follow, with its place in the order of coming. */
interface Waiting extends Key {
  readonly event: FoundEvent
  readonly order: number
}

/** Lays one into a heap, of which the first is the newest. */
function add(heap: Waiting[], one: Waiting): void {
  let at = heap.length
  for (let above = (at - 1) >> 1; at > 0; above = (at - 1) >> 1) {
    const parent = heap[above]
    if (parent === undefined || !isBefore(one, parent)) break
    heap[at] = parent
    at = above
  }
  heap[at] = one
}

/** Takes the newest out of a heap. */
function take(heap: Waiting[]): readonly FoundEvent[] {
  const [newest] = heap
  const one = heap.pop()
  if (newest === undefined || one === undefined) return []
  if (heap.length === 0) return [newest.event]
  let at = 0
  for (;;) {
    const [left, right] = [heap[2 * at + 1], heap[2 * at + 2]]
    if (left === undefined) break
    const isRight = right !== undefined && isBefore(right, left)
    const child = isRight ? right : left
    if (!isBefore(child, one)) break
    heap[at] = child
    at = 2 * at + (isRight ? 2 : 1)
  }
  heap[at] = one
  return [newest.event]
}

function isBefore(a: Waiting, b: Waiting): boolean {
  const difference = byKey(a, b)
  return difference === 0 ? a.order < b.order : difference < 0
}

/** The newest first; what has no time comes last; equal times by their event id, so that two runs print the same. */
export function byTime(a: FoundEvent, b: FoundEvent): number {
  return byKey(keyOf(a), keyOf(b))
}

function keyOf({ record }: FoundEvent): Key {
  return { time: timeOfRecord(record), id: stringAt(record, 'eventID') ?? '' }
}

function byKey(a: Key, b: Key): number {
  const difference = (b.time ?? -1) - (a.time ?? -1)
  if (difference !== 0) return difference
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}
