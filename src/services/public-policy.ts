import type { Condition, NamedPrincipal, PolicyDocument, PrincipalElement, Statement } from '../iam/policy.ts'
import { all, any, not, type Truth } from './truth.ts'

/** Which document is judged: access-point keys limit a bucket policy, never an access point policy. */
export type PublicPolicyKind = 'bucket' | 'accessPoint'

/** Why one `Allow` counts as public, or may. */
export type PublicReason =
  /** It names everyone and has no condition on a key that can limit who gets in. */
  | { readonly kind: 'nothingLimitsIt'; readonly principals: readonly string[] }
  /** It has such a condition, but a value is not fixed: it holds a wildcard or a policy variable. */
  | { readonly kind: 'valueNotFixed'; readonly key: string; readonly values: readonly string[] }
  /** The address range is wider than /8 (IPv4) or /32 (IPv6). */
  | { readonly kind: 'addressRangeTooWide'; readonly key: string; readonly values: readonly string[] }
  /** AWS does not say whether this condition limits a policy enough. */
  | { readonly kind: 'notDocumented'; readonly key: string; readonly values: readonly string[] }

/** One `Allow` statement that is public, or of which AWS does not say. */
export interface PublicStatement {
  readonly index: number
  readonly sid: string | null
  readonly isPublic: true | 'unknown'
  readonly reasons: readonly PublicReason[]
}

/** The statements that make S3 call a bucket policy or an access point policy public, with the reasons. */
export function publicStatements(
  document: PolicyDocument,
  kind: PublicPolicyKind = 'bucket',
): readonly PublicStatement[] {
  return document.statements.flatMap((statement) => {
    if (statement.effect !== 'Allow' || namesOnlyFixedPrincipals(statement.principal)) return []
    const limits = statement.conditions.map((condition) => limitOf(condition, kind))
    const isPublic = not(any(...limits.map((limit) => limit.limits)))
    if (isPublic === false) return []
    return [{ index: statement.index, sid: statement.sid, isPublic, reasons: reasonsOf(statement, limits) }]
  })
}

/** Whether S3 calls the document public: one public `Allow` is enough. */
export function isPublicPolicy(document: PolicyDocument, kind: PublicPolicyKind = 'bucket'): Truth {
  return any(...publicStatements(document, kind).map((statement) => statement.isPublic))
}

function reasonsOf(statement: Statement, limits: readonly Limit[]): readonly PublicReason[] {
  const reasons = limits.flatMap((limit) => (limit.reason === null ? [] : [limit.reason]))
  if (reasons.length > 0) return reasons
  return [{ kind: 'nothingLimitsIt', principals: (statement.principal?.principals ?? []).map((p) => p.value) }]
}

// AWS: a fixed principal, user, role or service principal keeps a statement from being public.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
function namesOnlyFixedPrincipals(principal: PrincipalElement | null): boolean {
  return principal !== null && !principal.negated && principal.principals.every(isFixedPrincipal)
}

function isFixedPrincipal(principal: NamedPrincipal): boolean {
  return isFixed(principal.value)
}

// AWS: a fixed value holds no wildcard and no policy variable.
function isFixed(value: string): boolean {
  return !/[*?]|\$\{/.test(value)
}

/** Whether one condition keeps its statement from being public, and what is wrong with it where it does not. */
interface Limit {
  readonly limits: Truth
  readonly reason: PublicReason | null
}

const noLimit: Limit = { limits: false, reason: null }

function limitOf(condition: Condition, kind: PublicPolicyKind): Limit {
  const key = condition.key.toLowerCase()
  if (!narrowingOperators.has(condition.operator.name) || condition.operator.set === 'ForAllValues') return noLimit
  // AWS: the access point key does not keep an access point policy from being public.
  if (key === 's3:dataaccesspointarn' && kind === 'accessPoint') return noLimit
  const documented = documentedKeys.has(key)
  if (!documented && !undocumentedKeys.has(key)) return noLimit
  const { values } = condition
  const limits = all(...values.map((value) => limitsAccess(key, condition, value)))
  const wide = key === 'aws:sourceip' && limits === false
  if (wide) return { limits, reason: { kind: 'addressRangeTooWide', key: condition.key, values } }
  if (limits === false) return { limits, reason: { kind: 'valueNotFixed', key: condition.key, values } }
  // UNSURE: AWS does not say how it judges `...IfExists`, nor keys outside its list.
  const certain = limits === true && documented && !condition.operator.ifExists
  if (certain) return { limits: true, reason: null }
  return { limits: 'unknown', reason: { kind: 'notDocumented', key: condition.key, values } }
}

const narrowingOperators: ReadonlySet<string> = new Set([
  'StringEquals',
  'StringEqualsIgnoreCase',
  'StringLike',
  'ArnEquals',
  'ArnLike',
  'IpAddress',
])

// AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
const documentedKeys: ReadonlySet<string> = new Set([
  'aws:principalarn',
  'aws:principalaccount',
  'aws:principalorgid',
  'aws:sourceip',
  'aws:sourcearn',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:sourceowner',
  'aws:sourceaccount',
  'aws:userid',
  's3:dataaccesspointarn',
  's3:dataaccesspointaccount',
])

// UNSURE: these name who asks or from where as well, but the page does not list them.
const undocumentedKeys: ReadonlySet<string> = new Set([
  'aws:principalorgpaths',
  'aws:principalservicename',
  'aws:principalservicenameslist',
  'aws:principalisawsservice',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
  'aws:vpcsourceip',
  'aws:vpceaccount',
  'aws:vpceorgid',
  'aws:vpceorgpaths',
  'aws:username',
])

function limitsAccess(key: string, condition: Condition, value: string): Truth {
  if (key === 'aws:sourceip') return condition.operator.name === 'IpAddress' && isNarrowRange(value)
  if (isFixed(value)) return true
  // AWS: in a bucket policy the access point name may be a wildcard as long as the account id is fixed.
  if (key === 's3:dataaccesspointarn') return isFixedAccountAccessPoint(value)
  // UNSURE: "aws:userid, outside the pattern AROLEID:*" does not say on which side of the line that pattern falls.
  if (key === 'aws:userid' && /^ARO[A-Z0-9]+:\*$/.test(value)) return 'unknown'
  return false
}

function isFixedAccountAccessPoint(value: string): Truth {
  const [arn, partition = '', service, region = '', account = '', ...name] = value.split(':')
  if (arn !== 'arn' || service !== 's3' || !/^\d{12}$/.test(account) || value.includes('${')) return false
  if (!name.join(':').startsWith('accesspoint/')) return false
  // UNSURE: the page allows a wildcard in the name and says nothing of one in the Region.
  return isFixed(partition) && isFixed(region) ? true : 'unknown'
}

// AWS: ranges broader than /8 for IPv4 and /32 for IPv6 are public.
function isNarrowRange(value: string): boolean {
  const match = /^([0-9A-Fa-f.:]{1,45})(?:\/(\d{1,3}))?$/.exec(value)
  if (match === null) return false
  const isIpv6 = (match[1] ?? '').includes(':')
  const prefix = match[2] === undefined ? 128 : Number(match[2])
  return prefix >= (isIpv6 ? 32 : 8)
}
