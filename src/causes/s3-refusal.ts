import type { Gate, GateEvidence } from '../engine/gates.ts'
import type { AccessRequest } from '../engine/request.ts'
import type { Layer } from '../engine/trace.ts'
import { bucketOf, objectKeyOf } from '../services/resource-policy.ts'
import type { CauseInput } from './cause.ts'

/** What the settings of a layer said of a request that they certainly refuse; empty where none does. */
export function certainRefusals(input: CauseInput, layer: Layer): readonly GateEvidence[] {
  if (!input.decision.blockedBy.includes(layer)) return []
  return input.authorization.gates
    .filter((gate): gate is Extract<Gate, { kind: 'refusal' }> => gate.kind === 'refusal')
    .filter((gate) => gate.layer === layer && !gate.possible.includes('allowed'))
    .map((gate) => gate.evidence)
}

/** The bucket of an S3 request, and the key where it is about an object; behind an access point the real ones. */
export interface S3Place {
  readonly bucket: string
  readonly key: string | null
  /** `bucket/key`, or the bucket alone. */
  readonly name: string
}

/** Where an S3 request goes; null for requests to other services and for access points that were not read. */
export function s3PlaceOf({ resource, bucketResource }: AccessRequest): S3Place | null {
  const arn = bucketResource ?? resource
  const bucket = bucketOf(arn)
  if (bucket === null) return null
  const key = objectKeyOf(arn)
  return { bucket, key, name: key === null ? bucket : `${bucket}/${key}` }
}

/** A text of the evidence of a setting; null where it holds none of that name. */
export function textOf(evidence: GateEvidence, name: string): string | null {
  const value = evidence[name]
  return typeof value === 'string' ? value : null
}

/** A list of the evidence of a setting; empty where it holds none of that name. */
export function listOf(evidence: GateEvidence, name: string): readonly string[] {
  const value = evidence[name]
  return typeof value === 'object' && value !== null ? value : []
}
