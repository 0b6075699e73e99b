import type { Phrase } from '../../iam/phrase.ts'
/** How a request proves who asks. */
export type TrinoAuthentication =
  | { readonly kind: 'none' }
  | { readonly kind: 'basic'; readonly password: string }
  | { readonly kind: 'jwt'; readonly token: string }

/** A Trino server, and as whom and where to ask it. */
export interface TrinoOptions {
  /** `https://trino.example.com:8443`. */
  readonly server: string
  readonly user: string
  readonly catalog: string | null
  readonly schema: string | null
  readonly authentication: TrinoAuthentication
  /** PEM of the authority that signed the server's certificate; null for those the machine trusts. */
  readonly certificateAuthority: string | null
  readonly signal?: AbortSignal | undefined
  /** Waits between two tries; a test passes its own. */
  readonly wait?: ((milliseconds: number, signal: AbortSignal | undefined) => Promise<void>) | undefined
}

/** Where requests go; or one sentence on why none may. */
export type TrinoTarget = { readonly ok: true; readonly server: URL } | { readonly ok: false; readonly problem: Phrase }

/** Checks where credentials would go before anything is sent. The sentences hold no part of the address that can be a secret. */
export function trinoTarget({ server, authentication, certificateAuthority, user }: TrinoOptions): TrinoTarget {
  const url = URL.canParse(server) ? new URL(server) : null
  if (url === null || !/^https?:$/.test(url.protocol)) {
    return { ok: false, problem: noAddress }
  }
  if (url.username !== '' || url.password !== '') {
    return {
      ok: false,
      problem: {
        en: 'The address of the Trino server holds a user or a password; these are options of their own.',
        ko: 'Trino 서버 주소에 사용자나 암호가 있습니다. 이 값에는 따로 옵션이 있습니다.',
      },
    }
  }
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    return {
      ok: false,
      problem: {
        en: `The address of the Trino server has more than a host and a port: \`${url.origin}\` is enough.`,
        ko: `Trino 서버 주소에 호스트와 포트 외의 것이 있습니다. \`${url.origin}\` 주소면 충분합니다.`,
      },
    }
  }
  if (url.protocol === 'http:' && authentication.kind !== 'none' && !isLoopback(url.hostname)) {
    return {
      ok: false,
      problem: {
        en: `Credentials are sent over https alone, and \`${url.origin}\` is not.`,
        ko: `자격 증명은 https로만 보내며, \`${url.origin}\` 주소는 https가 아닙니다.`,
      },
    }
  }
  if (url.protocol === 'http:' && certificateAuthority !== null) {
    return {
      ok: false,
      problem: {
        en: `A certificate authority is given, and \`${url.origin}\` is not an https address.`,
        ko: `인증 기관을 지정했지만 \`${url.origin}\` 주소는 https가 아닙니다.`,
      },
    }
  }
  if (!isHeaderText(user) || user === '') return { ok: false, problem: badText('user of Trino', '사용자 이름') }
  if (authentication.kind === 'jwt' && !/^[\x21-\x7e]+$/.test(authentication.token)) {
    return { ok: false, problem: badText('token for Trino', '토큰') }
  }
  return { ok: true, server: url }
}

const noAddress: Phrase = {
  en: 'The server of Trino is to be an address that starts with `https://` or `http://`.',
  ko: 'Trino 서버는 `https://` 또는 `http://` 문자열로 시작하는 주소로 지정합니다.',
}

function badText(en: string, ko: string): Phrase {
  return {
    en: `The ${en} is empty or has a character that no header holds.`,
    ko: `Trino ${ko} 값이 비어 있거나 헤더에 쓸 수 없는 문자가 있습니다.`,
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host)
}

function isHeaderText(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text)
}

/** The headers of the first request of a statement. */
export function statementHeaders(options: TrinoOptions): Readonly<Record<string, string>> {
  const { user, catalog, schema } = options
  return {
    ...authorizationHeaders(options),
    'Content-Type': 'text/plain; charset=utf-8',
    'X-Trino-User': user,
    'X-Trino-Source': 'undeny',
    'X-Trino-Time-Zone': 'UTC',
    'X-Trino-Client-Capabilities': 'PARAMETRIC_DATETIME',
    ...(catalog === null ? {} : { 'X-Trino-Catalog': encodeURIComponent(catalog) }),
    ...(schema === null ? {} : { 'X-Trino-Schema': encodeURIComponent(schema) }),
  }
}

/** The headers of every request. */
export function authorizationHeaders({ authentication, user }: TrinoOptions): Readonly<Record<string, string>> {
  if (authentication.kind === 'none') return {}
  if (authentication.kind === 'jwt') return { Authorization: `Bearer ${authentication.token}` }
  return { Authorization: `Basic ${Buffer.from(`${user}:${authentication.password}`, 'utf8').toString('base64')}` }
}
