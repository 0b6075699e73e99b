import { decide } from '../engine/decide.ts'
import type { AccessRequest } from '../engine/request.ts'
import { parseArn } from '../iam/arn.ts'
import { actionData, actionsMatching } from '../iam/service-data.ts'
import { otherAuthorization } from '../services/authorizations.ts'
import type { Call } from '../services/call.ts'
import { type Caller, callerOf } from '../services/caller.ts'
import { bucketOf, objectKeyOf } from '../services/resource-policy.ts'
import { principalsOf } from '../snapshot/iam.ts'
import type { PlanInput } from './candidate.ts'
import { type Edit, policyIdOf } from './edit.ts'
import { type EditedPolicy, withEdited } from './edited-policies.ts'
import type { AlsoAllows } from './fix.ts'
import { isAllowed, type Reevaluation } from './verify.ts'

/** Enough to show what a fix opens, few enough to answer at once. */
const mostTried = 240
const mostPrincipals = 24
const mostActions = 6
const mostResources = 6
const mostExamples = 5

/**
 * Tries other principals, actions and resources of the snapshot before and after the edits. The requests of the call
 * itself do not count.
 */
export function alsoAllowed(edits: readonly Edit[], after: Reevaluation, input: PlanInput): AlsoAllows {
  const nothing: AlsoAllows = { triedCount: 0, newlyAllowedCount: 0, examples: [] }
  if (edits.every((edit) => edit.kind !== 'changeSetting' && policyIdOf(edit) === null)) return nothing
  const own = new Set(input.authorizations.map((a) => requestKey(a.request)))
  let triedCount = 0
  const opened: AccessRequest[] = []
  for (const other of othersOf(input, [...after.byId.values()])) {
    if (triedCount >= mostTried) break
    const authorization = otherAuthorization(other.caller, other.action, other.resource, input.call)
    if (own.has(requestKey(authorization.request))) continue
    triedCount++
    const before = decide(authorization.request, authorization.policies, authorization.gates)
    if (isAllowed(before)) continue
    const changed =
      after.call.snapshot === input.call.snapshot
        ? authorization
        : otherAuthorization(other.caller, other.action, other.resource, after.call)
    const then = decide(changed.request, withEdited(changed, after.byId), changed.gates)
    if (isAllowed(then) || newlyPossible(before.possible, then.possible)) opened.push(authorization.request)
  }
  return { triedCount, newlyAllowedCount: opened.length, examples: opened.slice(0, mostExamples) }
}

function newlyPossible(before: readonly string[], after: readonly string[]): boolean {
  return after.includes('allowed') && !before.includes('allowed')
}

interface Other {
  readonly caller: Caller
  readonly action: string
  readonly resource: string
}

/** The caller with other actions and resources first, then the others with the denied ones: where a fix that is too wide shows. */
function othersOf(input: PlanInput, edited: readonly EditedPolicy[]): readonly Other[] {
  const requests = input.authorizations.map((a) => a.request)
  const callers = callersOf(input.call)
  const actions = actionsOf(requests, edited)
  const resources = resourcesOf(requests, input.call)
  const asCaller = callers.slice(0, 1).flatMap((caller) => combine(caller, actions, resources))
  const asOthers = callers.slice(1).flatMap((caller) => combine(caller, actions.slice(0, 3), resources.slice(0, 3)))
  return [...asCaller, ...asOthers]
}

function combine(caller: Caller, actions: readonly string[], resources: readonly string[]): readonly Other[] {
  return actions.flatMap((action) =>
    resources.filter((r) => fits(action, r)).map((resource) => ({ caller, action, resource })),
  )
}

function callersOf(call: Call): readonly Caller[] {
  const arns = call.snapshot.accounts().flatMap((account) => principalsOf(call.snapshot, account))
  const others = arns
    .filter((arn) => !arn.includes('/aws-service-role/'))
    .slice(0, mostPrincipals)
    .flatMap((arn) => callerOf(arn, call.snapshot, null) ?? [])
  const anonymous = callerOf('anonymous', call.snapshot, null)
  return [...(call.caller === null ? [] : [call.caller]), ...others, ...(anonymous === null ? [] : [anonymous])]
}

function actionsOf(requests: readonly AccessRequest[], edited: readonly EditedPolicy[]): readonly string[] {
  const denied = requests.map((r) => r.action)
  const services = new Set(denied.map((action) => action.split(':')[0] ?? ''))
  const named = edited.flatMap((e) => e.document.statements.flatMap((s) => s.action.values))
  const widened = named
    .filter((pattern) => services.has(pattern.split(':')[0]?.toLowerCase() ?? ''))
    .flatMap((pattern) => actionsMatching(pattern).slice(0, 2))
  const siblings = denied.flatMap((action) => siblingsOf(action))
  return [...new Set([...denied, ...widened, ...siblings])].slice(0, mostActions)
}

/** Another action on the same kind of resource, a writing one where there is one. */
function siblingsOf(action: string): readonly string[] {
  const data = actionData(action)
  if (data === null) return []
  const types = new Set(data.resourceTypes.map((t) => t.name))
  return actionsMatching(`${data.service}:*`)
    .filter((other) => {
      const level = actionData(other)
      return (
        level !== null && level.accessLevel !== data.accessLevel && level.resourceTypes.some((t) => types.has(t.name))
      )
    })
    .slice(0, 2)
}

function resourcesOf(requests: readonly AccessRequest[], call: Call): readonly string[] {
  const own = requests.map((r) => r.resource)
  const near = own.flatMap((resource) => neighboursOf(resource))
  const buckets = call.snapshot.find('s3', 'GetBucketPolicy').map(({ identifiers }) => identifiers[0] ?? '')
  const others = own.some((r) => bucketOf(r) !== null)
    ? buckets
        .filter((b) => own.every((r) => bucketOf(r) !== b))
        .flatMap((b) => [`arn:aws:s3:::${b}`, `arn:aws:s3:::${b}/any-key`])
    : []
  return [...new Set([...own, ...near, ...others])].slice(0, mostResources)
}

/** A resource beside the denied one: another object of the bucket, the bucket itself, another table. */
function neighboursOf(resource: string): readonly string[] {
  const bucket = bucketOf(resource)
  if (bucket !== null)
    return objectKeyOf(resource) === null
      ? [`${resource}/any-key`]
      : [`arn:aws:s3:::${bucket}/any-key`, `arn:aws:s3:::${bucket}`]
  const arn = parseArn(resource)
  return arn === null ? [] : [`${resource}-other`]
}

/** Bucket actions are tried on buckets and object actions on objects; other services take any resource of their own. */
function fits(action: string, resource: string): boolean {
  const service = action.split(':')[0]
  const arn = parseArn(resource)
  if (arn === null) return true
  if (arn.service !== service) return false
  if (service !== 's3') return true
  const onObject = actionData(action)?.resourceTypes.some((t) => t.name === 'object') === true
  return onObject === (objectKeyOf(resource) !== null)
}

function requestKey(request: AccessRequest): string {
  return `${request.principal.roleArn ?? request.principal.arn ?? ''} ${request.action.toLowerCase()} ${request.resource}`
}
