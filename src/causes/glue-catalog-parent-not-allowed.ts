import { type Arn, parseArn } from '../iam/arn.ts'
import { asksCatalog } from './catalog-resource.ts'
import { type Cause, defineCause, type Evidence, type Place } from './cause.ts'
import { nearAllows, placeOf } from './facts.ts'
import { grantEdits } from './grant-edits.ts'
import { code, codes, labelOf, type PolicyLabel, statementOf } from './words.ts'

interface ParentMissing extends Evidence {
  readonly place: Place
  readonly action: string
  readonly resource: string
  /** `catalog`, `database/sales`, `database/default`. */
  readonly parent: string
  readonly listed: readonly string[]
  readonly isDefault: boolean
  readonly policy: PolicyLabel
}

/** A statement allows the action on a table or database, but not on what the Data Catalog holds it in, or on `default`. */
export const glueCatalogParentNotAllowed: Cause = defineCause<ParentMissing>({
  code: 'UD940',
  name: 'glue-catalog-parent-not-allowed',
  since: '0.1.0',
  layers: ['identity'],
  specificity: 3,

  find: (input) => {
    const asked = parseArn(input.authorization.request.resource)
    if (asked === null || !asksCatalog(input) || !/^(catalog$|database\/)/.test(asked.resource)) return []
    return nearAllows(input, (m) => m.kind === 'resourceNotListed').flatMap(({ layer, trace, statement, stored }) => {
      const below = (statement.resource?.values ?? []).filter((value) => isBelow(value, asked))
      if (layer !== 'identity' || trace.naming !== null || below.length === 0) return []
      return [
        {
          layer,
          place: placeOf(trace, '/Resource'),
          action: input.authorization.request.action,
          resource: input.authorization.request.resource,
          parent: asked.resource,
          listed: below,
          isDefault: asked.resource === 'database/default',
          policy: labelOf(stored),
        },
      ]
    })
  },

  edits: ({ place, resource, policy }, input) => {
    const grants = grantEdits(input, 'identity')
    return policy.awsManaged ? grants : [{ kind: 'addResource', at: place.at, resource }, ...grants]
  },

  suspect: () => null,

  explain: {
    en: (e) => ({
      headline: `${statementOf.en(e.place.at, e.policy)} allows ${code(e.action)} on ${codes(e.listed, 'en')}, but not on ${code(e.parent)}.`,
      why: e.isDefault
        ? `Athena and Spark look up the ${code('default')} database whatever a query names; the request was for ${code(e.resource)}.`
        : `AWS Glue asks for the table, its database and the catalog; the request was for ${code(e.resource)}.`,
    }),
    ko: (e) => ({
      headline: `${statementOf.ko(e.place.at, e.policy)}은 ${codes(e.listed, 'ko')} 리소스의 ${code(e.action)} 작업을 허용하지만 ${code(e.parent)} 리소스는 포함하지 않습니다.`,
      why: e.isDefault
        ? `Athena와 Spark는 쿼리와 관계없이 ${code('default')} 데이터베이스를 조회합니다. 요청한 리소스는 ${code(e.resource)}입니다.`
        : `AWS Glue는 테이블, 데이터베이스, 카탈로그의 권한을 모두 확인합니다. 요청한 리소스는 ${code(e.resource)}입니다.`,
    }),
  },

  suspicion: {
    en: () => 'The table is allowed, and its database, the catalog or the default database is not.',
    ko: () =>
      '테이블은 허용되어 있지만 데이터베이스, 카탈로그, 기본 데이터베이스 가운데 하나가 허용되어 있지 않습니다.',
  },
})

/** Whether a listed ARN is of something inside what was asked for; of `default`, anything else of the same catalog. */
function isBelow(listed: string, asked: Arn): boolean {
  const arn = parseArn(listed)
  if (arn === null || arn.service !== 'glue' || !fits(arn.region, asked.region) || !fits(arn.account, asked.account))
    return false
  const [type = '', database = ''] = arn.resource.split('/')
  const isInside = type === 'table' || type === 'userDefinedFunction'
  if (asked.resource === 'catalog') return isInside || type === 'database'
  if (asked.resource === 'database/default') return isInside || type === 'database' || type === 'catalog'
  return isInside && (database === '*' || fits(database, asked.resource.split('/')[1] ?? ''))
}

function fits(pattern: string, value: string): boolean {
  return pattern === '*' || pattern === value || (pattern.endsWith('*') && value.startsWith(pattern.slice(0, -1)))
}
