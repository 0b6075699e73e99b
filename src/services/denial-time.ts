import type { Denial } from '../denial/denial.ts'
import { timeOf } from '../snapshot/json.ts'

/** Milliseconds since 1970 between which something happened. */
export interface TimeSpan {
  readonly from: number
  readonly until: number
}

/** Milliseconds since 1970 of a denial; a time without a zone, as AWS's services write it, is in UTC. */
export function timeOfDenial({ time, hints }: Denial): number | null {
  const text = hints.event?.eventTime ?? time
  return text === null ? null : timeOf(hasZone(text) ? text : `${text}Z`)
}

/** Whether a written time tells its zone. */
export function hasZone(time: string): boolean {
  return /(?:Z|[+-]\d\d:?\d\d)$/i.test(time)
}

const hour = 3_600_000
/** How far the clock of who wrote a log line can be off. */
const clockSkew = 5 * 60_000

/** When a denial can have happened: an event tells the second, a log line is as good as its clock, and may be of any zone. */
export function spanOfDenial(denial: Denial): TimeSpan | null {
  const time = timeOfDenial(denial)
  if (time === null) return null
  if (denial.hints.event?.eventTime != null) return { from: time, until: time }
  // Zones lie between UTC-12 and UTC+14: what a clock in UTC+14 shows was 14 hours earlier in UTC.
  const [ahead, behind] = hasZone(denial.time ?? '') ? [0, 0] : [14 * hour, 12 * hour]
  return { from: time - ahead - clockSkew, until: time + behind + clockSkew }
}
