import { decide } from '../engine/decide.ts'
import type { Decision, Verdict } from '../engine/trace.ts'
import type { Authorization } from '../services/authorization.ts'
import { chainOf } from '../services/authorizations.ts'
import type { Call } from '../services/call.ts'
import type { StoredPolicy } from '../snapshot/stored-policy.ts'
import { type Edit, policyIdOf } from './edit.ts'
import { type EditedPolicy, editPolicies, withEdited } from './edited-policies.ts'
import type { Unverified } from './fix.ts'

/** A chain decided again with edits in place. */
export interface Reevaluation {
  readonly authorizations: readonly Authorization[]
  readonly decisions: readonly Decision[]
  readonly byId: ReadonlyMap<string, EditedPolicy>
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
  const changed = withRequestEdits(authorizations, edits, call)
  if (changed === null) return null
  const edited = editPolicies(edits, storedOf(changed))
  if (!edited.ok) return null
  const decisions = changed.map((a) => decide(a.request, withEdited(a, edited.byId), a.gates))
  return { authorizations: changed, decisions, byId: edited.byId }
}

/** A request edit changes what the call carries, so its whole chain is read anew: another endpoint has another policy. */
function withRequestEdits(
  authorizations: readonly Authorization[],
  edits: readonly Edit[],
  call: Call,
): readonly Authorization[] | null {
  const requestEdits = edits.filter((edit) => edit.kind === 'changeRequest')
  if (requestEdits.length === 0) return authorizations
  const given = new Map(call.given)
  for (const edit of requestEdits) given.set(edit.key.toLowerCase(), edit.values)
  return chainOf({ ...call, given })?.authorizations ?? null
}

/** What the decisions of a chain come to: allowed, or which request is not and why. */
export type Outcome = { readonly verified: true } | { readonly verified: false; readonly reason: Unverified }

/** A fix holds only when every authorization of the chain is certainly allowed. */
export function outcomeOf(decisions: readonly Decision[]): Outcome {
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
  if (decisions.every((d) => d.possible.includes('allowed'))) verdicts.add('allowed')
  const certainDeny = decisions.some((d) => !d.possible.includes('allowed'))
  for (const decision of decisions) {
    for (const verdict of decision.possible) {
      if (verdict !== 'allowed' && (!certainDeny || !decision.possible.includes('allowed'))) verdicts.add(verdict)
    }
  }
  return order.filter((verdict) => verdicts.has(verdict))
}

const order: readonly Verdict[] = ['allowed', 'explicitDeny', 'implicitDeny']

/** Whether an edit changes a document, rather than the request. */
export function isDocumentEdit(edit: Edit): boolean {
  return policyIdOf(edit) !== null
}
