import type { Acl } from '../snapshot/acl.ts'
import type { Fact } from '../snapshot/fact.ts'
import { accountOfCanonicalId, bucketOwnerId, canonicalId, headObject, type ObjectFacts } from '../snapshot/s3.ts'
import { objectAcl, objectExists, objectOwner } from '../snapshot/s3-objects.ts'
import { objectLock } from '../snapshot/s3-settings.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { Call } from './call.ts'
import { plainTruth, type Reading, readingOf } from './reading.ts'
import type { AclGrant, AclGrantee, AclPermission } from './s3-acl.ts'
import type { S3Facts } from './s3-gates.ts'
import type { ObjectLockFacts, Retention } from './s3-object-lock.ts'
import { type Known, known } from './truth.ts'

/** Whether an object exists, who owns it, and what its ACL grants. */
export function objectFacts(
  bucket: string,
  key: string,
  account: string | null,
  caller: string | null,
  snapshot: Snapshot,
  reading: Reading,
): Partial<S3Facts> {
  const exists = objectExists(snapshot, bucket, key)
  return {
    objectExists: exists.kind === 'known' ? true : exists.kind === 'absent' ? false : plainTruth(reading, true),
    objectOwner: ownerOf(objectOwner(snapshot, bucket, key), bucket, account, caller, snapshot, reading),
    objectAcl: aclOf(objectAcl(snapshot, bucket, key), caller, snapshot, reading),
  }
}

/** Null where the object is the bucket owner's; a canonical id of no recorded account stands for an account of its own. */
function ownerOf(
  owner: Fact<string>,
  bucket: string,
  account: string | null,
  caller: string | null,
  snapshot: Snapshot,
  reading: Reading,
): Known<string | null> {
  if (owner.kind !== 'known') return owner.kind === 'absent' ? known(null) : readingOf(reading, null)
  const own = bucketOwnerId(snapshot, bucket, account)
  if (own === owner.value) return known(null)
  const named = accountOfCanonicalId(snapshot, owner.value)
  if (named !== null) return known(named === account ? null : named)
  if (own === null) return readingOf(reading, null)
  return caller === account || isRecorded(caller, snapshot) ? known(owner.value) : 'unknown'
}

/** Whether the canonical id of a caller's account is known, so that an id of nobody known is not the caller's. */
function isRecorded(caller: string | null, snapshot: Snapshot): boolean {
  return caller === null || canonicalId(snapshot, caller).kind === 'known'
}

/** The grants of a recorded ACL, as they concern a caller's account. */
export function aclOf(
  acl: Fact<Acl>,
  caller: string | null,
  snapshot: Snapshot,
  reading: Reading,
): Known<readonly AclGrant[]> {
  if (acl.kind !== 'known') return acl.kind === 'absent' ? known([]) : readingOf(reading, [])
  return known(
    acl.value.grants.flatMap((grant): readonly AclGrant[] => {
      const permission = permissions.find((p) => p === grant.permission)
      return permission === undefined
        ? []
        : [{ grantee: granteeOf(grant.grantee, grant.granteeType, caller, snapshot), permission }]
    }),
  )
}

const permissions: readonly AclPermission[] = ['READ', 'WRITE', 'READ_ACP', 'WRITE_ACP', 'FULL_CONTROL']

function granteeOf(id: string, type: string, caller: string | null, snapshot: Snapshot): AclGrantee {
  if (type === 'Group') return { kind: 'group', group: groupOf(id) }
  const account = type === 'CanonicalUser' ? accountOfCanonicalId(snapshot, id) : null
  if (account !== null) return { kind: 'account', account }
  // A canonical id that is not the caller's stands for an account of its own.
  return type === 'CanonicalUser' && isRecorded(caller, snapshot)
    ? { kind: 'account', account: id }
    : { kind: 'unresolved', id }
}

/** The group that an address stands for, `http://acs.amazonaws.com/groups/global/AllUsers`. */
export function groupOf(address: string): 'AllUsers' | 'AuthenticatedUsers' | 'LogDelivery' {
  if (address.endsWith('/global/AllUsers')) return 'AllUsers'
  return address.endsWith('/global/AuthenticatedUsers') ? 'AuthenticatedUsers' : 'LogDelivery'
}

// AWS: "Access Denied because object protected by object lock." is what a delete under Object Lock is answered.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
const saysLocked = /because object protected by object lock/i

/** What a request tells of the version that it deletes. */
interface LockHeaders {
  readonly versionId: string | null
  readonly bypasses: boolean
}

/** Object Lock on the version that the request names; `HeadObject` shows that of the current version only. */
export function lockFacts(
  bucket: string,
  key: string | null,
  { versionId, bypasses: bypassHeader }: LockHeaders,
  { snapshot, denial }: Call,
  reading: Reading,
): ObjectLockFacts {
  const isStated = saysLocked.test(denial.hints.message)
  const head = key === null ? null : headObject(snapshot, bucket, key)
  if (head?.kind === 'known' && isOfVersion(head.value, versionId) && (!isStated || isLocked(head.value))) {
    return { isStated, bypassHeader, retention: known(retentionOf(head.value)), legalHold: head.value.hasLegalHold }
  }
  if (isStated) {
    return { isStated, bypassHeader, retention: known({ mode: 'unknown', until: null }), legalHold: 'unknown' }
  }
  const isUnlocked = reading === 'plain' || objectLock(snapshot, bucket).kind === 'absent'
  return isUnlocked
    ? { isStated, bypassHeader, retention: known(null), legalHold: false }
    : { isStated, bypassHeader, retention: 'unknown', legalHold: 'unknown' }
}

/** The current version can be free while the one that was to be deleted is not. */
function isLocked({ lockMode, hasLegalHold }: ObjectFacts): boolean {
  return lockMode !== null || hasLegalHold
}

function isOfVersion({ versionId: recorded }: ObjectFacts, asked: string | null): boolean {
  return asked === null || recorded === null || recorded === asked
}

function retentionOf({ lockMode, lockedUntil }: ObjectFacts): Retention | null {
  if (lockMode === null) return null
  return { mode: known(lockMode === 'COMPLIANCE' ? 'COMPLIANCE' : 'GOVERNANCE'), until: lockedUntil }
}
