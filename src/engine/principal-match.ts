import { parseArn } from '../iam/arn.ts'
import type { NamedPrincipal } from '../iam/policy.ts'
import { matchesFederatedProvider } from './federated-provider.ts'
import type { AccessRequest, Principal } from './request.ts'
import type { Match, Naming } from './trace.ts'

/** One way in which a `Principal` element names who asks, and whether it does. */
export interface NamedMatch {
  readonly naming: Naming
  readonly match: Match
}

// AWS: the forms of a principal.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
/** How one entry of `Principal` names who asks; null where it does not. */
export function matchPrincipal(named: NamedPrincipal, request: AccessRequest): NamedMatch | null {
  const { principal } = request
  switch (named.type) {
    case 'AWS':
      return matchAws(named.value, principal)
    case 'Service':
      return when(principal.kind === 'service' && principal.service === named.value, 'service')
    case 'Federated':
      return maybe(matchesFederatedProvider(named.value, request), 'federated')
    case 'CanonicalUser':
      return maybe(matchCanonicalUser(named.value, principal), 'canonicalUser')
  }
}

/** The account that an entry of `Principal` names as a whole: 12 digits, or the ARN that ends in `:root`. */
export function accountOf(value: string): string | null {
  if (/^\d{12}$/.test(value)) return value
  const arn = parseArn(value)
  return arn !== null && arn.service === 'iam' && arn.resource === 'root' ? arn.account : null
}

function matchAws(value: string, principal: Principal): NamedMatch | null {
  if (value === '*') return { naming: 'anyone', match: 'yes' }
  const account = accountOf(value)
  if (account !== null) return when(isAccount(value, account, principal), 'account')
  switch (principal.kind) {
    case 'user':
      return when(value === principal.arn || principal.uniqueIds.includes(value), 'user')
    case 'roleSession':
    case 'serviceLinkedRole':
      return matchRole(value, principal)
    case 'federatedUser':
      return matchFederatedUser(value, principal)
    case 'root':
    case 'service':
    case 'anonymous':
      return null
  }
}

function isAccount(value: string, account: string, principal: Principal): boolean {
  if (principal.account !== account) return false
  const [named, own] = [parseArn(value), principal.arn === null ? null : parseArn(principal.arn)]
  return named === null || own === null || named.partition === own.partition
}

function matchRole(value: string, principal: Principal): NamedMatch | null {
  if (value === principal.arn) return { naming: 'session', match: 'yes' }
  if (principal.uniqueIds.includes(value)) {
    return { naming: value.includes(':') ? 'session' : 'role', match: 'yes' }
  }
  if (principal.roleArn !== null) return when(value === principal.roleArn, 'role')
  return maybe(matchRoleWithoutPath(value, principal.arn), 'role')
}

// AWS: the ARN of a session lacks the path of its role.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
function matchRoleWithoutPath(roleArn: string, sessionArn: string | null): Match {
  const role = parseArn(roleArn)
  if (role === null || role.service !== 'iam' || !role.resource.startsWith('role/')) return 'no'
  const session = sessionArn === null ? null : parseArn(sessionArn)
  if (session === null) return 'unknown'
  const isSameRole =
    role.partition === session.partition &&
    role.account === session.account &&
    role.resource.split('/').at(-1) === session.resource.split('/')[1]
  return isSameRole ? 'unknown' : 'no'
}

function matchFederatedUser(value: string, principal: Principal): NamedMatch | null {
  if (value === principal.arn) return { naming: 'federatedUser', match: 'yes' }
  if (value === principal.userArn || principal.uniqueIds.includes(value)) {
    return { naming: 'federatingUser', match: 'yes' }
  }
  const user = principal.userArn === null ? parseArn(value) : null
  const mayBeTheUser = user?.account === principal.account && user?.resource.startsWith('user/') === true
  return mayBeTheUser ? { naming: 'federatingUser', match: 'unknown' } : null
}

/** A canonical user id names an account by a number that no ARN shows. */
function matchCanonicalUser(id: string, principal: Principal): Match {
  if (principal.uniqueIds.includes(id)) return 'yes'
  if (principal.account === null || principal.uniqueIds.some((known) => /^[0-9a-f]{64}$/.test(known))) return 'no'
  return 'unknown'
}

function when(isNamed: boolean, naming: Naming): NamedMatch | null {
  return isNamed ? { naming, match: 'yes' } : null
}

function maybe(match: Match, naming: Naming): NamedMatch | null {
  return match === 'no' ? null : { naming, match }
}
