import type { Language } from '../causes/cause.ts'
import { parseArn } from '../iam/arn.ts'
import type { Phrase } from '../iam/phrase.ts'
import { printable } from './io.ts'
import { isLanguage } from './language.ts'

/** One `--context KEY=VALUE`, in the order given; a key given several times has several values. */
export interface ContextOption {
  readonly key: string
  readonly value: string
}

/** How an answer is printed. */
export type OutputFormat = 'text' | 'json' | 'markdown' | 'applyScript'

/** What `undeny explain` was asked; null where an option is not given. */
export interface ExplainOptions {
  /** Null and `-` are standard input. */
  readonly file: string | null
  readonly snapshot: string | null
  /** ID of an event of the trail that is explained in place of an input. */
  readonly event: string | null
  /** An ARN, or `anonymous`. */
  readonly principal: string | null
  readonly action: string | null
  readonly resource: string | null
  readonly context: readonly ContextOption[]
  readonly expectedPrincipal: string | null
  readonly language: Language
  readonly format: OutputFormat
  readonly all: boolean
  readonly redact: boolean
}

/** The options of `check` as commander gives them: those of `explain`, with the caller under its own name. */
export interface RawCheckOptions extends RawExplainOptions {
  readonly as?: string
  readonly workgroup?: string
  /** Where the client asks Athena to write results. */
  readonly outputLocation?: string
  readonly sql?: string
  /** Database of the tables that the SQL names without one. */
  readonly database?: string
  /** Data catalog of the tables that the SQL names without one. */
  readonly catalog?: string
  readonly table?: readonly string[]
  /** True where no location is given: Athena then writes below the location of results. */
  readonly ctas?: string | true
  readonly insert?: boolean
}

/** What `undeny causes` was asked. */
export interface CausesOptions {
  /** A cause's name or code; null for the list. */
  readonly cause: string | null
  readonly language: Language
}

/** The options of `explain` as commander gives them, absent where not given. */
export interface RawExplainOptions {
  readonly snapshot?: string
  readonly event?: string
  readonly principal?: string
  readonly action?: string
  readonly resource?: string
  readonly context?: readonly string[]
  readonly expectedPrincipal?: string
  readonly lang?: string
  readonly json?: boolean
  readonly markdown?: boolean
  readonly applyScript?: boolean
  readonly all?: boolean
  readonly redact?: boolean
}

/** Checked options, or what is wrong with them. */
export type Checked<Options> =
  | { readonly ok: true; readonly options: Options }
  | { readonly ok: false; readonly problem: Phrase }

/** The options of `explain`, or the first thing wrong with them. */
export function checkExplainOptions(
  file: string | null,
  raw: RawExplainOptions,
  language: Language,
): Checked<ExplainOptions> {
  const problem =
    langProblem(raw.lang) ??
    formatProblem(raw) ??
    principalProblem('--principal', raw.principal) ??
    principalProblem('--expected-principal', raw.expectedPrincipal) ??
    actionProblem(raw.action) ??
    resourceProblem(raw.resource) ??
    contextProblem(raw.context ?? [])
  if (problem !== null) return { ok: false, problem }
  return {
    ok: true,
    options: {
      file,
      snapshot: raw.snapshot ?? null,
      event: raw.event ?? null,
      principal: raw.principal ?? null,
      action: raw.action ?? null,
      resource: raw.resource ?? null,
      context: (raw.context ?? []).map(splitPair),
      expectedPrincipal: raw.expectedPrincipal ?? null,
      language,
      format: formatOf(raw),
      all: raw.all === true,
      redact: raw.redact === true,
    },
  }
}

/** The options of `causes`, or what is wrong with them. */
export function checkCausesOptions(
  cause: string | null,
  lang: string | undefined,
  language: Language,
): Checked<CausesOptions> {
  const problem = langProblem(lang)
  return problem === null ? { ok: true, options: { cause, language } } : { ok: false, problem }
}

function formatOf(raw: RawExplainOptions): OutputFormat {
  if (raw.json === true) return 'json'
  if (raw.markdown === true) return 'markdown'
  return raw.applyScript === true ? 'applyScript' : 'text'
}

