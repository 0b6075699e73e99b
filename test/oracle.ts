/**
 * A second engine, written from the documentation without looking for speed or for an explanation: it knows every fact,
 * stops at the first answer and uses regular expressions. The laws compare the real engine with it.
 */

export type OracleVerdict = 'allowed' | 'explicitDeny' | 'implicitDeny'

export interface OracleStatement {
  readonly Effect: 'Allow' | 'Deny'
  readonly Principal?: '*' | Readonly<Record<string, readonly string[]>>
  readonly NotPrincipal?: Readonly<Record<string, readonly string[]>>
  readonly Action?: readonly string[]
  readonly NotAction?: readonly string[]
  readonly Resource?: readonly string[]
  readonly NotResource?: readonly string[]
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
}

export interface OracleDocument {
  readonly Version?: '2012-10-17' | '2008-10-17'
  readonly Statement: readonly OracleStatement[]
}

export interface OraclePrincipal {
  readonly type: 'user' | 'role-session' | 'federated-user' | 'root' | 'service' | 'service-linked-role' | 'anonymous'
  readonly arn?: string
  readonly account?: string
  readonly roleArn?: string
  readonly userArn?: string
  readonly service?: string
  readonly isManagementAccount?: boolean
}

export interface OracleCase {
  readonly principal: OraclePrincipal
  readonly action: string
  readonly resource: string
  readonly resourceAccount: string
  readonly context: Readonly<Record<string, readonly string[]>>
  readonly policies: {
    readonly identity?: readonly OracleDocument[]
    readonly resource?: OracleDocument
    readonly boundary?: OracleDocument
    readonly session?: readonly OracleDocument[]
    readonly scp?: readonly (readonly OracleDocument[])[]
    readonly rcp?: readonly (readonly OracleDocument[])[]
    readonly vpce?: OracleDocument
  }
}

type Kind = 'identity' | 'session' | 'organization' | 'resource'

export function oracleVerdict(c: OracleCase): OracleVerdict {
  const p = c.policies
  const type = c.principal.type
  const hasOwnPolicies = type !== 'root' && type !== 'service' && type !== 'anonymous'
  const scpBinds =
    type !== 'service' && type !== 'anonymous' && type !== 'service-linked-role' && !c.principal.isManagementAccount
  const scp = scpBinds ? (p.scp ?? []) : []
  const rcp = type === 'service-linked-role' || !/^(s3|kms|sts|sqs):/.test(c.action) ? [] : (p.rcp ?? [])
  const resource = p.resource === undefined ? [] : [p.resource]
  const identity = hasOwnPolicies ? (p.identity ?? []) : []
  const boundary = hasOwnPolicies && p.boundary !== undefined ? [p.boundary] : []
  const session = hasOwnPolicies ? (p.session ?? []) : []
  const vpce = p.vpce === undefined ? [] : [p.vpce]

  const home = c.principal.account === c.resourceAccount
  const ownerRepairs = type === 'root' && home && /^s3:(get|put|delete)bucketpolicy$/i.test(c.action)
  const denies =
    any(identity, 'Deny', 'identity', c) ||
    any(boundary, 'Deny', 'identity', c) ||
    any(session, 'Deny', 'session', c) ||
    any(scp.flat(), 'Deny', 'organization', c) ||
    any(rcp.flat(), 'Deny', 'resource', c) ||
    any(vpce, 'Deny', 'resource', c) ||
    (!ownerRepairs && any(resource, 'Deny', 'resource', c))
  if (denies) return 'explicitDeny'
  for (const level of scp) if (!any(level, 'Allow', 'organization', c)) return 'implicitDeny'
  if (vpce.length > 0 && !any(vpce, 'Allow', 'resource', c)) return 'implicitDeny'

  const isKey = c.action.startsWith('kms:')
  const isTrust = c.action.startsWith('sts:AssumeRole')
  const named = namesOf(resource, c)
  if (!hasOwnPolicies) {
    if (type === 'root' && home && !isKey && !isTrust) return 'allowed'
    return named.size > 0 ? 'allowed' : 'implicitDeny'
  }
  const i = any(identity, 'Allow', 'identity', c)
  const b = boundary.length === 0 || any(boundary, 'Allow', 'identity', c)
  const s = session.length === 0 ? type !== 'federated-user' : any(session, 'Allow', 'session', c)
  if (!home) return i && b && s && named.size > 0 ? 'allowed' : 'implicitDeny'
  // The table of who is limited by what, row by row.
  if (named.has('user') || named.has('session') || named.has('federated-user') || named.has('*')) return 'allowed'
  if ((named.has('role') || named.has('federating-user')) && b && s) return 'allowed'
  if ((isKey || isTrust) && !named.has('account')) return 'implicitDeny'
  return i && b && s ? 'allowed' : 'implicitDeny'
}

