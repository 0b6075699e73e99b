import type { Cause } from './cause.ts'
import { explicitDenyCause } from './explicit-deny.ts'

/** A Deny in a service control policy applies. */
export const scpExplicitDeny: Cause = explicitDenyCause({
  code: 'UD602',
  name: 'scp-explicit-deny',
  layer: 'scp',
})
