import type { Cause } from './cause.ts'
import { asksForKey } from './kms-key.ts'
import { noAllowCause } from './no-allow.ts'
import { isPassRole } from './pass-role-not-allowed.ts'

/** No statement of any identity policy allows the action on the resource. */
export const identityNoAllow: Cause = noAllowCause({
  code: 'UD201',
  name: 'identity-no-allow',
  layer: 'identity',
  specificity: 1,
  accepts: (input) => !isPassRole(input.authorization.request.action) && !asksForKey(input),
})
