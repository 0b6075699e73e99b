import type { ClaimedPolicyType } from '../denial/denial.ts'
import type { Layer } from '../engine/trace.ts'
import type { SuspectInput, Suspicion } from './cause.ts'
import { readCommand } from './read-commands.ts'

const layerByClaim: Readonly<Record<ClaimedPolicyType, Layer>> = {
  identity: 'identity',
  resource: 'resource',
  trust: 'resource',
  boundary: 'boundary',
  session: 'session',
  scp: 'scp',
  rcp: 'rcp',
  vpce: 'vpce',
  blockPublicAccess: 'bpa',
  lakeFormation: 'lakeformation',
  kms: 'kms',
}

/** The layer that a policy type in AWS's message stands for; for a KMS action the "resource-based policy" is the key policy. */
export function layerOfClaim(policyType: ClaimedPolicyType, action: string | null): Layer {
  const isKms = action?.toLowerCase().startsWith('kms:') === true
  return policyType === 'resource' && isKms ? 'kms' : layerByClaim[policyType]
}

/** The layer that AWS's message names; null where it names no policy type. */
export function claimedLayer({ denial, call }: SuspectInput): Layer | null {
  const { policyType } = denial.claim
  return policyType === null ? null : layerOfClaim(policyType, call.action)
}

/** How often each layer is the reason for a denial that names none, in the order of the five articles: 1 is tried first. */
const usualRank: Readonly<Record<Layer, number>> = {
  identity: 2,
  resource: 4,
  kms: 6,
  boundary: 10,
  vpce: 11,
  session: 12,
  scp: 9,
  rcp: 13,
  accessPoint: 14,
  acl: 5,
  bpa: 8,
  kmsKeyState: 7,
  objectOwnership: 5,
  accessPointNetworkOrigin: 14,
  requesterPays: 8,
  objectLock: 15,
  mfaDelete: 15,
  blockedEncryption: 15,
  expectedBucketOwner: 15,
  noSuchKeyMasked: 3,
  lakeformation: 7,
}

/** Suspects a layer that was not read: first where AWS names it, not at all where AWS names another one or another effect. */
export function suspectLayer(
  input: SuspectInput,
  layer: Layer,
  effect: 'explicitDeny' | 'implicitDeny',
): Suspicion | null {
  if (!input.openLayers.includes(layer)) return null
  const claimed = claimedLayer(input)
  const command = readCommand(layer, input)
  if (claimed === layer) {
    const saysOther = input.denial.claim.effect !== null && input.denial.claim.effect !== effect && layer !== 'scp'
    return saysOther ? null : { layer, rank: input.denial.claim.effect === effect ? 0 : 1, command }
  }
  if (claimed !== null) return null
  return { layer, rank: usualRank[layer] + (effect === 'explicitDeny' ? 0.5 : 0), command }
}
