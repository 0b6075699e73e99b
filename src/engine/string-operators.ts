import { anyRun, matchesPattern } from '../iam/wildcard.ts'
import type { ConditionValue, ReadConditionValue } from './condition-value.ts'
import { type Reading, resolveVariables, type VariableScope } from './variables.ts'

/** `StringEquals`: the same characters; `*` and `?` mean themselves. */
export const readStringEquals: ReadConditionValue = (text, scope) => readString(text, scope, 'literal', sameCase)

/** `StringEqualsIgnoreCase`: the same characters, whatever their case. */
export const readStringEqualsIgnoreCase: ReadConditionValue = (text, scope) =>
  readString(text, scope, 'literal', (written) => written.toLowerCase())

/** `StringLike`: the whole string against `*` and `?`, case-sensitive. */
export const readStringLike: ReadConditionValue = (text, scope) => readString(text, scope, 'wildcards', sameCase)

function readString(
  text: string,
  scope: VariableScope,
  reading: Reading,
  fold: (written: string) => string,
): ConditionValue | null {
  const resolved = resolveVariables(text, scope, reading)
  if (resolved === null) return null
  const { unknownKeys } = resolved
  const pattern = fold === sameCase ? resolved.pattern : foldPattern(resolved.pattern, fold)
  const whenMatching = unknownKeys.length > 0 ? 'unknown' : 'yes'
  return {
    text: resolved.text,
    test: (actual) => (matchesPattern(pattern, fold(actual)) ? whenMatching : 'no'),
    isSatisfiable: true,
    isUniversal: unknownKeys.length === 0 && pattern.length > 0 && pattern.every((token) => token === anyRun),
    unknownKeys,
  }
}

function sameCase(written: string): string {
  return written
}

function foldPattern(pattern: readonly number[], fold: (written: string) => string): readonly number[] {
  const folded: number[] = []
  let literal = ''
  const flush = (): void => {
    for (const character of fold(literal).split('')) folded.push(character.charCodeAt(0))
    literal = ''
  }
  for (const token of pattern) {
    if (token >= 0) literal += String.fromCharCode(token)
    else {
      flush()
      folded.push(token)
    }
  }
  flush()
  return folded
}
