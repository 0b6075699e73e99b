import type { Decision, Layer, LayerTrace } from '../engine/trace.ts'
import { matchOf } from '../engine/verdict.ts'
import type { Authorization } from '../services/authorization.ts'

/**
 * What has to go before a layer no longer blocks: each Deny that applies, each level without an Allow, each condition
 * of the nearest one, and whatever a setting lists as its reasons.
 */
export function obstacleCount(
  { layers, blockedBy }: Decision,
  authorization: Authorization | undefined,
  layer: Layer,
): number {
  if (!blockedBy.includes(layer)) return 0
  const trace = layers.find((l) => l.layer === layer)
  const denies = (trace?.statements ?? []).filter((s) => s.effect === 'Deny' && matchOf(s) === 'yes').length
  const levels = (trace?.levels ?? []).filter((level) => !level.possible.includes('allowed')).length
  const reasons = (authorization?.gates ?? []).flatMap((gate) =>
    gate.kind === 'refusal' && gate.layer === layer ? Object.values(gate.evidence).filter(Array.isArray).flat() : [],
  )
  return denies + Math.max(1, levels, unmetConditions(trace)) + reasons.length
}

/** How many conditions keep the nearest Allow from applying, of those that nothing else keeps from it. */
function unmetConditions(trace: LayerTrace | undefined): number {
  const counts = (trace?.statements ?? []).flatMap(({ effect, mismatches }) =>
    effect === 'Allow' && mismatches.every((m) => m.kind === 'conditionNotMet' || m.kind === 'contextKeyAbsent')
      ? [mismatches.length]
      : [],
  )
  return counts.length === 0 ? 0 : Math.min(...counts)
}
