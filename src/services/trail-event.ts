import { actionsOfOperation, operationOfEventName, servicePrefixOfEventSource } from '../iam/operation.ts'
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
  readonly isFailed: boolean
  readonly parameters: JsonRecord
  /** ARNs of the resources that the record lists. */
  readonly resourceArns: readonly string[]
}

/** The records that tell a time, the earliest first. */
export function trailEvents(records: readonly TrailRecord[]): readonly TrailEvent[] {
  return records.flatMap(({ record }) => eventOf(record) ?? []).sort((a, b) => a.time - b.time)
}

function eventOf(record: unknown): TrailEvent | null {
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
    isFailed: (textAt(record, 'errorCode') ?? '') !== '',
    parameters: isRecord(parameters) ? parameters : {},
    resourceArns: resources.flatMap((item) => textAt(item, 'ARN') ?? textAt(item, 'arn') ?? []),
  }
}

/** Whether an event is a request for this action on this resource; a resource that neither side names is no obstacle. */
export function asksFor(event: TrailEvent, action: string, resource: string): boolean {
  const isAction = actionsOfOperation(event.service, event.operation).some(
    (needed) => needed.action.toLowerCase() === action.toLowerCase(),
  )
  return isAction && (resource === '*' || actsOn(event, resource))
}

function actsOn({ parameters, resourceArns }: TrailEvent, resource: string): boolean {
  if (resourceArns.includes(resource)) return true
  const bucket = textAt(parameters, 'bucketName')
  if (bucket !== null) {
    const key = textAt(parameters, 'key')
    return resource === `arn:aws:s3:::${bucket}${key === null ? '' : `/${key}`}`
  }
  const name = lastName(resource)
  return Object.values(parameters).some(
    (value) => typeof value === 'string' && (value === resource || (value !== '' && lastName(value) === name)),
  )
}

/** The last name in an ARN, a URL or a path. */
export function lastName(text: string): string {
  return text.slice(Math.max(text.lastIndexOf('/'), text.lastIndexOf(':')) + 1)
}
