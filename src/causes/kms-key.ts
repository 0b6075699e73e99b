import type { Mismatch } from '../engine/trace.ts'
import { quoted } from '../fixes/cli-command.ts'
import { parseArn } from '../iam/arn.ts'
import type { Call } from '../services/call.ts'
import { bucketOf, objectKeyOf } from '../services/resource-policy.ts'
import { bucketEncryption, headObject } from '../snapshot/s3.ts'
import type { CauseInput, SuspectInput } from './cause.ts'
import { deniesForWantOfAllow } from './facts.ts'
import { gateRefusal } from './gate-refusal.ts'

/** Whether a request is one to a KMS key. */
export function asksForKey({ authorization: { request } }: CauseInput): boolean {
  return request.action.toLowerCase().startsWith('kms:') && parseArn(request.resource)?.service === 'kms'
}

/** Whether AWS or a caller speaks of a KMS key. */
export function speaksOfKey({ call, denial }: SuspectInput): boolean {
  return denial.service === 'kms' || denial.claim.policyType === 'kms' || call.action?.startsWith('kms:') === true
}

/** Whether a denied S3 request names no policy type, so that the key of its object can be the reason. */
export function mayBeBehindObject({ call, denial }: SuspectInput): boolean {
  const isObject =
    /^s3:(get|put)object/i.test(call.action ?? '') || /^(get|head|put|copy)object$/i.test(denial.operation ?? '')
  return isObject && denial.claim.policyType === null && denial.claim.effect === null
}

/** The sides of a key that lack an Allow: the caller's identity policies, the key policy, or both. */
export type Side = 'identity' | 'kms'

/** The sides that withhold the Allow, for certain where any does; a refusal by a gate is no missing Allow. */
export function sidesWithoutAllow(input: CauseInput): readonly Side[] {
  const sides: readonly Side[] = ['identity', 'kms']
  const open = sides.filter((side) => deniesForWantOfAllow(input, side) && gateRefusal(input, side) === null)
  const certain = open.filter((side) => input.decision.blockedBy.includes(side))
  return certain.length > 0 ? certain : open
}

/** Whether caller and key are in different accounts. */
export function isCrossAccount({ authorization: { request } }: CauseInput): boolean {
  const { principal, resourceAccount } = request
  return resourceAccount !== null && resourceAccount !== 'unknown' && principal.account !== resourceAccount
}

/** Id or alias of a key's ARN. */
export function keyIdOf(keyArn: string): string {
  return (parseArn(keyArn)?.resource ?? keyArn).replace(/^key\//, '')
}

/** The read-only AWS CLI command about the key of a denial; with a placeholder where the text does not name it. */
export function keyCommand(operation: 'describe-key' | 'get-key-policy', { call, denial }: SuspectInput): string {
  const arn = call.resource === null ? null : parseArn(call.resource)
  const isKey = arn?.service === 'kms'
  const region = (isKey ? arn.region : parseArn(keyOfObject(call) ?? '')?.region) || denial.region
  const policy = operation === 'get-key-policy' ? ' --policy-name default' : ''
  const recorded = isKey ? call.resource : keyOfObject(call)
  // AWS: the policy of a key is read by its id or ARN, not by an alias.
  // https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyPolicy.html
  const isAlias = recorded !== null && /(^|:)alias\//.test(recorded)
  const named = isAlias && operation === 'get-key-policy' ? null : recorded
  const key = named === null ? 'KEY_ID' : quoted(named)
  return `aws kms ${operation} --key-id ${key}${policy}${region === null ? '' : ` --region ${quoted(region)}`}`
}

/** The recorded key of the object or bucket that a call asks for, as S3 names it; null where none is recorded. */
function keyOfObject({ resource, snapshot }: Call): string | null {
  const [bucket, key] = resource === null ? [null, null] : [bucketOf(resource), objectKeyOf(resource)]
  if (bucket === null) return null
  const head = key === null ? null : headObject(snapshot, bucket, key)
  if (head?.kind === 'known') return head.value.keyId
  const encryption = bucketEncryption(snapshot, bucket)
  return encryption.kind === 'known' ? encryption.value.keyId : null
}

const keyCondition = /^kms:(viaservice|calleraccount|encryptioncontext(keys)?(:|$))/i

/** Whether a condition key is one that a service sets when it uses a key for a caller, or an encryption context. */
export function isKeyUseCondition(key: string): boolean {
  return keyCondition.test(key)
}

/** Whether a mismatch is a condition of the use of a key that does not hold. */
export function isKeyUseMismatch(mismatch: Mismatch): boolean {
  return (
    (mismatch.kind === 'conditionNotMet' || mismatch.kind === 'contextKeyAbsent') &&
    isKeyUseCondition(mismatch.condition.key)
  )
}
