import type { ReadConditionValue } from './condition-value.ts'
import { readStringEqualsIgnoreCase } from './string-operators.ts'

/** `Bool`: `true` or `false`, in any letter case. */
export const readBool: ReadConditionValue = (text, scope) => {
  const value = readStringEqualsIgnoreCase(text, scope)
  if (value === null || value.unknownKeys.length > 0 || isBoolean(value.text)) return value
  return { ...value, test: () => 'no', isSatisfiable: false }
}

function isBoolean(text: string): boolean {
  return text.toLowerCase() === 'true' || text.toLowerCase() === 'false'
}
