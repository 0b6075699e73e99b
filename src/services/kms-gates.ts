import type { Gate } from '../engine/gates.ts'
import type { AccessRequest } from '../engine/request.ts'
import { grantAllows, type KmsGrant } from './kms-grants.ts'
import { isAllowedInEveryState, isCryptographic, isRefusedIn } from './kms-key-state.ts'
import { refusalIf } from './refusal.ts'
import { all, any, claimOf, type Known, not, type Truth } from './truth.ts'

/** What besides policies decides a request to a KMS key. */
export interface KmsFacts {
  readonly keyManager: Known<'AWS' | 'CUSTOMER' | null>
  /** `Enabled`, `Disabled`, `PendingDeletion`, …; null where it is not stated. */
  readonly keyState: Known<string | null>
  readonly grants: Known<readonly KmsGrant[]>
}

/** The facts of a customer managed key that is enabled and has no grants. */
export const plainKmsFacts: KmsFacts = {
  keyManager: { known: null },
  keyState: { known: null },
  grants: { known: [] },
}

/** Every gate outside policy documents that bears on a request to a KMS key; none for other services. */
export function kmsGates(request: AccessRequest, facts: KmsFacts): readonly Gate[] {
  if (!request.action.toLowerCase().startsWith('kms:')) return []
  const operation = request.action.slice('kms:'.length).toLowerCase()
  return [
    ...keyStateGates(operation, facts),
    ...unsignedGates(request),
    ...crossAccountGates(operation, request),
    ...awsManagedKeyGates(operation, request, facts),
    ...grantGates(operation, request, facts),
  ]
}

function keyStateGates(operation: string, facts: KmsFacts): readonly Gate[] {
  const refuses = claimOf(facts.keyState, (state) => (state === null ? false : isRefusedIn(state, operation)))
  // An unknown state cannot refuse what no state refuses.
  if (facts.keyState === 'unknown' && isAllowedInEveryState(operation)) return []
  return refusalIf(refuses, 'kmsKeyState', 'explicitDeny', {
    keyState: facts.keyState === 'unknown' ? null : facts.keyState.known,
  })
}

// AWS: requests to KMS are signed, so even a key policy that names everyone admits no one without credentials.
// https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html
function unsignedGates({ principal }: AccessRequest): readonly Gate[] {
  return refusalIf(principal.kind === 'anonymous', 'kms', 'implicitDeny', { reason: 'unsignedRequest' })
}

// AWS: permissions across accounts are effective only for these operations.
// https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html
function crossAccountGates(operation: string, request: AccessRequest): readonly Gate[] {
  if (isCryptographic(operation) || crossAccountOperations.has(operation)) return []
  return refusalIf(isCrossAccount(request), 'kms', 'implicitDeny', { reason: 'operationIsNotCrossAccount' })
}

const crossAccountOperations: ReadonlySet<string> = new Set([
  'creategrant',
  'describekey',
  'getkeyrotationstatus',
  'getpublickey',
  'listgrants',
  'retiregrant',
  'revokegrant',
])

function isCrossAccount({ principal, resourceAccount }: AccessRequest): Truth {
  if (principal.account === null || resourceAccount === null) return false
  return resourceAccount === 'unknown' ? 'unknown' : principal.account !== resourceAccount
}

// AWS: the policy of an AWS managed key cannot be changed; it admits principals of the key's account through the service.
// https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#aws-managed-cmk
function awsManagedKeyGates(operation: string, request: AccessRequest, facts: KmsFacts): readonly Gate[] {
  const isAwsManaged = claimOf(facts.keyManager, (manager) => manager === 'AWS')
  const isUse = isCryptographic(operation)
  const isDirect = isUse && request.principal.kind !== 'service' && !request.context.has('kms:viaservice')
  const refuses = all(isAwsManaged, any(isCrossAccount(request), isDirect))
  const refusal = refusalIf(refuses, 'kms', 'implicitDeny', {
    reason: isCrossAccount(request) === true ? 'awsManagedKeyOfOtherAccount' : 'awsManagedKeyUsedDirectly',
  })
  const grants = all(isAwsManaged, isUse && !isDirect, not(isCrossAccount(request)))
  if (grants !== true) return refusal
  return [...refusal, { kind: 'grant', grantor: 'grant', grants, evidence: { operation: request.action } }]
}

// AWS: a grant needs no other permission; an explicit Deny still wins.
// https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
function grantGates(operation: string, request: AccessRequest, facts: KmsFacts): readonly Gate[] {
  const grants = claimOf(facts.grants, (list) => any(...list.map((grant) => grantAllows(grant, operation, request))))
  if (grants === false) return []
  return [{ kind: 'grant', grantor: 'grant', grants, evidence: { operation: request.action } }]
}
