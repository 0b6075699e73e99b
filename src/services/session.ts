import type { CloudTrailEvent } from '../denial/denial.ts'
import type { Policies } from '../engine/policies.ts'
import { parsePolicy } from '../iam/policy-parser.ts'
import type { StoredPolicy } from '../snapshot/stored-policy.ts'

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
}

/** A session of which no record tells anything. */
export const noSessionFacts: SessionFacts = { made: null }

/** A CloudTrail record with the file it was read from. */
export interface TrailRecord {
  readonly file: string
  readonly record: unknown
}

const sessionMakers: ReadonlySet<string> = new Set([
  'AssumeRole',
  'AssumeRoleWithSAML',
  'AssumeRoleWithWebIdentity',
  'GetFederationToken',
])

/**
 * Finds the call that made the denied session: by the access key that the call returned, else by the session's unique
 * id and creation time, else by role and session name before the denial.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
 */
export function sessionFacts(
  principalArn: string | null,
  event: CloudTrailEvent | null,
  records: readonly TrailRecord[],
): SessionFacts {
  const makings = records.filter(
    ({ record }) => sessionMakers.has(textAt(record, ['eventName']) ?? '') && textAt(record, ['errorCode']) === null,
  )
  const byKey = makings.find(
    ({ record }) =>
      event?.accessKeyId != null &&
      textAt(record, ['responseElements', 'credentials', 'accessKeyId']) === event.accessKeyId,
  )
  const byId = makings.find(
    ({ record }) =>
      event?.principalId != null &&
      assumedId(record) === event.principalId &&
      sameMoment(textAt(record, ['eventTime']), event.sessionCreatedAt),
  )
  const before = event?.eventTime ?? null
  const byArn = makings
    .filter(({ record }) => principalArn !== null && assumedArn(record) === principalArn)
    .filter(({ record }) => before === null || (textAt(record, ['eventTime']) ?? '') <= before)
    .sort((a, b) => (textAt(b.record, ['eventTime']) ?? '').localeCompare(textAt(a.record, ['eventTime']) ?? ''))[0]
  const found = byKey ?? byId ?? byArn
  return { made: found === undefined ? null : makingOf(found) }
}

function makingOf({ file, record }: TrailRecord): SessionMaking {
  return {
    eventId: textAt(record, ['eventID']),
    operation: textAt(record, ['eventName']) ?? '',
    eventTime: textAt(record, ['eventTime']),
    byArn: textAt(record, ['userIdentity', 'arn']) ?? textAt(record, ['userIdentity', 'invokedBy']),
    roleArn: textAt(record, ['requestParameters', 'roleArn']),
    sessionName:
      textAt(record, ['requestParameters', 'roleSessionName']) ?? textAt(record, ['requestParameters', 'name']),
    inlinePolicy: textAt(record, ['requestParameters', 'policy']),
    policyArns: arnsAt(at(record, ['requestParameters', 'policyArns'])),
    externalId: textAt(record, ['requestParameters', 'externalId']),
    tags: tagsAt(at(record, ['requestParameters', 'tags'])),
    file,
  }
}

function assumedId(record: unknown): string | null {
  return (
    textAt(record, ['responseElements', 'assumedRoleUser', 'assumedRoleId']) ??
    textAt(record, ['responseElements', 'federatedUser', 'federatedUserId'])
  )
}

function assumedArn(record: unknown): string | null {
  return (
    textAt(record, ['responseElements', 'assumedRoleUser', 'arn']) ??
    textAt(record, ['responseElements', 'federatedUser', 'arn'])
  )
}

/** CloudTrail's event time is the end of the call; the session's creation date may be a second apart. */
function sameMoment(a: string | null, b: string | null): boolean {
  if (a === null || b === null) return true
  return Math.abs(Date.parse(a) - Date.parse(b)) <= 5_000
}

/** The tags that a session was made with; null where no record shows, or where they came in a token. */
export function sessionTags({ made }: SessionFacts): Readonly<Record<string, string>> | null {
  return made?.operation === 'AssumeRole' || made?.operation === 'GetFederationToken' ? made.tags : null
}

/** The inline policy of a session as a document of the trail; null where none was passed. */
export function inlineSessionPolicy(made: SessionMaking): StoredPolicy | null {
  if (made.inlinePolicy === null) return null
  return {
    id: `${made.file}#/requestParameters/policy`,
    target: 'session-policy',
    name: null,
    arn: null,
    account: null,
    awsManaged: false,
    source: { file: made.file, pointer: '/requestParameters/policy' },
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

function arnsAt(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return []
  return value.flatMap((item: unknown) => (typeof item === 'string' ? [item] : (textAt(item, ['arn']) ?? [])))
}

function tagsAt(value: unknown): Readonly<Record<string, string>> {
  if (!Array.isArray(value)) return {}
  return Object.fromEntries(value.map((item: unknown) => [textAt(item, ['key']) ?? '', textAt(item, ['value']) ?? '']))
}

function at(value: unknown, path: readonly string[]): unknown {
  let current = value
  for (const key of path) {
    if (typeof current !== 'object' || current === null) return undefined
    current = Object.entries(current).find(([name]) => name === key)?.[1]
  }
  return current
}

function textAt(value: unknown, path: readonly string[]): string | null {
  const found = at(value, path)
  return typeof found === 'string' && found !== '' ? found : null
}
