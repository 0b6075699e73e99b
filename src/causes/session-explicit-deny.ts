import type { Cause } from './cause.ts'
import { explicitDenyCause } from './explicit-deny.ts'

/** A Deny in a session policy applies. */
export const sessionExplicitDeny: Cause = explicitDenyCause({
  code: 'UD502',
  name: 'session-explicit-deny',
  layer: 'session',
})
