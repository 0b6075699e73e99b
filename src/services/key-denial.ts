import type { Claim, Denial } from '../denial/denial.ts'
import { actionsOfOperation, conditionalActionsOfOperation } from '../iam/operation.ts'
import { listAt, textAt, timeOf } from '../snapshot/json.ts'
import { timeOfDenial } from './denial-time.ts'
import { refusalOf } from './joined-record.ts'
import { bucketOf, objectKeyOf } from './resource-policy.ts'
import { isSamePrincipal } from './same-principal.ts'
import type { TrailRecord } from './session.ts'
import type { TrailEvent } from './trail-event.ts'

/** The refusal of KMS behind a refusal of S3. */
export interface KeyDenial {
  /** What S3 was asked for. */
  readonly s3Action: string
  readonly objectArn: string
  /** What S3 asked KMS for. */
  readonly action: string
  readonly keyArn: string
  readonly region: string | null
  /** Whether the encryption context names the bucket in place of the object, as with an S3 Bucket Key. */
  readonly isForBucket: boolean
  readonly claim: Claim
  readonly eventId: string | null
  readonly file: string
}

/** S3 asks KMS while it serves the request: how far the two records lie apart at most. */
export const mostApart: number = 10_000

// AWS: S3 calls KMS for the caller, with the object's ARN in the encryption context, with an S3 Bucket Key the bucket's;
// what KMS refuses S3 answers with AccessDenied. CloudTrail records the call to KMS as invoked by S3.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
// https://docs.aws.amazon.com/kms/latest/developerguide/services-s3.html
/**
 * The KMS event that shows that it was KMS that refused a call to S3; null where none does, where several disagree, and
 * where it is as near to another refused call of S3 that asks KMS for the same.
 */
export function keyDenialBehind(
  denial: Denial,
  principal: string | null,
  records: readonly TrailRecord[],
): KeyDenial | null {
  const { action, resource, source } = denial
  const who = denial.principal ?? principal
  const time = timeOfDenial(denial)
  if (source === 'request' || who === null || time === null) return null
  if (!isOfEncrypted(denial) || action === null || resource === null) return null
  const wanted = keyActions(denial)
  const bucketArn = bucketArnOf(resource)
  const found = records.flatMap((one) => {
    const at = timeOf(textAt(one.record, 'eventTime'))
    if (at === null || Math.abs(at - time) > mostApart || !isOfS3(one.record, who)) return []
    const named = textAt(one.record, 'requestParameters', 'encryptionContext', 'aws:s3:arn')
    if (named !== resource && named !== bucketArn) return []
    const told = keyRefusal(one)
    if (told === null || !wanted.has(told.action)) return []
    return [{ at, told: { ...told, s3Action: action, objectArn: resource, isForBucket: named === bucketArn } }]
  })
  const [first] = found
  if (first === undefined) return null
  const { told } = first
  const isOne = found.every((one) => one.told.keyArn === told.keyArn && one.told.action === told.action)
  return isOne && isOwn(time, found, rivalsOf(denial, who, told, records)) ? told : null
}

/** Whether the refused call at this time has a refusal of KMS that is nearer to it than to any other; as near: one for each. */
function isOwn(time: number, refusals: readonly { readonly at: number }[], rivals: readonly number[]): boolean {
  const own = refusals.filter(({ at }) => rivals.every((rival) => Math.abs(rival - at) >= Math.abs(time - at)))
  const asNear = rivals.filter((rival) => own.some(({ at }) => Math.abs(rival - at) === Math.abs(time - at)))
  return own.length > asNear.length
}

