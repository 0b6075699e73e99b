/** A JSON object whose values have not been looked at. */
export type JsonObject = Readonly<Record<string, unknown>>

/** Whether the value is a JSON object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The string under a key, or null where it is absent, empty or of another type. */
export function stringAt(object: unknown, key: string): string | null {
  if (!isObject(object)) return null
  const value = Object.hasOwn(object, key) ? object[key] : undefined
  return typeof value === 'string' && value !== '' ? value : null
}

/** The object under a key, or null. */
export function objectAt(object: unknown, key: string): JsonObject | null {
  if (!isObject(object)) return null
  const value = Object.hasOwn(object, key) ? object[key] : undefined
  return isObject(value) ? value : null
}

/** The value of a JSON text, or undefined where it is none. */
export function jsonOf(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return value
  } catch {
    return undefined
  }
}
