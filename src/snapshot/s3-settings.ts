import { type Acl, aclIn } from './acl.ts'
import type { Fact } from './fact.ts'
import { field, isTrueAt, listAt, textAt, textsAt } from './json.ts'
import { bucketAnswer, mapped } from './s3.ts'
import type { Snapshot } from './snapshot.ts'

/** The four switches of S3 Block Public Access. */
export interface PublicAccessBlock {
  readonly blockPublicAcls: boolean
  readonly ignorePublicAcls: boolean
  readonly blockPublicPolicy: boolean
  readonly restrictPublicBuckets: boolean
}

/** Object Lock of a bucket. */
export interface ObjectLock {
  readonly isEnabled: boolean
  /** `GOVERNANCE` or `COMPLIANCE`; null where new versions are not retained by default. */
  readonly defaultMode: string | null
}

/** AWS's own word on whether the bucket policy is public. */
export function bucketPolicyIsPublic(snapshot: Snapshot, bucket: string): Fact<boolean> {
  const answer = bucketAnswer(snapshot, 'GetBucketPolicyStatus', bucket)
  if (answer.kind === 'known' && field(answer.value, 'PolicyStatus', 'IsPublic') === undefined)
    return { kind: 'absent', source: answer.source }
  return mapped(answer, '/PolicyStatus/IsPublic', (json) => isTrueAt(json, 'PolicyStatus', 'IsPublic'))
}

/** Block Public Access of a bucket; absent where it is not configured, which blocks nothing. */
export function bucketPublicAccessBlock(snapshot: Snapshot, bucket: string): Fact<PublicAccessBlock> {
  return mapped(bucketAnswer(snapshot, 'GetPublicAccessBlock', bucket), publicAccessPointer, publicAccessBlockIn)
}

/** Block Public Access of an account; absent where it is not configured. */
export function accountPublicAccessBlock(snapshot: Snapshot, account: string): Fact<PublicAccessBlock> {
  const answer = snapshot.answer(account, 'global', 's3control', 'GetPublicAccessBlock')
  return mapped(answer, publicAccessPointer, publicAccessBlockIn)
}

/** `BucketOwnerEnforced`, `BucketOwnerPreferred` or `ObjectWriter`; absent where the bucket has no setting. */
export function ownershipControls(snapshot: Snapshot, bucket: string): Fact<string> {
  const answer = bucketAnswer(snapshot, 'GetBucketOwnershipControls', bucket)
  // AWS: a bucket without the setting behaves as ObjectWriter.
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
  const pointer = '/OwnershipControls/Rules/0/ObjectOwnership'
  return mapped(answer, pointer, (json) => {
    const [rule] = listAt(json, 'OwnershipControls', 'Rules')
    return textAt(rule, 'ObjectOwnership') ?? 'ObjectWriter'
  })
}

/** Kinds of encryption that a bucket refuses, as `SSE-C`; empty where it refuses none. */
export function blockedEncryptionTypes(snapshot: Snapshot, bucket: string): Fact<readonly string[]> {
  const answer = bucketAnswer(snapshot, 'GetBucketEncryption', bucket)
  return mapped(answer, '/ServerSideEncryptionConfiguration/Rules/0/BlockedEncryptionTypes', (json) =>
    listAt(json, 'ServerSideEncryptionConfiguration', 'Rules').flatMap((rule) =>
      textsAt(rule, 'BlockedEncryptionTypes', 'EncryptionType').filter((type) => type !== 'NONE'),
    ),
  )
}

/** Who pays for requests. */
export function requestPayment(snapshot: Snapshot, bucket: string): Fact<'Requester' | 'BucketOwner'> {
  const answer = bucketAnswer(snapshot, 'GetBucketRequestPayment', bucket)
  return mapped(answer, '/Payer', (json) => (textAt(json, 'Payer') === 'Requester' ? 'Requester' : 'BucketOwner'))
}

/** Versioning: `Enabled`, `Suspended`, or `Never` where it was never turned on. */
export function bucketVersioning(snapshot: Snapshot, bucket: string): Fact<'Enabled' | 'Suspended' | 'Never'> {
  return mapped(bucketAnswer(snapshot, 'GetBucketVersioning', bucket), '', (json) => {
    const status = textAt(json, 'Status')
    return status === 'Enabled' || status === 'Suspended' ? status : 'Never'
  })
}

/** Whether only the root user deletes versions, with MFA. */
export function mfaDelete(snapshot: Snapshot, bucket: string): Fact<boolean> {
  const answer = bucketAnswer(snapshot, 'GetBucketVersioning', bucket)
  return mapped(answer, '/MFADelete', (json) => textAt(json, 'MFADelete') === 'Enabled')
}

/** Object Lock of a bucket; absent where it has none. */
export function objectLock(snapshot: Snapshot, bucket: string): Fact<ObjectLock> {
  const answer = bucketAnswer(snapshot, 'GetObjectLockConfiguration', bucket)
  return mapped(answer, '/ObjectLockConfiguration', (json) => ({
    isEnabled: textAt(json, 'ObjectLockConfiguration', 'ObjectLockEnabled') === 'Enabled',
    defaultMode: textAt(json, 'ObjectLockConfiguration', 'Rule', 'DefaultRetention', 'Mode'),
  }))
}

/** The ACL of a bucket. */
export function bucketAcl(snapshot: Snapshot, bucket: string): Fact<Acl> {
  return mapped(bucketAnswer(snapshot, 'GetBucketAcl', bucket), '', aclIn)
}

const publicAccessPointer = '/PublicAccessBlockConfiguration'

/** Reads the four switches of an answer. */
export function publicAccessBlockIn(json: unknown): PublicAccessBlock {
  const isOn = (name: string): boolean => isTrueAt(json, 'PublicAccessBlockConfiguration', name)
  return {
    blockPublicAcls: isOn('BlockPublicAcls'),
    ignorePublicAcls: isOn('IgnorePublicAcls'),
    blockPublicPolicy: isOn('BlockPublicPolicy'),
    restrictPublicBuckets: isOn('RestrictPublicBuckets'),
  }
}
