import type { Gate, GateEvidence } from '../engine/gates.ts'
import type { Layer } from '../engine/trace.ts'
import type { Truth } from './truth.ts'

/** The refusal of one layer: none where it certainly does not refuse, both answers where it cannot be told. */
export function refusalIf(
  refuses: Truth,
  layer: Layer,
  verdict: 'explicitDeny' | 'implicitDeny',
  evidence: GateEvidence,
): readonly Gate[] {
  if (refuses === false) return []
  return [{ kind: 'refusal', layer, possible: refuses === true ? [verdict] : ['allowed', verdict], evidence }]
}
