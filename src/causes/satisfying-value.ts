import type { Condition } from '../iam/policy.ts'
import type { CauseInput } from './cause.ts'
import { actualValues } from './facts.ts'

/**
 * A value of the key with which a condition would hold (`meet`, for an Allow) or not hold (`escape`, for a Deny); null
 * where the document names none. Only a proposal: `verify` decides whether the request is then allowed.
 */
export function satisfyingValue(condition: Condition, input: CauseInput, aim: 'meet' | 'escape'): string | null {
  const { name } = condition.operator
  const wanted = condition.values[0]
  if (wanted === undefined || name === 'Null' || actualValues(input, condition.key).includes(wanted))
    return otherBool(condition, input)
  // A positive operator is met, and a negated one escaped, by a listed value.
  const listedHelps = negated.has(name) ? aim === 'escape' : aim === 'meet'
  if (!listedHelps) return name === 'Bool' ? otherBool(condition, input) : null
  if (name === 'IpAddress' || name === 'NotIpAddress') return addressIn(wanted)
  return wanted.includes('*') || wanted.includes('?') || wanted.includes('${') ? null : wanted
}

const negated: ReadonlySet<string> = new Set([
  'StringNotEquals',
  'StringNotEqualsIgnoreCase',
  'StringNotLike',
  'NumericNotEquals',
  'DateNotEquals',
  'NotIpAddress',
  'ArnNotEquals',
  'ArnNotLike',
])

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
