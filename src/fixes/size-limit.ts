import type { StoredPolicy } from '../snapshot/stored-policy.ts'
import type { EditedPolicy } from './edited-policies.ts'

/** A document that AWS would not take, because it is too long. */
export interface Oversize {
  /** The document that the edits leave behind. */
  readonly policyId: string
  readonly target: string
  readonly policyName: string | null
  readonly size: number
  readonly limit: number
  readonly unit: 'characters' | 'bytes'
  /** What AWS counts: all inline policies of a principal share one limit. */
  readonly counts: 'document' | 'inlinePolicies'
  /** What the quota can be raised to on request; null where it is fixed. */
  readonly raisableTo: number | null
}

interface SizeLimit extends Pick<Oversize, 'limit' | 'counts' | 'raisableTo'> {
  readonly sizeOf: (document: unknown) => number
}

// AWS: IAM does not count white space, the other services count what they are sent, which our commands send without it.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length
const charactersWithoutBlanks = (document: unknown): number => JSON.stringify(document).replace(/\s/g, '').length
const characters = (document: unknown): number => JSON.stringify(document).length
const bytes = (document: unknown): number => new TextEncoder().encode(JSON.stringify(document)).length

const managedLimit = 6_144

function limitOf({ target, isManaged }: EditedPolicy): SizeLimit | null {
  const fixed = { counts: 'document', raisableTo: null } as const
  const inline = { sizeOf: charactersWithoutBlanks, counts: 'inlinePolicies', raisableTo: null } as const
  const managed = { ...fixed, limit: managedLimit, sizeOf: charactersWithoutBlanks }
  const [kind = '', name = ''] = target.split(':')
  switch (kind) {
    case 'identity':
      if (isManaged || name.startsWith('policy/')) return managed
      if (name.startsWith('user/')) return { ...inline, limit: 2_048 }
      return { ...inline, limit: name.startsWith('group/') ? 5_120 : 10_240 }
    case 'boundary':
      return managed
    case 'trust':
      return { ...fixed, limit: 2_048, sizeOf: charactersWithoutBlanks, raisableTo: 4_096 }
    case 'session-policy':
      return { ...fixed, limit: 2_048, sizeOf: characters }
    case 'scp':
    case 'rcp':
      // AWS: 5,120 characters; white space counts unless the console saves the policy.
      // https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
      return { ...fixed, limit: 5_120, sizeOf: characters }
    case 'vpce':
      // AWS: 20,480 characters, white space included.
      // https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
      return { ...fixed, limit: 20_480, sizeOf: characters }
    case 'bucket-policy':
    case 'access-point-policy':
      // AWS: 20 KB each.
      // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html
      // https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-restrictions-limitations.html
      return { ...fixed, limit: 20_480, sizeOf: bytes }
    case 'key-policy':
      // AWS: 32 KB.
      // https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html
      return { ...fixed, limit: 32_768, sizeOf: bytes }
    case 'catalog-policy':
      // AWS: 10 KB.
      // https://docs.aws.amazon.com/glue/latest/dg/security_iam_resource-based-policy-examples.html
      return { ...fixed, limit: 10_240, sizeOf: bytes }
    default:
      return null
  }
}

/** Whether a customer managed policy can hold a document. */
export function fitsManagedPolicy(document: unknown): boolean {
  return charactersWithoutBlanks(document) <= managedLimit
}

/** The edited documents that are longer than AWS takes. */
export function oversized(
  byId: ReadonlyMap<string, EditedPolicy>,
  storedById: ReadonlyMap<string, StoredPolicy>,
): readonly Oversize[] {
  return [...byId.values()].flatMap((edited) => {
    const limits = limitOf(edited)
    if (limits === null) return []
    const { counts } = limits
    const beside = counts === 'document' ? [] : inlineBeside(edited, byId, storedById)
    const sizeBeside = beside.reduce<number>((sum, document) => sum + limits.sizeOf(document), 0)
    const size = sizeBeside + limits.sizeOf(edited.after)
    // A document that is longer than the default already was made under a raised quota.
    const isRaised = edited.before !== null && sizeBeside + limits.sizeOf(edited.before) > limits.limit
    const limit = isRaised ? limits.raisableTo : limits.limit
    const raisableTo = isRaised ? null : limits.raisableTo
    const { policyId, target, policyName } = edited
    const unit = limits.sizeOf === bytes ? 'bytes' : 'characters'
    return limit === null || size <= limit
      ? []
      : [{ policyId, target, policyName, size, limit, unit, counts, raisableTo }]
  })
}

/** The other inline policies of the same user, group or role, as the edits leave them. */
function inlineBeside(
  { target, policyId }: EditedPolicy,
  byId: ReadonlyMap<string, EditedPolicy>,
  storedById: ReadonlyMap<string, StoredPolicy>,
): readonly unknown[] {
  const stored = [...storedById.values()].filter((s) => s.target === target && s.id !== policyId)
  const untouched = stored.flatMap((s) => (s.document.ok && !byId.has(s.id) ? [s.document.document.json] : []))
  const touched = [...byId.values()].filter((e) => e.target === target && e.policyId !== policyId && !e.isManaged)
  return [...untouched, ...touched.map(({ after }) => after)]
}
