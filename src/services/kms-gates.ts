import type { Gate } from '../engine/gates.ts'
import type { AccessRequest, Principal } from '../engine/request.ts'
import type { Context } from '../iam/context.ts'
import { refusalIf } from './refusal.ts'
import { all, any, claimOf, type Known, not, type Truth } from './truth.ts'

/** Pairs that a grant demands of the encryption context of a request. */
export type EncryptionContextPairs = readonly (readonly [key: string, value: string])[]

/** One KMS grant. */
export interface KmsGrant {
  readonly granteePrincipal: Known<string>
  readonly retiringPrincipal: Known<string | null>
  /** Operations without prefix: `Decrypt`. */
  readonly operations: Known<readonly string[]>
  /** The context must be exactly these pairs; null where the grant has no such constraint. */
  readonly contextEquals: Known<EncryptionContextPairs | null>
  /** The context must hold these pairs; null where the grant has no such constraint. */
  readonly contextSubset: Known<EncryptionContextPairs | null>
}

/** Written in the place of a key state where KMS has no such key. */
export const absentState: string = 'Absent'

/** Written in the place of a key state where the key is in another Region than the request. */
export const otherRegionState: string = 'OtherRegion'

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

const cryptographicOperations: ReadonlySet<string> = new Set([
  'decrypt',
  'derivesharedsecret',
  'encrypt',
  'generatedatakey',
  'generatedatakeypair',
  'generatedatakeypairwithoutplaintext',
  'generatedatakeywithoutplaintext',
  'generatemac',
  'reencryptfrom',
  'reencryptto',
  'sign',
  'verify',
  'verifymac',
])

const readOnlyOperations: ReadonlySet<string> = new Set([
  'describekey',
  'getkeypolicy',
  'getkeyrotationstatus',
  'listaliases',
  'listgrants',
  'listkeypolicies',
  'listkeyrotations',
  'listresourcetags',
  'listretirablegrants',
])

// AWS: what a key refuses in each state.
// https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html
function isRefusedIn(state: string, operation: string): Truth {
  if (stateless.has(operation)) return false
  const isNowhere = state === absentState || state === otherRegionState
  if (readOnlyOperations.has(operation) && !isNowhere) return false
  const isUse = cryptographicOperations.has(operation) || operation === 'getpublickey'
  switch (state.toLowerCase()) {
    case 'enabled':
      return false
    case absentState.toLowerCase():
    case otherRegionState.toLowerCase():
      return true
    case 'disabled':
      return isUse || operation === 'creategrant' || rotationOperations.has(operation)
    case 'pendingimport':
      return (
        isUse || ['creategrant', 'enablekey', 'disablekey'].includes(operation) || rotationOperations.has(operation)
      )
    case 'pendingdeletion':
    case 'pendingreplicadeletion':
      return !allowedBeforeDeletion.has(operation)
    case 'unavailable':
      return isUse || rotationOperations.has(operation)
    case 'creating':
      return isUse || 'unknown'
    case 'updating':
      // AWS: a key that is being updated still encrypts and decrypts; some management operations fail.
      return isUse ? false : 'unknown'
    default:
      return 'unknown'
  }
}

const stateless: ReadonlySet<string> = new Set([
  'createkey',
  'listkeys',
  'generaterandom',
  'deletealias',
  'retiregrant',
])

const rotationOperations: ReadonlySet<string> = new Set([
  'enablekeyrotation',
  'disablekeyrotation',
  'rotatekeyondemand',
])

const allowedBeforeDeletion: ReadonlySet<string> = new Set(['cancelkeydeletion', 'putkeypolicy', 'revokegrant'])

