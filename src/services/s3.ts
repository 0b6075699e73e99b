import { parseArn } from '../iam/arn.ts'
import { contextOf } from '../iam/context.ts'
import { findKey } from '../snapshot/kms.ts'
import { type BucketEncryption, bucketEncryption, bucketRegion, headObject } from '../snapshot/s3.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import { accessPointPath } from './access-point.ts'
import type { Hop } from './authorization.ts'
import type { Caller } from './caller.ts'
import { type DirectoryRequest, directoryPlan, directoryRequest } from './directory-bucket.ts'
import { directRequest, noExtra, type PlannedRequest } from './planned-request.ts'
import { bucketOf, objectKeyOf, ownerOf } from './resource-policy.ts'

/** What an S3 request does to a key: reading decrypts, writing makes a data key. */
const kmsActionOf: Readonly<Record<string, string>> = {
  's3:getobject': 'kms:Decrypt',
  's3:getobjectversion': 'kms:Decrypt',
  's3:putobject': 'kms:GenerateDataKey',
}

/**
 * The authorizations of one S3 action: the action itself, then the KMS call that S3 makes for the caller where the
 * object or the bucket is encrypted with a KMS key.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
 */
export function s3Requests(
  caller: Caller,
  action: string,
  resource: string,
  hop: Hop,
  snapshot: Snapshot,
): readonly PlannedRequest[] {
  const inDirectory = directoryRequest({ action, resource }, caller, snapshot)
  if (inDirectory !== null) return directoryRequests(caller, inDirectory, hop, snapshot)
  const own: PlannedRequest = { caller, action, resource, hop, extra: noExtra, reported: false }
  const kmsAction = kmsActionOf[action.toLowerCase()]
  const object = accessPointPath(resource, snapshot)?.bucketResource ?? resource
  const bucket = bucketOf(object)
  const key = objectKeyOf(object)
  if (kmsAction === undefined || bucket === null || key === null) return [own]
  const encryption =
    kmsAction === 'kms:Decrypt' ? objectEncryption(bucket, key, snapshot) : defaultEncryption(bucket, snapshot)
  if (encryption === null) return [own]
  const region = regionOfBucket(bucket, snapshot)
  const keyArn = keyArnOf(encryption, bucket, region, caller, snapshot)
  // AWS: an AWS managed key admits every principal of its account through its service.
  // https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#aws-managed-cmk
  if (keyArn === null) return [own]
  const forKey = kmsThroughS3(caller, kmsAction, keyArn, object, region, encryption.bucketKey)
  const part = hop.kind === 'forwarded' ? hop.part : undefined
  return [own, part === undefined ? forKey : { ...forKey, hop: { ...s3Hop, part } }]
}

// AWS: with a KMS key as the default encryption of a directory bucket, reading and writing objects take both permissions;
// its S3 Bucket Key is always on. https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-express-UsingKMSEncryption.html
/** The session of a directory bucket or its bucket operation, and what the session asks of the bucket's KMS key. */
export function directoryRequests(
  caller: Caller,
  request: DirectoryRequest,
  hop: Hop,
  snapshot: Snapshot,
): readonly PlannedRequest[] {
  const own = directoryPlan(caller, request, hop)
  const bucket = bucketOf(request.resource)
  const encryption = bucket === null || !request.usesObjects ? null : defaultEncryption(bucket, snapshot)
  if (bucket === null || encryption === null) return [own]
  const region = parseArn(request.resource)?.region ?? null
  const keyArn = keyArnOf(encryption, bucket, region, caller, snapshot)
  if (keyArn === null) return [own]
  return [
    own,
    ...['kms:GenerateDataKey', 'kms:Decrypt'].map((action) => forKeyOf(request.resource, own, action, keyArn)),
  ]
}

function forKeyOf(bucketArn: string, { caller }: PlannedRequest, action: string, keyArn: string): PlannedRequest {
  const forKey = kmsThroughS3(caller, action, keyArn, bucketArn, null, true)
  const context = contextOf({
    // UNSURE: AWS does not say under which name directory buckets ask KMS.
    'kms:ViaService': { unknown: true },
    'kms:EncryptionContext:aws:s3:arn': bucketArn,
  })
  return { ...forKey, extra: new Map([...forKey.extra, ...context]) }
}

