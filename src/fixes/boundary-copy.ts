import type { Principal } from '../engine/request.ts'
import type { StoredPolicy } from '../snapshot/stored-policy.ts'
import { entityName, policyHolder } from './edited-policies.ts'
import { fitsManagedPolicy } from './size-limit.ts'

/** A customer managed copy that takes the place of an AWS managed permissions boundary. */
export interface BoundaryCopy {
  readonly name: string
  /** `user/mina`: whose boundary it becomes. */
  readonly holder: string
}

/**
 * The copy in which an AWS managed boundary can be changed for one user or role, because nobody but AWS edits the boundary
 * itself; null for any other document, for a principal whose boundary cannot be set, and for a document that is too long.
 */
export function boundaryCopy(stored: StoredPolicy | null, principal: Principal): BoundaryCopy | null {
  if (stored === null || !isAwsBoundary(stored) || !stored.document.ok) return null
  const holderArn = policyHolder(principal)
  const holder = entityName(holderArn)
  const isSettable = (principal.kind === 'user' || principal.kind === 'roleSession') && !isReserved(holderArn)
  if (holder === null || !isSettable || !fitsManagedPolicy(stored.document.document.json)) return null
  const own = stored.name ?? stored.target.split('/').at(-1) ?? ''
  return { name: `${own}-for-${holder.split('/').at(-1) ?? ''}`.slice(0, 128), holder }
}

/** Whether a document is a permissions boundary that AWS manages: an edit of it is one of a copy. */
export function isAwsBoundary({ target, awsManaged }: StoredPolicy): boolean {
  return awsManaged && target.startsWith('boundary:')
}

// AWS: the roles of IAM Identity Center are changed through their permission sets alone.
// https://docs.aws.amazon.com/singlesignon/latest/userguide/using-service-linked-roles.html
function isReserved(arn: string | null): boolean {
  return arn?.includes(':role/aws-reserved/') === true
}
