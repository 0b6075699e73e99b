import { isNegated } from '../engine/condition.ts'
import type { Condition } from '../iam/policy.ts'
import { bucketOf } from '../services/resource-policy.ts'
import { bucketEncryption } from '../snapshot/s3.ts'
import type { CauseInput } from './cause.ts'
import { actualValues } from './facts.ts'

/**
 * A value of the key with which a condition would hold (`meet`, for an Allow) or not hold (`escape`, for a Deny); null
 * where the document names none. Only a proposal: `verify` decides whether the request is then allowed.
 */
export function satisfyingValue(condition: Condition, input: CauseInput, aim: 'meet' | 'escape'): string | null {
  const { name } = condition.operator
  if (name === 'Null') return presentValue(condition, input, aim)
  const wanted = condition.values[0]
  if (wanted === undefined || actualValues(input, condition.key).includes(wanted)) return otherBool(condition, input)
  // A positive operator is met, and a negated one escaped, by a listed value.
  const listedHelps = isNegated(name) ? aim === 'escape' : aim === 'meet'
  if (!listedHelps) return name === 'Bool' ? otherBool(condition, input) : null
  if (name === 'IpAddress' || name === 'NotIpAddress') return addressIn(wanted)
  return wanted.includes('*') || wanted.includes('?') || wanted.includes('${') ? null : wanted
}

/** Where a header only has to be there: the encryption that the bucket uses anyway, so that nothing else changes. */
function presentValue(
  condition: Condition,
  { authorization, call }: CauseInput,
  aim: 'meet' | 'escape',
): string | null {
  const holdsWhenAbsent = condition.values.includes('true')
  if (holdsWhenAbsent !== (aim === 'escape') || condition.key.toLowerCase() !== 's3:x-amz-server-side-encryption') {
    return null
  }
  const { resource, bucketResource } = authorization.request
  const encryption = bucketEncryption(call.snapshot, bucketOf(bucketResource ?? resource) ?? '')
  return (encryption.kind === 'known' ? encryption.value.algorithm : null) ?? 'AES256'
}

function otherBool(condition: Condition, input: CauseInput): string | null {
  if (condition.operator.name !== 'Bool') return null
  const actual = actualValues(input, condition.key)[0]
  return actual === 'true' ? 'false' : 'true'
}

/** An address of a CIDR range: its own, which the range contains. */
function addressIn(range: string): string | null {
  const address = range.split('/')[0]
  return address === undefined || address === '' ? null : address
}
