import type { Cause } from './cause.ts'
import { explicitDenyCause } from './explicit-deny.ts'
import { suspectLayer } from './suspect.ts'
import { assumesRole } from './trust-policy-no-allow.ts'

/** A Deny in the trust policy of the role applies. */
export const trustPolicyExplicitDeny: Cause = explicitDenyCause({
  code: 'UD312',
  name: 'trust-policy-explicit-deny',
  layer: 'resource',
  accepts: (input) => input.authorization.policies.resourceKind === 'trust',
  suspect: (input) => (assumesRole(input) ? suspectLayer(input, 'resource', 'explicitDeny') : null),
})
