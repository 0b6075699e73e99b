import type { CloudTrailEvent, Denial } from '../denial/denial.ts'
import type { Policies } from '../engine/policies.ts'
import { parsePolicy } from '../iam/policy-parser.ts'
import { field, listAt, textAt, timeOf } from '../snapshot/json.ts'
import type { RecordPlace } from '../snapshot/record-place.ts'
import type { StoredPolicy } from '../snapshot/stored-policy.ts'
import { spanOfDenial, type TimeSpan } from './denial-time.ts'
import { longestSession } from './session-lifetime.ts'

/** What the CloudTrail records of the time tell of the session that was denied. */
export interface SessionFacts {
  /** The AssumeRole (or GetFederationToken) call that made the session; null where no record shows it. */
  readonly made: SessionMaking | null
}

/** The record that made a session. */
export interface SessionMaking {
  readonly eventId: string | null
  /** `AssumeRole`, or one of its kin that proves an identity otherwise. */
  readonly operation: string
  readonly eventTime: string | null
  /** Who assumed the role. */
  readonly byArn: string | null
  readonly roleArn: string | null
  readonly sessionName: string | null
  /** Inline session policy, as passed. */
  readonly inlinePolicy: string | null
  readonly policyArns: readonly string[]
  readonly externalId: string | null
  readonly tags: Readonly<Record<string, string>>
  /** File of the trail that holds the record. */
  readonly file: string
  /** Where the record stands in it; absent where that is not known. */
  readonly place?: RecordPlace
  /** The record as it was written. */
  readonly record: unknown
}

/** A session of which no record tells anything. */
export const noSessionFacts: SessionFacts = { made: null }

/** A CloudTrail record with the file it was read from. */
export interface TrailRecord {
  readonly file: string
  readonly record: unknown
  /** Where the record stands in the file; absent where that is not known. */
  readonly place?: RecordPlace
}

/** What tells one session from another; null where it is not known. */
export interface SessionIdentity {
  readonly arn: string | null
  readonly accessKeyId: string | null
  readonly principalId: string | null
  readonly createdAt: string | null
  /** When the session was used. */
  readonly used: TimeSpan | null
}

/** Names of the calls that make a session. */
export const sessionMakerNames: readonly string[] = [
  'AssumeRole',
  'AssumeRoleWithSAML',
  'AssumeRoleWithWebIdentity',
  'GetFederationToken',
]

const sessionMakers: ReadonlySet<string> = new Set(sessionMakerNames)

/** Whether a record shows a call that made a session. */
export function isSessionMaker(record: unknown): boolean {
  return sessionMakers.has(textAt(record, 'eventName') ?? '') && (textAt(record, 'errorCode') ?? '') === ''
}

/** Finds the call that made the denied session. */
export function sessionFacts(
  principalArn: string | null,
  denial: Denial,
  records: readonly TrailRecord[],
): SessionFacts {
  const found = makerOf(sessionOf(denial.hints.event, spanOfDenial(denial), principalArn), records)
  return found === null ? noSessionFacts : { made: makingOf(found) }
}

/** The session of a principal, as far as the record of a call that it made tells. */
export function sessionOf(event: CloudTrailEvent | null, used: TimeSpan | null, arn: string | null): SessionIdentity {
  return {
    arn,
    accessKeyId: event?.accessKeyId ?? null,
    principalId: event?.principalId ?? null,
    createdAt: event?.sessionCreatedAt ?? null,
    used,
  }
}

/**
 * The record of the call that made a session: by the access key that the call returned, else by the session's unique id
 * and creation time, else by role and session name, the last before it was used that can still have lasted.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
 */
export function makerOf(session: SessionIdentity, records: readonly TrailRecord[]): TrailRecord | null {
  const makings = records.filter(({ record }) => canHaveMade(record, session))
  const byKey = makings.find(({ record }) => hasKey(record, session))
  const byId = makings.find(({ record }) => hasId(record, session))
  const byArn = [...makings].sort((a, b) =>
    (textAt(b.record, 'eventTime') ?? '').localeCompare(textAt(a.record, 'eventTime') ?? ''),
  )[0]
  return byKey ?? byId ?? byArn ?? null
}

/** Whether a record, by itself, can be that of the call that made a session. */
function canHaveMade(record: unknown, session: SessionIdentity): boolean {
  if (!isSessionMaker(record) || isAnother(record, session)) return false
  return hasKey(record, session) || hasId(record, session) || isNamed(record, session)
}

/** Gives the sessions of many that a record can have made, by what the record itself tells of the one it made. */
export function madeAmong(sessions: readonly SessionIdentity[]): (record: unknown) => readonly SessionIdentity[] {
  const [byKey, byId, byArn] = (['accessKeyId', 'principalId', 'arn'] as const).map((name) => {
    const own = new Map<string, SessionIdentity[]>()
    for (const session of sessions) {
      const value = session[name]
      if (value !== null) own.set(value, [...(own.get(value) ?? []), session])
    }
    return own
  })
  return (record) => {
    const named = [
      byKey?.get(accessKeyOf(record) ?? ''),
      byId?.get(madeId(record) ?? ''),
      byArn?.get(madeArn(record) ?? ''),
    ]
    return [...new Set(named.flatMap((own) => own ?? []))].filter((session) => canHaveMade(record, session))
  }
}

