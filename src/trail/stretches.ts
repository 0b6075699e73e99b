import type { Clue, Stretch } from '../services/sought-records.ts'

/** A stretch of time with both ends, milliseconds since 1970. */
export interface Bounded extends Stretch {
  readonly since: number
  readonly until: number
}

/** Milliseconds of a day. */
export const dayMs: number = 86_400_000

/** How far back a source is searched where looking costs and nobody tells the time. */
const unknownMs = 7 * dayMs

/** Clues with the time at which a source that costs is searched for them: where it is not known, the last seven days. */
export function boundedClues(clues: readonly Clue[], now: number): readonly (Clue & Bounded)[] {
  return clues.flatMap((clue) => {
    const until = Math.min(clue.until ?? now, now)
    const since = clue.since ?? until - unknownMs
    return since < until ? [{ ...clue, since, until }] : []
  })
}

/** Stretches without overlaps, the newest first; those with less than `gap` between them are one. */
export function mergedStretches(stretches: readonly Bounded[], gap = 0): readonly Bounded[] {
  const merged: Bounded[] = []
  for (const one of stretches.toSorted((a, b) => b.until - a.until)) {
    const last = merged.at(-1)
    if (last === undefined || one.until + gap < last.since) merged.push({ since: one.since, until: one.until })
    else merged[merged.length - 1] = { since: Math.min(one.since, last.since), until: last.until }
  }
  return merged
}

/** The same, but no more than so many: the nearest are joined first. */
export function fewStretches(stretches: readonly Bounded[], most: number): readonly Bounded[] {
  let few = mergedStretches(stretches)
  for (let gap = 60_000; few.length > most; gap *= 2) few = mergedStretches(few, gap)
  return few
}
