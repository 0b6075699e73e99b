import type { Cause } from './cause.ts'
import { explicitDenyCause } from './explicit-deny.ts'

/** A Deny in a resource control policy applies. */
export const rcpExplicitDeny: Cause = explicitDenyCause({
  code: 'UD701',
  name: 'rcp-explicit-deny',
  layer: 'rcp',
})
