import { decide } from '../engine/decide.ts'
import type { AccessRequest } from '../engine/request.ts'
import type { Decision } from '../engine/trace.ts'
import { formatArn, parseArn } from '../iam/arn.ts'
import { once } from '../iam/once.ts'
import { actionData, actionsMatching } from '../iam/service-data.ts'
import type { Authorization } from '../services/authorization.ts'
import { otherAuthorization } from '../services/authorizations.ts'
import type { Call } from '../services/call.ts'
import { type Caller, callerOf } from '../services/caller.ts'
import { bucketOf, objectKeyOf } from '../services/resource-policy.ts'
import { tables } from '../snapshot/glue.ts'
import { principalsOf } from '../snapshot/iam.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import { isAwsBoundary } from './boundary-copy.ts'
import type { PlanInput } from './candidate.ts'
import { type Edit, policyIdOf } from './edit.ts'
import { bearsAny, type EditedPolicy, policyHolder, withEdited } from './edited-policies.ts'
import type { AlsoAllows } from './fix.ts'
import { isAllowed, type Reevaluation, withEditedGates } from './verify.ts'

/** Enough to show what a fix opens, few enough to answer at once. */
const mostTried = 160
const mostPrincipals = 24
const mostActions = 8
const mostResources = 6
const mostExamples = 5

/** Other requests than those of the call, each read and decided once however many fixes are tried on it. */
export interface OtherRequests {
  /** The other principals of the snapshot. */
  readonly callers: () => readonly Caller[]
  readonly before: (caller: Caller, action: string, resource: string) => Tried
}

/** A request with its decision before any edit. */
interface Tried {
  readonly authorization: Authorization
  readonly decision: Decision
}

/** Opens the other requests of a call; nothing is read yet. */
export function otherRequests(call: Call): OtherRequests {
  const triedByKey = new Map<string, Tried>()
  return {
    callers: once(() => callersOf(call)),
    before: (caller, action, resource) => {
      const key = `${caller.principal.arn ?? caller.principal.kind} ${action} ${resource}`
      const known = triedByKey.get(key)
      if (known !== undefined) return known
      const authorization = otherAuthorization(caller, action, resource, call)
      const tried = {
        authorization,
        decision: decide(authorization.request, authorization.policies, authorization.gates),
      }
      triedByKey.set(key, tried)
      return tried
    },
  }
}

/**
 * Tries other principals, actions and resources of the snapshot before and after the edits; what is then certainly
 * allowed and was not before is newly allowed. The requests of the call itself do not count.
 */
export function alsoAllowed(
  edits: readonly Edit[],
  after: Reevaluation,
  input: PlanInput,
  others: OtherRequests,
): AlsoAllows {
  const changesSetting = edits.some((edit) => edit.kind === 'changeSetting')
  if (!changesSetting && edits.every((edit) => policyIdOf(edit) === null)) {
    return { triedCount: 0, newlyAllowedCount: 0, examples: [] }
  }
  const asked = new Set(input.authorizations.map((a) => requestKey(a.request)))
  const own = new Set(input.authorizations.map((a) => policyHolder(a.request.principal)))
  const shared = withoutCopies(after.byId)
  let triedCount = 0
  const opened: AccessRequest[] = []
  for (const { caller, action, resource } of othersOf(input, after, others)) {
    if (triedCount >= mostTried) break
    const { authorization, decision } = others.before(caller, action, resource)
    if (asked.has(requestKey(authorization.request))) continue
    triedCount++
    if (isAllowed(decision) || (!changesSetting && !bearsAny(authorization, after.byId))) continue
    const changed = changesSetting ? otherAuthorization(caller, action, resource, after.call) : authorization
    const byId = own.has(policyHolder(caller.principal)) ? after.byId : shared
    const edited = withEditedGates(changed, byId, after.call)
    const then = decide(edited.request, withEdited(edited, byId), edited.gates)
    if (isAllowed(then)) opened.push(authorization.request)
  }
  return { triedCount, newlyAllowedCount: opened.length, examples: opened.slice(0, mostExamples) }
}

/** A copy of an AWS managed boundary is set for one principal; the others keep what AWS manages. */
function withoutCopies(byId: ReadonlyMap<string, EditedPolicy>): ReadonlyMap<string, EditedPolicy> {
  return new Map([...byId].filter(([, { stored }]) => stored === null || !isAwsBoundary(stored)))
}

