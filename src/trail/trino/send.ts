import { request as requestPlainly } from 'node:http'
import { request as requestByTls } from 'node:https'
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
    request.setTimeout(silence, () =>
      request.destroy(queryFailure(`Trino at \`${url.origin}\` was silent for ${silence / 1000} seconds.`)),
    )
    request.on('error', reject)
    request.on('response', (response) => {
      const chunks: Buffer[] = []
      let size = 0
      response.on('data', (chunk: Buffer) => {
        size += chunk.length
        if (size > mostBytes)
          response.destroy(queryFailure(`Trino at \`${url.origin}\` sent a page of more than 256 MB.`))
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
