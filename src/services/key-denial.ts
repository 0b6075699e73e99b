import type { Claim, Denial } from '../denial/denial.ts'
import { listAt, textAt, timeOf } from '../snapshot/json.ts'
import { timeOfDenial } from './denial-time.ts'
import { refusalOf } from './joined-record.ts'
import { bucketOf, objectKeyOf } from './resource-policy.ts'
import { isSamePrincipal } from './same-principal.ts'
import type { TrailRecord } from './session.ts'

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

/** S3 asks KMS while it serves the request. */
const mostApart = 10_000

// AWS: S3 calls KMS for the caller, with the object's ARN in the encryption context, with an S3 Bucket Key the bucket's;
// what KMS refuses S3 answers with AccessDenied. CloudTrail records the call to KMS as invoked by S3.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
// https://docs.aws.amazon.com/kms/latest/developerguide/services-s3.html
/** The KMS event that shows that it was KMS that refused a call to S3; null where none does, or where several disagree. */
export function keyDenialBehind(
  denial: Denial,
  principal: string | null,
  records: readonly TrailRecord[],
): KeyDenial | null {
  const { action, resource, claim, notPermission, source } = denial
  const who = denial.principal ?? principal
  const time = timeOfDenial(denial)
  if (notPermission || source === 'request' || claim.policyType !== null || claim.effect !== null) return null
  if (who === null || time === null || action?.startsWith('s3:') !== true || resource === null) return null
  const bucket = bucketOf(resource)
  if (bucket === null || objectKeyOf(resource) === null) return null
  const bucketArn = resource.slice(0, resource.indexOf('/'))
  const found = records.flatMap((one) => {
    const at = timeOf(textAt(one.record, 'eventTime'))
    if (at === null || Math.abs(at - time) > mostApart || !isOfS3(one.record, who)) return []
    const named = textAt(one.record, 'requestParameters', 'encryptionContext', 'aws:s3:arn')
    if (named !== resource && named !== bucketArn) return []
    const told = keyRefusal(one)
    return told === null ? [] : [{ ...told, s3Action: action, objectArn: resource, isForBucket: named === bucketArn }]
  })
  const [first] = found
  const isOne = found.every((one) => one.keyArn === first?.keyArn && one.action === first.action)
  return first !== undefined && isOne ? first : null
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
