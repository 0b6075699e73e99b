import type { Cause } from './cause.ts'
import { explicitDenyCause } from './explicit-deny.ts'

/** A Deny in the policy of the VPC endpoint applies. */
export const vpceExplicitDeny: Cause = explicitDenyCause({
  code: 'UD802',
  name: 'vpce-explicit-deny',
  layer: 'vpce',
})
