import { plainValue, type ReadConditionValue } from './condition-value.ts'

/** How the request's value stands to the policy's. */
export type Order = (actual: number, wanted: number) => boolean

/** A numeric operator: integers and decimals; text that is no number matches nothing. */
export function readNumeric(order: Order): ReadConditionValue {
  return (text) => {
    const wanted = parseNumber(text)
    if (wanted === null) return plainValue(text, null)
    return plainValue(text, (actual) => {
      const number = parseNumber(actual)
      return number !== null && order(number, wanted)
    })
  }
}

/** A decimal number as policies write it; null for anything else. */
export function parseNumber(text: string): number | null {
  return /^[+-]?(?:\d{1,300}(?:\.\d{0,300})?|\.\d{1,300})(?:[eE][+-]?\d{1,3})?$/.test(text) ? Number(text) : null
}
