import type { Cause } from './cause.ts'
import { explicitDenyCause } from './explicit-deny.ts'

/** A Deny statement of an identity policy applies. */
export const identityExplicitDeny: Cause = explicitDenyCause({
  code: 'UD202',
  name: 'identity-explicit-deny',
  layer: 'identity',
})
