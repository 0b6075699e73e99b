import type { Grantor, Layer, Verdict } from './trace.ts'

/**
 * A fact outside policy documents that bears on a request, as `services/` reads it from settings or a snapshot.
 * `refusal` blocks like a policy layer (`possible` holds `allowed` where it lets the request pass);
 * `grant` can stand in for a resource-based Allow (an ACL, a KMS grant);
 * `voidsResourceAllow` says that the resource policy's Allow does not reach this resource (an object of another account).
 */
export type Gate =
  | {
      readonly kind: 'refusal'
      readonly layer: Layer
      readonly possible: readonly Verdict[]
      readonly evidence: GateEvidence
    }
  | {
      readonly kind: 'grant'
      readonly grantor: Grantor
      readonly grants: boolean | 'unknown'
      readonly evidence: GateEvidence
    }
  | {
      readonly kind: 'voidsResourceAllow'
      readonly layer: Layer
      readonly voids: boolean | 'unknown'
      readonly evidence: GateEvidence
    }

/** Plain facts for words and edits; never formatted here. */
export type GateEvidence = Readonly<Record<string, string | number | boolean | null | readonly string[]>>
