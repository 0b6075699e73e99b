import { causes } from '../causes/index.ts'
import type { Layer } from '../engine/trace.ts'
import type { Diagnosis, FoundCause, JudgedRequest } from './diagnosis.ts'

/** Layers that policy documents decide; what decides the others may have been assumed. */
const policyLayers: ReadonlySet<Layer> = new Set([
  'identity',
  'resource',
  'kms',
  'boundary',
  'session',
  'scp',
  'rcp',
  'vpce',
])

/**
 * The diagnosis with every cause listed that the facts rule out: one whose layers were read in every request, are settled
 * without an assumption, and gave no proof. Without a snapshot nothing is ruled out.
 */
export function withRuledOut(diagnosis: Diagnosis): Diagnosis {
  const { hasSnapshot, requests } = diagnosis
  if (!hasSnapshot || requests.length === 0) return diagnosis
  const told = new Set(diagnosis.causes.map((cause) => cause.name))
  const ruledOut = causes
    .filter(
      (cause) =>
        !told.has(cause.name) &&
        cause.layers.length > 0 &&
        cause.layers.every((layer) => requests.every((judged) => isSettled(judged, layer))),
    )
    .map(
      ({ code, name, layers }): FoundCause => ({
        code,
        name,
        layer: layers[0] ?? null,
        request: 0,
        status: 'ruledOut',
        evidence: {},
        words: { en: { headline: '', why: '' }, ko: { headline: '', why: '' } },
        excerpt: null,
        command: null,
      }),
    )
  return { ...diagnosis, causes: [...diagnosis.causes, ...ruledOut] }
}

function isSettled({ authorization, decision }: JudgedRequest, layer: Layer): boolean {
  if (!policyLayers.has(layer) || decision.mayBlock.includes(layer)) return false
  const isAssumed = authorization.assumptions.some(
    ({ kind }) => (kind === 'noSessionPolicy' && layer === 'session') || (kind === 'noVpcEndpoint' && layer === 'vpce'),
  )
  return !isAssumed && decision.layers.every((trace) => trace.layer !== layer || trace.presence !== 'unknown')
}
