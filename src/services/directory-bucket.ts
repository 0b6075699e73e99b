import { formatArn, parseArn } from '../iam/arn.ts'
import { contextOf } from '../iam/context.ts'
import { createSession, isDirectoryBucket, regionOfDirectoryBucket } from '../iam/directory-bucket.ts'
import { actionExists, canonicalAction } from '../iam/service-data.ts'
import { bucketAccount } from '../snapshot/s3.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { Hop } from './authorization.ts'
import type { Caller } from './caller.ts'
import type { PlannedRequest } from './planned-request.ts'
import { bucketOf } from './resource-policy.ts'

/** How a session of a directory bucket may use it. */
export type SessionMode = 'ReadOnly' | 'ReadWrite'

/** What a call on a directory bucket is authorized as. */
export interface DirectoryRequest {
  readonly action: string
  /** ARN of the bucket: objects of a directory bucket are no resources. */
  readonly resource: string
  /** The modes that serve the call, in the order in which they are asked for; empty for calls without a session. */
  readonly modes: readonly SessionMode[]
  /** Whether the call reads or writes objects, which is what a key of the bucket is for. */
  readonly usesObjects: boolean
  /** Whether a record or the request itself tells the account of the bucket; else the ARN has the caller's. */
  readonly isOwnerTold: boolean
}

/** A call on a directory bucket as it is named: by an action of S3 on the object, or by `s3express:CreateSession`. */
export interface AskedOfDirectory {
  readonly action: string
  readonly resource: string
  /** The API operation, where the action does not tell what the session is for. */
  readonly operation?: string | null
  /** The mode that the request for a session names; null where it names none. */
  readonly mode?: SessionMode | null
}

// AWS: the operations that a read-only session serves. Nothing said, a session is asked for as ReadWrite and, where
// that is refused, as ReadOnly. https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateSession.html
const reading: ReadonlySet<string> = new Set(
  (
    'GetObject GetObjectVersion HeadObject GetObjectAttributes GetObjectVersionAttributes ListBucket HeadBucket ListObjects ' +
    'ListObjectsV2 ListParts ListMultipartUploadParts ListMultipartUploads ListBucketMultipartUploads CreateSession'
  )
    .toLowerCase()
    .split(' '),
)
const writing: ReadonlySet<string> = new Set(
  (
    'PutObject DeleteObject DeleteObjects CopyObject RenameObject CreateMultipartUpload UploadPart UploadPartCopy ' +
    'CompleteMultipartUpload AbortMultipartUpload'
  )
    .toLowerCase()
    .split(' '),
)

/**
 * What a call on a directory bucket is authorized as: the session for calls on objects, else the bucket operation of
 * `s3express`. Null for other buckets and for what directory buckets do not have.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-express-authenticating-authorizing.html
 */
export function directoryRequest(
  { action, resource, operation = null, mode = null }: AskedOfDirectory,
  caller: Caller | null,
  snapshot: Snapshot,
): DirectoryRequest | null {
  const [service, name = ''] = action.split(':')
  const bucket = bucketOf(resource)
  if ((service !== 's3' && service !== 's3express') || bucket === null || !isDirectoryBucket(bucket)) return null
  const place = placeOf(resource, bucket, caller, snapshot)
  if (place === null) return null
  const asked = action === createSession ? (operation ?? 'CreateSession').toLowerCase() : name.toLowerCase()
  const usesObjects = !/list|bucket|delete|abort/.test(asked)
  const session = { action: createSession, ...place, usesObjects } as const
  if (asked === 'createsession' && mode !== null) return { ...session, modes: [mode] }
  if (reading.has(asked)) return { ...session, modes: ['ReadWrite', 'ReadOnly'] }
  if (writing.has(asked)) return { ...session, modes: ['ReadWrite'] }
  const own = `s3express:${name}`
  return actionExists(own) ? { action: canonicalAction(own), ...place, modes: [], usesObjects: false } : null
}

type BucketPlace = Pick<DirectoryRequest, 'resource' | 'isOwnerTold'>

function placeOf(resource: string, bucket: string, caller: Caller | null, snapshot: Snapshot): BucketPlace | null {
  const arn = parseArn(resource)
  if (arn === null) return null
  if (arn.service === 's3express') return { resource, isOwnerTold: true }
  const owner = bucketAccount(snapshot, bucket)
  const account = owner.kind === 'known' ? owner.value : (caller?.principal.account ?? null)
  const region = regionOfDirectoryBucket(bucket)
  if (account === null || region === null) return null
  const named = formatArn({ ...arn, service: 's3express', region, account, resource: `bucket/${bucket}` })
  return { resource: named, isOwnerTold: owner.kind === 'known' }
}

/** The request for a session or of a bucket operation, asked for in the first mode, then in the next. */
export function directoryPlan(caller: Caller, request: DirectoryRequest, hop: Hop): PlannedRequest {
  const { action, resource, modes } = request
  const [first, second] = modes.map((mode) => contextOf({ 's3express:SessionMode': mode }))
  const own: PlannedRequest = { caller, action, resource, hop, extra: first ?? new Map(), reported: false }
  const told: PlannedRequest = request.isOwnerTold ? own : { ...own, isOwnerOpen: true }
  return second === undefined ? told : { ...told, otherwise: second }
}
