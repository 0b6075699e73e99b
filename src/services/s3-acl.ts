import type { Gate } from '../engine/gates.ts'
import type { AccessRequest, Principal } from '../engine/request.ts'
import { refusalIf } from './refusal.ts'
import { all, any, claimOf, type Known, not, type Truth } from './truth.ts'

/** Who an ACL grants to. */
export type AclGrantee =
  | { readonly kind: 'account'; readonly account: string }
  | { readonly kind: 'group'; readonly group: 'AllUsers' | 'AuthenticatedUsers' | 'LogDelivery' }
  /** A canonical user id or an e-mail address, whose account is not known. */
  | { readonly kind: 'unresolved'; readonly id: string }

/** What an ACL grants. */
export type AclPermission = 'READ' | 'WRITE' | 'READ_ACP' | 'WRITE_ACP' | 'FULL_CONTROL'

/** One grant of an ACL. */
export interface AclGrant {
  readonly grantee: AclGrantee
  readonly permission: AclPermission
}

/** Who owns new and existing objects of a bucket, and whether its ACLs count. */
export type ObjectOwnership = 'BucketOwnerEnforced' | 'BucketOwnerPreferred' | 'ObjectWriter'

/** Ownership and ACLs of the bucket and the object that a request is about. */
export interface AclFacts {
  /** Account that owns the bucket; null where it is not stated. */
  readonly bucketOwner: Known<string | null>
  /** Null where it is not stated. */
  readonly objectOwnership: Known<ObjectOwnership | null>
  /** Account that owns the object; null where nothing says that it is another than the bucket's. */
  readonly objectOwner: Known<string | null>
  readonly objectAcl: Known<readonly AclGrant[]>
  readonly bucketAcl: Known<readonly AclGrant[]>
  /** The ACL that the request itself would set, as grants; null where it sets none. */
  readonly newAcl: Known<readonly AclGrant[] | null>
  /** Where an access point takes requests from; null where the request uses none. */
  readonly networkOrigin: Known<'VPC' | 'Internet' | null>
}

/** An ACL is public where it grants anything to all users or to all signed-in users of AWS. */
export function isPublicAcl(acl: readonly AclGrant[]): boolean {
  return acl.some(({ grantee }) => grantee.kind === 'group' && grantee.group !== 'LogDelivery')
}

// AWS: mapping of ACL permissions to actions.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#acl-access-policy-permission-mapping
const objectPermissions: ReadonlyMap<string, AclPermission> = new Map([
  ['s3:getobject', 'READ'],
  ['s3:getobjectversion', 'READ'],
  ['s3:getobjectacl', 'READ_ACP'],
  ['s3:getobjectversionacl', 'READ_ACP'],
  ['s3:putobjectacl', 'WRITE_ACP'],
  ['s3:putobjectversionacl', 'WRITE_ACP'],
])

const bucketPermissions: ReadonlyMap<string, AclPermission> = new Map([
  ['s3:listbucket', 'READ'],
  ['s3:listbucketversions', 'READ'],
  ['s3:listbucketmultipartuploads', 'READ'],
  ['s3:putobject', 'WRITE'],
  ['s3:getbucketacl', 'READ_ACP'],
  ['s3:putbucketacl', 'WRITE_ACP'],
])

/** The permission of an ACL that allows an action, and whether the object's or the bucket's ACL holds it; null where none does. */
export function aclPermissionOf(
  action: string,
): { readonly of: 'object' | 'bucket'; readonly permission: AclPermission } | null {
  const onObject = objectPermissions.get(action.toLowerCase())
  if (onObject !== undefined) return { of: 'object', permission: onObject }
  const onBucket = bucketPermissions.get(action.toLowerCase())
  return onBucket === undefined ? null : { of: 'bucket', permission: onBucket }
}

/** Whether a request can set an ACL. */
export function putsAcl(action: string): boolean {
  return aclPuts.has(action.toLowerCase())
}

const aclPuts: ReadonlySet<string> = new Set([
  's3:putobject',
  's3:putobjectacl',
  's3:putobjectversionacl',
  's3:putbucketacl',
  's3:createbucket',
])

/** Whether the ACL of the object or the bucket grants the action to the principal. */
export function aclGrants(request: AccessRequest, facts: AclFacts): Truth {
  return grantedBy(request, facts, (grant) => matchesGrantee(grant, request.principal))
}

/** The same, but for grants that need no policy of the principal's own account: groups, and accounts other than the bucket's. */
function aclGrantsDirectly(request: AccessRequest, facts: AclFacts): Truth {
  const isOwnAccount = claimOf(facts.bucketOwner, (owner) => owner !== null && owner === request.principal.account)
  return grantedBy(request, facts, (grant) => {
    const matches = matchesGrantee(grant, request.principal)
    return grant.grantee.kind === 'group' ? matches : all(matches, not(isOwnAccount))
  })
}

function grantedBy(request: AccessRequest, facts: AclFacts, matches: (grant: AclGrant) => Truth): Truth {
  const action = request.action.toLowerCase()
  const onObject = objectPermissions.get(action)
  const wanted = onObject ?? bucketPermissions.get(action)
  if (wanted === undefined) return false
  const acl = onObject === undefined ? facts.bucketAcl : facts.objectAcl
  const grants = claimOf(acl, (list) =>
    any(...list.filter((g) => g.permission === wanted || g.permission === 'FULL_CONTROL').map(matches)),
  )
  return all(grants, aclsCount(facts))
}

