import type { CloudTrailEvent, Denial } from '../denial/denial.ts'
import { denialsOfEvent, nearDenialsOfEvent } from '../denial/event-denial.ts'
import { operationOfEventName, servicePrefixOfEventSource } from '../iam/operation.ts'
import { textAt, timeOf } from '../snapshot/json.ts'
import { hasZone, timeOfDenial } from './denial-time.ts'
import { isSamePrincipal } from './same-principal.ts'
import type { TrailRecord } from './session.ts'
import { eventKey, wholeEvent } from './shared-event.ts'

/** What shows that a record is that of the denial. */
export type JoinedBy = 'requestId' | 'extendedRequestId' | 'eventId' | 'sharedEventId' | 'principalAndTime'

/** The CloudTrail record that a denial was completed from. */
export interface JoinedRecord {
  readonly by: JoinedBy
  readonly eventId: string | null
  readonly eventTime: string | null
  readonly file: string
}

/** A denial with what its CloudTrail record adds. */
export interface JoinedDenial {
  readonly denial: Denial
  /** Null where no record of the trail is that of the denial. */
  readonly joined: JoinedRecord | null
}

/** How far the time of a log line and of its record may lie apart. */
export const mostApart: number = 2 * 60_000

/**
 * Joins a denial to its record: a text by the request id, the extended request id of S3 or the event id that it prints,
 * else by principal, operation and time where exactly one refused call fits; an event to the copies that other accounts
 * received. What the record tells then counts as if it had been pasted.
 */
export function joinRecord(denial: Denial, principal: string | null, records: readonly TrailRecord[]): JoinedDenial {
  if (denial.source === 'request' || records.length === 0) return { denial, joined: null }
  const found = denial.hints.event === null ? recordOfText(denial, principal, records) : copyOf(denial, records)
  if (found === null) return { denial, joined: null }
  const whole = wholeEvent(found.record, records)
  const told = refusalOf(whole.record)
  if (told === null) return { denial, joined: null }
  const { file, record } = found.record
  const joined = { by: found.by, eventId: textAt(record, 'eventID'), eventTime: textAt(record, 'eventTime'), file }
  return { denial: completed(denial, told), joined }
}

interface Found {
  readonly by: JoinedBy
  readonly record: TrailRecord
}

function recordOfText(denial: Denial, principal: string | null, records: readonly TrailRecord[]): Found | null {
  const { hostId, eventId } = idsInText(denial)
  const byId: readonly (readonly [JoinedBy, string | null, (record: unknown) => string | null])[] = [
    ['requestId', denial.requestId, (record) => textAt(record, 'requestID')],
    ['extendedRequestId', hostId, (record) => textAt(record, 'additionalEventData', 'x-amz-id-2')],
    ['eventId', eventId, (record) => textAt(record, 'eventID')],
  ]
  const who = denial.principal ?? principal
  for (const [by, id, idOf] of byId) {
    const named = id === null ? [] : records.filter(({ record }) => idOf(record) === id && canBe(record, who))
    const own = named.filter(({ record }) => serviceOf(record) === denial.service)
    const only = onlyEvent(own.length > 0 ? own : named)
    if (only !== null) return { by, record: only }
  }
  const only = who === null ? null : onlyEvent(records.filter(({ record }) => fits(record, denial, who)))
  return only === null ? null : { by: 'principalAndTime', record: only }
}

/** The ids of its record that a text prints besides the request id. */
export function idsInText({ hints: { message } }: Denial): {
  readonly hostId: string | null
  readonly eventId: string | null
} {
  return { hostId: onlyMatch(hostIdForm, message), eventId: onlyMatch(eventIdForm, message) }
}

