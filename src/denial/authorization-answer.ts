import { canonicalAction } from '../iam/service-data.ts'
import { noClaim } from './claim.ts'
import type { Claim, ClaimedPolicyType, Denial, DenialSource } from './denial.ts'
import { hintsOf } from './hints.ts'
import { isObject, type JsonObject, jsonOf, objectAt, stringAt } from './json-value.ts'
import { regionOf } from './places.ts'
import { accountOfPrincipal } from './principal.ts'

/** Denials of an answer of GetRequestAuthorizationDetails or DecodeAuthorizationMessage; null where the value is neither. */
export function denialsOfAnswer(value: unknown): readonly Denial[] | null {
  if (!isObject(value)) return null
  const wrapped = stringAt(value, 'DecodedMessage')
  if (wrapped !== null) return decodedDenials(jsonOf(wrapped))
  if (Array.isArray(value.evaluations)) return evaluationDenials(value, value.evaluations)
  return 'allowed' in value && 'context' in value ? decodedDenials(value) : null
}

function decodedDenials(value: unknown): readonly Denial[] | null {
  if (!isObject(value)) return null
  const context = objectAt(value, 'context')
  if (context === null) return null
  if (value.allowed === true) return []
  const principal = stringAt(objectAt(context, 'principal'), 'arn')
  const effect = value.explicitDeny === true ? 'explicitDeny' : 'implicitDeny'
  const facts = { principal, action: stringAt(context, 'action'), resource: stringAt(context, 'resource') }
  return [answerDenial('encodedMessage', facts, { ...noClaim, effect }, value)]
}

function evaluationDenials(answer: JsonObject, evaluations: readonly unknown[]): readonly Denial[] {
  const principal = firstText(objectAt(answer, 'requestContext')?.['aws:PrincipalArn'])
  return evaluations.slice(0, 1_000).flatMap((evaluation) => {
    const effect = stringAt(evaluation, 'evaluatedEffect')
    if (effect !== 'EXPLICIT_DENY' && effect !== 'IMPLICIT_DENY') return []
    const facts = { principal, action: stringAt(evaluation, 'action'), resource: stringAt(evaluation, 'resource') }
    const claim =
      effect === 'EXPLICIT_DENY' ? explicitClaim(answer, evaluation) : { ...noClaim, effect: 'implicitDeny' as const }
    return [answerDenial('authorizationDetails', facts, claim, evaluation)]
  })
}

const typeByName: ReadonlyMap<string, ClaimedPolicyType> = new Map([
  ['IDENTITY_BASED_POLICY', 'identity'],
  ['RESOURCE_BASED_POLICY', 'resource'],
  ['PERMISSIONS_BOUNDARY', 'boundary'],
  ['SESSION_POLICY', 'session'],
  ['SERVICE_CONTROL_POLICY', 'scp'],
  ['RESOURCE_CONTROL_POLICY', 'rcp'],
  ['VPC_ENDPOINT_POLICY', 'vpce'],
])

/** The first policy with a matching Deny; the details name it by a URI, its type stands in the list of policies. */
function explicitClaim(answer: JsonObject, evaluation: unknown): Claim {
  const matched = listAt(evaluation, 'matchedPolicies').find((policy) =>
    listAt(policy, 'matchedStatements').some((statement) => stringAt(statement, 'evaluatedEffect') === 'EXPLICIT_DENY'),
  )
  const uri = stringAt(matched, 'uri')
  const policy = listAt(answer, 'policies').find((candidate) => uri !== null && stringAt(candidate, 'uri') === uri)
  const policyType = typeByName.get(stringAt(policy, 'type') ?? '') ?? null
  return { policyType, effect: 'explicitDeny', policyArn: uri?.startsWith('arn:') ? uri : null }
}

function listAt(value: unknown, key: string): readonly unknown[] {
  const list = isObject(value) ? value[key] : undefined
  return Array.isArray(list) ? list : []
}

function firstText(value: unknown): string | null {
  const first: unknown = Array.isArray(value) ? value[0] : value
  return typeof first === 'string' ? first : null
}

interface AnswerFacts {
  readonly principal: string | null
  readonly action: string | null
  readonly resource: string | null
}

function answerDenial(source: DenialSource, facts: AnswerFacts, claim: Claim, about: unknown): Denial {
  const action = facts.action === null ? null : canonicalAction(facts.action)
  return {
    source,
    service: action?.split(':')[0] ?? null,
    operation: null,
    errorCode: null,
    httpStatus: null,
    principal: facts.principal,
    action,
    resource: facts.resource,
    claim,
    requestId: null,
    authorizationId: null,
    time: null,
    region: regionOf(facts.resource, '', null),
    account: accountOfPrincipal(facts.principal),
    notPermission: false,
    hints: hintsOf(JSON.stringify(about).slice(0, 20_000), '', null),
  }
}
