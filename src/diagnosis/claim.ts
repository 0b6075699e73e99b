import { layerOfClaim } from '../causes/suspect.ts'
import type { ClaimedPolicyType, Denial } from '../denial/denial.ts'
import { decide } from '../engine/decide.ts'
import type { Decision, Layer, LayerTrace, Verdict } from '../engine/trace.ts'
import type { JudgedRequest } from './diagnosis.ts'

/** The layer that AWS's message names, and whether its word can be taken as proof. */
export interface NamedLayer {
  readonly layer: Layer
  readonly effect: 'explicitDeny' | 'implicitDeny' | null
  /** False for wordings that AWS is known to use for other causes as well. */
  readonly isReliable: boolean
  /** Whether the message names the denying policy itself. */
  readonly namesPolicy: boolean
}

/** What the message says about who refused; null where it names no policy type. */
export function namedLayer(denial: Denial, action: string | null): NamedLayer | null {
  const { policyType, effect, policyArn } = denial.claim
  if (policyType === null) return null
  const layer = layerOfClaim(policyType, action)
  return { layer, effect, isReliable: isReliable(policyType, layer, effect, action), namesPolicy: policyArn !== null }
}

// AWS: RestrictPublicBuckets reads as an explicit deny in a resource-based policy and IgnorePublicAcls as a missing
// resource-based Allow. KMS names the resource-based policy also where the identity policy is the one to mend.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html
function isReliable(
  policyType: ClaimedPolicyType,
  layer: Layer,
  effect: NamedLayer['effect'],
  action: string | null,
): boolean {
  if (layer === 'kms' || effect === null) return false
  if (policyType !== 'resource') return true
  return action?.toLowerCase().startsWith('s3:') !== true
}

/**
 * Takes AWS's own word where the facts leave a layer open: a layer that was not read, or that hangs on an unknown
 * context key, denies if the message reliably says so. What the facts decide is left as it is.
 */
export function withClaim(decision: Decision, named: NamedLayer | null): Decision {
  if (named === null || !named.isReliable || named.effect === null) return decision
  if (!decision.mayBlock.includes(named.layer)) return decision
  const { layer, effect } = named
  const layers = decision.layers.map(
    (trace): LayerTrace => (trace.layer === layer ? { ...trace, possible: denied(trace, effect, named) } : trace),
  )
  const possible = decision.possible.filter((verdict) => verdict !== 'allowed')
  return {
    ...decision,
    layers,
    possible: possible.length === 0 ? [effect] : possible,
    blockedBy: [...decision.blockedBy, layer],
    mayBlock: decision.mayBlock.filter((l) => l !== layer),
  }
}

/**
 * An SCP's message can say "explicit" where the denial is implicit, so both stay possible unless the facts tell or the
 * message names the policy that denies.
 */
function denied(trace: LayerTrace, effect: Verdict, { namesPolicy }: NamedLayer): readonly Verdict[] {
  const open = trace.possible.filter((verdict) => verdict !== 'allowed')
  if (trace.layer === 'scp' && open.length > 0 && !namesPolicy) return open
  return [effect]
}

/** The layers that deny by AWS's word alone: the facts leave open whether they do, and how. */
export function takenOnClaim({ authorization, decision }: JudgedRequest): readonly Layer[] {
  const { request, policies, gates } = authorization
  const proved = new Set(decide(request, policies, gates).blockedBy)
  return decision.blockedBy.filter((layer) => !proved.has(layer))
}
