import { plainValue, type ReadConditionValue } from './condition-value.ts'
import type { Order } from './numeric-operators.ts'

/** A date operator: ISO 8601 in the W3C profile, or seconds since 1970. */
export function readDate(order: Order): ReadConditionValue {
  return (text) => {
    const wanted = parseDate(text)
    if (wanted === null) return plainValue(text, null)
    return plainValue(text, (actual) => {
      const instant = parseDate(actual)
      return instant !== null && order(instant, wanted)
    })
  }
}

const isoDate =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})?)?)?)?$/

// AWS: one of the W3C implementations of the ISO 8601 date formats, or epoch (UNIX) time.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
/** Milliseconds since 1970 of a date as policies write it; null for anything else. */
export function parseDate(text: string): number | null {
  const parts = isoDate.exec(text)
  if (parts === null) return /^\d{5,15}(?:\.\d{1,9})?$/.test(text) ? Number(text) * 1000 : null
  const part = (index: number, absent: number): number => (parts[index] === undefined ? absent : Number(parts[index]))
  const [month, day, hour, minute, second] = [part(2, 1), part(3, 1), part(4, 0), part(5, 0), part(6, 0)]
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 24 || minute > 59 || second > 60) return null
  const fraction = parts[7] === undefined ? 0 : Number(`0.${parts[7]}`) * 1000
  return Date.UTC(part(1, 0), month - 1, day, hour, minute, second) + fraction - offsetOf(parts[8])
}

function offsetOf(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z') return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000
}
