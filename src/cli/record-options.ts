import type { Phrase } from '../iam/phrase.ts'
import type { Stretch } from '../services/sought-records.ts'
import { momentOf } from '../trail/moment.ts'
import { checkEngine, type EngineChoice, type RawEngineOptions } from './engine-options.ts'
import { printable } from './io.ts'
import type { Checked, ExplainOptions } from './options.ts'
import { emptyRange, isEngineName, sourceBesideEngine, timeProblem, withNamedEngine } from './trail-options.ts'

/** Where `explain` looks for the CloudTrail records of the time. */
export interface RecordOptions {
  /** As `trail` takes them; none where an engine is asked. */
  readonly sources: readonly string[]
  readonly engine: EngineChoice
  /** When it was, where the denial tells no time. */
  readonly unknown: Stretch
}

/** The options that name sources of records, as commander gives them. */
export interface RawRecordOptions extends RawEngineOptions {
  readonly trail?: readonly string[]
  readonly since?: string
  readonly until?: string
}

/** What `undeny explain` was asked, and where it looks for records; null for nowhere. */
export interface ExplainedOptions extends ExplainOptions {
  readonly trail: RecordOptions | null
}

/** The options of `explain` with those that name its records, or the first thing wrong with these. */
export function withRecordOptions(
  options: ExplainOptions,
  raw: RawRecordOptions,
  { now, env }: { readonly now: number; readonly env: Readonly<Record<string, string | undefined>> },
): Checked<ExplainedOptions> {
  const sources = raw.trail ?? []
  const engine = checkEngine('explain', withNamedEngine(sources, raw), env)
  if (!engine.ok) return engine
  const isLocal = engine.options.kind === 'local'
  const since = raw.since === undefined ? null : momentOf(raw.since, now)
  const until = raw.until === undefined ? null : momentOf(raw.until, now)
  const isAsked = sources.length > 0 || !isLocal
  const given = (['since', 'until'] as const).find((name) => raw[name] !== undefined)
  const problem =
    (!isLocal && !sources.every(isEngineName) ? sourceBesideEngine : null) ??
    timeProblem('--since', raw.since, since) ??
    timeProblem('--until', raw.until, until) ??
    (since !== null && until !== null && since >= until ? emptyRange : null) ??
    eventProblem(options, isAsked) ??
    (given !== undefined && !isAsked ? withoutTrail(given) : null)
  if (problem !== null) return { ok: false, problem }
  const trail = isAsked ? { sources, engine: engine.options, unknown: { since, until } } : null
  return { ok: true, options: { ...options, trail } }
}

function withoutTrail(option: string): Phrase {
  return {
    en: `\`--${option}\` says where \`--trail\` looks, and \`--trail\` is missing.`,
    ko: `\`--${option}\` 옵션은 \`--trail\` 옵션이 찾을 범위를 정하며, \`--trail\` 옵션이 없습니다.`,
  }
}

/** An event is looked for in a trail, and is the whole input. */
function eventProblem({ event, file }: ExplainOptions, isAsked: boolean): Phrase | null {
  if (event === null) return null
  if (!isAsked)
    return {
      en: '`--event` names an event of the records that `--trail` gives, and `--trail` is missing.',
      ko: '`--event` 옵션은 `--trail` 옵션으로 준 기록의 이벤트를 가리키며, `--trail` 옵션이 없습니다.',
    }
  if (file === null) return null
  return {
    en: `\`--event\` is explained in place of an input, and \`${printable(file)}\` is one.`,
    ko: `\`--event\` 옵션은 입력 대신 쓰며, \`${printable(file)}\` 입력과 함께 쓸 수 없습니다.`,
  }
}
