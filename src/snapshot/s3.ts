import { isDirectoryBucket, regionOfDirectoryBucket } from '../iam/directory-bucket.ts'
import { pointerOf } from '../iam/position.ts'
import { readPolicy } from './document.ts'
import type { Fact, Missing } from './fact.ts'
import { field, isTrueAt, listAt, textAt, timeOf } from './json.ts'
import { missingOf } from './operations.ts'
import type { Snapshot } from './snapshot.ts'
import type { StoredPolicy } from './stored-policy.ts'

/** How a bucket encrypts new objects by default, or how one object is encrypted. */
export interface BucketEncryption {
  /** `AES256`, `aws:kms`, `aws:kms:dsse`, or `SSE-C` with a key of the caller's; null for an object without encryption. */
  readonly algorithm: string | null
  /** Key id, key ARN or alias; null where S3 uses its own key or the AWS managed key `aws/s3`. */
  readonly keyId: string | null
  /** Whether an S3 Bucket Key is used: KMS then sees the bucket's ARN, not the object's. */
  readonly bucketKey: boolean | null
}

/** An object that exists. */
export interface ObjectFacts extends BucketEncryption {
  readonly versionId: string | null
  readonly storageClass: string | null
  /** `GOVERNANCE` or `COMPLIANCE`; null where the version is not retained. */
  readonly lockMode: string | null
  /** Milliseconds since 1970. */
  readonly lockedUntil: number | null
  readonly hasLegalHold: boolean
}

/** The account that owns a bucket; absent where no bucket has the name. */
export function bucketAccount(snapshot: Snapshot, bucket: string): Fact<string> {
  const listed = snapshot.find('s3', 'ListBuckets')
  for (const { account, fact } of listed) {
    if (fact.kind !== 'known') continue
    const index = listAt(fact.value, 'Buckets').findIndex((item) => textAt(item, 'Name') === bucket)
    if (index === -1) continue
    return { kind: 'known', value: account, source: { ...fact.source, pointer: pointerOf('Buckets', index) } }
  }
  if (isDirectoryBucket(bucket)) return directoryBucketAccount(snapshot, bucket)
  return ownerByPolicy(snapshot, bucket) ?? ownerByAcl(snapshot, bucket) ?? ownerByAbsence(snapshot, bucket)
}

/** The account of a directory bucket, which `ListBuckets` never shows. */
function directoryBucketAccount(snapshot: Snapshot, bucket: string): Fact<string> {
  for (const { account, fact } of snapshot.find('s3', 'ListDirectoryBuckets')) {
    if (fact.kind !== 'known') continue
    const index = listAt(fact.value, 'Buckets').findIndex((item) => textAt(item, 'Name') === bucket)
    if (index === -1) continue
    return { kind: 'known', value: account, source: { ...fact.source, pointer: pointerOf('Buckets', index) } }
  }
  const region = regionOfDirectoryBucket(bucket) ?? 'global'
  const place = { account: snapshot.accounts()[0] ?? '', region, service: 's3', operation: 'ListDirectoryBuckets' }
  const missing = missingOf('notCollected', { ...place, identifiers: [] })
  return (
    ownerByPolicy(snapshot, bucket) ?? {
      kind: 'unknown',
      missing: { ...missing, what: { en: `account that owns bucket ${bucket}`, ko: `${bucket} 버킷을 소유한 계정` } },
    }
  )
}

/** The canonical user id of an account, as ACLs name it. */
export function canonicalId(snapshot: Snapshot, account: string): Fact<string> {
  const answer = snapshot.answer(account, 'global', 's3', 'ListBuckets')
  if (answer.kind !== 'known') return answer
  const id = textAt(answer.value, 'Owner', 'ID')
  if (id === null) return { kind: 'unknown', missing: missingAt(account, 'ListBuckets') }
  return { kind: 'known', value: id, source: { ...answer.source, pointer: '/Owner/ID' } }
}

