import type { Gate, GateEvidence } from '../engine/gates.ts'
import type { Layer } from '../engine/trace.ts'
import type { CauseInput } from './cause.ts'
import { mayBlock } from './facts.ts'

/** What a gate outside policy documents said when it refused the request; null where it does not refuse. */
export function gateRefusal(input: CauseInput, layer: Layer): GateEvidence | null {
  if (!mayBlock(input, layer)) return null
  const refusal = input.authorization.gates.find(
    (gate): gate is Extract<Gate, { kind: 'refusal' }> =>
      gate.kind === 'refusal' && gate.layer === layer && gate.possible.some((v) => v !== 'allowed'),
  )
  return refusal?.evidence ?? null
}
