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
    bucketOwner: bucketOwnerOf(record),
    sharedEventId: stringAt(record, 'sharedEventID'),
    errorCode: stringAt(record, 'errorCode'),
    requestParameters: objectAt(record, 'requestParameters'),
    responseElements: objectAt(record, 'responseElements'),
    additionalEventData: objectAt(record, 'additionalEventData'),
    tlsVersion: stringAt(objectAt(record, 'tlsDetails'), 'tlsVersion'),
  }
}

// AWS: `resources` lists the ARN of each resource and the account that owns it.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
/** The account that owns the bucket that the request names, where the record lists it. */
function bucketOwnerOf(record: JsonObject): string | null {
  const bucket = stringAt(objectAt(record, 'requestParameters'), 'bucketName')
  if (bucket === null || !Array.isArray(record.resources)) return null
  const listed = record.resources.find((item: unknown) => stringAt(item, 'ARN')?.endsWith(`:s3:::${bucket}`) === true)
  const account = stringAt(listed, 'accountId')
  return account !== null && /^\d{12}$/.test(account) ? account : null
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
