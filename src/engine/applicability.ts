import { parseArn } from '../iam/arn.ts'
import { supportsRcp, takesOnlyWildcardResource } from '../iam/service-data.ts'
import { isFederatedSignIn } from './federated-provider.ts'
import { matchIf, not } from './match.ts'
import type { PolicySet } from './policies.ts'
import type { AccessRequest, Principal, PrincipalKind } from './request.ts'
import type { Match } from './trace.ts'

/** Who must allow: decides which policies can grant and which are needed. */
export type Situation =
  /** No identity policies bear on the call: the resource's side alone decides. */
  | 'resourceSideAlone'
  | 'rootAtHome'
  | 'sameAccount'
  /** Same account, but the trust or key policy must allow, directly or by naming the account. */
  | 'sameAccountExplicit'
  | 'crossAccount'

const hasIdentityPolicies: Readonly<Record<PrincipalKind, boolean>> = {
  user: true,
  roleSession: true,
  federatedUser: true,
  serviceLinkedRole: true,
  root: false,
  service: false,
  anonymous: false,
}

/** Whether identity policies, a boundary and session policies bear on the call. */
export function bearsIdentityPolicies(request: AccessRequest): boolean {
  return hasIdentityPolicies[request.principal.kind] && !isFederatedSignIn(request.action)
}

/** The situations that the known facts leave open: two where the resource's account is not known. */
export function situationsOf(request: AccessRequest, policies: PolicySet): readonly Situation[] {
  const isExplicit = policies.resourceKind !== 'ordinary'
  if (!bearsIdentityPolicies(request) && request.principal.kind !== 'root') return ['resourceSideAlone']
  const atHome: Situation = isExplicit ? 'sameAccountExplicit' : 'sameAccount'
  const [same, cross]: readonly Situation[] =
    request.principal.kind === 'root'
      ? [isExplicit ? 'resourceSideAlone' : 'rootAtHome', 'resourceSideAlone']
      : [atHome, 'crossAccount']
  const home = isHome(request)
  return [
    ...(home === 'no' || same === undefined ? [] : [same]),
    ...(home === 'yes' || cross === undefined ? [] : [cross]),
  ]
}

/** Whether the resource belongs to the caller's account; a resource of no account is at home everywhere. */
export function isHome({ principal, resourceAccount }: AccessRequest): Match {
  if (resourceAccount === 'unknown') return 'unknown'
  return matchIf(resourceAccount === null || resourceAccount === principal.account)
}

// AWS: SCPs affect users, roles and root of member accounts; not the management account, not service-linked roles.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
/** Whether the SCPs of the caller's account bear on the call. */
export function scpsApply({ principal, action }: AccessRequest): Match {
  switch (principal.kind) {
    case 'user':
    case 'roleSession':
    case 'federatedUser':
    case 'root':
      return isFederatedSignIn(action) ? 'no' : not(matchIf(principal.inManagementAccount))
    case 'serviceLinkedRole':
    case 'service':
    case 'anonymous':
      return 'no'
  }
}

// AWS: RCPs affect resources of member accounts, for the listed services, and actions that have a resource type;
// not service-linked roles and their trust policies, and not kms:RetireGrant.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
/** Whether the RCPs of the resource's account bear on the call. */
export function rcpsApply({ principal, action, resource, resourceInManagementAccount }: AccessRequest): Match {
  if (principal.kind === 'serviceLinkedRole' || isServiceLinkedRole(resource)) return 'no'
  if (action.toLowerCase() === 'kms:retiregrant') return 'no'
  if (!supportsRcp(action.slice(0, action.indexOf(':'))) || takesOnlyWildcardResource(action)) return 'no'
  return not(matchIf(resourceInManagementAccount ?? false))
}

// AWS: the root user of the bucket owner can always get, put and delete the bucket policy, whatever it denies.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketPolicy.html
/** Whether the resource policy has no say because its owner's root user is repairing it. */
export function isBucketOwnerRepair(request: AccessRequest): Match {
  const isRoot = request.principal.kind === 'root'
  return isRoot && bucketPolicyActions.has(request.action.toLowerCase()) ? isHome(request) : 'no'
}

const bucketPolicyActions: ReadonlySet<string> = new Set([
  's3:getbucketpolicy',
  's3:putbucketpolicy',
  's3:deletebucketpolicy',
])

/** Whether who asks has a permissions boundary. */
export function hasBoundary(principal: Principal, policies: PolicySet): boolean | 'unknown' {
  if (!hasIdentityPolicies[principal.kind]) return false
  switch (policies.boundary.kind) {
    case 'read':
      return true
    case 'unknown':
      return principal.hasBoundary ?? 'unknown'
    case 'none':
      return principal.hasBoundary ?? false
  }
}

function isServiceLinkedRole(resource: string): boolean {
  const arn = parseArn(resource)
  return arn?.service === 'iam' && arn.resource.startsWith('role/aws-service-role/')
}
