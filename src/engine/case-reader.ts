import type { Phrase } from '../iam/phrase.ts'
/** What was wrong with a case and where, as a JSON pointer into it. */
export interface CaseProblem {
  readonly pointer: string
  readonly message: Phrase
}

/** A value, or the fault that kept it from being read. */
export type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: CaseProblem }

/** A JSON object of unknown content. */
export type JsonObject = Readonly<Record<string, unknown>>

/** Whether the value is a JSON object. */
export function isObject(json: unknown): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}

/** Whether the value is the mark of a fact that could not be read. */
export function isUnknownMark(json: unknown): boolean {
  return isObject(json) && json.unknown === true
}

/** A fault. */
export function fail(pointer: string, message: Phrase): { readonly ok: false; readonly problem: CaseProblem } {
  return { ok: false, problem: { pointer, message } }
}

/** The pointer to a member of what `pointer` points to. */
export function at(pointer: string, key: string | number): string {
  return `${pointer}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`
}

/** The text, or null where there is none. */
export function optionalText(json: unknown): string | null {
  return typeof json === 'string' ? json : null
}

/** True, false or not known; absent counts as false. */
export function readTruth(json: unknown, pointer: string): Read<boolean | 'unknown'> {
  if (json === undefined || json === null) return { ok: true, value: false }
  if (typeof json === 'boolean') return { ok: true, value: json }
  if (isUnknownMark(json)) return { ok: true, value: 'unknown' }
  return fail(pointer, {
    en: 'The value is `true`, `false` or `{"unknown": true}`.',
    ko: '값은 `true`, `false` 또는 `{"unknown": true}`입니다.',
  })
}
