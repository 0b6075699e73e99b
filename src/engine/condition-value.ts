import type { Match } from './trace.ts'
import type { VariableScope } from './variables.ts'

/** One value of a condition, ready to be compared with values of the request. */
export interface ConditionValue {
  /** With its variables replaced. */
  readonly text: string
  readonly test: (actual: string) => Match
  /** False where no value at all could match, such as a date operator with a word. */
  readonly isSatisfiable: boolean
  /** True where every value matches, such as `StringLike` with `*`. */
  readonly isUniversal: boolean
  /** Context keys of its variables whose value is not known. */
  readonly unknownKeys: readonly string[]
}

/** Reads one value of a condition; null where a policy variable in it has no value. */
export type ReadConditionValue = (text: string, scope: VariableScope) => ConditionValue | null

/** A value without variables, whose comparison is a plain yes or no. */
export function plainValue(text: string, test: ((actual: string) => boolean) | null): ConditionValue {
  return {
    text,
    test: (actual) => (test?.(actual) === true ? 'yes' : 'no'),
    isSatisfiable: test !== null,
    isUniversal: false,
    unknownKeys: [],
  }
}
