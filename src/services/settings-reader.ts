import type { PolicyProblem } from '../iam/policy.ts'
import type { Known, Truth } from './truth.ts'

/** Plain JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>

/** One object of the settings while it is read: its place, and the list that problems go to. */
export interface Place {
  readonly object: JsonObject
  readonly pointer: string
  readonly problems: PolicyProblem[]
}

/** Reads one value, or reports a problem and gives null. */
export type Read<T> = (value: unknown, pointer: string, problems: PolicyProblem[]) => T | null

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A value that is written as not known. */
export function isUnknown(value: unknown): boolean {
  return isObject(value) && value.unknown === true
}

/** The fact under a key: unknown where written so, null where absent, and where it is malformed (a problem then). */
export function factAt<T>(place: Place, key: string, read: Read<T>): Known<T | null> {
  const value = Object.hasOwn(place.object, key) ? place.object[key] : undefined
  if (value === undefined || value === null) return { known: null }
  return isUnknown(value) ? 'unknown' : { known: read(value, `${place.pointer}/${key}`, place.problems) }
}

/** A yes-or-no fact, with what its absence means. */
export function truthAt(place: Place, key: string, whenAbsent: Truth): Truth {
  const fact = factAt(place, key, readBoolean)
  return fact === 'unknown' ? 'unknown' : (fact.known ?? whenAbsent)
}

/** The objects under a key that are one object, absent or unknown. */
export function objectAt(place: Place, key: string): Place | 'absent' | 'unknown' {
  const fact = factAt(place, key, readObject)
  if (fact === 'unknown') return 'unknown'
  return fact.known === null ? 'absent' : { ...place, object: fact.known, pointer: `${place.pointer}/${key}` }
}

/** Reads a list item by item; an item that is not known makes the whole list unknown. */
export function listAt<T>(place: Place, key: string, read: (item: Place) => T | null): Known<readonly T[] | null> {
  const fact = factAt(place, key, readArray)
  if (fact === 'unknown' || fact.known === null) return fact === 'unknown' ? fact : { known: null }
  if (fact.known.some(isUnknown)) return 'unknown'
  return {
    known: fact.known.flatMap((value, index) => {
      const pointer = `${place.pointer}/${key}/${index}`
      const object = readObject(value, pointer, place.problems)
      const item = object === null ? null : read({ object, pointer, problems: place.problems })
      return item === null ? [] : [item]
    }),
  }
}

/** Fills in what an absent value means. */
export function orElse<T>(fact: Known<T | null>, whenAbsent: T): Known<T> {
  return fact === 'unknown' ? fact : { known: fact.known ?? whenAbsent }
}

/** Reads `true` or `false`. */
export const readBoolean: Read<boolean> = (value, pointer, problems) => {
  if (typeof value === 'boolean') return value
  problems.push({
    pointer,
    message: { en: 'The value is not `true` or `false`.', ko: '값은 `true` 또는 `false`입니다.' },
  })
  return null
}

/** Reads a string that is not empty. */
export const readText: Read<string> = (value, pointer, problems) => {
  if (typeof value === 'string' && value !== '') return value
  problems.push({ pointer, message: { en: 'The value is not a string.', ko: '값이 문자열이 아닙니다.' } })
  return null
}

/** Reads a 12-digit account id. */
export const readAccount: Read<string> = (value, pointer, problems) => {
  if (typeof value === 'string' && /^\d{12}$/.test(value)) return value
  problems.push({
    pointer,
    message: { en: 'The value is not a 12-digit account id.', ko: '값이 12자리 계정 ID가 아닙니다.' },
  })
  return null
}

/** Reads a list of strings. */
export const readTexts: Read<readonly string[]> = (value, pointer, problems) => {
  if (Array.isArray(value) && value.every((item): item is string => typeof item === 'string')) return value
  problems.push({
    pointer,
    message: { en: 'The value is not a list of strings.', ko: '값이 문자열의 목록이 아닙니다.' },
  })
  return null
}

/** Reads one of the words given, whatever its case. */
export function readWord<T extends string>(words: readonly T[]): Read<T> {
  return (value, pointer, problems) => {
    const found =
      typeof value === 'string' ? words.find((word) => word.toLowerCase() === value.toLowerCase()) : undefined
    if (found === undefined)
      problems.push({
        pointer,
        message: {
          en: `The value is not one of ${words.join(', ')}.`,
          ko: `값은 ${words.join(', ')} 중 하나여야 합니다.`,
        },
      })
    return found ?? null
  }
}

/** Reads an object. */
export const readObject: Read<JsonObject> = (value, pointer, problems) => {
  if (isObject(value)) return value
  problems.push({ pointer, message: { en: 'The value is not an object.', ko: '값이 객체가 아닙니다.' } })
  return null
}

const readArray: Read<readonly unknown[]> = (value, pointer, problems) => {
  if (Array.isArray(value)) return value
  problems.push({ pointer, message: { en: 'The value is not a list.', ko: '값이 목록이 아닙니다.' } })
  return null
}
