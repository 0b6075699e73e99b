import type { Condition } from '../iam/policy.ts'
import type { Mismatch } from './trace.ts'

/** `Null`: whether the key is absent (`true`) or present and not empty (`false`). */
export function testNull(condition: Condition, actual: readonly string[] | 'unknown'): Mismatch | null {
  const wanted = condition.values
  const mayBeAbsent = wanted.some((value) => value.toLowerCase() === 'true')
  const mayBePresent = wanted.some((value) => value.toLowerCase() === 'false')
  if (mayBeAbsent && mayBePresent) return null
  if (!mayBeAbsent && !mayBePresent) {
    return { kind: 'conditionNotMet', condition, wanted, actual: actual === 'unknown' ? [] : actual }
  }
  if (actual === 'unknown') return { kind: 'contextKeyUnknown', condition, key: condition.key }
  const isAbsent = actual.every((value) => value === '')
  if (isAbsent === mayBeAbsent) return null
  if (isAbsent) return { kind: 'contextKeyAbsent', condition, wanted }
  return { kind: 'conditionNotMet', condition, wanted, actual }
}
