import { quoted } from '../fixes/cli-command.ts'
import { parseArn } from '../iam/arn.ts'
import { tableOfAccess } from '../services/lakeformation-matter.ts'
import { type Cause, type CauseInput, defineCause, type Evidence } from './cause.ts'
import { catalogResourceOf, granteeOf, grantLakeFormationEdits, missingPermissions } from './lakeformation-refusal.ts'
import { code, codes } from './words.ts'

interface NoGrant extends Evidence {
  readonly layer: 'lakeformation'
  readonly principal: string
  readonly resource: string
  readonly needed: readonly string[]
}

/** Lake Formation governs the table or database and grants the caller nothing that the call needs. */
export const lakeformationNoGrant: Cause = defineCause<NoGrant>({
  code: 'UD960',
  name: 'lakeformation-no-grant',
  since: '0.1.0',
  layers: ['lakeformation'],
  specificity: 3,

  find: (input) => {
    const needed = missingPermissions(input, 'permission')
    if (needed === null) return []
    const principal = granteeOf(input) ?? input.authorization.request.principal.arn ?? 'anonymous'
    return [{ layer: 'lakeformation', place: null, principal, resource: governed(input), needed }]
  },

  edits: ({ resource, needed: [permission] }, input) => {
    const arn = parseArn(resource)
    const isOnDatabase = permission === 'CREATE_TABLE'
    const named = permission === 'CREATE_DATABASE' ? { Catalog: {} } : catalogResourceOf(resource, isOnDatabase)
    if (arn === null || named === null || permission === undefined) return []
    return grantLakeFormationEdits(input, arn, named, permission, resource)
  },

  suspect: ({ call, denial }) => {
    const isCatalog = call.action?.startsWith('glue:') === true || denial.service === 'glue'
    if (!isCatalog && denial.service !== 'athena' && denial.service !== 'lakeformation') return null
    const region = denial.region === null ? '' : ` --region ${quoted(denial.region)}`
    const rank = denial.claim.policyType === 'lakeFormation' ? 0.5 : 5
    return { layer: null, rank, command: `aws lakeformation list-permissions${region}` }
  },

  explain: {
    en: (e) => ({
      headline: `Lake Formation grants ${code(e.principal)} no ${codes(e.needed, 'en')} on ${code(e.resource)}.`,
      why: `No grant to ${code('IAMAllowedPrincipals')} leaves the decision to IAM policies, so IAM and Lake Formation both have to allow it.`,
    }),
    ko: (e) => ({
      headline: `Lake Formation이 ${code(e.principal)} 보안 주체에게 ${code(e.resource)} 리소스의 ${codes(e.needed, 'ko')} 권한을 부여하지 않았습니다.`,
      why: `IAM 정책에 결정을 맡기는 ${code('IAMAllowedPrincipals')} 권한이 없으므로 IAM과 Lake Formation이 모두 허용해야 합니다.`,
    }),
  },

  suspicion: {
    en: () => 'Lake Formation governs the table and grants the caller nothing on it.',
    ko: () => 'Lake Formation이 테이블을 관리하며 호출자에게 권한을 부여하지 않았습니다.',
  },
})

/** The table or database that the request is about; for data, the table that holds it. */
function governed({ authorization: { request }, call }: CauseInput): string {
  return parseArn(request.resource)?.service === 'glue' ? request.resource : (tableOfAccess(call) ?? request.resource)
}
