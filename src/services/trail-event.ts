import { actionsOfOperation, operationOfEventName, servicePrefixOfEventSource } from '../iam/operation.ts'
import type { OperationSide } from '../iam/operation-entry.ts'
import { field, isRecord, type JsonRecord, listAt, textAt, timeOf } from '../snapshot/json.ts'
import type { TrailRecord } from './session.ts'

/** One CloudTrail record of the time, as far as it tells who did what and when. */
export interface TrailEvent {
  readonly requestId: string | null
  /** Milliseconds since 1970. */
  readonly time: number
  /** As written in the record. */
  readonly timeText: string
  /** IAM prefix of the service. */
  readonly service: string
  /** API operation, without the API version. */
  readonly operation: string
  /** ARN, or the service that acted. */
  readonly by: string | null
  /** The role of a session, with its path. */
  readonly byRoleArn: string | null
  readonly account: string | null
  readonly region: string | null
  readonly isFailed: boolean
  readonly parameters: JsonRecord
  /** ARNs of the resources that the record lists. */
  readonly resourceArns: readonly string[]
}

/** The records that tell a time, the earliest first. */
export function trailEvents(records: readonly TrailRecord[]): readonly TrailEvent[] {
  return records.flatMap(({ record }) => trailEvent(record) ?? []).sort((a, b) => a.time - b.time)
}

/** A record as far as it tells who did what and when; null where it tells no time or no name. */
export function trailEvent(record: unknown): TrailEvent | null {
  const timeText = textAt(record, 'eventTime')
  const time = timeOf(timeText)
  const name = textAt(record, 'eventName')
  if (timeText === null || time === null || name === null) return null
  const parameters = field(record, 'requestParameters')
  const resources = [...listAt(record, 'resources')]
  return {
    requestId: textAt(record, 'requestID'),
    time,
    timeText,
    service: servicePrefixOfEventSource(textAt(record, 'eventSource') ?? ''),
    operation: operationOfEventName(name),
    by: textAt(record, 'userIdentity', 'arn') ?? textAt(record, 'userIdentity', 'invokedBy'),
    byRoleArn: textAt(record, 'userIdentity', 'sessionContext', 'sessionIssuer', 'arn'),
    account: textAt(record, 'recipientAccountId') ?? textAt(record, 'userIdentity', 'accountId'),
    region: textAt(record, 'awsRegion'),
    isFailed: (textAt(record, 'errorCode') ?? '') !== '',
    parameters: isRecord(parameters) ? parameters : {},
    resourceArns: resources.flatMap((item) => textAt(item, 'ARN') ?? textAt(item, 'arn') ?? []),
  }
}

/**
 * Whether an event is a request for this action on this resource: its parameters decide, and a copy reads one object and
 * writes another. A resource that no request names (`*`) is no obstacle.
 */
export function asksFor(event: TrailEvent, action: string, resource: string): boolean {
  const copied = copiedObject(event.parameters)
  return sidesAsked(event, action).some(
    (side) => resource === '*' || (side === 'source' ? copied?.name === nameInS3(resource) : actsOn(event, resource)),
  )
}

/** The sides of an operation on which it needs the action; of a version S3 asks for another action than of an object. */
function sidesAsked({ service, operation, parameters }: TrailEvent, action: string): readonly OperationSide[] {
  const wanted = action.toLowerCase()
  const namesVersion = textAt(parameters, 'versionId') !== null
  const copiesVersion = copiedObject(parameters)?.isVersion === true
  const sides = (versionId: boolean): readonly OperationSide[] =>
    actionsOfOperation(service, operation, { versionId })
      .filter((needed) => needed.action.toLowerCase() === wanted)
      .map(({ on }) => on)
  return [
    ...sides(namesVersion).filter((side) => side !== 'source'),
    ...sides(copiesVersion).filter((side) => side === 'source'),
  ]
}

interface CopiedObject {
  /** `bucket/key`. */
  readonly name: string
  readonly isVersion: boolean
}

// AWS: `bucket/key`, URL-encoded, with `?versionId=` for a version.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
function copiedObject(parameters: JsonRecord): CopiedObject | null {
  const [place, version] = (textAt(parameters, 'x-amz-copy-source') ?? '').split('?versionId=')
  if (place === undefined || place === '') return null
  return { name: decoded(place).replace(/^\//, ''), isVersion: version !== undefined }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

/** `bucket/key` of an ARN of S3, in any partition; null for any other. */
function nameInS3(resource: string): string | null {
  return /^arn:[^:]*:s3:::(.+)$/s.exec(resource)?.[1] ?? null
}

function actsOn(event: TrailEvent, resource: string): boolean {
  const { parameters, resourceArns } = event
  if (resourceArns.includes(resource)) return true
  const bucket = textAt(parameters, 'bucketName')
  if (bucket !== null) {
    const key = textAt(parameters, 'key')
    return nameInS3(resource) === `${bucket}${key === null ? '' : `/${key}`}`
  }
  const values = Object.values(parameters).flatMap((value) =>
    typeof value === 'string' && value !== '' ? [value] : [],
  )
  if (values.includes(resource)) return true
  const named = new Set(values.flatMap((value) => (canName(value, resource, event) ? lastName(value) : [])))
  return namesOf(resource).every((name) => named.has(name))
}

/** Whether a parameter can name a thing in the account and Region of the resource, and is no ARN of its own. */
function canName(value: string, resource: string, { parameters, account, region }: TrailEvent): boolean {
  const [, , , place, owner] = resource.split(':')
  const told = /^https?:\/\/[^/]+\/(\d{12})\//.exec(value)?.[1] ?? textAt(parameters, 'catalogId') ?? account
  return !value.startsWith('arn:') && agree(owner, told) && agree(place, region)
}

function agree(a: string | null | undefined, b: string | null): boolean {
  return a == null || a === '' || b === null || a === b
}

/** The names that tell one resource of a kind from the others: of a table those of its database and its own. */
function namesOf(resource: string): readonly string[] {
  const [, , service, , , ...rest] = resource.split(':')
  const parts = rest.join(':').split(/[:/]/)
  // AWS: a path is no part of the name by which a role or a user is asked for.
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-friendly-names
  if (service === 'iam' || parts.length < 2) return [lastName(resource)]
  return parts.slice(1)
}

/** The last name in an ARN, a URL or a path. */
export function lastName(text: string): string {
  return text.slice(Math.max(text.lastIndexOf('/'), text.lastIndexOf(':')) + 1)
}
