import type { SqlValue } from './engine.ts'

/** A value as Athena's results show it: `[a, b]`, `{arn=…, type=…}`; null is empty at the top and `null` inside. */
export function cellText(value: SqlValue, type: string): string {
  if (value === null) return ''
  return innerText(value, type)
}

function innerText(value: SqlValue, type: string): string {
  if (value === null) return 'null'
  if (typeof value === 'number') return /^(?:double|real)$/.test(type) ? doubleText(value) : String(value)
  if (typeof value !== 'object') return String(value)
  if (isList(value)) return `[${value.map((item) => innerText(item, '')).join(', ')}]`
  return `{${Object.entries(value)
    .map(([name, item]) => `${name}=${innerText(item, '')}`)
    .join(', ')}}`
}

function isList(value: SqlValue): value is readonly SqlValue[] {
  return Array.isArray(value)
}

/** A double as Java prints it: `1.0`, `1.0E7`. */
function doubleText(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  const size = Math.abs(value)
  if (size !== 0 && (size < 1e-3 || size >= 1e7)) {
    const [digits = '', power = ''] = value.toExponential().split('e')
    return `${digits.includes('.') ? digits : `${digits}.0`}E${power.replace('+', '')}`
  }
  return Number.isInteger(value) ? `${value}.0` : String(value)
}
