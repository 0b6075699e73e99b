import type { Cause } from './cause.ts'
import { noAllowCause } from './no-allow.ts'

/** The permissions boundary of the user or role does not allow the request. */
export const boundaryNoAllow: Cause = noAllowCause({
  code: 'UD401',
  name: 'boundary-no-allow',
  layer: 'boundary',
  specificity: 3,
})
