import { asksCatalog } from './catalog-resource.ts'
import type { Cause } from './cause.ts'
import { noAllowCause } from './no-allow.ts'
import { suspectLayer } from './suspect.ts'
import { code } from './words.ts'

/** How evidence names a caller without credentials. */
const anonymous = 'anonymous'

/** The caller is in another account and the resource policy does not allow it. */
export const resourceNoAllowCrossAccount: Cause = noAllowCause({
  code: 'UD302',
  name: 'resource-no-allow-cross-account',
  layer: 'resource',
  specificity: 1,
  // A condition tells why an Allow does not apply, not that one was needed: both facts stand.
  alongside: ['condition-not-met'],
  accepts: (input) => {
    const { request, policies } = input.authorization
    const { kind, account } = request.principal
    if (policies.resourceKind !== 'ordinary' || asksCatalog(input)) return false
    return kind === 'anonymous' || (account !== null && account !== request.resourceAccount)
  },
  suspect: (input) => {
    const { call } = input
    if (call.action !== null && /^sts:assumerole/i.test(call.action)) return null
    return suspectLayer(input, 'resource', 'implicitDeny')
  },
  headline: {
    en: (e) =>
      e.principal === anonymous
        ? `The request is anonymous, and no resource-based policy of ${code(e.resource)} allows everyone ${code(e.action)}.`
        : `${code(e.principal)} is in another account, and no resource-based policy of ${code(e.resource)} allows it ${code(e.action)}.`,
    ko: (e) =>
      e.principal === anonymous
        ? `익명 요청이며, ${code(e.resource)} 리소스의 정책 가운데 ${code(e.action)} 작업을 모두에게 허용하는 정책이 없습니다.`
        : `${code(e.principal)} 보안 주체는 다른 계정에 있으며, ${code(e.resource)} 리소스의 정책 가운데 ${code(e.action)} 작업을 허용하는 정책이 없습니다.`,
  },
})
