import type { TrailBatch, TrailProgress } from './found.ts'

/** Before the first answer. */
export const noProgress: TrailProgress = { events: 0, bytes: 0, totalBytes: null, parts: 0, totalParts: null }

/** The progress of several searches as one; the whole is known where each knows its own. */
export function sumOf(progresses: readonly TrailProgress[]): TrailProgress {
  const sum = (of: (progress: TrailProgress) => number): number =>
    progresses.reduce((total, progress) => total + of(progress), 0)
  const whole = (of: (progress: TrailProgress) => number | null): number | null =>
    progresses.some((progress) => of(progress) === null) ? null : sum((progress) => of(progress) ?? 0)
  return {
    events: sum(({ events }) => events),
    bytes: sum(({ bytes }) => bytes),
    totalBytes: whole(({ totalBytes }) => totalBytes),
    parts: sum(({ parts }) => parts),
    totalParts: whole(({ totalParts }) => totalParts),
    skipped: sum(({ skipped = 0 }) => skipped),
  }
}

/** What several sources find, all searched at the same time, as one source. */
export async function* severalAsOne(searches: readonly AsyncIterable<TrailBatch>[]): AsyncGenerator<TrailBatch> {
  const progress = searches.map(() => noProgress)
  // Null: a source that said nothing yet, or cannot tell, may still hold the newest.
  const newestLeft: (number | null)[] = searches.map(() => null)
  for await (const { at, value } of together(searches.map(numbered))) {
    if (value === null) {
      newestLeft[at] = Number.NEGATIVE_INFINITY
      continue
    }
    progress[at] = value.progress
    newestLeft[at] = value.newestLeft
    const known = newestLeft.filter((left) => left !== null)
    yield {
      ...value,
      progress: sumOf(progress),
      newestLeft: known.length < newestLeft.length ? null : Math.max(...known),
    }
  }
}

interface Numbered {
  readonly at: number
  /** Null at the end. */
  readonly value: TrailBatch | null
}

async function* numbered(search: AsyncIterable<TrailBatch>, at: number): AsyncGenerator<Numbered> {
  for await (const value of search) yield { at, value }
  yield { at, value: null }
}

/** The values of several generators as they come. */
export async function* together<T>(generators: readonly AsyncGenerator<T>[]): AsyncGenerator<T> {
  type Next = { readonly at: number; readonly result: IteratorResult<T> }
  const nextOf = async (at: number): Promise<Next> => ({
    at,
    result: (await generators[at]?.next()) ?? { done: true, value: undefined },
  })
  const open = new Map(generators.map((_, at) => [at, nextOf(at)]))
  try {
    while (open.size > 0) {
      const { at, result } = await Promise.race(open.values())
      if (result.done === true) open.delete(at)
      else {
        open.set(at, nextOf(at))
        yield result.value
      }
    }
  } finally {
    await Promise.all(generators.map((generator) => generator.return(undefined)))
  }
}
