import type { Condition, OperatorName } from '../iam/policy.ts'
import { readArn } from './arn-operators.ts'
import { readBinary } from './binary-operators.ts'
import { readBool } from './bool-operators.ts'
import type { ConditionValue, ReadConditionValue } from './condition-value.ts'
import { readDate } from './date-operators.ts'
import { readIpRange } from './ip-operators.ts'
import { allOf, anyOf, not } from './match.ts'
import { testNull } from './null-operator.ts'
import { readNumeric } from './numeric-operators.ts'
import { readStringEquals, readStringEqualsIgnoreCase, readStringLike } from './string-operators.ts'
import type { Match, Mismatch } from './trace.ts'
import type { VariableScope } from './variables.ts'

interface OperatorRule {
  readonly read: ReadConditionValue
  readonly negated: boolean
}

const is = (read: ReadConditionValue): OperatorRule => ({ read, negated: false })
const isNot = (read: ReadConditionValue): OperatorRule => ({ read, negated: true })

const rules: Readonly<Record<Exclude<OperatorName, 'Null'>, OperatorRule>> = {
  StringEquals: is(readStringEquals),
  StringNotEquals: isNot(readStringEquals),
  StringEqualsIgnoreCase: is(readStringEqualsIgnoreCase),
  StringNotEqualsIgnoreCase: isNot(readStringEqualsIgnoreCase),
  StringLike: is(readStringLike),
  StringNotLike: isNot(readStringLike),
  NumericEquals: is(readNumeric((actual, wanted) => actual === wanted)),
  NumericNotEquals: isNot(readNumeric((actual, wanted) => actual === wanted)),
  NumericLessThan: is(readNumeric((actual, wanted) => actual < wanted)),
  NumericLessThanEquals: is(readNumeric((actual, wanted) => actual <= wanted)),
  NumericGreaterThan: is(readNumeric((actual, wanted) => actual > wanted)),
  NumericGreaterThanEquals: is(readNumeric((actual, wanted) => actual >= wanted)),
  DateEquals: is(readDate((actual, wanted) => actual === wanted)),
  DateNotEquals: isNot(readDate((actual, wanted) => actual === wanted)),
  DateLessThan: is(readDate((actual, wanted) => actual < wanted)),
  DateLessThanEquals: is(readDate((actual, wanted) => actual <= wanted)),
  DateGreaterThan: is(readDate((actual, wanted) => actual > wanted)),
  DateGreaterThanEquals: is(readDate((actual, wanted) => actual >= wanted)),
  Bool: is(readBool),
  BinaryEquals: is(readBinary),
  IpAddress: is(readIpRange),
  NotIpAddress: isNot(readIpRange),
  ArnEquals: is(readArn),
  ArnLike: is(readArn),
  ArnNotEquals: isNot(readArn),
  ArnNotLike: isNot(readArn),
}

/** Whether an operator holds where no listed value matches. */
export function isNegated(operator: OperatorName): boolean {
  return operator !== 'Null' && rules[operator].negated
}

/** Why a condition is not met, or null where it is. */
export function testCondition(condition: Condition, scope: VariableScope): Mismatch | null {
  const actual = scope.context.get(condition.key.toLowerCase()) ?? []
  const { name } = condition.operator
  if (name === 'Null') return testNull(condition, actual)
  const { read, negated } = rules[name]
  // AWS: a variable without a value matches nothing, so positive operators fail and negated ones hold.
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
  const values = condition.values.flatMap((text) => read(text, scope) ?? [])
  if (actual === 'unknown') return testUnknownKey(condition, values, negated)
  const wanted = condition.values.map((text) => read(text, scope)?.text ?? text)
  if (isMissing(condition, actual)) {
    return holdsWhenMissing(condition, negated) ? null : { kind: 'contextKeyAbsent', condition, wanted }
  }
  const match = compare(condition, values, actual, negated)
  if (match === 'yes') return null
  if (match === 'no') return { kind: 'conditionNotMet', condition, wanted, actual }
  return { kind: 'contextKeyUnknown', condition, key: unknownVariable(values, condition) }
}

// AWS: ForAllValues is also true where the key's values resolve to an empty data set, such as an empty string.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
function isMissing(condition: Condition, actual: readonly string[]): boolean {
  if (condition.operator.set === 'ForAllValues') return actual.every((value) => value === '')
  return actual.length === 0
}

// AWS: a missing key fails a positive operator and satisfies a negated one; …IfExists and ForAllValues hold, ForAnyValue fails.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
function holdsWhenMissing(condition: Condition, negated: boolean): boolean {
  const { ifExists, set } = condition.operator
  if (ifExists || set === 'ForAllValues') return true
  return set === null && negated
}

// AWS: several values of a key are alternatives; under a negated operator none of them may match.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
function compare(
  condition: Condition,
  values: readonly ConditionValue[],
  actual: readonly string[],
  negated: boolean,
): Match {
  const matches = actual.map((one) => anyOf(...values.map((value) => value.test(one))))
  const held = negated ? matches.map(not) : matches
  switch (condition.operator.set) {
    case 'ForAllValues':
      return allOf(...held)
    case 'ForAnyValue':
      return anyOf(...held)
    case null:
      // UNSURE: AWS asks for a set operator on multivalued keys and does not say what happens without one; any value
      // that matches counts as a match, and the negated operators stay the exact opposite.
      return negated ? not(anyOf(...matches)) : anyOf(...matches)
  }
}

/** A key that may hold any value or none: certain only where every one of them gives the same answer. */
function testUnknownKey(condition: Condition, values: readonly ConditionValue[], negated: boolean): Mismatch | null {
  const someValueMatches = values.some((value) => value.isSatisfiable)
  const someValueFails = !values.some((value) => value.isUniversal)
  const whenMissing = holdsWhenMissing(condition, negated)
  const canHold = whenMissing || (negated ? someValueFails : someValueMatches)
  const canFail = !whenMissing || (negated ? someValueMatches : someValueFails)
  if (canHold && canFail) return { kind: 'contextKeyUnknown', condition, key: condition.key }
  if (canHold) return null
  return { kind: 'conditionNotMet', condition, wanted: values.map((value) => value.text), actual: [] }
}

function unknownVariable(values: readonly ConditionValue[], condition: Condition): string {
  return values.flatMap((value) => value.unknownKeys)[0] ?? condition.key
}
