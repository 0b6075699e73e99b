import type { Denial } from '../denial/denial.ts'
import { decide } from '../engine/decide.ts'
import { parseArn } from '../iam/arn.ts'
import type { Context } from '../iam/context.ts'
import type { Missing } from '../snapshot/fact.ts'
import { findRoleByArn, findUser } from '../snapshot/iam.ts'
import { isManagementAccount } from '../snapshot/organizations.ts'
import { bucketRegion } from '../snapshot/s3.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import { type AccessPointPath, accessPointKeys, accessPointPath } from './access-point.ts'
import { queryUnread } from './athena.ts'
import type { Authorization, Occasion } from './authorization.ts'
import type { Call } from './call.ts'
import { planOf } from './call-plan.ts'
import type { Caller } from './caller.ts'
import { completeContext } from './complete-context.ts'
import type { ContextFacts } from './context-facts.ts'
import { gatesOf, withOpenGates } from './gates.ts'
import { runUnread } from './glue-run.ts'
import { keyContext } from './kms-context.ts'
import { missingLakeFormation } from './lakeformation-facts.ts'
import { networkPath } from './network-path.ts'
import { directRequest, noExtra, type PlannedRequest } from './planned-request.ts'
import { policiesFor } from './policies.ts'
import { knownContext, regionOf } from './request-context.ts'
import { bucketOf, ownerOf } from './resource-policy.ts'
import { noSessionFacts, sessionTags } from './session.ts'
import { tableKeys } from './table-bucket.ts'

/** The authorizations of a call and which of them AWS reported. */
export interface Chain {
  readonly authorizations: readonly Authorization[]
  /** Index of the reported one. */
  readonly reported: number
  /** What could not be read, though further requests may hang on it. */
  readonly unread: readonly Missing[]
}

/** A request that AWS makes only in some runs of the call: what refuses it does not refuse the call. */
export interface OccasionalAuthorization {
  readonly occasion: Occasion
  readonly authorization: Authorization
}

/** The authorizations that only some runs of the call need; those that AWS reported are part of the chain. */
export function occasionalOf(call: Call): readonly OccasionalAuthorization[] {
  return (planOf(call) ?? []).flatMap((planned) =>
    planned.occasion === undefined || planned.reported
      ? []
      : [{ occasion: planned.occasion, authorization: authorizationOf(planned, call) }],
  )
}

/** Every authorization that the call needs, in the order AWS makes them; null where principal, action or resource is not known. */
export function chainOf(call: Call): Chain | null {
  const plan = planOf(call)?.filter(({ occasion, reported }) => occasion === undefined || reported) ?? null
  if (plan === null) return null
  const asRead = plan.map((planned) => askedInTurn(planned, call))
  const authorizations = call.work?.kind === 'publicRead' ? asRead.map((one) => withOpenGates(one, call)) : asRead
  return {
    authorizations,
    reported: Math.max(
      0,
      plan.findIndex((p) => p.reported),
    ),
    unread: [...queryUnread(call), ...runUnread(call)],
  }
}

/** A request that AWS makes once more with other keys where it is refused: the first that is allowed, else the last. */
function askedInTurn(planned: PlannedRequest, call: Call): Authorization {
  const first = authorizationOf(planned, call)
  if (planned.otherwise === undefined) return first
  const second = authorizationOf({ ...planned, extra: planned.otherwise }, call)
  const asked = [first, second].map((authorization) => {
    const { request, policies, gates } = authorization
    return { authorization, possible: decide(request, policies, gates).possible }
  })
  const allowed =
    asked.find(({ possible }) => possible.length === 1 && possible[0] === 'allowed') ??
    asked.find(({ possible }) => possible.includes('allowed'))
  return allowed?.authorization ?? second
}