/** The canonical user id of the owner of a bucket: of its account's own list of buckets, else of the bucket's ACL. */
export function bucketOwnerId(snapshot: Snapshot, bucket: string, account: string | null): string | null {
  const own = account === null ? null : canonicalId(snapshot, account)
  if (own?.kind === 'known') return own.value
  const acl = bucketAnswer(snapshot, 'GetBucketAcl', bucket)
  return acl.kind === 'known' ? textAt(acl.value, 'Owner', 'ID') : null
}

/** The account with this canonical user id; null where none is recorded. */
export function accountOfCanonicalId(snapshot: Snapshot, id: string): string | null {
  const found = snapshot
    .find('s3', 'ListBuckets')
    .find(({ fact }) => fact.kind === 'known' && textAt(fact.value, 'Owner', 'ID') === id)
  return found?.account ?? null
}

/** Names of the buckets that an account owns; empty where they were not collected. */
export function bucketsOf(snapshot: Snapshot, account: string): readonly string[] {
  const answer = snapshot.answer(account, 'global', 's3', 'ListBuckets')
  return answer.kind === 'known' ? listAt(answer.value, 'Buckets').flatMap((item) => textAt(item, 'Name') ?? []) : []
}

/** The Region of a bucket. */
export function bucketRegion(snapshot: Snapshot, bucket: string): Fact<string> {
  // AWS: null stands for us-east-1, EU for eu-west-1.
  // https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html
  const recorded = mapped(bucketAnswer(snapshot, 'GetBucketLocation', bucket), '', (json) => {
    const region = textAt(json, 'LocationConstraint') ?? ''
    return region === '' ? 'us-east-1' : region === 'EU' ? 'eu-west-1' : region
  })
  if (recorded.kind === 'known') return recorded
  for (const { fact } of snapshot.find('s3', 'ListBuckets')) {
    if (fact.kind !== 'known') continue
    const listed = listAt(fact.value, 'Buckets').find((item) => textAt(item, 'Name') === bucket)
    const region = textAt(listed, 'BucketRegion')
    if (region !== null) return { kind: 'known', value: region, source: fact.source }
  }
  return recorded
}

/** The bucket policy; absent where the bucket has none. */
export function bucketPolicy(snapshot: Snapshot, bucket: string): Fact<StoredPolicy> {
  const answer = bucketAnswer(snapshot, 'GetBucketPolicy', bucket)
  if (answer.kind !== 'known') return answer
  const raw = field(answer.value, 'Policy')
  // The document itself, as `--query Policy --output text` prints it, is as good as the answer around it.
  const isBare = raw === undefined && field(answer.value, 'Statement') !== undefined
  const source = { file: answer.source.file, pointer: isBare ? '' : '/Policy' }
  if (raw === undefined && !isBare) return { kind: 'absent', source: answer.source }
  const owner = bucketAccount(snapshot, bucket)
  const account = owner.kind === 'known' ? owner.value : null
  const place = { target: `bucket-policy:${bucket}`, name: null, arn: null, account, awsManaged: false, source }
  return { kind: 'known', value: readPolicy(snapshot, isBare ? answer.value : raw, place), source }
}

/** Default encryption of a bucket. */
export function bucketEncryption(snapshot: Snapshot, bucket: string): Fact<BucketEncryption> {
  const answer = bucketAnswer(snapshot, 'GetBucketEncryption', bucket)
  return mapped(answer, '/ServerSideEncryptionConfiguration/Rules/0', (json) => {
    const [rule] = listAt(json, 'ServerSideEncryptionConfiguration', 'Rules')
    const byDefault = field(rule, 'ApplyServerSideEncryptionByDefault')
    return {
      algorithm: textAt(byDefault, 'SSEAlgorithm') ?? 'AES256',
      keyId: textAt(byDefault, 'KMSMasterKeyID'),
      bucketKey: isTrueAt(rule, 'BucketKeyEnabled'),
    }
  })
}

