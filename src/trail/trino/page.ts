import { isObject, type JsonObject, jsonOf, objectAt, stringAt } from '../../denial/json-value.ts'
import type { SqlColumn } from '../sql/engine.ts'
import { queryFailure } from '../sql/query-failure.ts'
import type { TrinoResponse } from './send.ts'

/** How far Trino is with a statement. */
export interface TrinoProgress {
  readonly rows: number
  readonly bytes: number
  readonly splits: number
  readonly totalSplits: number
}

/** One page of an answer. */
export interface TrinoPage {
  readonly columns: readonly SqlColumn[] | null
  readonly rows: readonly (readonly unknown[])[]
  readonly next: string | null
  readonly progress: TrinoProgress
}

/** Reads a page; an error that Trino reports becomes one sentence with the place in the statement. */
export function pageOf(response: TrinoResponse, server: URL): TrinoPage {
  const { status, body, location } = response
  if (status >= 300 && status < 400) {
    const to =
      location !== null && URL.canParse(location, server.href) ? new URL(location, server.href).host : 'nowhere'
    throw queryFailure(`Trino at \`${server.origin}\` redirected to \`${to}\`; name the server that answers itself.`)
  }
  if (status === 401) throw queryFailure(`Trino at \`${server.origin}\` did not accept the credentials (401).`)
  if (status === 403) throw queryFailure(`Trino at \`${server.origin}\` refused the request (403).`)
  const value = jsonOf(body)
  if (status !== 200 || !isObject(value) || stringAt(value, 'id') === null) {
    throw queryFailure(`\`${server.origin}\` answered ${status} with something that is no answer of Trino.`)
  }
  const error = objectAt(value, 'error')
  if (error !== null) throw queryFailure(errorSentence(error))
  return {
    columns: Array.isArray(value.columns) ? value.columns.map(columnOf) : null,
    rows: Array.isArray(value.data) ? value.data.filter((row): row is readonly unknown[] => Array.isArray(row)) : [],
    next: stringAt(value, 'nextUri'),
    progress: progressOf(objectAt(value, 'stats')),
  }
}

function columnOf(column: unknown): SqlColumn {
  return { name: stringAt(column, 'name') ?? '', type: stringAt(column, 'type') ?? '' }
}

function progressOf(stats: JsonObject | null): TrinoProgress {
  const count = (key: string): number => {
    const value = stats?.[key]
    return typeof value === 'number' && Number.isFinite(value) ? value : 0
  }
  return {
    rows: count('processedRows'),
    bytes: count('physicalInputBytes'),
    splits: count('completedSplits'),
    totalSplits: count('totalSplits'),
  }
}

/** `line 1:8: Column 'x' cannot be resolved` as one sentence of ours. */
function errorSentence(error: JsonObject): string {
  const message = (stringAt(error, 'message') ?? 'no message').replace(/\s+/g, ' ').slice(0, 1_000)
  const place = objectAt(error, 'errorLocation')
  const at = place === null ? null : `line ${Number(place.lineNumber)}:${Number(place.columnNumber)}`
  const said = (at !== null && message.startsWith(`${at}: `) ? message.slice(at.length + 2) : message).replace(
    /\.$/,
    '',
  )
  const name = stringAt(error, 'errorName') ?? 'an error'
  return `Trino answered ${name}${at === null ? '' : ` at ${at}`}: ${said}.`
}
