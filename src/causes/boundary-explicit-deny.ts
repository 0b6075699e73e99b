import type { Cause } from './cause.ts'
import { explicitDenyCause } from './explicit-deny.ts'

/** A Deny in the permissions boundary applies. */
export const boundaryExplicitDeny: Cause = explicitDenyCause({
  code: 'UD402',
  name: 'boundary-explicit-deny',
  layer: 'boundary',
})
