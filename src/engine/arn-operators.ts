import { matchesArnParts } from '../iam/arn-pattern.ts'
import { anyRun, matchesPattern } from '../iam/wildcard.ts'
import type { ReadConditionValue } from './condition-value.ts'
import { resolveVariables } from './variables.ts'

const colon = 58

// AWS: ArnEquals and ArnLike behave identically.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
/** `ArnEquals` and `ArnLike`: six parts, each with wildcards. */
export const readArn: ReadConditionValue = (text, scope) => {
  const resolved = resolveVariables(text, scope, 'wildcards')
  if (resolved === null) return null
  const { pattern, unknownKeys } = resolved
  const isAll = pattern.length === 1 && pattern[0] === anyRun
  if (unknownKeys.length > 0) {
    // A value that is not known may hold colons, so the parts cannot be told apart yet.
    const test = (actual: string): 'unknown' | 'no' => (matchesPattern(pattern, actual) ? 'unknown' : 'no')
    return { text: resolved.text, test, isSatisfiable: true, isUniversal: false, unknownKeys }
  }
  return {
    text: resolved.text,
    test: (actual) => (matchesArnParts(pattern, actual) ? 'yes' : 'no'),
    isSatisfiable: isAll || pattern.filter((token) => token === colon).length >= 5,
    isUniversal: isAll,
    unknownKeys,
  }
}
