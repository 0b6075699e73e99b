import type { Cause } from './cause.ts'
import { noAllowCause } from './no-allow.ts'

/** The policy of the VPC endpoint that the request used does not allow it. */
export const vpceNoAllow: Cause = noAllowCause({
  code: 'UD801',
  name: 'vpce-no-allow',
  layer: 'vpce',
  specificity: 3,
})