function keyStateGates(operation: string, facts: KmsFacts): readonly Gate[] {
  const refuses = claimOf(facts.keyState, (state) => (state === null ? false : isRefusedIn(state, operation)))
  // An unknown state cannot refuse what no state refuses.
  if (facts.keyState === 'unknown' && (readOnlyOperations.has(operation) || stateless.has(operation))) return []
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
  if (cryptographicOperations.has(operation) || crossAccountOperations.has(operation)) return []
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
  const isUse = cryptographicOperations.has(operation)
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

/** Whether one KMS grant lets the principal make this request. */
export function grantAllows(grant: KmsGrant, operation: string, request: AccessRequest): Truth {
  const isListed = claimOf(grant.operations, (list) => list.some((name) => name.toLowerCase() === operation))
  const isGrantee = claimOf(grant.granteePrincipal, (grantee) => isGranteeOf(grantee, request.principal))
  const byGrantee = all(isListed, isGrantee, constraintsHold(grant, operation, request.context))
  if (operation !== 'retiregrant') return byGrantee
  // AWS: the retiring principal may retire the grant.
  const byRetiree = claimOf(grant.retiringPrincipal, (retiree) =>
    retiree === null ? false : isGranteeOf(retiree, request.principal),
  )
  return any(byGrantee, byRetiree)
}

// AWS: a grantee is an account, user, role, federated user or assumed-role session.
// https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateGrant.html
function isGranteeOf(grantee: string, principal: Principal): Truth {
  if (grantee === principal.service) return true
  if (grantee === principal.arn || principal.uniqueIds.includes(grantee)) return true
  // UNSURE: AWS does not say whether a grant to a user covers the federated sessions of that user.
  if (grantee === principal.userArn) return 'unknown'
  const account = /^arn:[^:]*:iam::(\d{12}):root$/.exec(grantee)?.[1] ?? (/^\d{12}$/.test(grantee) ? grantee : null)
  // UNSURE: AWS does not say whether an account as grantee covers its users without an identity policy.
  if (account !== null) return account === principal.account ? 'unknown' : false
  if (principal.roleArn !== null) return grantee === principal.roleArn
  return mayBeRoleOf(grantee, principal) ? 'unknown' : false
}

/** The session's role has this name, but its path is not known. */
function mayBeRoleOf(grantee: string, principal: Principal): boolean {
  const session = /^arn:([^:]*):sts::(\d{12}):assumed-role\/([^/]+)\//.exec(principal.arn ?? '')
  const role = /^arn:([^:]*):iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(grantee)
  return session !== null && role !== null && session.slice(1).join() === role.slice(1).join()
}

const operationsWithContext: ReadonlySet<string> = new Set([
  'decrypt',
  'encrypt',
  'generatedatakey',
  'generatedatakeypair',
  'generatedatakeypairwithoutplaintext',
  'generatedatakeywithoutplaintext',
  'reencryptfrom',
  'reencryptto',
])

// AWS: encryption-context constraints bear only on operations that take an encryption context; keys and values compare
// exactly. https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantConstraints.html
function constraintsHold(grant: KmsGrant, operation: string, context: Context): Truth {
  if (!operationsWithContext.has(operation)) return true
  const equals = claimOf(grant.contextEquals, (pairs) =>
    pairs === null ? true : all(holds(pairs, context), hasOnly(pairs, context)),
  )
  return all(
    equals,
    claimOf(grant.contextSubset, (pairs) => (pairs === null ? true : holds(pairs, context))),
  )
}

const contextPrefix = 'kms:encryptioncontext:'

function holds(pairs: EncryptionContextPairs, context: Context): Truth {
  return all(
    ...pairs.map(([key, value]): Truth => {
      const actual = context.get(`${contextPrefix}${key.toLowerCase()}`)
      return actual === 'unknown' ? 'unknown' : actual !== undefined && actual.length === 1 && actual[0] === value
    }),
  )
}

function hasOnly(pairs: EncryptionContextPairs, context: Context): Truth {
  const wanted = new Set(pairs.map(([key]) => key.toLowerCase()))
  const extra = [...context].filter(
    ([key]) => key.startsWith(contextPrefix) && !wanted.has(key.slice(contextPrefix.length)),
  )
  const listed = context.get('kms:encryptioncontextkeys')
  const listedIsWithin: Truth =
    listed === 'unknown' ? 'unknown' : (listed ?? []).every((key) => wanted.has(key.toLowerCase()))
  return all(not(any(...extra.map(([, value]): Truth => (value === 'unknown' ? 'unknown' : true)))), listedIsWithin)
}
