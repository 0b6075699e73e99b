import { parseArn } from '../iam/arn.ts'
import { findKey, keysWithId } from '../snapshot/kms.ts'
import { headObject } from '../snapshot/s3.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { Call } from './call.ts'
import type { Caller } from './caller.ts'
import type { KeyDenial } from './key-denial.ts'
import type { PlannedRequest } from './planned-request.ts'
import { bucketOf, objectKeyOf } from './resource-policy.ts'
import { kmsThroughS3, s3Requests } from './s3.ts'

// AWS: operations on an alias are judged on the alias; every other operation is judged on the key behind it.
// https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html
/** Whether an operation acts on an alias itself. */
export function isAliasOperation(action: string): boolean {
  return aliasOperations.has(action.toLowerCase())
}

const aliasOperations: ReadonlySet<string> = new Set(['kms:createalias', 'kms:updatealias', 'kms:deletealias'])

/**
 * The key that a request to KMS is judged on: the one behind an alias, and of a multi-Region key the replica in the
 * Region to which the call is said to go.
 */
export function keyAskedFor(action: string, resource: string, { snapshot, given }: Call): string {
  const arn = parseArn(resource)
  if (arn?.service !== 'kms' || !action.toLowerCase().startsWith('kms:')) return resource
  if (arn.resource.startsWith('alias/')) {
    const key = isAliasOperation(action) ? null : findKey(snapshot, resource)
    return key?.kind === 'known' ? key.value.arn : resource
  }
  const region = given.get('aws:requestedregion')
  const asked = region === undefined || region === 'unknown' ? undefined : region[0]
  if (asked === undefined || asked === arn.region) return resource
  const id = arn.resource.replace(/^key\//, '')
  return keysWithId(snapshot, id).find((key) => key.region === asked)?.arn ?? resource
}

/** Where AWS says that it was KMS that refused a call of another service, the request for the key is the reported one. */
export function markKeyReported(plan: readonly PlannedRequest[], { denial }: Call): readonly PlannedRequest[] {
  if (denial.claim.policyType !== 'kms') return plan
  const keys = plan.filter((p) => p.action.toLowerCase().startsWith('kms:'))
  const reported = plan.find((p) => p.reported)
  if (reported === undefined || keys.includes(reported)) return plan
  const key = keys.find((p) => denial.hints.message.includes(p.resource)) ?? keys[0]
  return key === undefined ? plan : plan.map((p) => ({ ...p, reported: p === key }))
}

/** Whether KMS is asked for, and the resource named is an object of S3. */
export function isKmsOnObject(action: string, resource: string): boolean {
  return action.toLowerCase().startsWith('kms:') && parseArn(resource)?.service === 's3'
}

/** KMS refused, but what is named is the object: the call was S3's, and the refused request is the one for the object's key. */
export function kmsBehindObject(
  caller: Caller,
  action: string,
  resource: string,
  call: Call,
): readonly PlannedRequest[] | null {
  if (call.keyDenial !== null) return withRecordedKey(caller, call.keyDenial, call)
  const s3Action = /^kms:decrypt$/i.test(action) ? 's3:GetObject' : 's3:PutObject'
  const plan = s3Requests(caller, s3Action, resource, { kind: 'direct' }, call.snapshot)
  const key = plan.findIndex((p) => p.action.toLowerCase() === action.toLowerCase())
  // An object that is recorded without a key asks KMS for none.
  if (key < 0 && !isRecorded(resource, call.snapshot)) return null
  return plan.map((p, i) => ({ ...p, reported: i === Math.max(0, key) }))
}

/** The requests of a call to S3, with the one for the key as CloudTrail recorded it, whatever key is recorded now. */
function withRecordedKey(caller: Caller, behind: KeyDenial, call: Call): readonly PlannedRequest[] {
  const { s3Action, objectArn, action, keyArn, region, isForBucket } = behind
  const plan = s3Requests(caller, s3Action, objectArn, { kind: 'direct' }, call.snapshot)
  const forKey = { ...kmsThroughS3(caller, action, keyArn, objectArn, region, isForBucket), reported: true }
  const others = plan.filter((p) => p.action.toLowerCase() !== action.toLowerCase() && p.resource !== keyArn)
  return [...others, forKey]
}

function isRecorded(objectArn: string, snapshot: Snapshot): boolean {
  const [bucket, key] = [bucketOf(objectArn), objectKeyOf(objectArn)]
  if (bucket === null || key === null) return false
  return headObject(snapshot, bucket, key).kind === 'known'
}
