import { parseArn } from '../iam/arn.ts'
import type { Context } from '../iam/context.ts'
import { actsOnArn } from '../iam/service-data.ts'
import type { Missing } from '../snapshot/fact.ts'
import { findRoleByArn, findUser } from '../snapshot/iam.ts'
import { isManagementAccount } from '../snapshot/organizations.ts'
import { bucketRegion, headObject } from '../snapshot/s3.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import { type AccessPointPath, accessPointKeys, accessPointPath } from './access-point.ts'
import { queryRequests, queryUnread } from './athena.ts'
import type { Authorization, Hop, Occasion } from './authorization.ts'
import type { Call } from './call.ts'
import type { Caller } from './caller.ts'
import { completeContext } from './complete-context.ts'
import type { ContextFacts } from './context-facts.ts'
import { gatesOf, withOpenGates } from './gates.ts'
import { catalogRequests } from './glue.ts'
import { crawlerRequests, jobRequests, runUnread } from './glue-run.ts'
import { keyAskedFor, markKeyReported } from './kms-call.ts'
import { networkPath } from './network-path.ts'
import { directRequest, markReported, noExtra, type PlannedRequest, withoutRepeats } from './planned-request.ts'
import { policiesFor } from './policies.ts'
import { knownContext, regionOf } from './request-context.ts'
import { bucketOf, objectKeyOf, ownerOf } from './resource-policy.ts'
import { s3Requests } from './s3.ts'
import { sentHeaders } from './s3-sent-headers.ts'
import { noSessionFacts, sessionTags } from './session.ts'
import { workRequests } from './work-requests.ts'

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
  const asRead = plan.map((planned) => authorizationOf(planned, call))
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

function planOf(call: Call): readonly PlannedRequest[] | null {
  const { caller, action, resource } = call
  if (caller === null || action === null || resource === null) return null
  if (isKmsOnObject(action, resource)) return kmsBehindObject(caller, action, resource, call)
  if (!canActOn(action, resource)) return null
  const own: PlannedRequest = {
    ...directRequest(caller, action, keyAskedFor(action, resource, call), true),
    hop: hopOf(call, action),
  }
  const work = call.work === null ? [] : workRequests(call.work, caller, call)
  if (work.length > 0) return markReported(withoutRepeats(work), own)
  const query = queryRequests(call, caller)
  if (query.length > 0) return markReported(withoutRepeats(query), own)
  const job = jobRequests(call, caller)
  if (job.length > 0) return markReported(withoutRepeats(job), own)
  const crawler = crawlerRequests(call, caller)
  if (crawler.length > 0) return markReported(withoutRepeats(crawler), own)
  return markKeyReported(markReported(withoutRepeats(ownRequests(own, call)), own), call)
}

/** An action that is known not to take a resource of that service cannot be judged on it. */
function canActOn(action: string, resource: string): boolean {
  if (resource === '*') return true
  const service = parseArn(resource)?.service
  return service === undefined || service === action.split(':')[0] || actsOnArn(action, resource) !== false
}

function isKmsOnObject(action: string, resource: string): boolean {
  return action.toLowerCase().startsWith('kms:') && parseArn(resource)?.service === 's3'
}

/** KMS refused, but what is named is the object: the call was S3's, and the refused request is the one for the object's key. */
function kmsBehindObject(
  caller: Caller,
  action: string,
  resource: string,
  call: Call,
): readonly PlannedRequest[] | null {
  const s3Action = /^kms:decrypt$/i.test(action) ? 's3:GetObject' : 's3:PutObject'
  const plan = s3Requests(caller, s3Action, resource, { kind: 'direct' }, call.snapshot)
  const key = plan.findIndex((p) => p.action.toLowerCase() === action.toLowerCase())
  // An object that is recorded without a key asks KMS for none.
  if (key < 0 && !isRecorded(resource, call.snapshot)) return null
  return plan.map((p, i) => ({ ...p, reported: i === Math.max(0, key) }))
}

function isRecorded(objectArn: string, snapshot: Snapshot): boolean {
  const [bucket, key] = [bucketOf(objectArn), objectKeyOf(objectArn)]
  if (bucket === null || key === null) return false
  return headObject(snapshot, bucket, key).kind === 'known'
}

/** What one action needs beyond itself. */
function ownRequests(own: PlannedRequest, call: Call): readonly PlannedRequest[] {
  const { caller, action, resource, hop } = own
  const service = action.split(':')[0]
  if (service === 's3') return [...s3Requests(caller, action, resource, hop, call.snapshot), ...ofHeaders(own, call)]
  if (service === 'glue') return catalogRequests(caller, action, resource, hop)
  return [own]
}

// AWS: an upload that carries an ACL or tags needs the permission to set them as well.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
function ofHeaders(own: PlannedRequest, call: Call): readonly PlannedRequest[] {
  if (own.action.toLowerCase() !== 's3:putobject') return []
  const sent = sentHeaders(call, noExtra)
  return [
    ...(sent.has('x-amz-acl') ? [{ ...own, action: 's3:PutObjectAcl' }] : []),
    ...(sent.has('x-amz-tagging') ? [{ ...own, action: 's3:PutObjectTagging' }] : []),
  ]
}

/** A denied action of another service than the one called was asked for by the called one: S3 asks KMS for the caller. */
function hopOf(call: Call, action: string): Hop {
  const event = call.denial.hints.event
  if (event?.invokedBy != null && event.identityType !== 'AWSService') {
    return { kind: 'forwarded', service: event.invokedBy }
  }
  const called = call.denial.service
  const asked = action.split(':')[0]
  if (called === 's3' && asked === 'kms') return { kind: 'forwarded', service: 's3.amazonaws.com' }
  if (called === 'athena' && asked !== 'athena') return { kind: 'forwarded', service: 'athena.amazonaws.com' }
  if (asked === 'glue' && call.denial.hints.message.includes('AmazonDataCatalog'))
    return { kind: 'forwarded', service: 'athena.amazonaws.com' }
  return { kind: 'direct' }
}

/** One planned request with its context and every policy that bears on it. */
export function authorizationOf(planned: PlannedRequest, call: Call): Authorization {
  const { snapshot } = call
  const { caller, action } = planned
  const path = accessPointPath(planned.resource, snapshot)
  const resource = path?.resource ?? planned.resource
  const resourceAccount = ownerBehind(path, caller, resource, snapshot)
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
    missing: gathered.missing,
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
  snapshot: Snapshot,
): string | null | 'unknown' {
  const owner = ownerOf(path?.bucketResource ?? resource, caller.principal.account, snapshot)
  return owner === 'unknown' ? (path?.bucketAccount ?? owner) : owner
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
