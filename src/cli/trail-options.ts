import type { Language } from '../causes/cause.ts'
import { parseArn } from '../iam/arn.ts'
import type { Phrase } from '../iam/phrase.ts'
import { momentOf } from '../trail/moment.ts'
import type { TrailQuestion } from '../trail/question.ts'
import { checkEngine, type EngineChoice, type RawEngineOptions } from './engine-options.ts'
import { printable } from './io.ts'
import { type Checked, excluding, langProblem } from './options.ts'

/** The options of `trail` as commander gives them, absent where not given. */
export interface RawTrailOptions extends RawEngineOptions {
  /** `trail ddl`: the organization whose trail it is. */
  readonly organization?: string
  readonly principal?: string
  readonly since?: string
  readonly until?: string
  readonly service?: string
  readonly action?: string
  readonly account?: string
  readonly allErrors?: boolean
  readonly allPrincipals?: boolean
  readonly json?: boolean
  readonly csv?: boolean
  readonly follow?: boolean
  /** Commander's name of `--no-cache`. */
  readonly cache?: boolean
  readonly explain?: boolean
  readonly snapshot?: string
  readonly ignore?: string
  readonly all?: boolean
  readonly html?: string
  readonly lang?: string
}

/** How the rows are printed. */
export type TrailFormat = 'table' | 'json' | 'csv'

/** What `undeny trail` was asked. */
export interface TrailOptions {
  readonly sources: readonly string[]
  readonly question: TrailQuestion
  readonly format: TrailFormat
  /** Go on looking for new records until interrupted. */
  readonly follow: boolean
  readonly usesCache: boolean
  /** The causes of the denials instead of the denials. */
  readonly explains: boolean
  readonly snapshot: string | null
  /** Plan fixes for what is probably noise or has succeeded since, too. */
  readonly plansAll: boolean
  /** File to write a page to. */
  readonly html: string | null
  /** File of rules for what is not to be shown. */
  readonly ignore: string | null
  readonly engine: EngineChoice
  readonly language: Language
}

/** The options of `trail`, or the first thing wrong with them. */
export function checkTrailOptions(
  sources: readonly string[],
  raw: RawTrailOptions,
  language: Language,
  { now, env }: { readonly now: number; readonly env: Readonly<Record<string, string | undefined>> },
): Checked<TrailOptions> {
  const engine = checkEngine('trail', withNamedEngine(sources, raw), env)
  if (!engine.ok) return engine
  const isLocal = engine.options.kind === 'local'
  const since = raw.since === undefined ? null : momentOf(raw.since, now)
  const until = raw.until === undefined ? null : momentOf(raw.until, now)
  const problem =
    (isLocal && sources.length === 0 ? withoutSource : null) ??
    (!isLocal && !sources.every(isEngineName) ? sourceBesideEngine : null) ??
    timeProblem('--since', raw.since, since) ??
    timeProblem('--until', raw.until, until) ??
    (since !== null && until !== null && since >= until ? emptyRange : null) ??
    principalProblem(raw) ??
    accountProblem(raw.account) ??
    (raw.json === true && raw.csv === true ? excluding('--json', '--csv') : null) ??
    explainProblem(raw) ??
    langProblem(raw.lang)
  if (problem !== null) return { ok: false, problem }
  return {
    ok: true,
    options: {
      sources,
      question: {
        principal: raw.principal ?? null,
        since,
        until,
        service: raw.service ?? null,
        action: raw.action ?? null,
        account: raw.account ?? null,
        region: raw.region ?? null,
        allErrors: raw.allErrors === true,
      },
      format: raw.json === true ? 'json' : raw.csv === true ? 'csv' : 'table',
      follow: raw.follow === true,
      usesCache: raw.cache !== false,
      explains: raw.explain === true || raw.html !== undefined,
      snapshot: raw.snapshot ?? null,
      ignore: raw.ignore ?? null,
      html: raw.html ?? null,
      plansAll: raw.all === true,
      engine: engine.options,
      language,
    },
  }
}

