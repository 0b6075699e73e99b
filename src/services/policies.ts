import type { ClaimedPolicyType } from '../denial/denial.ts'
import type { Policies, PolicyLevels, PolicySet } from '../engine/policies.ts'
import type { Layer } from '../engine/trace.ts'
import type { Context } from '../iam/context.ts'
import { accessPointPolicy } from '../snapshot/access-points.ts'
import { vpcEndpoint } from '../snapshot/ec2.ts'
import type { Fact, Missing } from '../snapshot/fact.ts'
import { managedPolicy } from '../snapshot/managed-policy.ts'
import {
  type OrganizationLevel,
  type OrganizationPolicies,
  rcpLevels,
  scpLevels,
} from '../snapshot/organization-policies.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { StoredPolicy } from '../snapshot/stored-policy.ts'
import type { AccessPointPath } from './access-point.ts'
import type { Assumption, LayerMissing } from './authorization.ts'
import type { Caller } from './caller.ts'
import { isUnreadAway, type ResourcePolicy, resourcePolicyOf, unreadPolicy } from './resource-policy.ts'
import { inlineSessionPolicy, type SessionFacts, sessionPolicies } from './session.ts'

/** Every policy that bears on a request, with the documents behind the ids and what could not be read. */
export interface GatheredPolicies {
  readonly set: PolicySet
  readonly storedById: ReadonlyMap<string, StoredPolicy>
  readonly missing: readonly LayerMissing[]
  readonly assumptions: readonly Assumption[]
}

/** What decides which policies bear on a request. */
export interface Bearing {
  readonly caller: Caller
  readonly action: string
  readonly resource: string
  readonly resourceAccount: string | null | 'unknown'
  /** Set where the request goes through an S3 access point. */
  readonly accessPoint: AccessPointPath | null
  /** The context so far: `aws:SourceVpce` tells the endpoint. */
  readonly context: Context
  readonly session: SessionFacts
  /** The policy type that AWS's message names. */
  readonly claimed: ClaimedPolicyType | null
}

/** Reads from the snapshot every policy that bears on a request. */
export function policiesFor(bearing: Bearing, snapshot: Snapshot): GatheredPolicies {
  const gathering = newGathering()
  const resource = behindAccessPoint(bearing, snapshot)
  const endpoint = endpointPolicy(bearing, snapshot, gathering)
  const set: PolicySet = {
    identity: identityPolicies(bearing, gathering),
    boundary: boundaryPolicy(bearing.caller, gathering),
    session: sessionLayer(bearing, snapshot, gathering),
    scp: organizationLevels('scp', bearing.caller.principal.account, snapshot, gathering),
    rcp: organizationLevels('rcp', bearing.resourceAccount, snapshot, gathering),
    resource: resourceDocuments(resource, gathering),
    resourceKind: resource.kind,
    vpce: endpoint.policies,
    vpceKind: endpoint.kind,
    accessPoint: accessPointLayer(bearing.accessPoint, snapshot, gathering),
  }
  return { set, storedById: gathering.storedById, missing: gathering.missing, assumptions: gathering.assumptions }
}

function resourceDocuments({ kind, policy, around }: ResourcePolicy, gathering: Gathering): Policies {
  const layer = kind === 'key' ? 'kms' : 'resource'
  if (around === undefined || around.kind === 'absent') return one(layer, policy, gathering)
  if (policy.kind === 'absent') return one(layer, around, gathering)
  const [first, second] = [one(layer, policy, gathering), one(layer, around, gathering)]
  if (first.kind !== 'read') return second.kind === 'read' ? { ...second, complete: false } : first
  if (second.kind !== 'read') return { ...first, complete: false }
  return {
    kind: 'read',
    policies: [...first.policies, ...second.policies],
    complete: first.complete && second.complete,
  }
}

interface Gathering {
  readonly storedById: Map<string, StoredPolicy>
  readonly missing: LayerMissing[]
  readonly assumptions: Assumption[]
}

function newGathering(): Gathering {
  return { storedById: new Map(), missing: [], assumptions: [] }
}

const none: Policies = { kind: 'none' }
const unknown: Policies = { kind: 'unknown' }

