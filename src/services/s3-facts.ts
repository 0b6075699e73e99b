import type { Context } from '../iam/context.ts'
import type { Acl } from '../snapshot/acl.ts'
import type { Fact } from '../snapshot/fact.ts'
import { accountOfCanonicalId, canonicalId, headObject, type ObjectFacts } from '../snapshot/s3.ts'
import { objectAcl, objectExists, objectOwner } from '../snapshot/s3-objects.ts'
import {
  accountPublicAccessBlock,
  blockedEncryptionTypes,
  bucketAcl,
  bucketPublicAccessBlock,
  ownershipControls,
  type PublicAccessBlock as RecordedBlock,
  requestPayment,
} from '../snapshot/s3-settings.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { Call } from './call.ts'
import { bucketOf, objectKeyOf } from './resource-policy.ts'
import {
  type AclGrant,
  type AclGrantee,
  type AclPermission,
  bucketOwnerFullControl,
  type ObjectOwnership,
} from './s3-acl.ts'
import { plainS3Facts, type S3Facts } from './s3-gates.ts'
import type { Retention } from './s3-object-lock.ts'
import type { PublicAccessBlock, PublicAccessLevel } from './s3-public-access.ts'
import { type Known, known, type Truth } from './truth.ts'

/**
 * How facts that were not recorded are read: `plain` as what a request has by default, because nothing points against
 * it; `open` as unknown, because a refusal that nothing else explains does.
 */
export type Reading = 'plain' | 'open'

/** What the snapshot and the call tell of a request to S3 besides policies. */
export function s3FactsOf(
  resource: string,
  owner: string | null | 'unknown',
  call: Call,
  context: Context,
  reading: Reading,
): S3Facts {
  const bucket = bucketOf(resource)
  if (bucket === null) return plainS3Facts
  const { snapshot } = call
  const key = objectKeyOf(resource)
  const bucketOwner: Known<string | null> = owner === 'unknown' ? plainOr(reading, null) : known(owner)
  const account = owner === 'unknown' ? null : owner
  return {
    ...plainS3Facts,
    bucketOwner,
    publicAccessBlocks: [
      blockOf('bucket', bucketPublicAccessBlock(snapshot, bucket), reading),
      ...(account === null ? [] : [blockOf('account', accountPublicAccessBlock(snapshot, account), reading)]),
    ],
    objectOwnership: factOr<string, ObjectOwnership | null>(
      ownershipControls(snapshot, bucket),
      ownershipOf,
      { absent: 'ObjectWriter', plain: null },
      reading,
    ),
    ...(key === null || key.includes('*') ? {} : objectFacts(bucket, key, account, snapshot, reading)),
    bucketAcl: aclOf(bucketAcl(snapshot, bucket), snapshot, reading),
    newAcl: newAclOf(call, account, context),
    requesterPays: truthOf(requestPayment(snapshot, bucket), (payer) => payer === 'Requester', reading, false),
    requestPayerHeader: context.has('s3:x-amz-request-payer') || hasParameter(call, 'x-amz-request-payer'),
    blockedEncryptionTypes: factOr(
      blockedEncryptionTypes(snapshot, bucket),
      (types) => types,
      { absent: [], plain: [] },
      reading,
    ),
    requestEncryption: known(hasParameter(call, 'x-amz-server-side-encryption-customer-algorithm') ? 'SSE-C' : null),
    expectedBucketOwner: known(
      parameter(call, 'x-amz-expected-bucket-owner') ?? parameter(call, 'expectedBucketOwner'),
    ),
  }
}

function objectFacts(
  bucket: string,
  key: string,
  account: string | null,
  snapshot: Snapshot,
  reading: Reading,
): Partial<S3Facts> {
  const head = headObject(snapshot, bucket, key)
  const exists = objectExists(snapshot, bucket, key)
  return {
    objectExists: exists.kind === 'known' ? true : exists.kind === 'absent' ? false : plainTruth(reading, true),
    objectOwner: ownerOf(objectOwner(snapshot, bucket, key), account, snapshot, reading),
    objectAcl: aclOf(objectAcl(snapshot, bucket, key), snapshot, reading),
    retention: known(head.kind === 'known' ? retentionOf(head.value) : null),
    legalHold: head.kind === 'known' ? head.value.hasLegalHold : false,
  }
}

function retentionOf({ lockMode, lockedUntil }: ObjectFacts): Retention | null {
  if (lockMode === null) return null
  return { mode: known(lockMode === 'COMPLIANCE' ? 'COMPLIANCE' : 'GOVERNANCE'), until: lockedUntil }
}

