import type { Cause } from './cause.ts'
import { noAllowCause } from './no-allow.ts'
import { code } from './words.ts'

/** Whether an action is `iam:PassRole`, which is asked for when a call hands a role to a service. */
export function isPassRole(action: string): boolean {
  return action.toLowerCase() === 'iam:passrole'
}

/** `iam:PassRole` is not allowed for the role that the call hands to a service. */
export const passRoleNotAllowed: Cause = noAllowCause({
  code: 'UD321',
  name: 'pass-role-not-allowed',
  layer: 'identity',
  specificity: 1,
  accepts: (input) => isPassRole(input.authorization.request.action),
  suspect: ({ call, openLayers }) =>
    call.action !== null && isPassRole(call.action) && openLayers.includes('identity')
      ? { layer: 'identity', rank: 1, command: null }
      : null,
  headline: {
    en: (e) =>
      `The call hands role ${code(e.resource)} to a service, and no identity-based policy of ${code(e.principal)} allows ${code('iam:PassRole')} for it.`,
    ko: (e) =>
      `이 호출은 ${code(e.resource)} 역할을 서비스에 전달하는데, ${code(e.principal)} 보안 주체의 자격 증명 기반 정책 가운데 ${code('iam:PassRole')} 작업을 허용하는 정책이 없습니다.`,
  },
})
