import type { Cause } from './cause.ts'
import { noAllowCause } from './no-allow.ts'

/** At some level of the organization no service control policy allows the request. */
export const scpNoAllow: Cause = noAllowCause({
  code: 'UD601',
  name: 'scp-no-allow',
  layer: 'scp',
  specificity: 3,
})
