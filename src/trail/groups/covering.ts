import { matchesWildcard } from '../../iam/wildcard.ts'
import { literalResource } from '../../services/resource-policy.ts'
import type { DenialGroup } from './denial-group.ts'
import { patternOf } from './resource-pattern.ts'

/** Resources that a grant lists one by one: as many fit the shortest policy, the 2,048 characters of a user's own ones. */
const mostListed = 20

/** What a grant for some resources names, and which of it are patterns that stand for others, too. */
export interface Covering {
  readonly resources: readonly string[]
  readonly patterns: readonly string[]
}

/** Resources of one kind that were denied: all that are remembered, and the pattern that covers them. */
type Denied = Pick<DenialGroup, 'resources' | 'hasMoreResources' | 'pattern'>

/**
 * The resources of a grant that was proposed for one of several: each of them by its name as long as they can be listed,
 * else the pattern that covers them. Null where the proposal is about none of them.
 */
export function coveringAll(proposed: string, denied: Denied): Covering | null {
  const { hasMoreResources } = denied
  const resources = denied.resources.map(literalResource)
  // Of very many, not each is remembered.
  const isAmongMore = hasMoreResources && denied.pattern !== null && matchesWildcard(denied.pattern, proposed)
  if (!resources.includes(proposed) && !isAmongMore) return null
  if (resources.length <= mostListed && !hasMoreResources) return { resources, patterns: [] }
  if (denied.pattern === null || isGuarded(proposed)) return null
  const pattern = `${literalResource(denied.pattern.slice(0, -1))}*`
  return { resources: [pattern], patterns: [pattern] }
}

/** The same grants put together: where they name too many, the pattern that covers all of them. */
export function coveringTogether(all: readonly Covering[]): Covering {
  const resources = [...new Set(all.flatMap((one) => one.resources))].sort()
  const patterns = [...new Set(all.flatMap((one) => one.patterns))]
  const pattern = resources.length <= mostListed || resources.some(isGuarded) ? null : patternOf(resources)
  return pattern === null ? { resources, patterns } : { resources: [pattern], patterns: [pattern] }
}

/** Users, roles and sessions: whoever may pass or assume each role of an account can do what any of them can. */
function isGuarded(resource: string): boolean {
  return /^arn:[^:]*:(iam|sts):/.test(resource)
}
