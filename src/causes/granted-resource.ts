import { literalResource } from '../services/resource-policy.ts'
import type { CauseInput } from './cause.ts'

/**
 * A resource of a request as a fix names it. What AWS reported is one thing, whose name somebody chose; what is asked for
 * besides, or planned, may be all that lies under a place (`results/*`).
 */
export function grantedResource({ reported, denial }: CauseInput, resource: string): string {
  return reported && denial.source !== 'request' ? literalResource(resource) : resource
}
