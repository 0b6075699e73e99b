import { decide } from './decide.ts'
import type { EvaluationCase } from './evaluation-case.ts'
import type { Gate } from './gates.ts'
import type { PolicySet } from './policies.ts'
import type { AccessRequest } from './request.ts'
import type { Decision, Grantor, Layer, LayerTrace, Verdict } from './trace.ts'

/** The answer to an evaluation case, over all its resources. */
export interface CaseOutcome {
  /** Null where an allow and a deny are both possible, or both kinds of deny. */
  readonly verdict: Verdict | null
  readonly possible: readonly Verdict[]
  readonly blockedBy: readonly Layer[]
  readonly mayBlock: readonly Layer[]
  readonly allowedBy: readonly Grantor[]
  /** Of the resource that is answered worst. */
  readonly layers: readonly LayerTrace[]
}

/** What a checked case expected and what came out; null where they agree. */
export type CaseDifference = { readonly expected: string; readonly actual: string } | null

/** Answers a case; `gatesOf` gives what bears on each request besides policies. */
export function evaluateCase(
  one: EvaluationCase,
  gatesOf: (request: AccessRequest, policies: PolicySet) => readonly Gate[],
): CaseOutcome {
  const decisions = one.requests.map((request) => decide(request, one.policies, gatesOf(request, one.policies)))
  const possible = decisions.map((decision) => decision.possible).reduce(joinPossible)
  const blockedBy = unique(decisions.flatMap((decision) => decision.blockedBy))
  const mayBlock = unique(decisions.flatMap((decision) => decision.mayBlock))
  const [first, ...others] = [...decisions].sort((a, b) => badness(b) - badness(a))
  const allowedBy = first?.allowedBy.filter((grantor) => others.every((other) => other.allowedBy.includes(grantor)))
  return {
    verdict: possible.length === 1 ? (possible[0] ?? null) : null,
    possible,
    blockedBy,
    mayBlock: mayBlock.filter((layer) => !blockedBy.includes(layer)),
    allowedBy: allowedBy ?? [],
    layers: first?.layers ?? [],
  }
}

/** Compares an answer with what the case expects. */
export function checkCase(one: EvaluationCase, outcome: CaseOutcome): CaseDifference {
  const { expected, decidedBy } = one
  if (expected === null) return null
  const isDenied = outcome.possible.length > 0 && !outcome.possible.includes('allowed')
  const deciders: readonly string[] = isDenied ? outcome.blockedBy : outcome.allowedBy
  const isAttributed = decidedBy === null || attributes(decidedBy, deciders)
  const hasVerdict = one.kind === 'nonPolicy' && decidedBy !== null ? isDenied : outcome.verdict === expected
  if (hasVerdict && isAttributed) return null
  const by = (verdict: string, layers: string): string => (layers === '' ? verdict : `${verdict} by ${layers}`)
  const actual = outcome.verdict ?? outcome.possible.join(' or ')
  return { expected: by(expected, decidedBy ?? ''), actual: by(actual, deciders.join(', ')) }
}

/** `a+b` names both, `a|b` either. */
function attributes(decidedBy: string, deciders: readonly string[]): boolean {
  return decidedBy.split('|').some((choice) => choice.split('+').every((layer) => deciders.includes(layer.trim())))
}

/** All resources must be allowed, and one explicit deny denies. */
function joinPossible(first: readonly Verdict[], second: readonly Verdict[]): readonly Verdict[] {
  const worst = first.flatMap((one) => second.map((other) => (rank[one] > rank[other] ? one : other)))
  return verdicts.filter((verdict) => worst.includes(verdict))
}

const verdicts: readonly Verdict[] = ['allowed', 'explicitDeny', 'implicitDeny']
const rank: Readonly<Record<Verdict, number>> = { allowed: 0, implicitDeny: 1, explicitDeny: 2 }

function badness({ possible }: Decision): number {
  const [worst = 0, best = 0] = [
    Math.max(...possible.map((one) => rank[one])),
    Math.min(...possible.map((one) => rank[one])),
  ]
  return best * 3 + worst
}

function unique<T>(items: readonly T[]): readonly T[] {
  return [...new Set(items)]
}
