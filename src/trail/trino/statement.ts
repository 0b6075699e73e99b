import { queryFailure } from '../sql/query-failure.ts'
import { authorizationHeaders, statementHeaders, type TrinoOptions, trinoTarget } from './options.ts'
import { pageOf, type TrinoPage } from './page.ts'
import { sendPatiently } from './retry.ts'
import { send } from './send.ts'

/**
 * Runs one statement and gives its pages as they come. Whoever stops reading, or aborts, cancels the statement on the
 * server. Throws a `queryFailure`, or the reason of the abort.
 */
export async function* runStatement(sql: string, options: TrinoOptions): AsyncGenerator<TrinoPage, void, undefined> {
  const target = trinoTarget(options)
  if (!target.ok) throw queryFailure(target.problem)
  const { server } = target
  const { certificateAuthority, signal } = options
  const shared = { certificateAuthority, signal }
  let open: URL | null = null
  try {
    const url = new URL('/v1/statement', server)
    const first = { ...shared, method: 'POST', url, headers: statementHeaders(options), body: sql } as const
    let page = pageOf(await sendPatiently(first, options), server)
    for (;;) {
      open = nextUrl(page.next, server)
      yield page
      if (open === null) return
      const request = {
        ...shared,
        method: 'GET',
        url: open,
        headers: authorizationHeaders(options),
        body: null,
      } as const
      page = pageOf(await sendPatiently(request, options), server)
    }
  } finally {
    if (open !== null) await cancel(open, options)
  }
}

/** The next page's address: only ever on the server that was named. */
function nextUrl(next: string | null, server: URL): URL | null {
  if (next === null) return null
  const url = URL.canParse(next) ? new URL(next) : null
  if (url !== null && url.origin === server.origin && url.username === '' && url.password === '') return url
  throw queryFailure({
    en: `Trino at \`${server.origin}\` sent on to \`${url?.origin ?? 'no address'}\`; what it sends on to is to be itself, and nothing was sent there.`,
    ko: `\`${server.origin}\` Trino 서버에서 ${url === null ? '주소가 아닌 곳으로' : `\`${url.origin}\` 주소로`} 보냈습니다. 자기 자신이 아닌 곳에는 아무것도 보내지 않았습니다.`,
  })
}

/** Asks the server to stop; where that fails too, it stops by itself when nobody asks for pages. */
async function cancel(url: URL, options: TrinoOptions): Promise<void> {
  const signal = AbortSignal.timeout(5_000)
  const { certificateAuthority } = options
  await send({
    method: 'DELETE',
    url,
    headers: authorizationHeaders(options),
    body: null,
    certificateAuthority,
    signal,
  }).catch(() => undefined)
}
