import type { AccessRequest, Principal } from '../engine/request.ts'
import type { Context } from '../iam/context.ts'
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
  /** Whether it has a further constraint, which nothing here can judge. */
  readonly hasOtherConstraint: boolean
}

/** Whether one KMS grant lets the principal make this request. */
export function grantAllows(grant: KmsGrant, operation: string, request: AccessRequest): Truth {
  const isListed = claimOf(grant.operations, (list) => list.some((name) => name.toLowerCase() === operation))
  const isGrantee = claimOf(grant.granteePrincipal, (grantee) => isGranteeOf(grantee, request.principal))
  const isUnlimited: Truth = grant.hasOtherConstraint ? 'unknown' : true
  const byGrantee = all(isListed, isGrantee, constraintsHold(grant, operation, request.context), isUnlimited)
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
