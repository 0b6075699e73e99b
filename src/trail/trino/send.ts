import { request as requestPlainly } from 'node:http'
import { request as requestByTls } from 'node:https'
import type { Phrase } from '../../iam/phrase.ts'
import { queryFailure } from '../sql/query-failure.ts'

/** One request and where it goes. */
export interface TrinoRequest {
  readonly method: 'POST' | 'GET' | 'DELETE'
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
  readonly certificateAuthority: string | null
  readonly signal: AbortSignal | undefined
}

/** What came back, whole. */
export interface TrinoResponse {
  readonly status: number
  readonly retryAfter: string | null
  readonly location: string | null
  readonly body: string
}

const mostBytes = 256 * 1024 * 1024
const silence = 120_000

/**
 * Sends one request and reads the answer. It follows no redirect and takes no proxy, so that credentials reach the host of
 * the URL alone; `fetch` cannot be given a certificate authority.
 */
export function send({
  method,
  url,
  headers,
  body,
  certificateAuthority,
  signal,
}: TrinoRequest): Promise<TrinoResponse> {
  return new Promise((resolve, reject) => {
    const bytes = body === null ? null : Buffer.from(body, 'utf8')
    const sent = { ...headers, ...(bytes === null ? {} : { 'Content-Length': String(bytes.length) }) }
    // A statement is started on a connection of its own: one that was kept can break under it, and it is sent once.
    const options = {
      method,
      headers: sent,
      ...(method === 'POST' ? { agent: false } : {}),
      ...(signal === undefined ? {} : { signal }),
    }
    const request =
      url.protocol === 'https:'
        ? requestByTls(url, { ...options, ...(certificateAuthority === null ? {} : { ca: certificateAuthority }) })
        : requestPlainly(url, options)
    request.setTimeout(silence, () => request.destroy(queryFailure(silent(url))))
    request.on('error', reject)
    request.on('response', (response) => {
      const chunks: Buffer[] = []
      let size = 0
      response.on('data', (chunk: Buffer) => {
        size += chunk.length
        if (size > mostBytes) response.destroy(queryFailure(tooLarge(url)))
        chunks.push(chunk)
      })
      response.on('error', reject)
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          retryAfter: response.headers['retry-after'] ?? null,
          location: response.headers.location ?? null,
          body: Buffer.concat(chunks).toString('utf8'),
        }),
      )
    })
    request.end(bytes ?? undefined)
  })
}

function silent({ origin }: URL): Phrase {
  return {
    en: `Trino at \`${origin}\` was silent for ${silence / 1000} seconds.`,
    ko: `\`${origin}\` Trino 서버에서 ${silence / 1000}초 동안 아무것도 보내지 않았습니다.`,
  }
}

function tooLarge({ origin }: URL): Phrase {
  return {
    en: `Trino at \`${origin}\` sent a page of more than 256 MB.`,
    ko: `\`${origin}\` Trino 서버에서 256MB를 넘는 페이지를 보냈습니다.`,
  }
}
