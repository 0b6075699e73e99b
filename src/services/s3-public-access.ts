import { decide } from '../engine/decide.ts'
import type { Gate } from '../engine/gates.ts'
import type { Policies, PolicySet } from '../engine/policies.ts'
import type { AccessRequest, Principal } from '../engine/request.ts'
import type { PolicyDocument } from '../iam/policy.ts'
import { isPublicPolicy, type PublicPolicyKind, publicStatements } from './public-policy.ts'
import { refusalIf } from './refusal.ts'
import { type AclFacts, aclGrants, isPublicAcl, matchesGrantee, putsAcl } from './s3-acl.ts'
import { all, any, claimOf, type Known, not, type Truth } from './truth.ts'

/** Where a Block Public Access setting can stand. */
export type PublicAccessLevel =
  | 'organization'
  | 'account'
  | 'bucket'
  | 'accessPoint'
  /** AWS says that the setting is on, and the level was not read. */
  | 'notRead'

/** The four Block Public Access settings at one level. */
export interface PublicAccessBlock {
  readonly level: PublicAccessLevel
  readonly blockPublicAcls: Truth
  readonly ignorePublicAcls: Truth
  readonly blockPublicPolicy: Truth
  readonly restrictPublicBuckets: Truth
}

/** What Block Public Access judges besides the policies of the request. */
export interface PublicAccessFacts extends AclFacts {
  readonly publicAccessBlocks: readonly PublicAccessBlock[]
  /** The policy that the request would attach; null where it attaches none. */
  readonly newPolicy: Known<PolicyDocument | null>
  /** AWS's own word on whether the bucket policy is public; null where the policy itself tells. */
  readonly policyStatus: Known<boolean | null>
}

type Setting = Exclude<keyof PublicAccessBlock, 'level'>

// AWS: the most restrictive combination of all levels applies.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
function isOn(setting: Setting, blocks: readonly PublicAccessBlock[]): Truth {
  return any(...blocks.map((block) => block[setting]))
}

function levelsOf(setting: Setting, blocks: readonly PublicAccessBlock[]): readonly string[] {
  return blocks.filter((block) => block[setting] === true).map((block) => block.level)
}

/** What the four Block Public Access settings refuse of a request to a bucket, an object or an access point. */
export function publicAccessGates(
  request: AccessRequest,
  policies: PolicySet,
  facts: PublicAccessFacts,
): readonly Gate[] {
  return [
    ...restrictPublicBuckets(request, policies, facts),
    ...blockPublicAcls(request, facts),
    ...blockPublicPolicy(request, facts),
  ]
}

// AWS: with a public policy, only AWS service principals and principals of the bucket owner's account (and of the access
// point owner's) get in; a denial by this setting is explicit.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html
function restrictPublicBuckets(request: AccessRequest, policies: PolicySet, facts: PublicAccessFacts): readonly Gate[] {
  const { principal } = request
  if (principal.kind === 'service' || createsBucket(request)) return []
  const isOutside = not(any(...ownersOf(request, facts).map((owner) => sameAccount(principal.account, owner))))
  const isBucketPublic = claimOf(facts.policyStatus, (told) => told ?? isPublicPolicies(policies.resource, 'bucket'))
  const isPublic = any(isBucketPublic, isPublicAccessPoint(policies, facts))
  const { publicAccessBlocks: blocks } = facts
  const refuses = all(isOn('restrictPublicBuckets', blocks), isPublic, isOutside)
  return refusalIf(refuses, 'bpa', 'explicitDeny', {
    setting: 'RestrictPublicBuckets',
    levels: levelsOf('restrictPublicBuckets', blocks),
    publicStatements: publicStatementNames(policies),
  })
}

function ownersOf(request: AccessRequest, facts: PublicAccessFacts): readonly Known<string | null>[] {
  const accessPointOwner = /^arn:[^:]*:s3:[^:]*:(\d{12}):accesspoint\//.exec(request.resource)?.[1]
  return accessPointOwner === undefined ? [facts.bucketOwner] : [facts.bucketOwner, { known: accessPointOwner }]
}

function sameAccount(account: string | null, owner: Known<string | null>): Truth {
  return account === null ? false : claimOf(owner, (value) => value === account)
}

// AWS: an access point that takes requests from one VPC only is never public.
function isPublicAccessPoint(policies: PolicySet, facts: PublicAccessFacts): Truth {
  const isVpcOnly = claimOf(facts.networkOrigin, (origin) => origin === 'VPC')
  return all(not(isVpcOnly), isPublicPolicies(policies.accessPoint, 'accessPoint'))
}

function isPublicPolicies(policies: Policies, kind: PublicPolicyKind): Truth {
  if (policies.kind === 'none') return false
  if (policies.kind === 'unknown') return 'unknown'
  const isPublic = policies.policies.map(({ document }) => isPublicPolicy(document, kind))
  return any(...isPublic, policies.complete ? false : 'unknown')
}