/** The policy of the resource; of a request through an access point that of the bucket behind it. */
function behindAccessPoint(bearing: Bearing, snapshot: Snapshot): ResourcePolicy {
  const { accessPoint, action, resource, resourceAccount } = bearing
  if (accessPoint === null) {
    const found = resourcePolicyOf(action, resource, resourceAccount, snapshot)
    return isUnreadAway(resource, resourceAccount, bearing.caller.principal.account)
      ? { ...found, policy: { kind: 'unknown', missing: unreadPolicy(resource) } }
      : found
  }
  const { bucketResource, accessPoint: found } = accessPoint
  if (bucketResource !== null) return resourcePolicyOf(action, bucketResource, resourceAccount, snapshot)
  const missing = found.kind === 'unknown' ? found.missing : accessPointMissing(accessPoint)
  return { kind: 'ordinary', policy: { kind: 'unknown', missing } }
}

function accessPointLayer(path: AccessPointPath | null, snapshot: Snapshot, gathering: Gathering): Policies {
  if (path === null) return none
  if (path.arn !== null) return one('accessPoint', accessPointPolicy(snapshot, path.arn), gathering)
  if (path.accessPoint.kind === 'unknown') {
    gathering.missing.push({ layer: 'accessPoint', missing: path.accessPoint.missing })
  }
  return unknown
}

/** An access point that is recorded not to exist, though a request went through it. */
function accessPointMissing({ resource }: AccessPointPath): Missing {
  return {
    reason: 'notCollected',
    what: { en: `access point ${resource}`, ko: `${resource} 액세스 포인트` },
    permission: 's3:GetAccessPoint',
    command: null,
  }
}

function identityPolicies({ caller }: Bearing, gathering: Gathering): Policies {
  const { entity, principal } = caller
  if (entity === null) return principal.kind === 'federatedUser' ? unknown : none
  if (entity.kind === 'absent') {
    gathering.missing.push({ layer: 'identity', missing: accountDetails(principal.account, principal.arn ?? '') })
    return unknown
  }
  if (entity.kind === 'unknown') {
    gathering.missing.push({ layer: 'identity', missing: entity.missing })
    return unknown
  }
  for (const missing of entity.value.incomplete) gathering.missing.push({ layer: 'identity', missing })
  return many('identity', entity.value.policies, entity.value.incomplete.length === 0, gathering)
}

/** What reading an account's users and roles takes. */
export function accountDetails(account: string | null, principal: string): Missing {
  return {
    reason: 'notCollected',
    what: { en: `${principal} in account ${account ?? ''}`, ko: `${account ?? ''} 계정의 ${principal} 보안 주체` },
    permission: 'iam:GetAccountAuthorizationDetails',
    command: 'aws iam get-account-authorization-details',
  }
}

function boundaryPolicy({ entity }: Caller, gathering: Gathering): Policies {
  if (entity === null) return none
  if (entity.kind !== 'known') return unknown
  return one('boundary', entity.value.boundary, gathering)
}

/** What shows a session policy: the record of the call that made the session. */
const sessionMissing: Missing = {
  reason: 'notCollected',
  what: {
    en: 'the AssumeRole event that made the session, with its session policy',
    ko: '이 세션을 만든 AssumeRole 이벤트와 그 세션 정책',
  },
  permission: 'cloudtrail:LookupEvents',
  command: 'aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=AssumeRole',
}

function sessionLayer({ caller, session, claimed }: Bearing, snapshot: Snapshot, gathering: Gathering): Policies {
  const { kind } = caller.principal
  if (kind !== 'roleSession' && kind !== 'federatedUser') return none
  if (session.made === null) {
    if (claimed === 'session') {
      gathering.missing.push({ layer: 'session', missing: sessionMissing })
      return unknown
    }
    if (kind === 'roleSession') gathering.assumptions.push({ kind: 'noSessionPolicy' })
    return kind === 'roleSession' ? none : unknown
  }
  const inline = inlineSessionPolicy(session.made)
  const stored = inline === null ? [] : [inline]
  let complete = true
  for (const arn of session.made.policyArns) {
    const policy = managedPolicy(snapshot, arn)
    // The same document can be attached to the role as well: its place in the session is edited apart from it.
    if (policy.kind === 'known')
      stored.push({ ...policy.value, id: `session#${policy.value.id}`, target: 'session-policy' })
    else {
      complete = false
      if (policy.kind === 'unknown') gathering.missing.push({ layer: 'session', missing: policy.missing })
    }
  }
  if (stored.length === 0 && complete) return none
  for (const policy of stored) gathering.storedById.set(policy.id, policy)
  return sessionPolicies(stored, complete)
}