/** Null where the object is the bucket owner's; a canonical id of no recorded account stands for an account of its own. */
function ownerOf(
  owner: Fact<string>,
  account: string | null,
  snapshot: Snapshot,
  reading: Reading,
): Known<string | null> {
  if (owner.kind !== 'known') return owner.kind === 'absent' ? known(null) : plainOr(reading, null)
  if (account !== null) {
    const own = canonicalId(snapshot, account)
    if (own.kind === 'known' && own.value === owner.value) return known(null)
  }
  const named = accountOfCanonicalId(snapshot, owner.value)
  if (named === account && account !== null) return known(null)
  return known(named ?? owner.value)
}

function aclOf(acl: Fact<Acl>, snapshot: Snapshot, reading: Reading): Known<readonly AclGrant[]> {
  if (acl.kind !== 'known') return acl.kind === 'absent' ? known([]) : plainOr(reading, [])
  return known(
    acl.value.grants.flatMap((grant): readonly AclGrant[] => {
      const permission = permissions.find((p) => p === grant.permission)
      return permission === undefined
        ? []
        : [{ grantee: granteeOf(grant.grantee, grant.granteeType, snapshot), permission }]
    }),
  )
}

const permissions: readonly AclPermission[] = ['READ', 'WRITE', 'READ_ACP', 'WRITE_ACP', 'FULL_CONTROL']

function granteeOf(id: string, type: string, snapshot: Snapshot): AclGrantee {
  if (type === 'Group') {
    if (id.endsWith('/global/AllUsers')) return { kind: 'group', group: 'AllUsers' }
    if (id.endsWith('/global/AuthenticatedUsers')) return { kind: 'group', group: 'AuthenticatedUsers' }
    return { kind: 'group', group: 'LogDelivery' }
  }
  const account = type === 'CanonicalUser' ? accountOfCanonicalId(snapshot, id) : null
  return account === null ? { kind: 'unresolved', id } : { kind: 'account', account }
}

/** The ACL that the request itself sets: from its header, as CloudTrail records it, or implied by AWS's error code. */
function newAclOf(call: Call, bucketOwner: string | null, context: Context): Known<readonly AclGrant[] | null> {
  const given = context.get('s3:x-amz-acl')
  const canned = given !== undefined && given !== 'unknown' ? given[0] : parameter(call, 'x-amz-acl')
  if (canned === undefined || canned === null) {
    // AWS: the code says that the request carries an ACL the bucket does not take; which one does not matter.
    return call.denial.errorCode === 'AccessControlListNotSupported' ? known([]) : known(null)
  }
  if (canned === 'bucket-owner-full-control') return known(bucketOwnerFullControl(bucketOwner))
  const group = canned.startsWith('public-')
    ? 'AllUsers'
    : canned === 'authenticated-read'
      ? 'AuthenticatedUsers'
      : null
  return known(group === null ? [] : [{ grantee: { kind: 'group', group }, permission: 'READ' }])
}

function blockOf(level: PublicAccessLevel, block: Fact<RecordedBlock>, reading: Reading): PublicAccessBlock {
  if (block.kind === 'known') return { level, ...block.value }
  const each: Truth = block.kind === 'absent' ? false : plainTruth(reading, false)
  return { level, blockPublicAcls: each, ignorePublicAcls: each, blockPublicPolicy: each, restrictPublicBuckets: each }
}

function ownershipOf(value: string): ObjectOwnership {
  return value === 'BucketOwnerEnforced' || value === 'BucketOwnerPreferred' ? value : 'ObjectWriter'
}

function factOr<T, R>(
  fact: Fact<T>,
  read: (value: T) => R,
  otherwise: { readonly absent: R; readonly plain: R },
  reading: Reading,
): Known<R> {
  if (fact.kind === 'known') return known(read(fact.value))
  return fact.kind === 'absent' ? known(otherwise.absent) : plainOr(reading, otherwise.plain)
}

function truthOf<T>(fact: Fact<T>, claim: (value: T) => boolean, reading: Reading, plain: boolean): Truth {
  if (fact.kind === 'known') return claim(fact.value)
  return fact.kind === 'absent' ? false : plainTruth(reading, plain)
}

function plainTruth(reading: Reading, plain: boolean): Truth {
  return reading === 'plain' ? plain : 'unknown'
}

function plainOr<T>(reading: Reading, plain: T): Known<T> {
  return reading === 'plain' ? known(plain) : 'unknown'
}

/** A request parameter that CloudTrail recorded; null where there is none. */
function parameter({ denial }: Call, name: string): string | null {
  const value = denial.hints.event?.requestParameters?.[name]
  return typeof value === 'string' ? value : null
}

function hasParameter(call: Call, name: string): boolean {
  return parameter(call, name) !== null
}