function any(documents: readonly OracleDocument[], effect: string, kind: Kind, c: OracleCase): boolean {
  return documents.some((d) =>
    d.Statement.some(
      (st) => st.Effect === effect && applies(st, d, kind, c) && (kind !== 'resource' || names(st, c).size > 0),
    ),
  )
}

function namesOf(documents: readonly OracleDocument[], c: OracleCase): Set<string> {
  const found = new Set<string>()
  for (const d of documents)
    for (const st of d.Statement)
      if (st.Effect === 'Allow' && applies(st, d, 'resource', c)) for (const name of names(st, c)) found.add(name)
  return found
}

function names(st: OracleStatement, c: OracleCase): Set<string> {
  if (st.NotPrincipal !== undefined) return spares(st.NotPrincipal, c) ? new Set() : new Set(['*'])
  const found = new Set<string>()
  if (st.Principal === undefined) return found
  if (st.Principal === '*') return new Set(['*'])
  const { principal: who } = c
  for (const [type, values] of Object.entries(st.Principal)) {
    for (const value of values) {
      if (type === 'Service' && who.type === 'service' && who.service === value) found.add('service')
      if (type !== 'AWS') continue
      if (value === '*') found.add('*')
      const account = /^(?:arn:aws:iam::)?(\d{12})(?::root)?$/.exec(value)?.[1]
      if (account !== undefined && who.account === account) found.add('account')
      if (who.type === 'user' && value === who.arn) found.add('user')
      const isRole = who.type === 'role-session' || who.type === 'service-linked-role'
      if (isRole && value === who.arn) found.add('session')
      if (isRole && value === who.roleArn) found.add('role')
      if (who.type === 'federated-user' && value === who.arn) found.add('federated-user')
      if (who.type === 'federated-user' && value === who.userArn) found.add('federating-user')
    }
  }
  return found
}

function spares(excepted: Readonly<Record<string, readonly string[]>>, c: OracleCase): boolean {
  const hasOwnPolicies = !['root', 'service', 'anonymous'].includes(c.principal.type)
  if (hasOwnPolicies && c.policies.boundary !== undefined) return false
  const found = names({ Effect: 'Deny', Principal: excepted }, c)
  if (found.has('*') || found.has('service')) return true
  if (!found.has('account')) return false
  switch (c.principal.type) {
    case 'user':
      return found.has('user')
    case 'role-session':
    case 'service-linked-role':
      return found.has('role') && found.has('session')
    case 'federated-user':
      return found.has('federated-user')
    case 'root':
      return true
    case 'service':
    case 'anonymous':
      return false
  }
}

function applies(st: OracleStatement, d: OracleDocument, kind: Kind, c: OracleCase): boolean {
  const modern = d.Version === '2012-10-17'
  if (st.Action !== undefined && !st.Action.some((a) => actionMatches(a, c.action))) return false
  if (st.NotAction?.some((a) => actionMatches(a, c.action)) === true) return false
  const resourceMatches = (r: string): boolean =>
    oracleResource(r, c.resource, kind === 'identity', modern ? c.context : null)
  if (st.Resource !== undefined && !st.Resource.some(resourceMatches)) return false
  if (st.NotResource?.some(resourceMatches) === true) return false
  for (const [operator, keys] of Object.entries(st.Condition ?? {}))
    for (const [key, values] of Object.entries(keys))
      if (!conditionHolds(operator, values, valuesOf(c.context, key), modern ? c.context : null)) return false
  return true
}

function actionMatches(pattern: string, action: string): boolean {
  if (pattern === '*') return true
  const [service = '', name = ''] = pattern.split(':')
  const [ownService = '', ownName = ''] = action.split(':')
  if (service !== '*' && service.toLowerCase() !== ownService.toLowerCase()) return false
  return new RegExp(`^${glob(name, '.')}$`, 'is').test(ownName)
}

export function glob(pattern: string, any: string): string {
  return pattern
    .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
    .replaceAll('*', `${any}*`)
    .replaceAll('?', any)
}

export function oracleResource(
  pattern: string,
  resource: string,
  fills: boolean,
  context: Readonly<Record<string, readonly string[]>> | null,
): boolean {
  if (pattern === '*') return true
  const parts = pattern.split(':')
  if (fills) while (parts.length < 6) parts.push('*')
  const [arn, partition = '', service = '', ...rest] = parts
  if (arn !== 'arn' || rest.length === 0 || /[*?]/.test(service)) return false
  const segments = [...rest.slice(0, 2), ...(rest.length > 2 ? [rest.slice(2).join(':')] : [])]
  const regexps = segments.map((segment, index) => {
    if (index === 2) return filledIn(segment, context, true)
    const runsOver = segment.endsWith('*')
    const inside = glob(runsOver ? segment.slice(0, -1) : segment, '[^:]')
    return inside + (runsOver ? '.*' : '')
  })
  if (regexps.includes(null)) return false
  const head = `^arn:${glob(partition, '[^:]')}:${glob(service, '.')}:`
  return new RegExp(`${head}${regexps.join(':')}$`, 's').test(resource) && resource.split(':').length >= 6
}

