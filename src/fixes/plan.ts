import type { Decision, Layer } from '../engine/trace.ts'
import type { Authorization } from '../services/authorization.ts'
import type { Call } from '../services/call.ts'
import { alsoAllowed, type OtherRequests, otherRequests } from './also-allows.ts'
import type { Candidate, PlanInput } from './candidate.ts'
import { policyIdOf } from './edit.ts'
import type { Fix } from './fix.ts'
import { obstacleCount } from './obstacles.ts'
import { renderEdits } from './render-edit.ts'
import { chainVerdicts, isAllowed, outcomeOf, type Reevaluation, reevaluate } from './verify.ts'

/** No more fixes than a person compares. */
const mostFixes = 4

/** Starting points tried: in a policy of many statements each of them would complete to much the same fix. */
const mostStarts = 24

/** Edits in one fix. */
const mostEdits = 100

/**
 * Complete fixes, the preferred one first: each starts from another candidate for the first blocked request and is then
 * completed greedily, one layer at a time. Only verified ones are returned, unless none could be verified: then the
 * best proposal is returned with the reason.
 */
export function planFixes(input: PlanInput): readonly Fix[] {
  const first = firstBlocked(input.decisions, input.authorizations)
  const others = otherRequests(input.call)
  if (first === null) return withoutBlocker(input, others)
  const all = input.candidates.filter((c) => startsAt(c, first))
  const advice = all.filter(isAdvice).map((c) => adviceOf(c, input))
  const starts = all.filter((c) => !isAdvice(c)).slice(0, mostStarts)
  const tried: Attempt[] = []
  const whole: Attempt[] = []
  for (const start of starts) {
    // A start that is part of a fix already found would be completed to the same one.
    if (whole.some(({ candidates }) => candidates.includes(start))) continue
    const completed = complete([start], input)
    if (completed === null) continue
    tried.push(completed)
    if (outcomeOf(completed.reevaluation.decisions).verified) whole.push(withoutSuperfluous(completed, input))
  }
  const distinct = whole.filter((t, i) => whole.findIndex((o) => editsKey(o) === editsKey(t)) === i)
  if (distinct.length > 0 || advice.length > 0) {
    const besides = distinct.length > 0 ? preferred(distinct, input) : bestOf(tried)
    const fixes = besides.slice(0, mostFixes - Math.min(advice.length, mostFixes))
    return [...advice.slice(0, mostFixes), ...fixes.map((t) => fixOf(t, input, others))]
  }
  return bestOf(tried).map((t) => fixOf(t, input, others))
}

/** The proposal that leaves least in the way; none where nothing was tried. */
function bestOf(tried: readonly Attempt[]): readonly Attempt[] {
  return tried.toSorted((a, b) => blockedCount(a.reevaluation) - blockedCount(b.reevaluation)).slice(0, 1)
}

/** What the caller does otherwise, where no policy and no setting is to change: there is nothing to decide again. */
function isAdvice({ edit, layer }: Candidate): boolean {
  return edit.kind === 'noChange' && layer !== null
}

function adviceOf(candidate: Candidate, input: PlanInput): Fix {
  return {
    edits: renderEdits([candidate], new Map(), input),
    outcome: { verified: false, reason: { kind: 'nothingEvaluated', layers: [], request: candidate.request } },
    verdictAfter: chainVerdicts(input.decisions),
    alsoAllows: { triedCount: 0, newlyAllowedCount: 0, examples: [] },
  }
}

/** Where no policy refuses, the edits of causes about the call as a whole, each a fix of its own. */
function withoutBlocker(input: PlanInput, others: OtherRequests): readonly Fix[] {
  return input.candidates
    .filter((c) => c.layer === null)
    .slice(0, mostFixes)
    .flatMap((c) => {
      const reevaluation = input.authorizations.length === 0 ? nothing(input.call) : attempt([c], input)
      return reevaluation === null ? [] : [fixOf({ candidates: [c], reevaluation }, input, others)]
    })
}

/** What evaluating comes to where too little is known of a call, or AWS refused it before any policy. */
function nothing(call: Call): Reevaluation {
  return { authorizations: [], decisions: [], byId: new Map(), call }
}

function startsAt({ request, layer }: Candidate, first: Blocked): boolean {
  return layer === null || (request === first.request && first.layers.includes(layer))
}

interface Attempt {
  readonly candidates: readonly Candidate[]
  readonly reevaluation: Reevaluation
}

/** Adds candidates until the chain is allowed or none helps; every step must take something out of the way in its layer. */
function complete(start: readonly Candidate[], input: PlanInput): Attempt | null {
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
function withoutSuperfluous(whole: Attempt, input: PlanInput): Attempt {
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

function attempt(candidates: readonly Candidate[], input: PlanInput): Reevaluation | null {
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

interface Blocked {
  readonly request: number
  readonly layers: readonly Layer[]
}

function firstBlocked(decisions: readonly Decision[], authorizations: readonly Authorization[]): Blocked | null {
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

/** A fix that goes around a limit comes last; otherwise fewer edits first, then the causes' own order. */
function preferred(attempts: readonly Attempt[], input: PlanInput): readonly Attempt[] {
  const around = (t: Attempt): number => (goesAroundLimit(t, input) ? 1 : 0)
  return attempts
    .map((t, i) => ({ t, i }))
    .sort((a, b) => around(a.t) - around(b.t) || a.t.candidates.length - b.t.candidates.length || a.i - b.i)
    .map(({ t }) => t)
}

/** Whether a grant on the resource makes a boundary or session policy count for nothing, where that one denied. */
function goesAroundLimit({ candidates }: Attempt, { decisions }: PlanInput): boolean {
  if (candidates.some(({ edit }) => policyIdOf(edit) === null)) return false
  return decisions.some(({ blockedBy }, request) =>
    blockedBy.some((layer) => limits.has(layer) && !candidates.some((c) => c.request === request && c.layer === layer)),
  )
}

const limits: ReadonlySet<Layer> = new Set(['boundary', 'session'])

/** The answers of a setting follow from its name and target, and can be as large as an account. */
function withoutAnswers(key: string, value: unknown): unknown {
  return key === 'answers' ? undefined : value
}

/** The same for the same edits, in whatever order they were found. */
function editsKey(attempt: Attempt): string {
  const edits = attempt.candidates.map((c) => JSON.stringify(c.edit, withoutAnswers))
  return edits.toSorted().join('\n')
}

function blockedCount(reevaluation: Reevaluation): number {
  return reevaluation.decisions.reduce((sum, d) => sum + d.blockedBy.length, 0)
}

function fixOf(attempt: Attempt, input: PlanInput, others: OtherRequests): Fix {
  const { candidates, reevaluation } = attempt
  return {
    edits: renderEdits(candidates, reevaluation.byId, input),
    outcome: outcomeOf(reevaluation.decisions),
    verdictAfter: chainVerdicts(reevaluation.decisions),
    alsoAllows: alsoAllowed(
      candidates.map((c) => c.edit),
      reevaluation,
      input,
      others,
    ),
  }
}
