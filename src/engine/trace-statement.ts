import { matchesAction } from '../iam/action-pattern.ts'
import type { PolicyVersion, Statement } from '../iam/policy.ts'
import { testCondition } from './condition.ts'
import { allOf, not } from './match.ts'
import { isExcepted } from './not-principal.ts'
import { accountOf, matchPrincipal, type NamedMatch } from './principal-match.ts'
import type { AccessRequest } from './request.ts'
import { matchResources } from './resource-match.ts'
import type { Match, Mismatch, Naming, StatementTrace } from './trace.ts'
import { matchOf } from './verdict.ts'

/** What sets one policy type apart from another when a statement is compared with a request. */
export interface StatementRules {
  /** `none`: the type has no principals. `endpoint…`: VPC endpoint policies, by the kind of endpoint. */
  readonly principals: 'none' | 'element' | 'gatewayEndpoint' | 'endpointOfUnknownKind'
  readonly fillsIncompleteArns: boolean
  /** False for trust policies and others that are attached to the resource they speak of. */
  readonly needsResource: boolean
}

/** The request with what a comparison needs to know besides. */
export interface Question {
  readonly request: AccessRequest
  readonly resource: string
  readonly hasBoundary: boolean | 'unknown'
}

/** A statement's trace, and each way in which its `Principal` names who asks. */
export interface JudgedStatement {
  readonly trace: StatementTrace
  readonly namings: readonly NamedMatch[]
}

interface Source {
  readonly policyId: string
  readonly version: PolicyVersion
}

/** Compares a statement with a request to the end: every reason why it does not apply, never the first alone. */
export function traceStatement(
  source: Source,
  statement: Statement,
  question: Question,
  rules: StatementRules,
): JudgedStatement {
  const { request } = question
  const scope = { version: source.version, context: request.context }
  const { mismatches: principalMismatches, namings } = tracePrincipal(statement, question, rules)
  const others = [
    ...traceAction(statement, request.action),
    ...traceResource(statement, question, source.version, rules),
    ...statement.conditions.flatMap((condition) => testCondition(condition, scope) ?? []),
  ]
  const rest = matchOf({ mismatches: others })
  const { index, sid, effect } = statement
  const mismatches = [...principalMismatches, ...others]
  const naming = strongest(namings)
  return {
    trace: { policyId: source.policyId, index, sid, effect, mismatches, naming },
    namings: namings.map((named) => ({ ...named, match: allOf(named.match, rest) })),
  }
}

function traceAction({ action }: Statement, asked: string): readonly Mismatch[] {
  const isListed = action.values.some((pattern) => matchesAction(pattern, asked))
  if (isListed !== action.negated) return []
  return action.negated
    ? [{ kind: 'actionExcepted', excepted: action.values }]
    : [{ kind: 'actionNotListed', listed: action.values }]
}

function traceResource(
  { resource }: Statement,
  question: Question,
  version: PolicyVersion,
  rules: StatementRules,
): readonly Mismatch[] {
  if (resource === null) return rules.needsResource ? [{ kind: 'resourceNotListed', listed: [] }] : []
  const scope = { version, context: question.request.context }
  const listed = matchResources(resource.values, question.resource, scope, rules)
  const match = resource.negated ? not(listed) : listed
  if (match === 'yes') return []
  if (match === 'unknown') return [{ kind: 'resourceUnknown', listed: resource.values }]
  return resource.negated
    ? [{ kind: 'resourceExcepted', excepted: resource.values }]
    : [{ kind: 'resourceNotListed', listed: resource.values }]
}

interface PrincipalTrace {
  readonly mismatches: readonly Mismatch[]
  readonly namings: readonly NamedMatch[]
}

function tracePrincipal(statement: Statement, question: Question, rules: StatementRules): PrincipalTrace {
  if (rules.principals === 'none') return { mismatches: [], namings: [] }
  const element = statement.principal
  if (element === null) return { mismatches: [{ kind: 'principalNotListed', listed: [] }], namings: [] }
  const { principals } = element
  if (element.negated) {
    const match = not(isExcepted(principals, question.request, question.hasBoundary))
    if (match === 'no') return { mismatches: [{ kind: 'principalExcepted', excepted: principals }], namings: [] }
    const mismatches: readonly Mismatch[] = match === 'yes' ? [] : [{ kind: 'principalUnknown', listed: principals }]
    return { mismatches, namings: [{ naming: 'anyone', match }] }
  }
  const namings = principals.flatMap((named) => {
    const found = matchPrincipal(named, question.request)
    const match = found === null ? 'no' : throughEndpoint(found, named.value, question.request, rules)
    return found === null || match === 'no' ? [] : [{ naming: narrowed(found.naming, statement), match }]
  })
  if (namings.some(({ match }) => match === 'yes')) return { mismatches: [], namings }
  const kind = namings.length > 0 ? 'principalUnknown' : 'principalNotListed'
  return { mismatches: [{ kind, listed: principals }], namings }
}

// AWS: a gateway endpoint's policy names `*`; an account there admits its root user only.
// https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
function throughEndpoint(found: NamedMatch, value: string, request: AccessRequest, rules: StatementRules): Match {
  if (rules.principals !== 'gatewayEndpoint' && rules.principals !== 'endpointOfUnknownKind') return found.match
  if (found.naming === 'anyone') return found.match
  if (accountOf(value) !== null && request.principal.kind === 'root') return found.match
  return rules.principals === 'gatewayEndpoint' ? 'no' : 'unknown'
}

function narrowed(naming: Naming, statement: Statement): Naming {
  const namesArn = statement.conditions.some(({ key }) => key.toLowerCase() === 'aws:principalarn')
  return naming === 'anyone' && namesArn ? 'anyoneWithPrincipalArn' : naming
}

/** From the naming that overrides most implicit denies to the one that overrides none. */
const strength: readonly Naming[] = [
  'session',
  'federatedUser',
  'user',
  'anyoneWithPrincipalArn',
  'anyone',
  'service',
  'federated',
  'canonicalUser',
  'role',
  'federatingUser',
  'account',
]

function strongest(namings: readonly NamedMatch[]): Naming | null {
  const certain = namings.filter(({ match }) => match === 'yes')
  const candidates = certain.length > 0 ? certain : namings
  return strength.find((naming) => candidates.some((named) => named.naming === naming)) ?? null
}
