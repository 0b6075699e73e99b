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
  /** Session properties: `query_max_run_time` to `10m`. */
  readonly session: Readonly<Record<string, string>>
  readonly signal?: AbortSignal | undefined
  /** Waits between two tries; a test passes its own. */
  readonly wait?: ((milliseconds: number, signal: AbortSignal | undefined) => Promise<void>) | undefined
}

/** Where requests go; or one sentence on why none may. */
export type TrinoTarget = { readonly ok: true; readonly server: URL } | { readonly ok: false; readonly problem: string }

/** Checks where credentials would go before anything is sent. The sentences hold no part of the address that can be a secret. */
export function trinoTarget({ server, authentication, certificateAuthority, user }: TrinoOptions): TrinoTarget {
  const url = URL.canParse(server) ? new URL(server) : null
  if (url === null || !/^https?:$/.test(url.protocol)) {
    return { ok: false, problem: 'The server of Trino is to be an address that starts with `https://` or `http://`.' }
  }
  if (url.username !== '' || url.password !== '') {
    return {
      ok: false,
      problem: 'The address of the Trino server holds a user or a password; these are options of their own.',
    }
  }
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    return {
      ok: false,
      problem: `The address of the Trino server has more than a host and a port: \`${url.origin}\` is enough.`,
    }
  }
  if (url.protocol === 'http:' && authentication.kind !== 'none' && !isLoopback(url.hostname)) {
    return { ok: false, problem: `Credentials are sent over https alone, and \`${url.origin}\` is not.` }
  }
  if (url.protocol === 'http:' && certificateAuthority !== null) {
    return { ok: false, problem: `A certificate authority is given, and \`${url.origin}\` is not an https address.` }
  }
  if (!isHeaderText(user) || user === '')
    return { ok: false, problem: 'The user of Trino is empty or has a character that no header holds.' }
  if (authentication.kind === 'jwt' && !/^[\x21-\x7e]+$/.test(authentication.token)) {
    return { ok: false, problem: 'The token for Trino is empty or has a character that no header holds.' }
  }
  return { ok: true, server: url }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host)
}

function isHeaderText(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text)
}

/** The headers of the first request of a statement. */
export function statementHeaders(options: TrinoOptions): Readonly<Record<string, string>> {
  const { user, catalog, schema, session } = options
  const properties = Object.entries(session).map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  )
  return {
    ...authorizationHeaders(options),
    'Content-Type': 'text/plain; charset=utf-8',
    'X-Trino-User': user,
    'X-Trino-Source': 'undeny',
    'X-Trino-Time-Zone': 'UTC',
    'X-Trino-Client-Capabilities': 'PARAMETRIC_DATETIME',
    ...(catalog === null ? {} : { 'X-Trino-Catalog': encodeURIComponent(catalog) }),
    ...(schema === null ? {} : { 'X-Trino-Schema': encodeURIComponent(schema) }),
    ...(properties.length === 0 ? {} : { 'X-Trino-Session': properties.join(',') }),
  }
}

/** The headers of every request. */
export function authorizationHeaders({ authentication, user }: TrinoOptions): Readonly<Record<string, string>> {
  if (authentication.kind === 'none') return {}
  if (authentication.kind === 'jwt') return { Authorization: `Bearer ${authentication.token}` }
  return { Authorization: `Basic ${Buffer.from(`${user}:${authentication.password}`, 'utf8').toString('base64')}` }
}
