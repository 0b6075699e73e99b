import type { Cause, SuspectInput } from './cause.ts'
import { isAssumedByGlue } from './glue-role-not-assumable.ts'
import { noAllowCause } from './no-allow.ts'
import { suspectLayer } from './suspect.ts'
import { code } from './words.ts'

/** The trust policy of the role does not allow the principal to assume it. */
export const trustPolicyNoAllow: Cause = noAllowCause({
  code: 'UD311',
  name: 'trust-policy-no-allow',
  layer: 'resource',
  specificity: 3,
  accepts: (input) => input.authorization.policies.resourceKind === 'trust' && !isAssumedByGlue(input),
  suspect: (input) => (assumesRole(input) ? suspectLayer(input, 'resource', 'implicitDeny') : null),
  headline: {
    en: (e) => `The trust policy of ${code(e.resource)} does not allow ${code(e.principal)} ${code(e.action)}.`,
    ko: (e) =>
      `${code(e.resource)} 역할의 신뢰 정책이 ${code(e.principal)} 보안 주체에 ${code(e.action)} 작업을 허용하지 않습니다.`,
  },
})

/** Whether the denied call assumes a role, so that its "resource policy" is a trust policy. */
export function assumesRole({ call, denial }: SuspectInput): boolean {
  return (call.action !== null && /^sts:assumerole/i.test(call.action)) || denial.claim.policyType === 'trust'
}
