import type { Language } from '../causes/cause.ts'
import { type Checked, langProblem } from './options.ts'

/** What `undeny parse` is asked. */
export interface ParseOptions {
  /** Null or `-` for standard input. */
  readonly file: string | null
  readonly json: boolean
  /** Each input line is a case of its own: `{"id", "text"}` or `{"id", "event"}`. */
  readonly jsonl: boolean
  readonly language: Language
}

/** The options of `parse` as commander gives them. */
export interface RawParseOptions {
  readonly json?: boolean
  readonly jsonl?: boolean
  readonly lang?: string
}

/** The options of `parse`, or what is wrong with them. */
export function checkParseOptions(
  file: string | null,
  raw: RawParseOptions,
  language: Language,
): Checked<ParseOptions> {
  const problem = langProblem(raw.lang)
  if (problem !== null) return { ok: false, problem }
  return { ok: true, options: { file, json: raw.json === true, jsonl: raw.jsonl === true, language } }
}
