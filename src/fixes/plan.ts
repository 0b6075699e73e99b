import type { Call } from '../services/call.ts'
import { alsoAllowed, type OtherRequests, otherRequests } from './also-allows.ts'
import { type Attempt, attempt, type Blocked, complete, firstBlocked, withoutSuperfluous } from './attempt.ts'
import type { Candidate, PlanInput } from './candidate.ts'
import type { Fix } from './fix.ts'
import { type Opening, preferred } from './preference.ts'
import { renderEdits } from './render-edit.ts'
import type { Oversize } from './size-limit.ts'
import { chainVerdicts, type Outcome, outcomeOf, type Reevaluation } from './verify.ts'
import { oversizedIn, withinLimits } from './within-limits.ts'

/** No more fixes than a person compares. */
const mostFixes = 4

/** Starting points tried: in a policy of many statements each of them would complete to much the same fix. */
const mostStarts = 24

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
    if (outcomeOf(completed.reevaluation.decisions).verified)
      whole.push(withinLimits(withoutSuperfluous(completed, input), input))
  }
  const distinct = whole.filter((t, i) => whole.findIndex((o) => editsKey(o) === editsKey(t)) === i)
  if (distinct.length > 0 || advice.length > 0) {
    const fitting = distinct.filter((t) => oversizedIn(t).length === 0)
    const besides = fitting.length > 0 ? fitting : distinct.length > 0 ? distinct.slice(0, 1) : bestOf(tried)
    const openings = preferred(
      besides.map((t) => openingOf(t, input, others)),
      input,
    )
    const fixes = openings.slice(0, mostFixes - Math.min(advice.length, mostFixes))
    return [...advice.slice(0, mostFixes), ...fixes.map((opening) => fixOf(opening, input))]
  }
  return bestOf(tried).map((t) => fixOf(openingOf(t, input, others), input))
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
      return reevaluation === null ? [] : [fixOf(openingOf({ candidates: [c], reevaluation }, input, others), input)]
    })
}

/** What evaluating comes to where too little is known of a call, or AWS refused it before any policy. */
function nothing(call: Call): Reevaluation {
  return { authorizations: [], decisions: [], byId: new Map(), call }
}

function startsAt({ request, layer }: Candidate, first: Blocked): boolean {
  return layer === null || (request === first.request && first.layers.includes(layer))
}

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

function openingOf(attempt: Attempt, input: PlanInput, others: OtherRequests): Opening {
  const { candidates, reevaluation } = attempt
  const edits = candidates.map((c) => c.edit)
  return { attempt, alsoAllows: alsoAllowed(edits, reevaluation, input, others) }
}

function fixOf({ attempt, alsoAllows }: Opening, input: PlanInput): Fix {
  const { candidates, reevaluation } = attempt
  const outcome = outcomeOf(reevaluation.decisions)
  const [oversize] = oversizedIn(attempt)
  return {
    edits: renderEdits(candidates, reevaluation.byId, input),
    outcome: outcome.verified && oversize !== undefined ? tooLong(oversize) : outcome,
    verdictAfter: chainVerdicts(reevaluation.decisions),
    alsoAllows,
  }
}

/** A document that AWS does not take allows nothing, whatever evaluating it says. */
function tooLong(oversize: Oversize): Outcome {
  return { verified: false, reason: { kind: 'tooLong', layers: [], request: 0, oversize } }
}
