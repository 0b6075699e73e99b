import type { CloudTrailEvent } from './denial.ts'
import { isObject, type JsonObject, objectAt, stringAt } from './json-value.ts'

/** The parts of a CloudTrail record that bear on authorization. */
export function cloudTrailEvent(record: JsonObject): CloudTrailEvent {
  const identity = objectAt(record, 'userIdentity')
  const session = objectAt(identity, 'sessionContext')
  const attributes = objectAt(session, 'attributes')
  return {
    eventId: stringAt(record, 'eventID'),
    eventTime: stringAt(record, 'eventTime'),
    eventSource: stringAt(record, 'eventSource'),
    eventName: stringAt(record, 'eventName'),
    identityType: stringAt(identity, 'type'),
    principalId: stringAt(identity, 'principalId'),
    identityArn: stringAt(identity, 'arn'),
    identityAccount: stringAt(identity, 'accountId'),
    userName: stringAt(identity, 'userName'),
    accessKeyId: stringAt(identity, 'accessKeyId'),
    sessionIssuerArn: stringAt(objectAt(session, 'sessionIssuer'), 'arn'),
    sessionCreatedAt: stringAt(attributes, 'creationDate'),
    mfaAuthenticated: stringAt(attributes, 'mfaAuthenticated'),
    sourceIdentity: stringAt(session, 'sourceIdentity'),
    invokedBy: stringAt(identity, 'invokedBy'),
    onBehalfOf: stringAt(objectAt(identity, 'onBehalfOf'), 'userId'),
    sourceIpAddress: stringAt(record, 'sourceIPAddress'),
    userAgent: stringAt(record, 'userAgent'),
    vpcEndpointId: stringAt(record, 'vpcEndpointId'),
    awsRegion: stringAt(record, 'awsRegion'),
    recipientAccountId: stringAt(record, 'recipientAccountId'),
    sharedEventId: stringAt(record, 'sharedEventID'),
    errorCode: stringAt(record, 'errorCode'),
    requestParameters: objectAt(record, 'requestParameters'),
    responseElements: objectAt(record, 'responseElements'),
    additionalEventData: objectAt(record, 'additionalEventData'),
    tlsVersion: stringAt(objectAt(record, 'tlsDetails'), 'tlsVersion'),
  }
}

/** Whether a JSON value is one CloudTrail record. */
export function isCloudTrailRecord(value: unknown): value is JsonObject {
  if (!isObject(value) || stringAt(value, 'eventName') === null) return false
  return stringAt(value, 'eventSource') !== null || objectAt(value, 'userIdentity') !== null
}

/** The error message of a record: its own, or where a service put it among the response elements. */
export function messageOfRecord(record: JsonObject): string | null {
  const elements = objectAt(record, 'responseElements')
  return stringAt(record, 'errorMessage') ?? stringAt(elements, 'message') ?? stringAt(elements, 'Message')
}
