import { setTimeout as sleep } from 'node:timers/promises'
import { queryFailure } from '../sql/query-failure.ts'
import type { TrinoOptions } from './options.ts'
import { send, type TrinoRequest, type TrinoResponse } from './send.ts'

const mostTries = 10
const longestWait = 30_000

/**
 * Sends a request again while the answer is that of a busy gateway. A connection that broke is tried again only for
 * what changes nothing by being asked twice.
 * https://trino.io/docs/current/develop/client-protocol.html
 */
export async function sendPatiently(request: TrinoRequest, { wait = pause }: TrinoOptions): Promise<TrinoResponse> {
  for (let tries = 1; ; tries += 1) {
    const response = await send(request).catch((error: unknown) => {
      request.signal?.throwIfAborted()
      if (request.method === 'GET' && tries < mostTries && isBroken(error)) return null
      throw unreachable(request.url, error)
    })
    if (response !== null && ![429, 502, 503, 504].includes(response.status)) return response
    if (tries >= mostTries) {
      const { origin } = request.url
      throw queryFailure({
        en: `Trino at \`${origin}\` answered ${response?.status ?? 'nothing'} ${mostTries} times.`,
        ko: `\`${origin}\` Trino 서버에서 ${mostTries}번 모두 ${response === null ? '응답하지 않았습니다' : `상태 ${response.status} 코드로 응답했습니다`}.`,
      })
    }
    await wait(pauseBefore(tries, response?.retryAfter ?? null), request.signal)
  }
}

/** Milliseconds until the next try: what the server asks for in seconds, or twice as long each time. */
export function pauseBefore(tries: number, retryAfter: string | null): number {
  const asked = retryAfter !== null && /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) * 1000 : null
  return Math.min(asked ?? 100 * 2 ** (tries - 1), longestWait)
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

function isBroken(error: unknown): boolean {
  return ['ECONNRESET', 'EPIPE', 'ETIMEDOUT'].includes(codeOf(error))
}

function unreachable({ origin }: URL, error: unknown): Error {
  const code = codeOf(error)
  if (error instanceof Error && error.name === 'QueryFailure') return error
  if (/CERT|SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET)|ERR_TLS/.test(code)) {
    return queryFailure({
      en: `The certificate of \`${origin}\` is not trusted (${code}).`,
      ko: `\`${origin}\` 서버의 인증서를 신뢰할 수 없습니다(${code}).`,
    })
  }
  const why = code === '' ? '' : ` (${code})`
  return queryFailure({
    en: `Trino at \`${origin}\` did not answer${why}.`,
    ko: `\`${origin}\` Trino 서버에서 응답하지 않았습니다${why.trim()}.`,
  })
}

async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  await sleep(milliseconds, undefined, signal === undefined ? {} : { signal })
}
