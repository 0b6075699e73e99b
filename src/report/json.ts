import type { Language } from '../causes/cause.ts'
import { denialJson } from '../denial/denial-json.ts'
import type { Diagnosis, FoundCause, JudgedRequest } from '../diagnosis/diagnosis.ts'
import type { AccessRequest } from '../engine/request.ts'
import type { Fix } from '../fixes/fix.ts'
import { adviceText } from './advice.ts'
import { assumptionText } from './assumption.ts'
import { instruction } from './instruction.ts'
import { ownerName } from './owner.ts'
import { reasonText } from './reason.ts'

/** Version of the shape that `--json` prints; keys are added without changing it. */
export const schemaVersion = 1

/** A diagnosis as `undeny explain --json` prints it. */
export function diagnosisJson(diagnosis: Diagnosis, language: Language): Readonly<Record<string, unknown>> {
  const { requests } = diagnosis
  return {
    schemaVersion,
    denial: denialJson(diagnosis.denial),
    joined: diagnosis.joined,
    keyDenial: diagnosis.keyDenial,
    callers: diagnosis.callers,
    requests: requests.map(requestJson),
    verdict: diagnosis.verdict,
    certain: diagnosis.certain,
    nextDenials: diagnosis.nextDenials.map(({ request, blockedBy }) => ({
      request,
      action: requests[request]?.authorization.request.action ?? null,
      resource: requests[request]?.authorization.request.resource ?? null,
      blockedBy,
    })),
    occasional: diagnosis.occasional.map(({ occasion, authorization, decision }) => ({
      occasion,
      ...accessRequestJson(authorization.request),
      possible: decision.possible,
      blockedBy: decision.blockedBy,
    })),
    assumptions: diagnosis.assumptions.map((a) => assumptionText[language](a)),
    causes: diagnosis.causes.map((cause) => causeJson(cause, language)),
    fixes: diagnosis.fixes.map((fix) => fixJson(fix, requests, language)),
    unknowns: diagnosis.unknowns.map((unknown) => ({ ...unknown, fact: unknown.fact.en })),
  }
}

function requestJson({ authorization, decision, reported }: JudgedRequest): Readonly<Record<string, unknown>> {
  const { hop } = authorization
  return {
    ...accessRequestJson(authorization.request),
    context: Object.fromEntries(
      [...authorization.request.context].map(([key, value]) => [
        key,
        value === 'unknown' ? { unknown: true } : single(value),
      ]),
    ),
    hop: hop.kind === 'direct' ? 'direct' : `${hop.kind}:${hop.service}`,
    reported,
    possible: decision.possible,
    blockedBy: decision.blockedBy,
    mayBlock: decision.mayBlock,
  }
}

function accessRequestJson({
  principal,
  action,
  resource,
  resourceAccount,
}: AccessRequest): Readonly<Record<string, unknown>> {
  return { principal: principal.arn ?? principal.service ?? 'anonymous', action, resource, resourceAccount }
}

function single(values: readonly string[]): string | readonly string[] {
  return values.length === 1 ? (values[0] ?? '') : values
}

function causeJson(cause: FoundCause, language: Language): Readonly<Record<string, unknown>> {
  const { code, name, layer, request, status, evidence, excerpt, command } = cause
  const { headline, why } = cause.words[language]
  const at =
    excerpt === null
      ? null
      : { document: excerpt.document, pointer: excerpt.pointer, line: excerpt.line, column: excerpt.column }
  return { code, name, layer, request, status, evidence, headline, why, at, command }
}

function fixJson(fix: Fix, requests: readonly JudgedRequest[], language: Language): Readonly<Record<string, unknown>> {
  return {
    edits: fix.edits.map((edit) => ({
      cause: edit.cause,
      target: edit.target,
      kind: edit.edit.kind,
      owner: ownerName[language](edit.owner),
      instruction: instruction[language](edit),
      advice: adviceText[language](edit),
      cli: edit.cli,
      diff: edit.diff,
      document: edit.document,
    })),
    verified: fix.outcome.verified,
    verdictAfter: fix.verdictAfter,
    reason: fix.outcome.verified ? null : reasonText[language](fix.outcome.reason, requests),
    alsoAllows: {
      tried: fix.alsoAllows.triedCount,
      newlyAllowed: fix.alsoAllows.newlyAllowedCount,
      examples: fix.alsoAllows.examples.map(accessRequestJson),
    },
  }
}
