import type { Denial } from '../denial/denial.ts'
import { actionsOfOperation } from '../iam/operation.ts'
import { textAt, timeOf } from '../snapshot/json.ts'
import { propagationMilliseconds } from './call-history.ts'
import { sessionBefore } from './callers.ts'
import { timeOfDenial } from './denial-time.ts'
import { fits, idsInText, joinRecord, mostApart } from './joined-record.ts'
import { isRivalCall, mostApart as keyApart } from './key-denial.ts'
import { policyWrite } from './policy-writes.ts'
import { isSameRole, principalKey } from './same-principal.ts'
import { isSessionMaker, madeAmong, type SessionIdentity, sessionOf, type TrailRecord } from './session.ts'
import { asksFor, type TrailEvent, trailEvents } from './trail-event.ts'

/** What is known beside the denials when a log is searched. */
export interface KnownOfLog {
  /** Records that an earlier pass over the log found: the denial's own tells which session to look for. */
  readonly found?: readonly TrailRecord[]
  /** Principals named on the command line. */
  readonly principals?: readonly string[]
}

/**
 * Which records of a log bear on the denials, so that a big log need not be kept: those with an id of the denial, the
 * calls that made its session, changes of policies, the same call of the same principal, and what KMS refused at the
 * time. It keeps more than is used, never less. One record tells what to look for next (a role that assumed a role), so
 * ask again with what was found until nothing is added.
 */
export function relevantTo(denials: readonly Denial[], known: KnownOfLog = {}): (record: unknown) => boolean {
  const { found = [], principals = [] } = known
  const targets = denials.map((denial) => targetOf(denial, principals, found))
  const shared = new Set(found.map(({ record }) => textAt(record, 'sharedEventID')))
  const sessions = [
    ...targets.flatMap((target) => target.sessions),
    ...found.flatMap(({ record }) => (isSessionMaker(record) ? (sessionBefore(record) ?? []) : [])),
  ]
  const madeBy = madeAmong(sessions)
  const ids = new Set(targets.flatMap((target) => [...target.ids]))
  const writesFrom = targets.map(firstWrite).reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  const near = targetsNear(targets)
  return (record) => {
    const sharedId = textAt(record, 'sharedEventID')
    if (sharedId !== null && shared.has(sharedId)) return true
    if (isSessionMaker(record)) {
      if (madeBy(record).length > 0) return true
      if (targets.some(({ isOfRun }) => isOfRun)) return true
    }
    if (idsOf(record).some((id) => ids.has(id))) return true
    const [event] = trailEvents([{ file: '', record }])
    if (event === undefined) return false
    if (event.time >= writesFrom && policyWrite(event) !== null) return true
    return near(record, event).some((target) => bearsOn(record, event, target))
  }
}

/** The targets of which a call can be, by who called; what KMS refused can be of any. */
function targetsNear(targets: readonly Target[]): (record: unknown, event: TrailEvent) => readonly Target[] {
  const ofRun = targets.filter(({ isOfRun }) => isOfRun)
  const byCaller = new Map<string, Target[]>()
  for (const target of targets) {
    for (const key of new Set(target.principals.map(principalKey))) {
      const own = byCaller.get(key)
      if (own === undefined) byCaller.set(key, [target])
      else own.push(target)
    }
  }
  return (record, { by, byRoleArn, service, isFailed }) => {
    if (service === 'kms' && isFailed) return targets
    const callers = [textAt(record, 'userIdentity', 'arn'), by, byRoleArn].filter((arn) => arn !== null)
    return [...ofRun, ...[...new Set(callers.map(principalKey))].flatMap((key) => byCaller.get(key) ?? [])]
  }
}

/** A denial as far as its record, where one was found, completes it. */
export interface Target {
  readonly denial: Denial
  readonly ids: ReadonlySet<string>
  readonly principals: readonly string[]
  readonly sessions: readonly SessionIdentity[]
  /** The earliest time at which it can have been denied; null where it is not known. */
  readonly from: number | null
  readonly times: readonly number[]
  /** Whether only a snapshot tells the principal: the role of the Glue job or crawler that a log is of. */
  readonly isOfRun: boolean
}

