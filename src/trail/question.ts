import { isDeniedRecord } from '../denial/event-denial.ts'
import { type JsonObject, objectAt, stringAt } from '../denial/json-value.ts'
import { actionsOfOperation, operationOfEventName, servicePrefixOfEventSource } from '../iam/operation.ts'

/** Which records are asked for; null and false where nothing is asked. */
export interface TrailQuestion {
  /** ARN of who called, as the record writes it; the ARN of a role stands for all its sessions. */
  readonly principal: string | null
  /** Milliseconds since 1970; the first moment asked for. */
  readonly since: number | null
  /** Milliseconds since 1970; the first moment no longer asked for. */
  readonly until: number | null
  /** Event source (`s3.amazonaws.com`) or IAM prefix (`s3`). */
  readonly service: string | null
  /** Event name (`GetObject`), or an IAM action with its service (`s3:ListBucket`). */
  readonly action: string | null
  /** 12 digits: the account whose log holds the event; where an event does not say, its caller's. */
  readonly account: string | null
  readonly region: string | null
  /** Every failed call, not only those refused for lack of permission. */
  readonly allErrors: boolean
}

/** Everything that was refused, by whom and whenever. */
export const everyDenial: TrailQuestion = {
  principal: null,
  since: null,
  until: null,
  service: null,
  action: null,
  account: null,
  region: null,
  allErrors: false,
}

/** Whether the question asks for some of the failed calls only: of a time, a principal, a service and so on. */
export function hasScope({ allErrors: _, ...scope }: TrailQuestion): boolean {
  return Object.values(scope).some((asked) => asked !== null)
}

/**
 * Whether a record answers the question. It is the last word for every source: what an engine or a service filters
 * beforehand is only meant to read less.
 */
export function answersQuestion(record: JsonObject, question: TrailQuestion): boolean {
  return stringAt(record, 'errorCode') !== null && isOfScope(record, question) && isOfKind(record, question)
}

function isOfKind(record: JsonObject, { allErrors }: TrailQuestion): boolean {
  return allErrors || isDeniedRecord(record)
}

function isOfScope(record: JsonObject, question: TrailQuestion): boolean {
  return (
    isOfTime(record, question) &&
    isBy(record, question.principal) &&
    isOfService(record, question.service) &&
    isOfAction(record, question.action) &&
    isOfAccount(record, question.account) &&
    (question.region === null || stringAt(record, 'awsRegion') === question.region)
  )
}

/** When a record's call was completed, in milliseconds since 1970; null where it does not say. */
export function timeOfRecord(record: JsonObject): number | null {
  const time = Date.parse(stringAt(record, 'eventTime') ?? '')
  return Number.isNaN(time) ? null : time
}

function isOfTime(record: JsonObject, { since, until }: TrailQuestion): boolean {
  if (since === null && until === null) return true
  const time = timeOfRecord(record)
  return time !== null && (since === null || time >= since) && (until === null || time < until)
}

function isBy(record: JsonObject, principal: string | null): boolean {
  if (principal === null) return true
  const identity = objectAt(record, 'userIdentity')
  const issuer = objectAt(objectAt(identity, 'sessionContext'), 'sessionIssuer')
  return stringAt(identity, 'arn') === principal || stringAt(issuer, 'arn') === principal
}

function isOfService(record: JsonObject, service: string | null): boolean {
  if (service === null) return true
  const source = stringAt(record, 'eventSource') ?? ''
  return source === service.toLowerCase() || servicePrefixOfEventSource(source) === servicePrefixOfEventSource(service)
}

function isOfAction(record: JsonObject, action: string | null): boolean {
  if (action === null) return true
  const operation = operationOfEventName(stringAt(record, 'eventName') ?? '')
  const service = servicePrefixOfEventSource(stringAt(record, 'eventSource') ?? '')
  const wanted = action.toLowerCase()
  if (!wanted.includes(':')) return operation.toLowerCase() === operationOfEventName(action).toLowerCase()
  return (
    `${service}:${operation}`.toLowerCase() === wanted ||
    actionsOfOperation(service, operation).some((needed) => needed.action.toLowerCase() === wanted)
  )
}

function isOfAccount(record: JsonObject, account: string | null): boolean {
  if (account === null) return true
  const own = stringAt(record, 'recipientAccountId') ?? stringAt(objectAt(record, 'userIdentity'), 'accountId')
  return own === account
}
