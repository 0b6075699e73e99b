import { isObject, type JsonObject, jsonOf, objectAt, stringAt } from '../../denial/json-value.ts'
import type { Phrase } from '../../iam/phrase.ts'
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
    const to = location !== null && URL.canParse(location, server.href) ? new URL(location, server.href).host : null
    throw queryFailure(redirected(server, to))
  }
  if (status === 401) throw queryFailure(badCredentials(server))
  if (status === 403) throw queryFailure(refused(server))
  const value = jsonOf(body)
  if (status !== 200 || !isObject(value) || stringAt(value, 'id') === null) {
    throw queryFailure(otherAnswer(server, status))
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

function redirected({ origin }: URL, to: string | null): Phrase {
  return {
    en: `Trino at \`${origin}\` redirected to \`${to ?? 'nowhere'}\`; name the server that answers itself.`,
    ko: `\`${origin}\` Trino 서버에서 ${to === null ? '다른 주소' : `\`${to}\` 주소`}로 보냈습니다. 직접 응답하는 서버를 지정하세요.`,
  }
}

function badCredentials({ origin }: URL): Phrase {
  return {
    en: `Trino at \`${origin}\` did not accept the credentials (401).`,
    ko: `\`${origin}\` Trino 서버에서 자격 증명을 받아들이지 않았습니다(401).`,
  }
}

function refused({ origin }: URL): Phrase {
  return {
    en: `Trino at \`${origin}\` refused the request (403).`,
    ko: `\`${origin}\` Trino 서버에서 요청을 거부했습니다(403).`,
  }
}

function otherAnswer({ origin }: URL, status: number): Phrase {
  return {
    en: `\`${origin}\` answered ${status} with something that is no answer of Trino.`,
    ko: `\`${origin}\`에서 Trino의 응답이 아닌 것을 상태 ${status}로 보냈습니다.`,
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
function errorSentence(error: JsonObject): Phrase {
  const message = (stringAt(error, 'message') ?? '').replace(/\s+/g, ' ').slice(0, 1_000)
  const place = objectAt(error, 'errorLocation')
  const at = place === null ? null : `line ${Number(place.lineNumber)}:${Number(place.columnNumber)}`
  const said = (at !== null && message.startsWith(`${at}: `) ? message.slice(at.length + 2) : message).replace(
    /\.$/,
    '',
  )
  const name = stringAt(error, 'errorName')
  return {
    en: `Trino answered ${name ?? 'an error'}${at === null ? '' : ` at ${at}`}: ${said || 'no message'}.`,
    ko: `Trino에서 ${at === null ? '' : `${at} 위치의 `}${name === null ? '' : `${name} `}오류로 응답했습니다: ${said || '메시지가 없습니다'}.`,
  }
}
