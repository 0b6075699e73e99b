import type { Decision, Layer } from '../engine/trace.ts'
import type { Authorization } from '../services/authorization.ts'
import type { Candidate, PlanInput } from './candidate.ts'
import { obstacleCount } from './obstacles.ts'
import { isAllowed, outcomeOf, type Reevaluation, reevaluate } from './verify.ts'

/** Edits in one fix. */
const mostEdits = 100

/** Candidates made together, and the chain decided again with them. */
export interface Attempt {
  readonly candidates: readonly Candidate[]
  readonly reevaluation: Reevaluation
}

/** Adds candidates until the chain is allowed or none helps; every step must take something out of the way in its layer. */
export function complete(start: readonly Candidate[], input: PlanInput): Attempt | null {
  let chosen = start
  let current = attempt(chosen, input)
  if (current === null || !helps(start[0], input, current)) return null
  for (let step = 0; step < mostEdits; step++) {
    const blocked = firstBlocked(current.decisions, current.authorizations)
    if (blocked === null) break
    const next = nextStep(chosen, current, blocked, input)
    if (next === null) break
    chosen = next.candidates
    current = next.reevaluation
  }
  return { candidates: chosen, reevaluation: current }
}

/** The same fix without the edits that it holds without: a changed request can make a policy edit needless. */
export function withoutSuperfluous(whole: Attempt, input: PlanInput): Attempt {
  let kept = whole
  for (const candidate of whole.candidates) {
    if (kept.candidates.length === 1) break
    const candidates = kept.candidates.filter((c) => c !== candidate)
    const reevaluation = attempt(candidates, input)
    if (reevaluation !== null && outcomeOf(reevaluation.decisions).verified) kept = { candidates, reevaluation }
  }
  return kept
}

function nextStep(
  chosen: readonly Candidate[],
  current: Reevaluation,
  blocked: Blocked,
  input: PlanInput,
): Attempt | null {
  const kind = chosen.at(-1)?.edit.kind
  // One way out of several: what was begun with settings goes on with settings.
  const alike = candidatesFor(blocked, input.candidates).toSorted(
    (a, b) => Number(b.edit.kind === kind) - Number(a.edit.kind === kind),
  )
  for (const candidate of alike) {
    if (chosen.some((c) => isSameStep(c, candidate))) continue
    const candidates = [...chosen, candidate]
    const reevaluation = attempt(candidates, input)
    if (reevaluation !== null && helps(candidate, current, reevaluation)) return { candidates, reevaluation }
  }
  return null
}

/** Whether two candidates open the same layer of the same request at the same statement: one of them does. */
function isSameStep(a: Candidate, b: Candidate): boolean {
  if (a === b) return true
  if (a.request !== b.request || a.layer !== b.layer || !('at' in a.edit) || !('at' in b.edit)) return false
  if (a.edit.kind === 'addConditionValue' && b.edit.kind === 'addConditionValue' && a.edit.key !== b.edit.key)
    return false
  return a.edit.at.policyId === b.edit.at.policyId && a.edit.at.index === b.edit.at.index
}

/** The chain decided again with the candidates made; null where one does not fit. */
export function attempt(candidates: readonly Candidate[], input: PlanInput): Reevaluation | null {
  const edits = candidates.map((c) => c.edit)
  return reevaluate(input.authorizations, edits, input.call)
}

/** Whether less than before stands in the way in the candidate's layer, and no other layer newly blocks its request. */
function helps(candidate: Candidate | undefined, before: Judged, after: Judged): boolean {
  if (candidate === undefined) return false
  const { request, layer } = candidate
  if (layer === null) return after.decisions.every((decision) => decision.blockedBy.length === 0)
  const was = before.decisions[request]
  if (was === undefined) return false
  const at = indexAfter(request, before, after)
  const is = after.decisions[at]
  // A request that the changed call does not need any more stands in nobody's way.
  if (is === undefined) return true
  const isLess =
    obstacleCount(is, after.authorizations[at], layer) < obstacleCount(was, before.authorizations[request], layer)
  return isLess && is.blockedBy.every((layer) => was.blockedBy.includes(layer))
}

/** A chain with its decisions, before or after edits. */
interface Judged {
  readonly authorizations: readonly Authorization[]
  readonly decisions: readonly Decision[]
}

/** Where a request stands in the chain after edits, -1 where it is gone: a changed call can need fewer requests, or others. */
function indexAfter(request: number, before: Judged, after: Judged): number {
  const asked = before.authorizations[request]?.request
  const isSame = (a: Authorization | undefined): boolean =>
    a !== undefined && a.request.action === asked?.action && a.request.resource === asked.resource
  return isSame(after.authorizations[request]) ? request : after.authorizations.findIndex(isSame)
}

/** A request that is refused, and where. */
export interface Blocked {
  readonly request: number
  readonly layers: readonly Layer[]
}

/** The first request of a chain that is certainly refused; null where none is. */
export function firstBlocked(decisions: readonly Decision[], authorizations: readonly Authorization[]): Blocked | null {
  const request = authorizations.findIndex((_, i) => {
    const decision = decisions[i]
    return decision !== undefined && !isAllowed(decision) && decision.blockedBy.length > 0
  })
  const decision = decisions[request]
  return decision === undefined ? null : { request, layers: decision.blockedBy }
}

function candidatesFor(blocked: Blocked, candidates: readonly Candidate[]): readonly Candidate[] {
  const first = blocked.layers.find((layer) =>
    candidates.some((c) => c.request === blocked.request && c.layer === layer),
  )
  return candidates.filter((c) => c.request === blocked.request && c.layer === first)
}
