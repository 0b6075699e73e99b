import { asksCatalog } from './catalog-resource.ts'
import type { Cause } from './cause.ts'
import { explicitDenyCause } from './explicit-deny.ts'
import { suspectLayer } from './suspect.ts'

/** A Deny in the bucket, key or other resource policy applies; trust and catalog policies have causes of their own. */
export const resourceExplicitDeny: Cause = explicitDenyCause({
  code: 'UD301',
  name: 'resource-explicit-deny',
  layer: 'resource',
  alsoIn: 'kms',
  accepts: (input) => input.authorization.policies.resourceKind !== 'trust' && !asksCatalog(input),
  suspect: (input) => (isAssume(input.call.action) ? null : suspectLayer(input, 'resource', 'explicitDeny')),
})

function isAssume(action: string | null): boolean {
  return action !== null && /^sts:assumerole/i.test(action)
}
