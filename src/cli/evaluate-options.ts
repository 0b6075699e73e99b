import type { Language } from '../causes/cause.ts'
import { type Checked, langProblem } from './options.ts'

/** What `undeny evaluate` is asked. */
export interface EvaluateOptions {
  /** Null or `-` for standard input. */
  readonly file: string | null
  /** Compare the answers with what the cases expect. */
  readonly check: boolean
  readonly language: Language
}

/** The options of `evaluate` as commander gives them. */
export interface RawEvaluateOptions {
  readonly check?: boolean
  readonly lang?: string
}

/** The options of `evaluate`, or what is wrong with them. */
export function checkEvaluateOptions(
  file: string | null,
  raw: RawEvaluateOptions,
  language: Language,
): Checked<EvaluateOptions> {
  const problem = langProblem(raw.lang)
  return problem === null
    ? { ok: true, options: { file, check: raw.check === true, language } }
    : { ok: false, problem }
}