/** What to look for in a log for a denial, with what was found of it and the principals named on the command line. */
export function targetOf(reported: Denial, given: readonly string[], found: readonly TrailRecord[]): Target {
  const { denial } = joinRecord(reported, given[0] ?? null, found)
  const { event } = denial.hints
  const { hostId, eventId } = idsInText(reported)
  const ids = [denial.requestId, hostId, eventId, event?.eventId, event?.sharedEventId]
  const principals = [...new Set([denial.principal, ...given])].filter((name) => name !== null)
  const ofRequest = found.filter(
    ({ record }) => denial.requestId !== null && textAt(record, 'requestID') === denial.requestId,
  )
  const times = [
    timeOfDenial(reported),
    timeOfDenial(denial),
    ...ofRequest.map(({ record }) => timeOf(textAt(record, 'eventTime'))),
  ].filter((time) => time !== null)
  return {
    denial,
    ids: new Set(ids.filter((id) => id != null)),
    principals,
    // What is asked of another principal than the caller is asked without the caller's record; when, may still be found.
    sessions: principals.flatMap((arn) => [sessionOf(event, null, arn), sessionOf(null, null, arn)]),
    from: times.reduce<number | null>((first, time) => Math.min(first ?? time, time), null),
    times,
    isOfRun: principals.length === 0 && isOfRun(denial),
  }
}

function isOfRun({ hints }: Denial): boolean {
  const { glueJobName, glueJobRunId, message } = hints
  return glueJobName !== null || glueJobRunId !== null || ofRun.test(message)
}

const ofRun = /\bjob run failed\b|\bLAUNCH ERROR\b|\bError Accessing Customer Data\b|\bcrawler\b/i

function idsOf(record: unknown): readonly string[] {
  const own = [
    textAt(record, 'requestID'),
    textAt(record, 'eventID'),
    textAt(record, 'sharedEventID'),
    textAt(record, 'additionalEventData', 'x-amz-id-2'),
  ]
  return own.filter((id) => id !== null)
}

/** When changes of policies begin to bear on a denial: without a principal the call is not judged, and none does. */
function firstWrite({ denial, principals, from, isOfRun }: Target): number {
  if (denial.notPermission || (principals.length === 0 && !isOfRun)) return Number.POSITIVE_INFINITY
  return from === null ? Number.NEGATIVE_INFINITY : from - propagationMilliseconds
}

function bearsOn(record: unknown, event: TrailEvent, target: Target): boolean {
  const { denial, principals, from, times } = target
  if (denial.notPermission) return false
  const isAtOnce = times.some((time) => Math.abs(time - event.time) <= mostApart)
  if (isAtOnce && principals.some((who) => fits(record, denial, who))) return true
  const isWithin = (most: number): boolean => times.some((time) => Math.abs(time - event.time) <= most)
  if (event.service === 'kms' && event.isFailed && isWithin(keyApart)) return true
  // What KMS refused can be of another call that S3 refused.
  if (isWithin(2 * keyApart) && isRivalCall(event, denial)) return true
  // Without a principal the call is not judged, and no change bears on it.
  if (principals.length === 0 && !target.isOfRun) return false
  const isLater = from === null || event.time > from
  return isLater && (target.isOfRun || isOfCaller(event, principals)) && canAskForSame(event, denial)
}

function isOfCaller({ by, byRoleArn }: TrailEvent, principals: readonly string[]): boolean {
  const own = [by, byRoleArn].filter((arn) => arn !== null)
  return principals.some((who) => own.some((arn) => isSameRole(arn, who)))
}

/** Services whose calls are several requests, of which any can be the refused one. */
const several: ReadonlySet<string> = new Set(['athena', 'glue', 'lakeformation'])

/** Whether a denial is of such a call, also where a request to another service was refused. */
export function isOfSeveral({ service, action }: Denial): boolean {
  return several.has(service ?? '') || several.has(action?.split(':')[0] ?? '')
}

/** Whether an event can be a request that the denied call makes. */
function canAskForSame(event: TrailEvent, denial: Denial): boolean {
  const { action, operation, resource } = denial
  if (action === null || isOfSeveral(denial)) return true
  if (operation !== null && event.operation === operation) return isOnBucketOf(event, action, resource)
  // S3 asks KMS, and a session of a directory bucket stands for the calls made with it.
  if (action.startsWith('s3:') && (event.service === 'kms' || event.service === 's3express')) return true
  const actions = actionsOfOperation(event.service, event.operation).map((needed) => needed.action.toLowerCase())
  return actions.includes(action.toLowerCase()) && isOnBucketOf(event, action, resource)
}

/** Of an object in a bucket, whether the event is about it; any other resource can go by several names. */
function isOnBucketOf(event: TrailEvent, action: string, resource: string | null): boolean {
  if (resource === null || !/^arn:[^:]+:s3:::[^/]+\/./.test(resource) || /--x-s3\//.test(resource)) return true
  return (
    asksFor(event, action, resource) ||
    !actionsOfOperation(event.service, event.operation).some((n) => n.action === action)
  )
}