function organizationLevels(
  layer: 'scp' | 'rcp',
  account: string | null | 'unknown',
  snapshot: Snapshot,
  gathering: Gathering,
): PolicyLevels {
  if (account === null) return { kind: 'none' }
  if (account === 'unknown') return { kind: 'unknown' }
  const levels: Fact<OrganizationPolicies> =
    layer === 'scp' ? scpLevels(snapshot, account) : rcpLevels(snapshot, account)
  if (levels.kind === 'absent') return { kind: 'none' }
  if (levels.kind === 'unknown') {
    gathering.missing.push({ layer, missing: levels.missing })
    return { kind: 'unknown' }
  }
  return {
    kind: 'read',
    levels: levels.value.levels.map((level) => ({
      name: level.name,
      policies: levelPolicies(layer, level, gathering),
    })),
  }
}

function levelPolicies(layer: Layer, level: OrganizationLevel, gathering: Gathering): Policies {
  if (level.policies.kind === 'absent') return none
  for (const missing of level.incomplete) gathering.missing.push({ layer, missing })
  if (level.policies.kind === 'known') return many(layer, level.policies.value, true, gathering)
  return level.readable.length === 0 ? unknown : many(layer, level.readable, false, gathering)
}

interface EndpointPolicy {
  readonly policies: Policies
  readonly kind: PolicySet['vpceKind']
}

function endpointPolicy({ context }: Bearing, snapshot: Snapshot, gathering: Gathering): EndpointPolicy {
  const value = context.get('aws:sourcevpce')
  if (value === undefined) return { policies: none, kind: 'unknown' }
  const id = value === 'unknown' ? undefined : value[0]
  if (id === undefined) return { policies: unknown, kind: 'unknown' }
  const endpoint = vpcEndpoint(snapshot, id)
  if (endpoint.kind !== 'known') {
    if (endpoint.kind === 'unknown') gathering.missing.push({ layer: 'vpce', missing: endpoint.missing })
    return { policies: unknown, kind: 'unknown' }
  }
  return { policies: one('vpce', endpoint.value.policy, gathering), kind: endpoint.value.kind }
}

function one(layer: Layer, fact: Fact<StoredPolicy>, gathering: Gathering): Policies {
  if (fact.kind === 'absent') return none
  if (fact.kind === 'unknown') {
    gathering.missing.push({ layer, missing: fact.missing })
    return unknown
  }
  return many(layer, [fact.value], true, gathering)
}

function many(layer: Layer, stored: readonly StoredPolicy[], complete: boolean, gathering: Gathering): Policies {
  const policies = stored.flatMap((policy) => {
    gathering.storedById.set(policy.id, policy)
    if (policy.document.ok) return [{ id: policy.id, document: policy.document.document }]
    gathering.missing.push({ layer, missing: malformed(policy) })
    return []
  })
  if (policies.length === 0 && stored.length === 1 && !complete) return unknown
  return { kind: 'read', policies, complete: complete && policies.length === stored.length }
}

function malformed(policy: StoredPolicy): Missing {
  const { en, ko } = policy.document.ok ? { en: '', ko: '' } : policy.document.problem.message
  return {
    reason: 'malformed',
    what: {
      en: `${policy.name ?? policy.target} in ${policy.source.file} at ${policy.source.pointer}: ${en}`,
      ko: `${policy.source.file} 파일의 ${policy.source.pointer} 위치에 있는 ${policy.name ?? policy.target} 정책(정책 문서로 읽을 수 없음: ${ko.replace(/\.$/, '')})`,
    },
    permission: null,
    command: null,
  }
}
