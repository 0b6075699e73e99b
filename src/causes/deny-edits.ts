import type { StatementTrace } from '../engine/trace.ts'
import { boundaryCopy } from '../fixes/boundary-copy.ts'
import type { Edit } from '../fixes/edit.ts'
import { entityName, policyHolder } from '../fixes/edited-policies.ts'
import type { Condition, Statement } from '../iam/policy.ts'
import type { CauseInput } from './cause.ts'
import { detachEdits } from './detach-edits.ts'
import { refOf, statementOfTrace, storedOf } from './facts.ts'
import { namedArn } from './grant-edits.ts'
import { grantedResource } from './granted-resource.ts'
import { satisfyingValue } from './satisfying-value.ts'

/**
 * The exceptions that take one request out of a Deny and leave the Deny in place for everyone else, narrowest first. A
 * request that can itself meet the Deny's condition comes before any change of the policy.
 */
export function denyEdits(input: CauseInput, trace: StatementTrace): readonly Edit[] {
  const statement = statementOfTrace(input, trace)
  const stored = storedOf(input, trace)
  if (statement === undefined || stored === undefined) return []
  const requests = requestEdits(input, statement.conditions)
  const isCopied = boundaryCopy(stored, input.authorization.request.principal) !== null
  if (stored.awsManaged && !isCopied) return [...requests, ...detachEdits(input, stored)]
  const at = refOf(trace)
  const isOwn = stored.target === ownTarget(input) || stored.target === 'session-policy' || isCopied
  const own = isOwn ? ownPolicyEdits(input, trace, statement) : []
  const forwarded: readonly Edit[] = losesNetwork(input, statement) ? [{ kind: 'exceptForwardedCalls', at }] : []
  return [
    ...requests,
    ...forwarded,
    ...own,
    ...(isOwn ? [] : splitEdits(input, trace, statement)),
    ...namedPrincipalEdits(input, trace, statement),
    ...exceptPrincipalEdits(input, trace),
  ]
}

/** In a policy of the caller alone, an exception for the resource or the action is narrower than one for the principal. */
function ownPolicyEdits(input: CauseInput, trace: StatementTrace, statement: Statement): readonly Edit[] {
  const { action, resource } = input.authorization.request
  const at = refOf(trace)
  const edits: Edit[] = []
  const values = statement.resource
  const isExceptable = values !== null && (values.negated || values.values.every((value) => value === '*'))
  if (isExceptable && resource !== '*') {
    edits.push({ kind: 'exceptResource', at, resource: grantedResource(input, resource) })
  }
  if (statement.action.negated) edits.push({ kind: 'addNotAction', at, action })
  const listed = statement.action.values.find((v) => v.toLowerCase() === action.toLowerCase())
  if (!statement.action.negated && listed !== undefined) {
    edits.push(
      statement.action.values.length > 1
        ? { kind: 'removeAction', at, action: listed }
        : { kind: 'removeStatement', at },
    )
  }
  return edits
}

/** A Deny that names the caller: the name is taken out. A Deny with `NotPrincipal`: the caller is added. */
function namedPrincipalEdits(input: CauseInput, trace: StatementTrace, statement: Statement): readonly Edit[] {
  const { principal } = input.authorization.request
  const at = refOf(trace)
  const arns = [principal.arn, principal.roleArn].filter((arn) => arn !== null)
  const element = statement.principal
  if (element === null) return []
  if (element.negated) return arns.slice(-1).map((arn) => ({ kind: 'addPrincipal', at, principal: arn }))
  const named = element.principals.find((p) => arns.includes(p.value))
  if (named === undefined) return []
  return element.principals.length > 1
    ? [{ kind: 'removePrincipal', at, principal: named.value }]
    : [{ kind: 'removeStatement', at }]
}

/** Of a Deny of several actions only the denied one is excepted, where the rest can be said without it. */
function splitEdits(input: CauseInput, trace: StatementTrace, { action: listed }: Statement): readonly Edit[] {
  const { action } = input.authorization.request
  const principal = namedArn(input)
  const isOfMany = listed.negated || listed.values.length > 1 || listed.values.includes('*')
  if (principal === null || !isOfMany) return []
  return [{ kind: 'exceptPrincipalForAction', at: refOf(trace), principal, action }]
}

function exceptPrincipalEdits(input: CauseInput, trace: StatementTrace): readonly Edit[] {
  const principal = namedArn(input)
  return principal === null ? [] : [{ kind: 'exceptPrincipal', at: refOf(trace), principal }]
}

/** A change of the request that takes it out of a Deny: the value that a negated condition wants. */
function requestEdits(input: CauseInput, conditions: readonly Condition[]): readonly Edit[] {
  return conditions.flatMap((condition) => {
    if (!callerControls(condition.key)) return []
    const value = satisfyingValue(condition, input, 'escape')
    // No fix asks a caller to give up TLS.
    const isDowngrade = condition.key.toLowerCase() === 'aws:securetransport' && value === 'false'
    return value === null || isDowngrade ? [] : [{ kind: 'changeRequest', key: condition.key, values: [value] }]
  })
}

const networkKeys: ReadonlySet<string> = new Set(['aws:sourceip', 'aws:sourcevpc', 'aws:sourcevpce', 'aws:vpcsourceip'])

/** A Deny on network keys hits calls that a service forwards, because those carry none of them. */
function losesNetwork(input: CauseInput, statement: Statement): boolean {
  return (
    input.authorization.hop.kind === 'forwarded' &&
    statement.conditions.some((c) => networkKeys.has(c.key.toLowerCase()))
  )
}

function ownTarget(input: CauseInput): string {
  const { principal } = input.authorization.request
  return `identity:${entityName(policyHolder(principal)) ?? ''}`
}

/** Keys that the caller decides by how it sends the request. */
export function callerControls(key: string): boolean {
  const name = key.toLowerCase()
  return (
    networkKeys.has(name) ||
    name === 'aws:securetransport' ||
    name === 'aws:multifactorauthpresent' ||
    name === 'sts:externalid' ||
    name === 's3:prefix' ||
    name.startsWith('s3:x-amz-') ||
    name.startsWith('aws:requesttag/')
  )
}
