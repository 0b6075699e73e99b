import { onlyActionOfOperation, operationOfEventName, servicePrefixOfEventSource } from '../iam/operation.ts'
import { noClaim } from './claim.ts'
import { cleanText } from './clean.ts'
import { cloudTrailEvent, isCloudTrailRecord, messageOfRecord } from './cloudtrail-event.ts'
import { isCredentialCode, isDenialCode } from './codes.ts'
import type { CloudTrailEvent, Denial } from './denial.ts'
import { readEnvelope } from './envelope.ts'
import { eventResource } from './event-resource.ts'
import { hintsOf } from './hints.ts'
import { type JsonObject, stringAt } from './json-value.ts'
import { isNearCode, nearSentences } from './near-sentences.ts'
import { regionOf } from './places.ts'
import { accountOfPrincipal } from './principal.ts'
import type { Sentence } from './sentence.ts'
import { readSentences } from './sentences.ts'

/** The denial that one CloudTrail record reports; none where the call succeeded or failed for another reason. */
export function denialsOfEvent(record: unknown): readonly Denial[] {
  if (!isCloudTrailRecord(record)) return []
  const event = cloudTrailEvent(record)
  const message = messageOf(record)
  const sentences = readSentences(message)
  const code = event.errorCode ?? ''
  const isRefused = isRefusalCode(code) || (code !== '' && sentences.some(saysMore))
  return isRefused ? [eventDenial(record, event, message, sentences)] : []
}

/** Whether a record reports a refused request: by its error code, or by what its message says. */
export function isDeniedRecord(record: unknown): boolean {
  if (!isCloudTrailRecord(record)) return false
  const code = stringAt(record, 'errorCode')
  return code !== null && isRefusal(code, messageOfRecord(record) ?? '')
}

/** Whether a failed call was refused: by its error code, or by what its message says. */
export function isRefusal(code: string, message: string): boolean {
  return isRefusalCode(code) || readSentences(cleanMessage(message)).some(saysMore)
}

function isRefusalCode(code: string): boolean {
  return isDenialCode(code) || isCredentialCode(code)
}

function messageOf(record: JsonObject): string {
  return cleanMessage(messageOfRecord(record) ?? '')
}

function cleanMessage(message: string): string {
  return cleanText(message.slice(0, 20_000))
}

/** What one record reports where it failed in a way that is no denial but that undeny explains. */
export function nearDenialsOfEvent(record: unknown): readonly Denial[] {
  if (!isCloudTrailRecord(record) || denialsOfEvent(record).length > 0) return []
  const event = cloudTrailEvent(record)
  const message = messageOf(record)
  const isNear = isNearCode(event.errorCode ?? '') || nearSentences(message).length > 0
  return isNear ? [eventDenial(record, event, message, [])] : []
}

function saysMore(sentence: Sentence): boolean {
  return sentence.strength !== 'bare'
}

function eventDenial(
  record: JsonObject,
  event: CloudTrailEvent,
  message: string,
  sentences: readonly Sentence[],
): Denial {
  const service = event.eventSource === null ? null : servicePrefixOfEventSource(event.eventSource)
  const operation = event.eventName === null ? null : operationOfEventName(event.eventName)
  const notPermission = isCredentialCode(event.errorCode ?? '') || sentences.some((sentence) => sentence.notPermission)
  const main = sentences.find((sentence) => sentence.strength === 'full') ?? sentences.find(saysMore)
  const ownAction = service === null || operation === null ? null : onlyActionOfOperation(service, operation)
  const action = notPermission ? null : (main?.action ?? ownAction)
  const resource = main?.resource ?? eventResource(event, action)
  const claim =
    sentences.find((sentence) => sentence.claim.policyType !== null || sentence.claim.effect !== null)?.claim ?? noClaim
  return {
    source: 'cloudtrail',
    service,
    operation,
    errorCode: event.errorCode,
    httpStatus: null,
    principal: event.identityArn ?? event.userName ?? event.invokedBy,
    action,
    resource,
    claim,
    requestId: typeof record.requestID === 'string' && record.requestID !== '' ? record.requestID : null,
    authorizationId: readEnvelope(message, { start: 0, end: 0 }).authorizationId,
    time: event.eventTime,
    region: event.awsRegion ?? regionOf(resource, '', null),
    account: accountOfEvent(event),
    notPermission,
    hints: hintsOf(message, message, event),
  }
}

function accountOfEvent(event: CloudTrailEvent): string | null {
  if (event.identityType === 'AWSService') return null
  if (/^\d{12}$/.test(event.identityAccount ?? '')) return event.identityAccount
  const ofArn = accountOfPrincipal(event.identityArn)
  if (ofArn !== null) return ofArn
  return event.identityType === 'IAMUser' && /^\d{12}$/.test(event.recipientAccountId ?? '')
    ? event.recipientAccountId
    : null
}
