import type { Layer } from '../engine/trace.ts'
import type { Call } from '../services/call.ts'

/** The layers that could refuse a call of which too little is known to judge it. */
export function withoutSnapshotLayers(call: Call): readonly Layer[] {
  const isKms = call.action?.startsWith('kms:') === true || call.denial.claim.policyType === 'kms'
  const resource: Layer = isKms ? 'kms' : 'resource'
  return ['identity', resource, 'boundary', 'session', 'scp', 'rcp', 'vpce']
}