/** When S3 refused the principal other calls that ask KMS for the same. */
function rivalsOf(
  { requestId, hints: { event } }: Denial,
  who: string,
  { action, objectArn, isForBucket }: KeyDenial,
  records: readonly TrailRecord[],
): readonly number[] {
  return records.flatMap(({ record }) => {
    const isItself =
      (requestId !== null && textAt(record, 'requestID') === requestId) ||
      (event?.eventId != null && textAt(record, 'eventID') === event.eventId)
    if (isItself || textAt(record, 'eventSource') !== 's3.amazonaws.com') return []
    const other = refusalOf(record)
    const at = other === null ? null : timeOfDenial(other)
    if (other === null || at === null || !isBare(other) || !keyActions(other).has(action)) return []
    if (other.principal === null || !isSamePrincipal(other.principal, who)) return []
    const [named, asked] = [other.resource ?? '', objectArn].map((arn) => (isForBucket ? bucketArnOf(arn) : arn))
    // A copy reads another object than it names.
    return named === asked || other.operation?.includes('Copy') === true ? [at] : []
  })
}

/** Whether what KMS refused about a denial of S3 can be of this refused call of S3, seconds away from it. */
export function isRivalCall({ service, isFailed, operation, parameters }: TrailEvent, denial: Denial): boolean {
  if (service !== 's3' || !isFailed || !isOfEncrypted(denial)) return false
  return operation.includes('Copy') || textAt(parameters, 'bucketName') === bucketOf(denial.resource ?? '')
}

/** Whether a denial is of a call on an object that asks KMS, and can be a refusal of KMS. */
function isOfEncrypted(denial: Denial): boolean {
  const { action, resource } = denial
  if (!isBare(denial) || !callsByAction.has(action?.toLowerCase() ?? '') || resource === null) return false
  return bucketOf(resource) !== null && objectKeyOf(resource) !== null
}

/** Whether S3 names no policy: what it refuses itself it says so of, what KMS refuses it does not. */
function isBare({ notPermission, claim }: Denial): boolean {
  return !notPermission && claim.policyType === null && claim.effect === null
}

/** The actions for which S3 asks KMS to serve a denied call. */
function keyActions({ service, operation, action }: Denial): ReadonlySet<string> {
  const isOfS3 = operation !== null && service === 's3' && actionsOfOperation('s3', operation).length > 0
  const calls = isOfS3 ? [operation] : (callsByAction.get(action?.toLowerCase() ?? '') ?? [])
  return new Set(calls.flatMap(keyActionsOf))
}

/** The calls that ask KMS, by the action that each is for S3. */
const callsByAction: ReadonlyMap<string, readonly string[]> = new Map([
  ['s3:getobject', ['GetObject']],
  ['s3:getobjectversion', ['GetObject']],
  ['s3:putobject', ['PutObject', 'UploadPart']],
  ['s3:listmultipartuploadparts', ['ListParts']],
])

function keyActionsOf(operation: string): readonly string[] {
  const needed = [...actionsOfOperation('s3', operation), ...conditionalActionsOfOperation('s3', operation)]
  return needed.map(({ action }) => action).filter((action) => action.startsWith('kms:'))
}

function bucketArnOf(objectArn: string): string {
  return objectArn.split('/')[0] ?? ''
}

function isOfS3(record: unknown, principal: string): boolean {
  const arn = textAt(record, 'userIdentity', 'arn')
  return (
    textAt(record, 'eventSource') === 'kms.amazonaws.com' &&
    textAt(record, 'userIdentity', 'invokedBy') === 's3.amazonaws.com' &&
    arn !== null &&
    isSamePrincipal(arn, principal)
  )
}

type Refused = Pick<KeyDenial, 'action' | 'keyArn' | 'region' | 'claim' | 'eventId' | 'file'>

function keyRefusal({ file, record }: TrailRecord): Refused | null {
  const told = refusalOf(record)
  if (told === null || told.action?.startsWith('kms:') !== true) return null
  const listed = listAt(record, 'resources').map((item) => textAt(item, 'ARN') ?? textAt(item, 'arn'))
  const named = [told.resource, textAt(record, 'requestParameters', 'keyId'), ...listed]
  const keyArn = named.find((name) => name !== null && /^arn:[^:]+:kms:[^:]*:\d{12}:key\//.test(name)) ?? null
  if (keyArn === null) return null
  const { action, claim, region } = told
  return { action, keyArn, region, claim, eventId: textAt(record, 'eventID'), file }
}
