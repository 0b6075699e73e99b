import { setTimeout as sleep } from 'node:timers/promises'
import type { QueryExecution, ResultSet } from '@aws-sdk/client-athena'
import type { Phrase } from '../../iam/phrase.ts'
import type { SqlColumn } from '../sql/engine.ts'
import { queryFailure } from '../sql/query-failure.ts'
import type { Athena } from './client.ts'
import { athenaFailure, isAbort, oneLine } from './failure.ts'
import type { AthenaOptions } from './options.ts'

/** A part of an answer; before the first rows there are parts that only tell that the query still runs. */
export interface AthenaPage {
  readonly columns: readonly SqlColumn[] | null
  readonly rows: readonly (readonly (string | null)[])[]
  readonly scannedBytes: number
}

/**
 * Runs one statement that reads and gives its pages. Whoever stops reading early, or aborts, stops the query on Athena.
 * Throws a `queryFailure`, or the reason of the abort.
 */
export async function* runQuery(
  sql: string,
  athena: Athena,
  options: AthenaOptions,
): AsyncGenerator<AthenaPage, void, undefined> {
  const { signal } = options
  let running: string | null = null
  try {
    running = await start(sql, athena, options)
    const id = running
    let execution = await look(id, athena, signal)
    for (let looks = 0; isOpen(execution); looks += 1) {
      yield { columns: null, rows: [], scannedBytes: scannedOf(execution) }
      await (options.wait ?? pause)(Math.min(250 * 2 ** looks, 5_000), signal)
      execution = await look(id, athena, signal)
    }
    running = null
    const problem = problemOf(execution)
    if (problem !== null) throw queryFailure(problem)
    yield* pages(id, execution, athena, signal)
  } catch (error) {
    if (isAbort(error, signal)) throw error
    throw athenaFailure(error)
  } finally {
    if (running !== null) await stop(running, athena)
  }
}

async function start(sql: string, { client, commands }: Athena, options: AthenaOptions): Promise<string> {
  const { workgroup, output, catalog, database, signal } = options
  const context = {
    ...(catalog === null ? {} : { Catalog: catalog }),
    ...(database === null ? {} : { Database: database }),
  }
  const command = new commands.StartQueryExecutionCommand({
    QueryString: sql,
    ...(Object.keys(context).length === 0 ? {} : { QueryExecutionContext: context }),
    ...(workgroup === null ? {} : { WorkGroup: workgroup }),
    ...(output === null ? {} : { ResultConfiguration: { OutputLocation: output } }),
  })
  const { QueryExecutionId: id } = await client.send(command, abortable(signal))
  if (id === undefined)
    throw queryFailure({
      en: 'Amazon Athena started a query without an id.',
      ko: 'Amazon Athena가 쿼리를 시작하고 ID를 알려 주지 않았습니다.',
    })
  return id
}

async function look(
  id: string,
  { client, commands }: Athena,
  signal: AbortSignal | undefined,
): Promise<QueryExecution> {
  const command = new commands.GetQueryExecutionCommand({ QueryExecutionId: id })
  const { QueryExecution: execution } = await client.send(command, abortable(signal))
  if (execution === undefined) {
    throw queryFailure({
      en: `Amazon Athena does not know its query \`${id}\`.`,
      ko: `Amazon Athena에 \`${id}\` 쿼리가 없습니다.`,
    })
  }
  return execution
}

function abortable(signal: AbortSignal | undefined): { readonly abortSignal?: AbortSignal } {
  return signal === undefined ? {} : { abortSignal: signal }
}

function isOpen({ Status: status }: QueryExecution): boolean {
  return status?.State === 'QUEUED' || status?.State === 'RUNNING'
}

function scannedOf({ Statistics: statistics }: QueryExecution): number {
  return statistics?.DataScannedInBytes ?? 0
}

function problemOf({ Status: status }: QueryExecution): Phrase | null {
  if (status?.State === 'SUCCEEDED') return null
  if (status?.State === 'CANCELLED') {
    return { en: 'The query was stopped on Amazon Athena.', ko: 'Amazon Athena에서 쿼리가 중지되었습니다.' }
  }
  const reason = status?.AthenaError?.ErrorMessage ?? status?.StateChangeReason ?? null
  const said = reason === null ? null : oneLine(reason)
  return {
    en: `The query failed on Amazon Athena: ${said ?? 'no reason'}.`,
    ko: `Amazon Athena에서 쿼리가 실패했습니다: ${said ?? '이유를 알려 주지 않았습니다'}.`,
  }
}

async function* pages(
  id: string,
  execution: QueryExecution,
  { client, commands }: Athena,
  signal: AbortSignal | undefined,
): AsyncGenerator<AthenaPage, void, undefined> {
  let next: string | undefined
  for (let first = true; first || next !== undefined; first = false) {
    const command = new commands.GetQueryResultsCommand({
      QueryExecutionId: id,
      ...(next === undefined ? {} : { NextToken: next }),
    })
    const answer = await client.send(command, abortable(signal))
    const columns = columnsOf(answer.ResultSet)
    const rows = rowsOf(answer.ResultSet, columns.length)
    const hasHeader = first && isHeader(rows[0], columns, execution.StatementType)
    next = answer.NextToken
    yield { columns, rows: hasHeader ? rows.slice(1) : rows, scannedBytes: scannedOf(execution) }
  }
}

function columnsOf(results: ResultSet | undefined): readonly SqlColumn[] {
  return (results?.ResultSetMetadata?.ColumnInfo ?? []).map(({ Name: name, Type: type }) => ({
    name: name ?? '',
    type: type ?? '',
  }))
}

function rowsOf(results: ResultSet | undefined, width: number): readonly (readonly (string | null)[])[] {
  return (results?.Rows ?? []).map(({ Data: data = [] }) =>
    Array.from({ length: Math.max(width, data.length) }, (_, index) => data[index]?.VarCharValue ?? null),
  )
}

/** The first row of a SELECT repeats the names of its columns; those of SHOW and DESCRIBE do not. */
function isHeader(
  row: readonly (string | null)[] | undefined,
  columns: readonly SqlColumn[],
  statementType: string | undefined,
): boolean {
  if (row === undefined || statementType === 'DDL' || statementType === 'UTILITY') return false
  return columns.length > 0 && columns.every(({ name }, index) => row[index] === name)
}

async function stop(id: string, { client, commands }: Athena): Promise<void> {
  const abortSignal = AbortSignal.timeout(5_000)
  await client
    .send(new commands.StopQueryExecutionCommand({ QueryExecutionId: id }), { abortSignal })
    .catch(() => undefined)
}

async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  await sleep(milliseconds, undefined, signal === undefined ? {} : { signal })
}
