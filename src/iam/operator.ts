import type { ConditionOperator, OperatorName } from './policy.ts'

const operatorNames: readonly OperatorName[] = [
  'StringEquals',
  'StringNotEquals',
  'StringEqualsIgnoreCase',
  'StringNotEqualsIgnoreCase',
  'StringLike',
  'StringNotLike',
  'NumericEquals',
  'NumericNotEquals',
  'NumericLessThan',
  'NumericLessThanEquals',
  'NumericGreaterThan',
  'NumericGreaterThanEquals',
  'DateEquals',
  'DateNotEquals',
  'DateLessThan',
  'DateLessThanEquals',
  'DateGreaterThan',
  'DateGreaterThanEquals',
  'Bool',
  'BinaryEquals',
  'IpAddress',
  'NotIpAddress',
  'ArnEquals',
  'ArnLike',
  'ArnNotEquals',
  'ArnNotLike',
  'Null',
]

const nameByLowerCase: ReadonlyMap<string, OperatorName> = new Map(
  operatorNames.map((name) => [name.toLowerCase(), name]),
)

const setByLowerCase: ReadonlyMap<string, 'ForAllValues' | 'ForAnyValue'> = new Map([
  ['forallvalues', 'ForAllValues'],
  ['foranyvalue', 'ForAnyValue'],
])

// UNSURE: AWS writes operators in one spelling and does not say that others are refused; its own pages hold `ARNEquals`
// and `Stringlike`, so letter case is forgiven.
/** Takes a condition operator apart; null where there is no such operator. */
export function parseOperator(text: string): ConditionOperator | null {
  const colon = text.indexOf(':')
  const set = colon < 0 ? null : setByLowerCase.get(text.slice(0, colon).toLowerCase())
  if (set === undefined) return null
  const rest = text.slice(colon + 1).toLowerCase()
  const ifExists = rest.endsWith('ifexists')
  const name = nameByLowerCase.get(ifExists ? rest.slice(0, -'ifexists'.length) : rest)
  if (name === undefined) return null
  // AWS: IfExists can follow every operator except Null.
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
  if (name === 'Null' && (ifExists || set !== null)) return null
  return { text, name, set, ifExists }
}