/** A regular expression in which variables are replaced by their values; null where one has none. */
function filledIn(
  text: string,
  context: Readonly<Record<string, readonly string[]>> | null,
  wild: boolean,
): string | null {
  const literal = (s: string): string => s.replace(/[\\^$.|+()[\]{}*?]/g, '\\$&')
  const write = (s: string): string => (wild ? glob(s, '.') : literal(s))
  if (context === null) return write(text)
  let out = ''
  let rest = text
  for (;;) {
    const found = /\$\{([^}]*)\}/.exec(rest)
    if (found === null) return out + write(rest)
    const inside = found[1] ?? ''
    out += write(rest.slice(0, found.index))
    rest = rest.slice(found.index + found[0].length)
    const withDefault = /^([^,]+), *'([^']*)'$/.exec(inside)
    const values = valuesOf(context, withDefault?.[1] ?? inside)
    if (inside === '*' || inside === '?' || inside === '$') out += literal(inside)
    else if (values.length === 1) out += literal(values[0] ?? '')
    else if (values.length === 0 && withDefault !== null) out += literal(withDefault[2] ?? '')
    else return null
  }
}

function valuesOf(context: Readonly<Record<string, readonly string[]>>, key: string): readonly string[] {
  const found = Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase())
  return found?.[1] ?? []
}

function conditionHolds(
  written: string,
  wanted: readonly string[],
  actual: readonly string[],
  context: Readonly<Record<string, readonly string[]>> | null,
): boolean {
  const [, set = '', rest = ''] = /^(?:(ForAllValues|ForAnyValue):)?(.*)$/.exec(written) ?? []
  const ifExists = rest.endsWith('IfExists')
  const operator = ifExists ? rest.slice(0, -8) : rest
  if (operator === 'Null') return wanted.some((w) => (w === 'true') === actual.every((a) => a === ''))
  const negated = operator.includes('Not')
  const positive = operator.replace('Not', '')
  if (set === 'ForAllValues' && actual.every((a) => a === '')) return true
  if (actual.length === 0) return ifExists || (set === '' && negated)
  const one = (a: string): boolean => wanted.some((w) => valueMatches(positive, w, a, context))
  if (set === 'ForAllValues') return actual.every((a) => one(a) !== negated)
  if (set === 'ForAnyValue') return actual.some((a) => one(a) !== negated)
  return actual.some(one) !== negated
}

function valueMatches(
  operator: string,
  wanted: string,
  actual: string,
  context: Readonly<Record<string, readonly string[]>> | null,
): boolean {
  const asRegExp = (wild: boolean, flags: string): boolean => {
    const source = filledIn(wanted, context, wild)
    return source !== null && new RegExp(`^${source}$`, flags).test(actual)
  }
  const order = (a: number, b: number): boolean => {
    if (Number.isNaN(a) || Number.isNaN(b)) return false
    if (operator.endsWith('LessThan')) return a < b
    if (operator.endsWith('LessThanEquals')) return a <= b
    if (operator.endsWith('GreaterThan')) return a > b
    return operator.endsWith('GreaterThanEquals') ? a >= b : a === b
  }
  if (operator === 'StringEquals') return asRegExp(false, 's')
  if (operator === 'StringEqualsIgnoreCase' || operator === 'Bool') return asRegExp(false, 'is')
  if (operator === 'StringLike') return asRegExp(true, 's')
  if (operator.startsWith('Numeric')) return order(Number.parseFloat(actual), Number.parseFloat(wanted))
  if (operator.startsWith('Date')) return order(instant(actual), instant(wanted))
  if (operator === 'IpAddress') return inRange(actual, wanted)
  const parts = wanted.split(':')
  const actualParts = actual.split(':')
  if (wanted === '*') return true
  if (parts.length < 6 || actualParts.length < 6) return false
  const six = (list: readonly string[]): readonly string[] => [...list.slice(0, 5), list.slice(5).join(':')]
  return six(parts).every((part, n) => new RegExp(`^${glob(part, '.')}$`, 's').test(six(actualParts)[n] ?? ''))
}

function instant(text: string): number {
  return /^\d{5,}$/.test(text) ? Number(text) * 1000 : Date.parse(text)
}

/** Addresses as strings of bits, IPv4 only: IPv6 is tested value by value beside the operator. */
function inRange(address: string, range: string): boolean {
  const bits = (ip: string): string =>
    ip
      .split('.')
      .map((n) => Number(n).toString(2).padStart(8, '0'))
      .join('')
  const [network = '', length = '32'] = range.split('/')
  return bits(address).slice(0, Number(length)) === bits(network).slice(0, Number(length)) && address.includes('.')
}