const hostIdForm =
  /(?:\bhost ?id|\bS3 ?Extended ?Request ?ID|\bx-amz-id-2)["']?(?:>|\s{0,3}[:=]?\s{0,3}["']?)([A-Za-z0-9+/=]{20,200})/gi
const eventIdForm =
  /\bevent ?id["']?\s{0,3}[:=]\s{0,3}["']?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/gi

/** The one id of that form in the text; null where there are several. */
function onlyMatch(form: RegExp, text: string): string | null {
  const ids = new Set([...text.matchAll(form)].map(([, id]) => id))
  const [only] = ids
  return ids.size === 1 ? (only ?? null) : null
}

/** The one event among the records that was refused, of which several accounts and files can hold copies. */
function onlyEvent(records: readonly TrailRecord[]): TrailRecord | null {
  const refused = records.filter(({ record }) => refusalOf(record) !== null)
  const [first] = refused
  const keys = new Set(refused.map(({ record }) => eventKey(record) ?? record))
  return first !== undefined && keys.size === 1 ? first : null
}

/** Whether a record does not name another principal than the text. */
function canBe(record: unknown, principal: string | null): boolean {
  const arn = textAt(record, 'userIdentity', 'arn')
  return principal === null || arn === null || arn === '' || !arn.startsWith('arn:') || isSamePrincipal(arn, principal)
}

/** Whether a record is of the same principal, the same operation and the same time, and of no other resource. */
export function fits(record: unknown, denial: Denial, principal: string): boolean {
  const time = timeOfDenial(denial)
  const recorded = timeOf(textAt(record, 'eventTime'))
  if (time === null || recorded === null || Math.abs(time - recorded) > mostApart) return false
  const arn = textAt(record, 'userIdentity', 'arn')
  if (arn === null || !isSamePrincipal(arn, principal)) return false
  const told = refusalOf(record)
  if (told === null || !isSameAsked(record, told, denial)) return false
  const isArn = denial.resource?.startsWith('arn:') === true && told.resource !== null
  // A time without a zone can be that of any zone, so the resource has to agree as well.
  return isArn ? denial.resource === told.resource : hasZone(denial.time ?? '')
}

function isSameAsked(record: unknown, told: Denial, { service, operation, action }: Denial): boolean {
  if (operation === null) return action !== null && told.action?.toLowerCase() === action.toLowerCase()
  return operationOfEventName(textAt(record, 'eventName') ?? '') === operation && [null, told.service].includes(service)
}

/** The copy of an event that another account received. */
function copyOf({ hints: { event } }: Denial, records: readonly TrailRecord[]): Found | null {
  const shared = event?.sharedEventId ?? null
  if (shared === null) return null
  const copy = records.find(
    ({ record }) => textAt(record, 'sharedEventID') === shared && textAt(record, 'eventID') !== event?.eventId,
  )
  return copy === undefined ? null : { by: 'sharedEventId', record: copy }
}

/** What a record reports as refused; null where the call succeeded or failed otherwise. */
export function refusalOf(record: unknown): Denial | null {
  if ((textAt(record, 'errorCode') ?? '') === '') return null
  return denialsOfEvent(record)[0] ?? nearDenialsOfEvent(record)[0] ?? null
}

function serviceOf(record: unknown): string {
  return servicePrefixOfEventSource(textAt(record, 'eventSource') ?? '')
}

/** A denial with what its record tells besides. */
function completed(denial: Denial, told: Denial): Denial {
  // A call that the reported service forwarded is what was refused, whatever the text calls it.
  const isForwarded = told.service !== denial.service && told.hints.event?.invokedBy != null && told.action !== null
  const isArn = denial.resource === '*' || denial.resource?.startsWith('arn:') === true
  const { claim } = denial.claim.policyType === null && denial.claim.effect === null ? told : denial
  const { hints } = denial
  const event = told.hints.event === null ? hints.event : eventOf(hints.event, told.hints.event)
  return {
    ...denial,
    operation: denial.operation ?? told.operation,
    service: denial.service ?? told.service,
    errorCode: denial.errorCode ?? told.errorCode,
    principal: denial.principal ?? told.principal,
    action: isForwarded ? told.action : (denial.action ?? told.action),
    resource: isArn && !isForwarded ? denial.resource : (told.resource ?? denial.resource),
    claim,
    requestId: denial.requestId ?? told.requestId,
    time: hints.event === null ? told.time : denial.time,
    region: denial.region ?? told.region,
    account: denial.account ?? told.account,
    hints: { ...hints, event, signedUrl: hints.signedUrl ?? told.hints.signedUrl },
  }
}

const ofCaller = [
  'identityType',
  'principalId',
  'identityArn',
  'identityAccount',
  'userName',
  'accessKeyId',
  'sessionIssuerArn',
  'sessionCreatedAt',
  'mfaAuthenticated',
  'sourceIdentity',
  'invokedBy',
  'onBehalfOf',
] as const

/** An event with what another copy adds; who called is told by the copy that names an ARN. */
function eventOf(own: CloudTrailEvent | null, other: CloudTrailEvent): CloudTrailEvent {
  if (own === null) return other
  const [more, less] = own.identityArn === null && other.identityArn !== null ? [other, own] : [own, other]
  const caller = Object.fromEntries(ofCaller.map((name) => [name, more[name] ?? less[name]]))
  return {
    ...other,
    ...Object.fromEntries(Object.entries(own).filter(([, value]) => value !== null)),
    ...caller,
  }
}
