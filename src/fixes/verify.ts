import { decide } from '../engine/decide.ts'
import type { Decision, Verdict } from '../engine/trace.ts'
import type { Authorization } from '../services/authorization.ts'
import { chainOf } from '../services/authorizations.ts'
import { type Call, callAs } from '../services/call.ts'
import { type Caller, callerOf } from '../services/caller.ts'
import { gatesOf, withOpenGates } from '../services/gates.ts'
import { type OverlaidAnswer, withAnswers } from '../snapshot/overlay.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { StoredPolicy } from '../snapshot/stored-policy.ts'
import { type Edit, requestedResource } from './edit.ts'
import { type EditedPolicy, editPolicies, withEdited } from './edited-policies.ts'
import type { Unverified } from './fix.ts'

/** A chain decided again with edits in place. */
export interface Reevaluation {
  readonly authorizations: readonly Authorization[]
  readonly decisions: readonly Decision[]
  readonly byId: ReadonlyMap<string, EditedPolicy>
  /** The call as the edits leave it: what it carries, and the settings it meets. */
  readonly call: Call
}

/** Every document that bears on some authorization of the chain. */
export function storedOf(authorizations: readonly Authorization[]): ReadonlyMap<string, StoredPolicy> {
  return new Map(authorizations.flatMap((a) => [...a.storedById]))
}

/** Decides the whole chain again with the edits made; null where an edit does not fit its document. */
export function reevaluate(
  authorizations: readonly Authorization[],
  edits: readonly Edit[],
  call: Call,
): Reevaluation | null {
  const changedCall = withEdits(call, edits)
  const changed = changedCall === call ? authorizations : chainOf(changedCall)?.authorizations
  if (changed === undefined) return null
  const edited = editPolicies(edits, storedOf(changed))
  if (!edited.ok) return null
  const read = changed.map((a, i) => sameReading(a, authorizations[i], changedCall))
  const after = read.map((a) => withEditedGates(a, edited.byId, changedCall))
  const decisions = after.map((a) => decide(a.request, withEdited(a, edited.byId), a.gates))
  return { authorizations: after, decisions, byId: edited.byId, call: changedCall }
}

/** A chain read anew leaves open what the first one did. */
function sameReading(authorization: Authorization, before: Authorization | undefined, call: Call): Authorization {
  return before?.reading === 'open' && authorization.reading === 'plain'
    ? withOpenGates(authorization, call)
    : authorization
}

/** The authorization with its gates judged by the edited documents: whether a policy is public decides one of them. */
export function withEditedGates(
  authorization: Authorization,
  byId: ReadonlyMap<string, EditedPolicy>,
  call: Call,
): Authorization {
  if (byId.size === 0) return authorization
  const policies = withEdited(authorization, byId)
  return { ...authorization, gates: gatesOf(authorization.request, policies, call, authorization.reading) }
}

/**
 * The call after the edits that change no document: what it carries, and the settings it meets. Its whole chain is then
 * read anew, because another endpoint has another policy.
 */
function withEdits(call: Call, edits: readonly Edit[]): Call {
  const given = new Map(call.given)
  const answers: OverlaidAnswer[] = []
  let resource = call.resource
  for (const edit of edits) {
    if (edit.kind === 'changeRequest' && edit.key === requestedResource) resource = edit.values[0] ?? resource
    else if (edit.kind === 'changeRequest') given.set(edit.key.toLowerCase(), edit.values)
    if (edit.kind === 'changeSetting') answers.push(...edit.answers)
  }
  const other = edits.find((edit) => edit.kind === 'noChange' && edit.reason === 'otherPrincipal')
  if (other?.kind === 'noChange') return callAs({ ...call, given, resource }, other.subject) ?? call
  if (given.size === call.given.size && answers.length === 0 && !edits.some((e) => e.kind === 'changeRequest'))
    return call
  if (answers.length === 0) return { ...call, given, resource }
  const snapshot = withAnswers(call.snapshot, answers)
  return { ...call, given, resource, snapshot, caller: callerIn(snapshot, call) }
}

/** The caller as the changed answers show it: another policy may be attached. */
function callerIn(snapshot: Snapshot, { caller, denial }: Call): Caller | null {
  const arn = caller?.principal.arn
  if (arn == null || caller?.entity?.kind !== 'known') return caller
  const { entity } = callerOf(arn, snapshot, denial.hints.event) ?? caller
  return { ...caller, entity }
}

/** What the decisions of a chain come to: allowed, or which request is not and why. */
export type Outcome = { readonly verified: true } | { readonly verified: false; readonly reason: Unverified }

/** A fix holds only when every authorization of the chain is certainly allowed. */
export function outcomeOf(decisions: readonly Decision[]): Outcome {
  if (decisions.length === 0) return { verified: false, reason: { kind: 'nothingEvaluated', layers: [], request: 0 } }
  const request = decisions.findIndex((d) => !isAllowed(d))
  const decision = decisions[request]
  if (decision === undefined) return { verified: true }
  const denied = !decision.possible.includes('allowed')
  if (denied) return { verified: false, reason: { kind: 'stillDenied', layers: decision.blockedBy, request } }
  return { verified: false, reason: { kind: 'notKnown', layers: decision.mayBlock, request } }
}

/** Whether nothing but `allowed` is possible. */
export function isAllowed(decision: Decision): boolean {
  return decision.possible.length === 1 && decision.possible[0] === 'allowed'
}

/** The verdicts possible over a whole chain: allowed only where each request is. */
export function chainVerdicts(decisions: readonly Decision[]): readonly Verdict[] {
  const verdicts = new Set<Verdict>()
  if (decisions.length > 0 && decisions.every((d) => d.possible.includes('allowed'))) verdicts.add('allowed')
  const certainDeny = decisions.some((d) => !d.possible.includes('allowed'))
  for (const decision of decisions) {
    for (const verdict of decision.possible) {
      if (verdict !== 'allowed' && (!certainDeny || !decision.possible.includes('allowed'))) verdicts.add(verdict)
    }
  }
  return order.filter((verdict) => verdicts.has(verdict))
}

const order: readonly Verdict[] = ['allowed', 'explicitDeny', 'implicitDeny']