/** `trail athena` is `trail --engine athena`. */
export function withNamedEngine([source, ...others]: readonly string[], raw: RawEngineOptions): RawEngineOptions {
  return others.length === 0 && (source === 'athena' || source === 'trino') ? { engine: source, ...raw } : raw
}

/** Whether a source is the name of an engine. */
export function isEngineName(source: string): boolean {
  return source === 'athena' || source === 'trino'
}

const withoutSource: Phrase = {
  en: '`undeny trail` needs a source: a file or folder of CloudTrail logs, `s3://BUCKET/PREFIX`, or `lookup`.',
  ko: '`undeny trail` 명령에는 소스가 필요합니다. CloudTrail 로그 파일이나 폴더, `s3://BUCKET/PREFIX`, `lookup` 가운데 하나를 지정하세요.',
}

/** Said where an engine is asked and a source is named besides. */
export const sourceBesideEngine: Phrase = {
  en: '`--engine` reads a table; it takes no source beside it.',
  ko: '`--engine` 옵션은 테이블을 읽으므로 다른 소스를 함께 쓸 수 없습니다.',
}

/** Said of a range that ends before it begins. */
export const emptyRange: Phrase = {
  en: '`--since` must lie before `--until`.',
  ko: '`--since` 시각은 `--until` 시각보다 앞서야 합니다.',
}

/** Said of a text that is no time. */
export function timeProblem(option: string, text: string | undefined, moment: number | null): Phrase | null {
  if (text === undefined || moment !== null) return null
  return {
    en: `\`${option}\` takes a time like 2026-03-02T10:15Z (UTC where it names no zone), or how long ago, like 2h or 7d; \`${printable(text)}\` is neither.`,
    ko: `\`${option}\` 옵션에는 2026-03-02T10:15Z 같은 시각(시간대가 없으면 UTC)이나 2h, 7d처럼 얼마 전인지를 쓰며, \`${printable(text)}\` 값은 쓸 수 없습니다.`,
  }
}

function principalProblem({ principal, allPrincipals }: RawTrailOptions): Phrase | null {
  if (principal === undefined) return null
  if (allPrincipals === true) return excluding('--principal', '--all-principals')
  if (parseArn(principal) !== null) return null
  return {
    en: `\`--principal\` takes the ARN of a user, a role or a session; \`${printable(principal)}\` has another form.`,
    ko: `\`--principal\` 옵션에는 사용자, 역할 또는 세션의 ARN을 쓰며, \`${printable(principal)}\` 값은 쓸 수 없습니다.`,
  }
}

function accountProblem(account: string | undefined): Phrase | null {
  if (account === undefined || /^\d{12}$/.test(account)) return null
  return {
    en: `\`--account\` takes the 12 digits of an account, and \`${printable(account)}\` has another form.`,
    ko: `\`--account\` 옵션에는 계정의 숫자 12자리를 쓰며, \`${printable(account)}\` 값은 쓸 수 없습니다.`,
  }
}

function explainProblem({ explain, html, snapshot, ignore, all, csv, follow }: RawTrailOptions): Phrase | null {
  if (explain === true || html !== undefined) {
    const asked = explain === true ? '--explain' : '--html'
    if (csv === true) return excluding(asked, '--csv')
    return follow === true ? excluding(asked, '--follow') : null
  }
  const [option] = [
    ...(snapshot === undefined ? [] : ['--snapshot']),
    ...(ignore === undefined ? [] : ['--ignore']),
    ...(all === true ? ['--all'] : []),
  ]
  if (option === undefined) return null
  return {
    en: `\`${option}\` belongs to \`--explain\`: the table of rows needs none.`,
    ko: `\`${option}\` 옵션은 \`--explain\` 옵션과 함께 씁니다.`,
  }
}
