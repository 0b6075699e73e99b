import type { CallInput } from '../causes/cause.ts'
import { causes } from '../causes/index.ts'
import type { Candidate } from '../fixes/candidate.ts'
import type { Call } from '../services/call.ts'
import type { FoundCause, JudgedRequest } from './diagnosis.ts'
import type { FoundCauses } from './find-causes.ts'

/** The causes about a call as a whole, and whether they explain the refusal by themselves. */
export interface FoundCallCauses extends FoundCauses {
  readonly settled: boolean
  /** True where the call failed before any policy was asked. */
  readonly precedesPolicies: boolean
}

/** Asks every cause about the call as a whole; what it finds is told with the request that AWS reported. */
export function findCallCauses(requests: readonly JudgedRequest[], reported: number, call: Call): FoundCallCauses {
  const input: CallInput = {
    call,
    denial: call.denial,
    requests: requests.map((judged) => ({ ...judged, denial: call.denial, call })),
  }
  const proofs = causes.flatMap((cause) => (cause.ofCall?.find(input) ?? []).map((finding) => ({ cause, finding })))
  return {
    found: proofs.map(
      ({ cause, finding }): FoundCause => ({
        code: cause.code,
        name: cause.name,
        layer: null,
        request: reported,
        status: 'confirmed',
        evidence: finding.evidence,
        words: finding.words,
        excerpt: null,
        command: null,
      }),
    ),
    candidates: proofs.flatMap(({ cause, finding }) =>
      finding.edits.map((edit): Candidate => ({ edit, cause: cause.code, request: reported, layer: null })),
    ),
    settled: proofs.some(({ cause }) => cause.ofCall?.settles === true),
    precedesPolicies: proofs.some(({ cause }) => cause.ofCall?.precedesPolicies === true),
  }
}
