import type { Match } from './trace.ts'

/** True only where all are; a single `no` decides. */
export function allOf(...matches: readonly Match[]): Match {
  if (matches.includes('no')) return 'no'
  return matches.includes('unknown') ? 'unknown' : 'yes'
}

/** True where any is; a single `yes` decides. */
export function anyOf(...matches: readonly Match[]): Match {
  if (matches.includes('yes')) return 'yes'
  return matches.includes('unknown') ? 'unknown' : 'no'
}

/** The opposite; the opposite of `unknown` is `unknown`. */
export function not(match: Match): Match {
  if (match === 'unknown') return 'unknown'
  return match === 'yes' ? 'no' : 'yes'
}

/** A known truth as a match. */
export function matchIf(truth: boolean | 'unknown'): Match {
  if (truth === 'unknown') return 'unknown'
  return truth ? 'yes' : 'no'
}
