import type { Fact } from '../snapshot/fact.ts'
import { type Known, known, type Truth } from './truth.ts'

/**
 * How facts that were not recorded are read: `plain` as what a request has by default, because nothing points against
 * it; `open` as unknown, because a refusal that nothing else explains does.
 */
export type Reading = 'plain' | 'open'

/** A fact that was not recorded: the default, or unknown. */
export function readingOf<T>(reading: Reading, plain: T): Known<T> {
  return reading === 'plain' ? known(plain) : 'unknown'
}

/** A claim about a fact that was not recorded. */
export function plainTruth(reading: Reading, plain: boolean): Truth {
  return reading === 'plain' ? plain : 'unknown'
}

/** What `claim` says of a recorded fact; false where it is recorded to be absent. */
export function truthOf<T>(fact: Fact<T>, claim: (value: T) => boolean, reading: Reading, plain: boolean): Truth {
  if (fact.kind === 'known') return claim(fact.value)
  return fact.kind === 'absent' ? false : plainTruth(reading, plain)
}
