/** A JSON object whose members have not been looked at. */
export type JsonRecord = Readonly<Record<string, unknown>>

/** Whether the value is a JSON object, and no list. */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value under these members; undefined where one is missing. */
export function field(json: unknown, ...names: readonly string[]): unknown {
  let value = json
  for (const name of names) {
    if (!isRecord(value) || !Object.hasOwn(value, name)) return undefined
    value = value[name]
  }
  return value
}

/** The text under these members; null where there is none. */
export function textAt(json: unknown, ...names: readonly string[]): string | null {
  const value = field(json, ...names)
  return typeof value === 'string' ? value : null
}

/** The list under these members; empty where there is none. */
export function listAt(json: unknown, ...names: readonly string[]): readonly unknown[] {
  const value = field(json, ...names)
  return Array.isArray(value) ? value : []
}

/** The texts of the list under these members; what is no text is left out. */
export function textsAt(json: unknown, ...names: readonly string[]): readonly string[] {
  return listAt(json, ...names).filter((value) => typeof value === 'string')
}

/** Whether the value under these members is `true`, or the text `true`. */
export function isTrueAt(json: unknown, ...names: readonly string[]): boolean {
  const value = field(json, ...names)
  return value === true || (typeof value === 'string' && value.toLowerCase() === 'true')
}

/** The texts of the object under these members, by name; what is no text is left out. */
export function textByNameAt(json: unknown, ...names: readonly string[]): Readonly<Record<string, string>> {
  const value = field(json, ...names)
  if (!isRecord(value)) return {}
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, text]) => (typeof text === 'string' ? [[name, text] as const] : [])),
  )
}

/** Milliseconds since 1970 of a time as AWS prints it: ISO 8601, epoch seconds or RFC 1123; null for anything else. */
export function timeOf(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? Math.round(value * 1000) : null
  if (typeof value !== 'string' || value.length > 64) return null
  if (/^\d+(\.\d+)?$/.test(value)) return Math.round(Number(value) * 1000)
  const time = Date.parse(value)
  return Number.isNaN(time) ? null : time
}