function publicStatementNames({ resource, accessPoint }: PolicySet): readonly string[] {
  const named = (policies: Policies, kind: PublicPolicyKind): readonly string[] =>
    policies.kind !== 'read'
      ? []
      : policies.policies.flatMap(({ document }) =>
          publicStatements(document, kind).map(({ index, sid }) => sid ?? String(index + 1)),
        )
  return [...named(resource, 'bucket'), ...named(accessPoint, 'accessPoint')]
}

// AWS: PutBucketAcl, PutObjectAcl, PutObject, CopyObject and POST Object with a public ACL fail; CreateBucket at account
// level. https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
function blockPublicAcls(request: AccessRequest, facts: PublicAccessFacts): readonly Gate[] {
  if (!putsAcl(request.action)) return []
  const blocks = createsBucket(request)
    ? facts.publicAccessBlocks.filter(({ level }) => level === 'account' || level === 'organization')
    : facts.publicAccessBlocks
  const isPublic = claimOf(facts.newAcl, (acl) => acl !== null && isPublicAcl(acl))
  return refusalIf(all(isOn('blockPublicAcls', blocks), isPublic), 'bpa', 'explicitDeny', {
    setting: 'BlockPublicAcls',
    levels: levelsOf('blockPublicAcls', blocks),
  })
}

function createsBucket(request: AccessRequest): boolean {
  return request.action.toLowerCase() === 's3:createbucket'
}

function blockPublicPolicy(request: AccessRequest, facts: PublicAccessFacts): readonly Gate[] {
  const kind = policyKindByAction.get(request.action.toLowerCase())
  if (kind === undefined) return []
  const { publicAccessBlocks: blocks } = facts
  const isVpcOnly =
    kind === 'accessPoint' ? claimOf(facts.networkOrigin, (origin) => origin === 'VPC') : (false as const)
  const isPublic = claimOf(facts.newPolicy, (policy) => (policy === null ? false : isPublicPolicy(policy, kind)))
  const refuses = all(isOn('blockPublicPolicy', blocks), isPublic, not(isVpcOnly))
  return refusalIf(refuses, 'bpa', 'explicitDeny', {
    setting: 'BlockPublicPolicy',
    levels: levelsOf('blockPublicPolicy', blocks),
  })
}

const policyKindByAction: ReadonlyMap<string, PublicPolicyKind> = new Map([
  ['s3:putbucketpolicy', 'bucket'],
  ['s3:putaccesspointpolicy', 'accessPoint'],
])

/**
 * The refusal that IgnorePublicAcls stands behind: the request would be allowed if the ACL counted, and is not because
 * it does not. `gates` are all others that bear on the request, with the ACL's grants as they count.
 */
export function ignoredAclGates(
  request: AccessRequest,
  policies: PolicySet,
  facts: PublicAccessFacts,
  gates: readonly Gate[],
): readonly Gate[] {
  const { publicAccessBlocks: blocks } = facts
  if (isOn('ignorePublicAcls', blocks) === false || aclGrants(request, facts) === false) return []
  if (decide(request, policies, gates).possible.includes('allowed')) return []
  const others = gates.filter((gate) => !isAclGate(gate))
  const counted: Gate = { kind: 'grant', grantor: 'acl', grants: true, evidence: {} }
  if (!decide(request, policies, [...others, counted]).possible.includes('allowed')) return []
  // AWS: a denial by IgnorePublicAcls is implicit.
  const refuses = all(isOn('ignorePublicAcls', blocks), aclGrants(request, facts))
  const evidence = { setting: 'IgnorePublicAcls', levels: levelsOf('ignorePublicAcls', blocks) }
  if (refuses === false) return []
  // The Allow that a policy lacks is one that the ACL gave, so the policy is not what refuses.
  return [
    { kind: 'voidsResourceAllow', layer: 'bpa', voids: refuses, evidence },
    ...refusalIf(refuses, 'bpa', 'implicitDeny', evidence),
  ]
}

function isAclGate(gate: Gate): boolean {
  return (gate.kind === 'grant' && gate.grantor === 'acl') || (gate.kind === 'refusal' && gate.layer === 'acl')
}

/** The facts with public ACLs taken out where IgnorePublicAcls ignores them. */
export function withoutIgnoredAcls<T extends PublicAccessFacts>(facts: T, principal: Principal): T {
  const isIgnored = isOn('ignorePublicAcls', facts.publicAccessBlocks)
  if (isIgnored === false) return facts
  return {
    ...facts,
    objectAcl: withoutPublic(facts.objectAcl, isIgnored, principal),
    bucketAcl: withoutPublic(facts.bucketAcl, isIgnored, principal),
  }
}

// UNSURE: AWS says that a public ACL is ignored, not whether its grants to single accounts still count.
function withoutPublic(
  acl: AclFacts['objectAcl'],
  isIgnored: true | 'unknown',
  principal: Principal,
): AclFacts['objectAcl'] {
  if (acl === 'unknown' || !isPublicAcl(acl.known)) return acl
  const single = acl.known.filter(({ grantee }) => grantee.kind !== 'group')
  const concerns = single.some((grant) => matchesGrantee(grant, principal) !== false)
  return isIgnored === 'unknown' || concerns ? 'unknown' : { known: single }
}
