import { dayMs } from '../stretches.ts'

/** A stretch of time that is asked for at once: from `start` to before `end`, milliseconds since 1970. */
export interface Slice {
  readonly start: number
  readonly end: number
  /** False where CloudTrail may still add events to it. */
  readonly isFinal: boolean
}

// AWS: event history holds 90 days.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events.html
/** How long CloudTrail remembers an event. */
export const keptMs: number = 90 * dayMs

/** CloudTrail delivers within minutes, and now and then later. */
const settledMs = 2 * 3_600_000

/** The days of a range, the newest first, as far back as CloudTrail remembers; the first and last may be parts of days. */
export function slicesOf(since: number | null, until: number | null, now: number): readonly Slice[] {
  const first = Math.max(since ?? 0, now - keptMs)
  const last = Math.min(until ?? now, now)
  const slices: Slice[] = []
  for (let end = last; end > first; ) {
    const start = Math.max(first, Math.floor((end - 1) / dayMs) * dayMs)
    slices.push({ start, end, isFinal: end <= now - settledMs })
    end = start
  }
  return slices
}

/** Whether a slice is a day from its beginning to its end, as another search asks for it again. */
export function isWholeDay({ start, end }: Slice): boolean {
  return start % dayMs === 0 && end - start === dayMs
}
