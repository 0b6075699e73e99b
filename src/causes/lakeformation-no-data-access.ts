import { type Cause, defineCause, type Evidence } from './cause.ts'
import { deniesForWantOfAllow, nearAllows, placeOf } from './facts.ts'
import { grantEdits } from './grant-edits.ts'
import { code, codes } from './words.ts'

interface NoDataAccess extends Evidence {
  readonly layer: 'identity'
  readonly principal: string
  /** Resources of a statement that names the action, but not `*`; empty where none names it. */
  readonly listed: readonly string[]
}

/** Lake Formation hands out the data, but no identity-based policy allows `lakeformation:GetDataAccess`. */
export const lakeformationNoDataAccess: Cause = defineCause<NoDataAccess>({
  code: 'UD961',
  name: 'lakeformation-no-data-access',
  since: '0.1.0',
  layers: ['identity'],
  specificity: 3,

  find: (input) => {
    const { action, principal } = input.authorization.request
    if (action.toLowerCase() !== 'lakeformation:getdataaccess' || !deniesForWantOfAllow(input, 'identity')) return []
    const near = nearAllows(input, (m) => m.kind === 'resourceNotListed').find(({ layer }) => layer === 'identity')
    return [
      {
        layer: 'identity',
        place: near === undefined ? null : placeOf(near.trace, '/Resource'),
        principal: principal.roleArn ?? principal.arn ?? 'anonymous',
        listed: near?.statement.resource?.values ?? [],
      },
    ]
  },

  edits: (_, input) => grantEdits(input, 'identity'),

  suspect: () => null,

  explain: {
    en: (e) => ({
      headline: `No identity-based policy allows ${code(e.principal)} ${code('lakeformation:GetDataAccess')}.`,
      why:
        e.listed.length === 0
          ? 'Lake Formation hands out credentials for governed data only to who has this action as well.'
          : `The action takes no resource but ${code('*')}; the statement that names it lists ${codes(e.listed, 'en')}.`,
    }),
    ko: (e) => ({
      headline: `${code(e.principal)} 보안 주체의 자격 증명 기반 정책 가운데 ${code('lakeformation:GetDataAccess')} 작업을 허용하는 정책이 없습니다.`,
      why:
        e.listed.length === 0
          ? 'Lake Formation은 이 작업도 허용된 보안 주체에게만 관리 대상 데이터의 자격 증명을 내줍니다.'
          : `이 작업의 리소스는 ${code('*')}뿐인데, 이 작업이 적힌 문의 값은 ${codes(e.listed, 'ko')}입니다.`,
    }),
  },

  suspicion: {
    en: () => 'The caller lacks the action that lets Lake Formation hand out the data.',
    ko: () => '호출자에게 Lake Formation에서 데이터를 받는 작업의 권한이 없습니다.',
  },
})