interface Other {
  readonly caller: Caller
  readonly action: string
  readonly resource: string
}

/** Around what was denied, because that is where a fix that is too wide shows: first as the caller, then as the others. */
function othersOf(input: PlanInput, after: Reevaluation, others: OtherRequests): readonly Other[] {
  const denied = input.authorizations.flatMap((a, i) => (input.decisions[i]?.blockedBy.length === 0 ? [] : [a.request]))
  const actions = actionsOf(denied, [...after.byId.values()])
  const resources = resourcesOf(denied, input.call)
  const { caller } = input.call
  const asCaller = caller === null ? [] : combine(caller, actions, resources)
  if (!touchesOthers(after)) return asCaller
  const asOthers = others.callers().flatMap((caller) => combine(caller, actions.slice(0, 3), resources.slice(0, 3)))
  return [...asCaller, ...asOthers]
}

/** An inline policy of one user or role and a session policy are read for no other principal. */
function touchesOthers({ byId }: Reevaluation): boolean {
  const edited = [...byId.values()]
  const isOwn = (target: string): boolean => /^identity:(user|role)\//.test(target) || target === 'session-policy'
  return edited.length === 0 || edited.some(({ target }) => !isOwn(target))
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
  return [...others, ...(anonymous === null ? [] : [anonymous])]
}

/** The denied actions, those that an edited statement lists, and others on the same kind of resource. */
function actionsOf(denied: readonly AccessRequest[], edited: readonly EditedPolicy[]): readonly string[] {
  const asked = [...new Set(denied.map((r) => r.action))]
  const services = new Set(asked.map((action) => action.split(':')[0] ?? ''))
  const listed = edited.flatMap((e) => e.document.statements.flatMap((s) => s.action.values))
  const expanded = listed
    .filter((pattern) => services.has(pattern.split(':')[0]?.toLowerCase() ?? ''))
    .flatMap((pattern) => (/[*?]/.test(pattern) ? actionsMatching(pattern).slice(0, 2) : [pattern]))
  const siblings = asked.flatMap((action) => siblingsOf(action))
  return [...new Set([...asked.slice(0, 3), ...siblings.slice(0, 3), ...expanded])].slice(0, mostActions)
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

/** The neighbours of what was denied before the denied resources themselves, which the caller is to reach anyway. */
function resourcesOf(denied: readonly AccessRequest[], call: Call): readonly string[] {
  const own = [...new Set(denied.map((r) => r.resource))]
  const near = own.flatMap((resource) => neighboursOf(resource, call.snapshot))
  return [...new Set([...near.slice(0, 3), ...own.slice(0, 3), ...near.slice(3)])].slice(0, mostResources)
}

/** What lies beside a resource: another object of the bucket, the bucket itself, another bucket; another recorded key. */
function neighboursOf(resource: string, snapshot: Snapshot): readonly string[] {
  const bucket = bucketOf(resource)
  const arn = parseArn(resource)
  if (bucket !== null && arn?.service === 's3') {
    const other = snapshot
      .recorded('s3', 'GetBucketPolicy')
      .map(({ identifiers }) => identifiers[0])
      .find((name) => name !== bucket)
    const object = [`arn:aws:s3:::${bucket}/any-key`, `arn:aws:s3:::${bucket}`]
    return other === undefined ? object : [...object, `arn:aws:s3:::${other}/any-key`]
  }
  if (arn?.service === 'glue' && arn.resource.startsWith('table/')) {
    const [, database = '', name = ''] = arn.resource.split('/')
    const recorded = tables(snapshot, arn.account, arn.region, database)
    const others = recorded.kind === 'known' ? recorded.value.filter((table) => table.name !== name) : []
    const names = others.length === 0 ? [`${name}-other`] : others.map((table) => table.name)
    return names.map((other) => formatArn({ ...arn, resource: `table/${database}/${other}` }))
  }
  if (arn?.service !== 'kms') return arn === null ? [] : [`${resource}-other`]
  return snapshot
    .recorded('kms', 'DescribeKey')
    .map(
      ({ account, region, identifiers }) => `arn:${arn.partition}:kms:${region}:${account}:key/${identifiers[0] ?? ''}`,
    )
    .filter((key) => key !== resource)
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