/** An object as `HeadObject` shows it; absent where it does not exist. */
export function headObject(snapshot: Snapshot, bucket: string, key: string): Fact<ObjectFacts> {
  return mapped(bucketAnswer(snapshot, 'HeadObject', bucket, key), '', (json) => ({
    algorithm: field(json, 'SSECustomerAlgorithm') === undefined ? textAt(json, 'ServerSideEncryption') : 'SSE-C',
    keyId: textAt(json, 'SSEKMSKeyId'),
    bucketKey: isTrueAt(json, 'BucketKeyEnabled'),
    versionId: textAt(json, 'VersionId'),
    storageClass: textAt(json, 'StorageClass'),
    lockMode: textAt(json, 'ObjectLockMode'),
    lockedUntil: timeOf(field(json, 'ObjectLockRetainUntilDate')),
    hasLegalHold: textAt(json, 'ObjectLockLegalHoldStatus') === 'ON',
  }))
}

/** The answer about a bucket or an object in it: that of the bucket's owner, else of whoever could read it. */
export function bucketAnswer(
  snapshot: Snapshot,
  operation: string,
  bucket: string,
  ...identifiers: string[]
): Fact<unknown> {
  const owner = operation === 'GetBucketPolicy' ? null : bucketAccount(snapshot, bucket)
  const account = owner?.kind === 'known' ? owner.value : (snapshot.accounts()[0] ?? '')
  const answers = snapshot.find('s3', operation, bucket, ...identifiers)
  const own = answers.find((found) => owner?.kind === 'known' && found.account === owner.value)
  const candidates = own === undefined ? answers : [own, ...answers]
  return (
    candidates.find(({ fact }) => fact.kind === 'known')?.fact ??
    candidates.find(({ fact }) => fact.kind === 'absent')?.fact ??
    candidates[0]?.fact ?? { kind: 'unknown', missing: missingAt(account, operation, bucket, ...identifiers) }
  )
}

/** The fact with its value read; `pointer` is where in the answer it stands. */
export function mapped<T>(fact: Fact<unknown>, pointer: string, read: (json: unknown) => T): Fact<T> {
  if (fact.kind !== 'known') return fact
  return { kind: 'known', value: read(fact.value), source: { file: fact.source.file, pointer } }
}

function missingAt(account: string, operation: string, ...identifiers: readonly string[]): Missing {
  return missingOf('notCollected', { account, region: 'global', service: 's3', operation, identifiers })
}

// AWS: only principals of the account that owns the bucket can read its policy.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html
function ownerByPolicy(snapshot: Snapshot, bucket: string): Fact<string> | null {
  for (const { account, fact, errorCode } of snapshot.find('s3', 'GetBucketPolicy', bucket)) {
    if (fact.kind === 'known' || (fact.kind === 'absent' && errorCode === 'NoSuchBucketPolicy')) {
      return { kind: 'known', value: account, source: fact.source }
    }
  }
  return null
}

function ownerByAcl(snapshot: Snapshot, bucket: string): Fact<string> | null {
  for (const { fact } of snapshot.find('s3', 'GetBucketAcl', bucket)) {
    const id = fact.kind === 'known' ? textAt(fact.value, 'Owner', 'ID') : null
    const account = id === null ? null : accountOfCanonicalId(snapshot, id)
    if (account !== null && fact.kind === 'known') return { kind: 'known', value: account, source: fact.source }
  }
  return null
}

function ownerByAbsence(snapshot: Snapshot, bucket: string): Fact<string> {
  for (const operation of ['GetBucketLocation', 'GetBucketPolicy', 'GetBucketAcl', 'ListObjectsV2']) {
    for (const { fact, errorCode } of snapshot.find('s3', operation, bucket)) {
      if (fact.kind === 'absent' && errorCode === 'NoSuchBucket') return fact
    }
  }
  const missing = missingAt(snapshot.accounts()[0] ?? '', 'ListBuckets')
  return {
    kind: 'unknown',
    missing: { ...missing, what: { en: `account that owns bucket ${bucket}`, ko: `${bucket} 버킷을 소유한 계정` } },
  }
}