// AWS: Bucket owner enforced disables all ACLs and makes the bucket owner the owner of every object.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
function aclsCount(facts: AclFacts): Truth {
  return claimOf(facts.objectOwnership, (setting) => setting !== 'BucketOwnerEnforced')
}

/** Whether a grant is for a principal. */
export function matchesGrantee({ grantee }: AclGrant, principal: Principal): Truth {
  switch (grantee.kind) {
    case 'group':
      if (grantee.group === 'AllUsers') return true
      return grantee.group === 'AuthenticatedUsers' && principal.kind !== 'anonymous'
    case 'account':
      return principal.account === grantee.account
    case 'unresolved':
      return principal.account === null ? false : 'unknown'
  }
}

/** What ownership and ACLs change: grants, objects out of the bucket policy's reach, and ACLs that are disabled. */
export function aclGates(request: AccessRequest, facts: AclFacts): readonly Gate[] {
  return [...grantGates(request, facts), ...foreignObjectGates(request, facts), ...disabledAclGates(request, facts)]
}

function grantGates(request: AccessRequest, facts: AclFacts): readonly Gate[] {
  const grants = any(aclGrantsDirectly(request, facts), ownsForeignObject(request, facts))
  return grants === false ? [] : [{ kind: 'grant', grantor: 'acl', grants, evidence: {} }]
}

// AWS: by default an ACL lets the account that owns the object read it.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html
function ownsForeignObject(request: AccessRequest, facts: AclFacts): Truth {
  const { account } = request.principal
  const isOwner = account === null ? false : claimOf(facts.objectOwner, (owner) => owner === account)
  return all(isForeignObject(request, facts), isOwner)
}

function isForeignObject(request: AccessRequest, facts: AclFacts): Truth {
  if (!isAboutExistingObject(request)) return false
  const differs = claimOf(facts.objectOwner, (owner) =>
    owner === null ? false : claimOf(facts.bucketOwner, (bucketOwner) => bucketOwner !== null && bucketOwner !== owner),
  )
  return all(differs, aclsCount(facts))
}

// AWS: the bucket owner decides who creates, deletes, archives and restores objects, whoever owns them.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/how-s3-evaluates-access-control.html
function isAboutExistingObject(request: AccessRequest): boolean {
  const action = request.action.toLowerCase()
  if (!action.startsWith('s3:') || ownerIndependent.has(action)) return false
  return /^arn:[^:]*:s3:::[^/]+\/|^arn:[^:]*:s3:[^:]*:[^:]*:accesspoint\/[^/]+\/object\//.test(request.resource)
}

const ownerIndependent: ReadonlySet<string> = new Set([
  's3:putobject',
  's3:deleteobject',
  's3:deleteobjectversion',
  's3:restoreobject',
  's3:abortmultipartupload',
  's3:listmultipartuploadparts',
  's3:bypassgovernanceretention',
])

// AWS: access to an object of another account is granted only through the object's ACL; Deny statements still count.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html
function foreignObjectGates(request: AccessRequest, facts: AclFacts): readonly Gate[] {
  const isForeign = isForeignObject(request, facts)
  if (isForeign === false) return []
  const evidence = {
    objectOwner: facts.objectOwner === 'unknown' ? null : facts.objectOwner.known,
    bucketOwner: facts.bucketOwner === 'unknown' ? null : facts.bucketOwner.known,
  }
  const granted = any(aclGrants(request, facts), ownsForeignObject(request, facts))
  return [
    { kind: 'voidsResourceAllow', layer: 'acl', voids: isForeign, evidence },
    ...refusalIf(all(isForeign, not(granted)), 'acl', 'implicitDeny', evidence),
  ]
}

// AWS: with ACLs disabled a PUT may carry no ACL but bucket-owner-full-control; requests to set ACLs fail.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-ownership-error-responses.html
function disabledAclGates(request: AccessRequest, facts: AclFacts): readonly Gate[] {
  const isDisabled = not(aclsCount(facts))
  const refuses = all(isDisabled, setsOtherAcl(request, facts))
  return refusalIf(refuses, 'objectOwnership', 'explicitDeny', { setting: 'BucketOwnerEnforced' })
}

function setsOtherAcl(request: AccessRequest, facts: AclFacts): Truth {
  const action = request.action.toLowerCase()
  if (!aclPuts.has(action)) return false
  return claimOf(facts.newAcl, (acl) => {
    if (acl !== null) return not(isBucketOwnerFullControl(acl, facts))
    if (action === 's3:putbucketacl') return true
    // UNSURE: s3:PutObjectAcl is asked for the call PutObjectAcl, which fails, and for an ACL header of PutObject.
    return action === 's3:putobjectacl' || action === 's3:putobjectversionacl' ? 'unknown' : false
  })
}

/** The grants of the canned ACL `bucket-owner-full-control`, whose owner is filled in from the facts. */
export function bucketOwnerFullControl(bucketOwner: string | null): readonly AclGrant[] {
  const grantee: AclGrantee =
    bucketOwner === null ? { kind: 'unresolved', id: 'bucket-owner' } : { kind: 'account', account: bucketOwner }
  return [{ grantee, permission: 'FULL_CONTROL' }]
}

function isBucketOwnerFullControl(acl: readonly AclGrant[], facts: AclFacts): Truth {
  const [only, ...others] = acl
  if (only === undefined || others.length > 0 || only.permission !== 'FULL_CONTROL') return false
  const { grantee } = only
  if (grantee.kind === 'group') return false
  if (grantee.kind === 'unresolved') return grantee.id === 'bucket-owner' ? true : 'unknown'
  return claimOf(facts.bucketOwner, (owner) => (owner === null ? 'unknown' : owner === grantee.account))
}
