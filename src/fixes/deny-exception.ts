import { matchesWildcard } from '../iam/wildcard.ts'
import {
  isObject,
  type JsonObject,
  renamedKey,
  valuesOf,
  withAdded,
  withConditionValue,
  withRemoved,
} from './policy-json.ts'

/** A Deny gets `ArnNotLike aws:PrincipalArn`; where it already has one of the negated ARN operators the ARN joins its list. */
export function exceptPrincipal(statement: JsonObject, principalArn: string): JsonObject | null {
  const conditions = isObject(statement.Condition) ? statement.Condition : {}
  const negated = [
    'ArnNotLike',
    'ArnNotEquals',
    'StringNotLike',
    'StringNotEquals',
    'ArnNotLikeIfExists',
    'ArnNotEqualsIfExists',
    'StringNotLikeIfExists',
    'StringNotEqualsIfExists',
  ]
  for (const operator of negated) {
    const block = conditions[operator]
    if (!isObject(block)) continue
    const key = Object.keys(block).find((name) => name.toLowerCase() === 'aws:principalarn')
    if (key !== undefined) return withConditionValue(statement, operator, key, principalArn)
  }
  const operator = principalArn.includes('*') ? 'ArnNotLike' : 'ArnNotEquals'
  return withConditionValue(statement, operator, 'aws:PrincipalArn', principalArn)
}

/** The statements that a Deny is split into: for its other actions as it was, for one action with an exception. */
export function splitForAction(
  statement: JsonObject,
  action: string,
  principalArn: string,
): readonly [JsonObject, JsonObject] | null {
  const others = withoutAction(statement, action)
  const element = statement.NotAction === undefined ? 'Action' : 'NotAction'
  const excepted = exceptPrincipal(renamedKey(statement, element, 'Action', action), principalArn)
  return others === null || excepted === null ? null : [others, excepted]
}

/** The statement without one of its actions; null where a wildcard that is not `*` lists it, because no list says the rest. */
function withoutAction(statement: JsonObject, action: string): JsonObject | null {
  if (statement.NotAction !== undefined) return withAdded(statement, 'NotAction', action)
  if (statement.Action === undefined) return null
  const listing = valuesOf(statement.Action).filter((v) => matchesWildcard(v.toLowerCase(), action.toLowerCase()))
  if (listing.includes('*')) return renamedKey(statement, 'Action', 'NotAction', action)
  const isExact = listing.every((value) => value.toLowerCase() === action.toLowerCase())
  return listing.length === 1 && isExact ? withRemoved(statement, 'Action', listing[0] ?? '') : null
}
