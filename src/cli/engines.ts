import type { Language } from '../causes/cause.ts'
import type { Phrase } from '../iam/phrase.ts'
import type { QueryCost } from '../trail/athena/cost.ts'
import type { AthenaOptions } from '../trail/athena/options.ts'
import type { Find } from '../trail/follow.ts'
import type { TrailQuestion } from '../trail/question.ts'
import type { RecordSource } from '../trail/record-source.ts'
import { placeOf } from '../trail/s3/layout.ts'
import type { SqlEngine, SqlPart, SqlProblem, SqlValue } from '../trail/sql/engine.ts'
import { isQueryFailure } from '../trail/sql/query-failure.ts'
import { type SqlAnswer, writesRefused } from '../trail/sql/sql-answer.ts'
import type { TrinoOptions } from '../trail/trino/options.ts'
import type { EngineChoice } from './engine-options.ts'
import { type ExitCode, type Io, tell, unreadableFile } from './io.ts'
import { sizeText } from './trail-progress.ts'

type Athena = Extract<EngineChoice, { kind: 'athena' }>
type Trino = Extract<EngineChoice, { kind: 'trino' }>

/** A search on an engine, or why there can be none. */
export type EngineFind =
  | { readonly ok: true; readonly find: Find; readonly records: RecordSource }
  | { readonly ok: false; readonly code: ExitCode; readonly problem: Phrase }

/** The searches of a table on an engine. */
export async function engineFind(
  choice: Athena | Trino,
  language: Language,
  signal: AbortSignal,
  io: Io,
): Promise<EngineFind> {
  const { table } = choice
  const now = io.now().getTime()
  if (table === null) return { ok: false, code: 2, problem: withoutTable }
  if (choice.kind === 'athena') {
    const { findWithAthena, recordsWithAthena } = await import('../trail/athena/find.ts')
    const options = { ...athenaOptions(choice, language, signal, io), table }
    return { ok: true, find: (question) => findWithAthena(question, options), records: recordsWithAthena(options, now) }
  }
  const options = await trinoOptions(choice, signal, io)
  if (!options.ok) return options
  const { findWithTrino, recordsWithTrino } = await import('../trail/trino/find.ts')
  const own = { ...options.options, table }
  return { ok: true, find: (question) => findWithTrino(question, own), records: recordsWithTrino(own, now) }
}

/** Runs the reader's own SQL on an engine. */
export function engineSql(choice: Athena | Trino, language: Language, io: Io): SqlEngine {
  return async function* run(sql, stop): AsyncGenerator<SqlPart> {
    if (choice.kind === 'athena') {
      const { sqlOnAthena } = await import('../trail/athena/sql.ts')
      yield* partsOf(await sqlOnAthena(sql, athenaOptions(choice, language, stop, io)))
      return
    }
    const options = await trinoOptions(choice, stop, io)
    if (!options.ok) {
      yield { kind: 'problem', problem: { kind: 'source', ...options.problem } }
      return
    }
    const { sqlOnTrino } = await import('../trail/trino/sql.ts')
    yield* partsOf(await sqlOnTrino(sql, options.options))
  }
}

async function* partsOf(answer: SqlAnswer): AsyncGenerator<SqlPart> {
  if (!answer.ok) {
    yield problemPart(isStatementFault(answer.problem) ? 'statement' : 'source', answer.problem)
    return
  }
  yield { kind: 'columns', columns: answer.columns }
  try {
    for await (const row of answer.rows) yield { kind: 'rows', rows: [row.map(sqlValueOf)] }
  } catch (error) {
    if (!isQueryFailure(error)) throw error
    yield problemPart('source', error.sentence)
  }
}

/** Whether the reader's own statement is at fault: an engine names the place in it. */
function isStatementFault(problem: Phrase): boolean {
  return problem === writesRefused || /\bline \d+:\d+/.test(problem.en)
}