const s3Hop: Extract<Hop, { kind: 'forwarded' }> = { kind: 'forwarded', service: 's3.amazonaws.com' }

/** The KMS call that S3 makes for the caller; the encryption context is the bucket's ARN with an S3 Bucket Key. */
export function kmsThroughS3(
  caller: Caller,
  action: string,
  keyArn: string,
  objectArn: string | null,
  region: string | null,
  bucketKey: boolean | null,
): PlannedRequest {
  const keyRegion = keyArn.split(':')[3] ?? region ?? ''
  const bucketArn = objectArn === null ? null : objectArn.split('/')[0]
  const contextArn = bucketKey === null || objectArn === null ? null : bucketKey ? bucketArn : objectArn
  return {
    ...directRequest(caller, action, keyArn, false),
    hop: s3Hop,
    extra: contextOf({
      'kms:ViaService': `s3.${region ?? keyRegion}.amazonaws.com`,
      'kms:CallerAccount': caller.principal.account ?? '',
      'kms:EncryptionContext:aws:s3:arn': contextArn ?? { unknown: true },
      'kms:EncryptionContextKeys': 'aws:s3:arn',
    }),
  }
}

/** The key that S3 asks KMS for; null where it asks for none, or for the key that AWS manages for S3 in the caller's account. */
function keyArnOf(
  encryption: BucketEncryption,
  bucket: string,
  region: string | null,
  caller: Caller,
  snapshot: Snapshot,
): string | null {
  const { account } = caller.principal
  const isKms = encryption.algorithm?.startsWith('aws:kms') === true
  const name = encryption.keyId ?? (isKms ? 'alias/aws/s3' : null)
  if (name === null) return null
  // AWS: without a key of its own a bucket uses the key that AWS manages in the bucket owner's account.
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
  const isAwsAlias = /(^|:)alias\/aws\//.test(name)
  const owner = isAwsAlias ? ownerOf(`arn:aws:s3:::${bucket}`, account, snapshot) : account
  if (isAwsAlias && (owner === account || owner === 'unknown')) return null
  const found = findKey(snapshot, name, region ?? undefined, owner ?? undefined)
  if (found.kind === 'known') return found.value.arn
  if (name.startsWith('arn:')) return name
  if (region === null || owner === null) return null
  return `arn:aws:kms:${region}:${owner}:${name.startsWith('alias/') ? name : `key/${name}`}`
}

function objectEncryption(bucket: string, key: string, snapshot: Snapshot): BucketEncryption | null {
  if (key.includes('*')) return defaultEncryption(bucket, snapshot)
  const head = headObject(snapshot, bucket, key)
  if (head.kind !== 'known') return defaultEncryption(bucket, snapshot)
  return { algorithm: head.value.algorithm, keyId: head.value.keyId, bucketKey: head.value.bucketKey }
}

function defaultEncryption(bucket: string, snapshot: Snapshot): BucketEncryption | null {
  const encryption = bucketEncryption(snapshot, bucket)
  return encryption.kind === 'known' ? encryption.value : null
}

function regionOfBucket(bucket: string, snapshot: Snapshot): string | null {
  const region = bucketRegion(snapshot, bucket)
  return region.kind === 'known' ? region.value : null
}

/** The object ARN that an `s3://bucket/key` location names; a location that ends in `/` stands for all objects below it. */
export function objectArnOf(location: string): string | null {
  const match = /^s3[an]?:\/\/([^/\s]+)(?:\/(.*))?$/.exec(location)
  if (match === null) return null
  const [, bucket, key = ''] = match
  return `arn:aws:s3:::${bucket}/${key === '' || key.endsWith('/') ? `${key}*` : key}`
}

/** The bucket ARN of an `s3://` location. */
export function bucketArnOf(location: string): string | null {
  const match = /^s3[an]?:\/\/([^/\s]+)/.exec(location)
  return match === null ? null : `arn:aws:s3:::${match[1]}`
}