/** Words for a session: a call that made it has one of them among its `makerKeys`. */
export function sessionKeys({ accessKeyId, principalId, arn }: SessionIdentity): readonly string[] {
  return [accessKeyId, principalId, arn].filter((key) => key !== null)
}

/** Words for the session that a call made. */
export function makerKeys(record: unknown): readonly string[] {
  return [...new Set([accessKeyOf(record), madeId(record), madeArn(record)])].filter((key) => key !== null)
}

function hasKey(record: unknown, { accessKeyId }: SessionIdentity): boolean {
  return accessKeyId !== null && accessKeyOf(record) === accessKeyId
}

function hasId(record: unknown, { principalId, createdAt }: SessionIdentity): boolean {
  return principalId !== null && madeId(record) === principalId && isCreation(record, createdAt)
}

/** A name tells a session only while one of that name can have lasted: the next may have it again. */
function isNamed(record: unknown, { arn, used }: SessionIdentity): boolean {
  if (arn === null || madeArn(record) !== arn) return false
  const made = timeOf(textAt(record, 'eventTime'))
  if (used === null || made === null) return true
  return made <= used.until && used.from <= made + longestSession(record)
}

/** Whether a session has another access key, or was made at another time, than the one looked for. */
function isAnother(record: unknown, { accessKeyId, createdAt }: SessionIdentity): boolean {
  const key = accessKeyOf(record)
  if (key !== null && accessKeyId !== null) return key !== accessKeyId
  return createdAt !== null && timeOf(textAt(record, 'eventTime')) !== null && !isCreation(record, createdAt)
}

/** CloudTrail's event time is the end of the call; the session's creation date may be a second apart. */
function isCreation(record: unknown, createdAt: string | null): boolean {
  const [made, created] = [timeOf(textAt(record, 'eventTime')), timeOf(createdAt)]
  return made !== null && created !== null && Math.abs(made - created) <= 5_000
}

function makingOf({ file, record, place }: TrailRecord): SessionMaking {
  return {
    eventId: wordAt(record, 'eventID'),
    operation: textAt(record, 'eventName') ?? '',
    eventTime: wordAt(record, 'eventTime'),
    byArn: wordAt(record, 'userIdentity', 'arn') ?? wordAt(record, 'userIdentity', 'invokedBy'),
    roleArn: wordAt(record, 'requestParameters', 'roleArn'),
    sessionName: wordAt(record, 'requestParameters', 'roleSessionName') ?? wordAt(record, 'requestParameters', 'name'),
    inlinePolicy: wordAt(record, 'requestParameters', 'policy'),
    policyArns: arnsAt(record),
    externalId: wordAt(record, 'requestParameters', 'externalId'),
    tags: tagsAt(record),
    file,
    ...(place === undefined ? {} : { place }),
    record,
  }
}

function accessKeyOf(record: unknown): string | null {
  return wordAt(record, 'responseElements', 'credentials', 'accessKeyId')
}

function madeId(record: unknown): string | null {
  return (
    wordAt(record, 'responseElements', 'assumedRoleUser', 'assumedRoleId') ??
    wordAt(record, 'responseElements', 'federatedUser', 'federatedUserId')
  )
}

function madeArn(record: unknown): string | null {
  return (
    wordAt(record, 'responseElements', 'assumedRoleUser', 'arn') ??
    wordAt(record, 'responseElements', 'federatedUser', 'arn')
  )
}

/** The tags that a session was made with; null where no record shows, or where they came in a token. */
export function sessionTags({ made }: SessionFacts): Readonly<Record<string, string>> | null {
  return made?.operation === 'AssumeRole' || made?.operation === 'GetFederationToken' ? made.tags : null
}

/** The inline policy of a session as a document of the trail; null where none was passed. */
export function inlineSessionPolicy(made: SessionMaking): StoredPolicy | null {
  if (made.inlinePolicy === null) return null
  const { file, place } = made
  const within = '/requestParameters/policy'
  const pointer = `${place?.pointer ?? ''}${within}`
  return {
    id: `${file}#${pointer}`,
    target: 'session-policy',
    name: null,
    arn: null,
    account: null,
    awsManaged: false,
    source: { file, pointer },
    ...(place === undefined ? {} : { find: () => place.find(within) }),
    encoding: 'jsonString',
    document: parsePolicy(jsonOf(made.inlinePolicy)),
  }
}

/** Session policies as the engine takes them. */
export function sessionPolicies(stored: readonly StoredPolicy[], complete: boolean): Policies {
  const policies = stored.flatMap((p) => (p.document.ok ? [{ id: p.id, document: p.document.document }] : []))
  return { kind: 'read', policies, complete: complete && policies.length === stored.length }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function arnsAt(record: unknown): readonly string[] {
  return listAt(record, 'requestParameters', 'policyArns').flatMap((item) =>
    typeof item === 'string' ? [item] : (textAt(item, 'arn') ?? []),
  )
}

function tagsAt(record: unknown): Readonly<Record<string, string>> {
  const tags = field(record, 'requestParameters', 'tags')
  if (!Array.isArray(tags)) return {}
  return Object.fromEntries(tags.map((item: unknown) => [textAt(item, 'key') ?? '', textAt(item, 'value') ?? '']))
}

/** The text under these members; null where there is none, or an empty one. */
function wordAt(record: unknown, ...names: readonly string[]): string | null {
  const text = textAt(record, ...names)
  return text === '' ? null : text
}