function problemPart(kind: SqlProblem['kind'], sentence: Phrase): SqlPart {
  return { kind: 'problem', problem: { kind, ...sentence } }
}

/** A value as an engine's JSON gives it. */
function sqlValueOf(value: unknown): SqlValue {
  if (value === null || value === undefined) return null
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  if (Array.isArray(value)) return value.map(sqlValueOf)
  if (typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, sqlValueOf(member)]))
  return String(value)
}

function athenaOptions(
  { region, workgroup, output, catalog, database, location }: Athena,
  language: Language,
  signal: AbortSignal,
  io: Io,
): AthenaOptions {
  return {
    region,
    workgroup,
    output,
    catalog,
    database,
    signal,
    sizeOf: (_, question) => sizeBelow(location, question, signal, io),
    onCost: (cost) => tell(io, costText(cost), language),
  }
}

function costText({ kind, bytes, dollars }: QueryCost): Phrase {
  if (bytes === null)
    return {
      en: 'How much Athena will scan is not known before; `--location s3://…` of the logs tells it.',
      ko: 'Athena가 스캔할 양을 미리 알 수 없습니다. 로그의 위치를 `--location s3://…` 옵션으로 지정하면 알 수 있습니다.',
    }
  const size = sizeText(bytes)
  const [priceEn, priceKo] =
    dollars === null ? ['', ''] : [`, about $${dollars.toFixed(4)}`, `, 약 $${dollars.toFixed(4)}`]
  return kind === 'estimated'
    ? { en: `Athena will scan up to ${size}${priceEn}.`, ko: `Athena가 최대 ${size}를 스캔합니다${priceKo}.` }
    : { en: `Athena scanned ${size}${priceEn}.`, ko: `Athena가 ${size}를 스캔했습니다${priceKo}.` }
}

/** More files than this are not counted for an estimate: listing them would cost more than it tells. */
const mostCounted = 100_000

/** Bytes of the logs that a question reads, as a listing of their bucket tells; null where nobody knows. */
async function sizeBelow(
  location: string | null,
  question: TrailQuestion,
  signal: AbortSignal,
  io: Io,
): Promise<number | null> {
  const place = location === null ? null : placeOf(location)
  if (place === null) return null
  const [{ listDays }, { s3Client }] = await Promise.all([
    import('../trail/s3/list.ts'),
    import('../trail/s3/client.ts'),
  ])
  let [bytes, files] = [0, 0]
  try {
    for await (const day of listDays({ client: await s3Client(io.env), place, question, signal })) {
      bytes += day.files.reduce((sum, { size }) => sum + size, 0)
      files += day.files.length
      if (files > mostCounted) return null
    }
    return bytes
  } catch {
    // An estimate that cannot be made is no reason not to ask.
    return null
  }
}

type TrinoSetting =
  | { readonly ok: true; readonly options: TrinoOptions }
  | { readonly ok: false; readonly code: ExitCode; readonly problem: Phrase }

async function trinoOptions(choice: Trino, signal: AbortSignal, io: Io): Promise<TrinoSetting> {
  const { server, user, catalog, schema, authentication, authorityFile } = choice
  let certificateAuthority: string | null = null
  if (authorityFile !== null) {
    try {
      certificateAuthority = new TextDecoder().decode(await io.readFile(authorityFile))
    } catch (error) {
      return { ok: false, code: 3, problem: unreadableFile(authorityFile, error) }
    }
  }
  return {
    ok: true,
    options: { server, user, catalog, schema, authentication, certificateAuthority, signal },
  }
}

const withoutTable: Phrase = {
  en: '`--engine` needs `--table NAME`: the CloudTrail table, which `undeny trail ddl` can print.',
  ko: '`--engine` 옵션에는 CloudTrail 테이블 이름을 적는 `--table NAME` 옵션이 필요합니다. `undeny trail ddl` 명령이 테이블을 만드는 문을 출력합니다.',
}
