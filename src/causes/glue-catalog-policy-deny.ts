import { quoted } from '../fixes/cli-command.ts'
import { parseArn } from '../iam/arn.ts'
import { asksCatalog } from './catalog-resource.ts'
import { type Cause, defineCause, type Evidence } from './cause.ts'
import { denyEdits } from './deny-edits.ts'
import { type DenyEvidence, findDenies, whyDenied } from './explicit-deny.ts'
import { deniesForWantOfAllow, matchingDenies } from './facts.ts'
import { grantEdits } from './grant-edits.ts'
import { code, statementOf } from './words.ts'

interface CatalogPolicy extends Evidence {
  readonly layer: 'resource'
  readonly action: string
  readonly resource: string
  readonly principal: string
  readonly account: string
  /** The Deny that applies; null where the policy lacks an Allow for a caller of another account. */
  readonly denied: DenyEvidence | null
}

/** The resource policy of the Data Catalog denies the call, or does not allow a caller of another account. */
export const glueCatalogPolicyDeny: Cause = defineCause<CatalogPolicy>({
  code: 'UD941',
  name: 'glue-catalog-policy-deny',
  since: '0.1.0',
  layers: ['resource'],
  specificity: 3,

  find: (input) => {
    if (!asksCatalog(input)) return []
    const { request } = input.authorization
    const common = {
      layer: 'resource',
      action: request.action,
      resource: request.resource,
      principal: request.principal.arn ?? request.principal.service ?? 'anonymous',
      account: parseArn(request.resource)?.account ?? '',
    } as const
    const denies = findDenies(input, 'resource').map((denied) => ({ ...common, place: denied.place, denied }))
    if (denies.length > 0) return denies
    const isCrossAccount = request.principal.account !== request.resourceAccount
    return isCrossAccount && deniesForWantOfAllow(input, 'resource') ? [{ ...common, place: null, denied: null }] : []
  },

  edits: ({ denied }, input) => {
    if (denied === null) return grantEdits(input, 'resource')
    const trace = matchingDenies(input, 'resource').find(
      (s) => s.policyId === denied.place.at.policyId && s.index === denied.place.at.index,
    )
    return trace === undefined ? [] : denyEdits(input, trace)
  },

  suspect: ({ call, denial, openLayers }) => {
    const isCatalog = denial.service === 'glue' || call.action?.startsWith('glue:') === true
    if (!isCatalog && denial.service !== 'athena') return null
    const region = denial.region === null ? '' : ` --region ${quoted(denial.region)}`
    const layer = openLayers.includes('resource') ? 'resource' : null
    return { layer, rank: 4, command: `aws glue get-resource-policies${region}` }
  },

  explain: {
    en: (e) =>
      e.denied === null
        ? {
            headline: `The Data Catalog policy of account ${code(e.account)} does not allow ${code(e.principal)} ${code(e.action)}.`,
            why: `The caller is in another account, so the owner of ${code(e.resource)} has to allow it as well.`,
          }
        : {
            headline: `${statementOf.en(e.denied.place.at, e.denied.policy)} denies ${code(e.action)} on ${code(e.resource)}.`,
            why: whyDenied.en(e.denied),
          },
    ko: (e) =>
      e.denied === null
        ? {
            headline: `${code(e.account)} 계정의 데이터 카탈로그 정책이 ${code(e.principal)} 보안 주체에 ${code(e.action)} 작업을 허용하지 않습니다.`,
            why: `호출자가 다른 계정에 있으므로 ${code(e.resource)} 리소스의 소유자도 허용해야 합니다.`,
          }
        : {
            headline: `${statementOf.ko(e.denied.place.at, e.denied.policy)}이 ${code(e.resource)} 리소스의 ${code(e.action)} 작업을 거부합니다.`,
            why: whyDenied.ko(e.denied),
          },
  },

  suspicion: {
    en: () => 'The resource policy of the Data Catalog denies the call, or does not allow another account.',
    ko: () => '데이터 카탈로그의 리소스 정책이 호출을 거부하거나 다른 계정을 허용하지 않습니다.',
  },
})
