import { onlyActionOfOperation } from '../iam/operation.ts'
import { canonicalAction } from '../iam/service-data.ts'
import { readService } from './called-service.ts'
import { noClaim } from './claim.ts'
import type { Claim, Denial, DenialHints } from './denial.ts'
import { readEnvelope } from './envelope.ts'
import { readFailureTime } from './log-time.ts'
import { readNamedResource } from './named-resource.ts'
import { readOperation } from './operation-name.ts'
import { regionOf } from './places.ts'
import { accountOfPrincipal } from './principal.ts'
import type { Failure } from './records.ts'
import type { Sentence } from './sentence.ts'

/** One denial out of the sentences of a failure and the text around them. */
export function assembleDenial(text: string, failure: Failure, hints: DenialHints): Denial {
  const about = text.slice(failure.start, failure.end)
  const sentences = byStrength(failure.sentences)
  const main = sentences[0]
  const span = {
    start: (main?.start ?? failure.start) - failure.start,
    end: (main?.end ?? failure.end) - failure.start,
  }
  const envelope = readEnvelope(about, span)
  const operation = readOperation(about, span)
  const notPermission = main?.notPermission ?? false
  const saidAction = notPermission ? null : firstOf(sentences, (sentence) => sentence.action)
  const saidResource = firstOf(sentences, (sentence) => sentence.resource)
  const service = readService(about, span, {
    operation,
    action: saidAction,
    resource: saidResource,
    sentenceService: firstOf(sentences, (sentence) => sentence.service),
    errorCode: envelope.errorCode,
  })
  const name = operation?.operation ?? null
  const principal = firstOf(sentences, (sentence) => sentence.principal) ?? identityArn(about)
  const claim = claimOf(sentences)
  const resource =
    saidResource ??
    (saidAction !== null && main?.strength === 'full' ? null : readNamedResource(about, span, service, name))
  return {
    source: 'text',
    service,
    operation: name,
    errorCode: envelope.errorCode,
    httpStatus: envelope.httpStatus,
    principal,
    action: notPermission ? null : actionOf(saidAction, service, name),
    resource,
    claim,
    requestId: envelope.requestId,
    authorizationId: envelope.authorizationId,
    time: readFailureTime(about, span),
    region: regionOf(resource, about, claim.policyArn) ?? hints.signedUrl?.region ?? null,
    account: accountOfPrincipal(principal),
    notPermission,
    hints,
  }
}

const rankOf = { full: 0, named: 1, bare: 2 } as const

function byStrength(sentences: readonly Sentence[]): readonly Sentence[] {
  return [...sentences].sort((a, b) => rankOf[a.strength] - rankOf[b.strength] || a.start - b.start)
}

function firstOf(sentences: readonly Sentence[], read: (sentence: Sentence) => string | null): string | null {
  for (const sentence of sentences) {
    const value = read(sentence)
    if (value !== null) return value
  }
  return null
}

function claimOf(sentences: readonly Sentence[]): Claim {
  return sentences.find(({ claim }) => claim.policyType !== null || claim.effect !== null)?.claim ?? noClaim
}

function actionOf(said: string | null, service: string | null, operation: string | null): string | null {
  if (said !== null) return canonicalAction(said)
  return service === null || operation === null ? null : onlyActionOfOperation(service, operation)
}

// A piece of a CloudTrail record that is no whole JSON any more.
const identityField = /"userIdentity"[\s\S]{0,400}?"arn"\s{0,5}:\s{0,5}"(arn:[^"\s]{1,600})"/

function identityArn(text: string): string | null {
  return identityField.exec(text.slice(0, 20_000))?.[1] ?? null
}
