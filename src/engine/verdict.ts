import type { Effect } from '../iam/policy.ts'
import { anyOf } from './match.ts'
import type { Decision, Layer, LayerTrace, Match, Mismatch, StatementTrace, Verdict } from './trace.ts'

/** Whether the statement applies, read off its mismatches so that the two can never disagree. */
export function matchOf(statement: Pick<StatementTrace, 'mismatches'>): Match {
  if (statement.mismatches.length === 0) return 'yes'
  return statement.mismatches.every(isOpen) ? 'unknown' : 'no'
}

/** Whether any statement of this effect applies. */
export function appliesAny(statements: readonly StatementTrace[], effect: Effect): Match {
  return anyOf(...statements.filter((statement) => statement.effect === effect).map(matchOf))
}

/** Every verdict that is left open, given whether a Deny and whether an Allow applies. */
export function possibleVerdicts(deny: Match, allow: Match): readonly Verdict[] {
  if (deny === 'yes') return ['explicitDeny']
  const verdicts: Verdict[] = []
  if (allow !== 'no') verdicts.push('allowed')
  if (deny === 'unknown') verdicts.push('explicitDeny')
  if (allow !== 'yes') verdicts.push('implicitDeny')
  return verdicts
}

/** The trace of one layer; undefined where the decision has no such layer. */
export function layerOf(decision: Decision, layer: Layer): LayerTrace | undefined {
  return decision.layers.find((trace) => trace.layer === layer)
}

function isOpen(mismatch: Mismatch): boolean {
  switch (mismatch.kind) {
    case 'contextKeyUnknown':
    case 'resourceUnknown':
    case 'principalUnknown':
      return true
    case 'actionNotListed':
    case 'actionExcepted':
    case 'resourceNotListed':
    case 'resourceExcepted':
    case 'principalNotListed':
    case 'principalExcepted':
    case 'conditionNotMet':
    case 'contextKeyAbsent':
      return false
  }
}
