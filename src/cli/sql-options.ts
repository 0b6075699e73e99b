import type { Language } from '../causes/cause.ts'
import type { Phrase } from '../iam/phrase.ts'
import { checkEngine, type EngineChoice, type RawEngineOptions } from './engine-options.ts'
import { printable } from './io.ts'
import { type Checked, excluding, langProblem } from './options.ts'
import { sourceBesideEngine } from './trail-options.ts'

/** What `undeny sql` was asked. */
export interface SqlOptions {
  /** The query; `-` is standard input. */
  readonly sql: string
  /** Log files and folders of them. */
  readonly sources: readonly string[]
  readonly format: 'table' | 'json' | 'csv'
  /** Rows to print; null for all. */
  readonly limit: number | null
  readonly seconds: number
  /** As DuckDB reads it: `4GB`. */
  readonly memory: string
  readonly engine: EngineChoice
  readonly language: Language
}

/** The options of `sql` as commander gives them. */
export interface RawSqlOptions extends RawEngineOptions {
  readonly json?: boolean
  readonly csv?: boolean
  readonly limit?: string
  readonly timeout?: string
  readonly memory?: string
  readonly lang?: string
}

const rowsOfTable = 1000

/** The options of `sql`, or the first thing wrong with them. */
export function checkSqlOptions(
  [sql = '', ...sources]: readonly string[],
  raw: RawSqlOptions,
  language: Language,
  env: Readonly<Record<string, string | undefined>>,
): Checked<SqlOptions> {
  const engine = checkEngine('sql', raw, env)
  if (!engine.ok) return engine
  const isLocal = engine.options.kind === 'local'
  const problem =
    langProblem(raw.lang) ??
    (raw.json === true && raw.csv === true ? excluding('--json', '--csv') : null) ??
    (isLocal && sources.length === 0 ? withoutSource : null) ??
    (!isLocal && sources.length > 0 ? sourceBesideEngine : null) ??
    numberProblem('--limit', raw.limit) ??
    numberProblem('--timeout', raw.timeout) ??
    memoryProblem(raw.memory)
  if (problem !== null) return { ok: false, problem }
  const format = raw.json === true ? 'json' : raw.csv === true ? 'csv' : 'table'
  const all = format === 'table' ? rowsOfTable : null
  return {
    ok: true,
    options: {
      sql,
      sources,
      format,
      limit: raw.limit === undefined ? all : Number(raw.limit),
      seconds: Number(raw.timeout ?? 600),
      memory: raw.memory ?? '4GB',
      engine: engine.options,
      language,
    },
  }
}

const withoutSource: Phrase = {
  en: '`undeny sql` needs a source after the query: log files or folders of them.',
  ko: '`undeny sql` 명령에는 쿼리 뒤에 로그 파일이나 폴더를 지정해야 합니다.',
}

function numberProblem(option: string, value: string | undefined): Phrase | null {
  if (value === undefined || /^[1-9]\d{0,6}$/.test(value)) return null
  return badValue(option, 'a number from 1 to 9999999', '1부터 9999999까지의 수', value)
}

function memoryProblem(value: string | undefined): Phrase | null {
  if (value === undefined || /^[1-9]\d{0,5} ?[KMGT]i?B$/i.test(value)) return null
  return badValue('--memory', 'a size, like 512MB or 4GB', '512MB, 4GB 같은 크기', value)
}

function badValue(option: string, en: string, ko: string, value: string): Phrase {
  return {
    en: `\`${option}\` takes ${en}; \`${printable(value)}\` has another form.`,
    ko: `\`${option}\` 옵션에는 ${ko} 값을 쓰며, \`${printable(value)}\` 값은 쓸 수 없습니다.`,
  }
}