function splitPair(pair: string): ContextOption {
  const at = pair.indexOf('=')
  return { key: pair.slice(0, at), value: pair.slice(at + 1) }
}

function formatProblem(raw: RawExplainOptions): Phrase | null {
  const [first, second] = [
    ...(raw.json === true ? ['--json'] : []),
    ...(raw.markdown === true ? ['--markdown'] : []),
    ...(raw.applyScript === true ? ['--apply-script'] : []),
    // A script of stand-ins would change other policies than those that deny.
    ...(raw.applyScript === true && raw.redact === true ? ['--redact'] : []),
  ]
  return first === undefined || second === undefined ? null : excluding(first, second)
}

/** What is said of two options that cannot both be given. */
export function excluding(first: string, second: string): Phrase {
  return {
    en: `\`${first}\` and \`${second}\` exclude each other.`,
    ko: `\`${first}\` 옵션과 \`${second}\` 옵션은 함께 쓸 수 없습니다.`,
  }
}

/** What is wrong with a value of `--lang`. */
export function langProblem(lang: string | undefined): Phrase | null {
  if (lang === undefined || isLanguage(lang)) return null
  return {
    en: `\`--lang\` is en or ko, not \`${printable(lang)}\`.`,
    ko: `\`--lang\` 값은 en 또는 ko이며, \`${printable(lang)}\` 값은 쓸 수 없습니다.`,
  }
}

function principalProblem(option: string, principal: string | undefined): Phrase | null {
  const isAnonymous = option === '--principal' && principal === 'anonymous'
  if (principal === undefined || isAnonymous || parseArn(principal) !== null) return null
  const [en, ko] = option === '--principal' ? ['an ARN or anonymous', 'ARN 또는 anonymous'] : ['an ARN', 'ARN']
  return {
    en: `\`${option}\` takes ${en}; \`${printable(principal)}\` has another form.`,
    ko: `\`${option}\` 옵션에는 ${ko} 값을 쓰며, \`${printable(principal)}\` 값은 쓸 수 없습니다.`,
  }
}

function actionProblem(action: string | undefined): Phrase | null {
  if (action === undefined || /^[a-z0-9-]+:[a-z0-9]+$/i.test(action)) return null
  return {
    en: `\`--action\` takes a service and an action, like \`s3:GetObject\`, and \`${printable(action)}\` has another form.`,
    ko: `\`--action\` 옵션에는 \`s3:GetObject\`처럼 서비스와 작업을 쓰며, \`${printable(action)}\` 값은 쓸 수 없습니다.`,
  }
}

function resourceProblem(resource: string | undefined): Phrase | null {
  if (resource === undefined || resource === '*' || parseArn(resource) !== null) return null
  return {
    en: `\`--resource\` takes an ARN or \`*\`, and \`${printable(resource)}\` is neither.`,
    ko: `\`--resource\` 옵션에는 ARN 또는 \`*\` 값을 쓰며, \`${printable(resource)}\` 값은 쓸 수 없습니다.`,
  }
}

function contextProblem(pairs: readonly string[]): Phrase | null {
  for (const pair of pairs) {
    const { key } = splitPair(pair)
    if (!pair.includes('=') || key === '') {
      return {
        en: `\`--context\` takes KEY=VALUE, and \`${printable(pair)}\` has another form.`,
        ko: `\`--context\` 옵션에는 KEY=VALUE 형식을 쓰며, \`${printable(pair)}\` 값은 형식이 다릅니다.`,
      }
    }
    // AWS: every context key has a prefix and a colon; without it the key would silently match no condition.
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
    if (!key.includes(':')) {
      return {
        en: `\`${printable(key)}\` is not a context key: a context key has a prefix, like \`aws:SourceVpce\`.`,
        ko: `\`${printable(key)}\` 값은 조건 키가 아닙니다. 조건 키에는 \`aws:SourceVpce\`처럼 접두사가 있습니다.`,
      }
    }
  }
  return null
}