/** One planned request with its context and every policy that bears on it. */
export function authorizationOf(planned: PlannedRequest, call: Call): Authorization {
  const { snapshot } = call
  const { caller, action } = planned
  const path = accessPointPath(planned.resource, snapshot)
  const resource = path?.resource ?? planned.resource
  const resourceAccount = planned.isOwnerOpen === true ? 'unknown' : ownerBehind(path, caller, resource, call)
  // The records of a session tell nothing of what another principal may do.
  const session = caller === call.caller ? call.session : noSessionFacts
  const facts: ContextFacts = {
    caller,
    hop: planned.hop,
    action,
    resource,
    resourceAccount,
    region: regionOf(
      resource,
      call.denial,
      action.split(':')[0] ?? '',
      regionOfBucket(path?.bucketResource ?? resource, snapshot),
    ),
    denial: call.denial,
    sessionTags: sessionTags(session),
    resourceTags: tagsOf(resource, snapshot),
    given: call.given,
    extra: new Map([
      ...(planned.hop.kind === 'forwarded' ? [] : networkPath(call, caller, action)),
      ...passedTo(planned, call),
      ...accessPointKeys(path),
      ...keyContext(planned, call),
      ...tableKeys(resource, snapshot),
      ...extraOf(planned, call),
    ]),
  }
  const known = knownContext(facts, snapshot)
  const gathered = policiesFor(
    {
      caller,
      action,
      resource,
      resourceAccount,
      accessPoint: path,
      context: known,
      session,
      claimed: call.denial.claim.policyType,
    },
    snapshot,
  )
  const completed = completeContext(known, gathered.set, facts)
  const behind = path?.bucketResource == null ? {} : { bucketResource: path.bucketResource }
  const { context } = completed
  const owner =
    resourceAccount === null || resourceAccount === 'unknown'
      ? {}
      : { resourceInManagementAccount: isManagementAccount(snapshot, resourceAccount) }
  const request = { principal: caller.principal, action, resource, resourceAccount, ...owner, ...behind, context }
  return {
    request,
    hop: planned.hop,
    policies: gathered.set,
    gates: gatesOf(request, gathered.set, call, 'plain'),
    reading: 'plain',
    storedById: gathered.storedById,
    missing: [...gathered.missing, ...missingLakeFormation(request, call)],
    assumptions: [...gathered.assumptions, ...completed.assumptions],
  }
}

/** The tags of a user or role that is asked for; null for other resources, and where it is not recorded. */
function tagsOf(resource: string, snapshot: Snapshot): Readonly<Record<string, string>> | null {
  const arn = parseArn(resource)
  if (arn?.service !== 'iam') return null
  const [type] = arn.resource.split('/')
  const found =
    type === 'role' ? findRoleByArn(snapshot, resource) : type === 'user' ? findUser(snapshot, resource) : null
  return found?.kind === 'known' ? found.value.tags : null
}

/** Account that owns the resource, of a request through an access point the account of the bucket. */
function ownerBehind(
  path: AccessPointPath | null,
  caller: Caller,
  resource: string,
  { snapshot, denial }: Call,
): string | null | 'unknown' {
  const owner = ownerOf(path?.bucketResource ?? resource, caller.principal.account, snapshot)
  return owner === 'unknown' ? (path?.bucketAccount ?? recordedOwner(resource, denial) ?? owner) : owner
}

/** The owner of a bucket as the record of the call on it tells. */
function recordedOwner(resource: string, { hints: { event } }: Denial): string | null {
  const bucket = bucketOf(resource)
  return bucket !== null && event?.requestParameters?.bucketName === bucket ? event.bucketOwner : null
}

/** `iam:PassRole` is asked for by the service whose call hands over the role. */
function passedTo({ action }: PlannedRequest, { denial }: Call): Context {
  const service = denial.service
  if (action.toLowerCase() !== 'iam:passrole' || service === null || service === 'iam') return noExtra
  return new Map([['iam:passedtoservice', [`${service}.amazonaws.com`]]])
}

/** A reported KMS call that S3 made carries S3's keys even where the plan did not make it. */
function extraOf(planned: PlannedRequest, call: Call): Context {
  if (planned.extra.size > 0 || planned.hop.kind !== 'forwarded') return planned.extra
  const isKms = planned.action.startsWith('kms:')
  if (!isKms) return noExtra
  const region = parseArn(planned.resource)?.region ?? call.denial.region ?? ''
  const service = planned.hop.service.replace(/\.amazonaws\.com$/, '')
  return new Map([['kms:viaservice', [`${service}.${region}.amazonaws.com`]]])
}

function regionOfBucket(resource: string, snapshot: Snapshot): string | null {
  const bucket = bucketOf(resource)
  if (bucket === null) return null
  const region = bucketRegion(snapshot, bucket)
  return region.kind === 'known' ? region.value : null
}

/** The authorization that the same policies give another principal, action or resource: for trying what a fix opens. */
export function otherAuthorization(caller: Caller, action: string, resource: string, call: Call): Authorization {
  return authorizationOf(directRequest(caller, action, resource, false), call)
}
