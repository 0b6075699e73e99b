import type { Cause } from './cause.ts'
import { noAllowCause } from './no-allow.ts'

/** The session policies passed when the role was assumed do not allow the request. */
export const sessionNoAllow: Cause = noAllowCause({
  code: 'UD501',
  name: 'session-no-allow',
  layer: 'session',
  specificity: 3,
})
