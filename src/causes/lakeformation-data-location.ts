import { parseArn } from '../iam/arn.ts'
import { registeredAbove } from '../services/lakeformation-facts.ts'
import { type Cause, defineCause, type Evidence } from './cause.ts'
import { granteeOf, grantLakeFormationEdits, missingPermissions } from './lakeformation-refusal.ts'
import { code } from './words.ts'

interface NoLocation extends Evidence {
  readonly layer: 'lakeformation'
  readonly principal: string
  readonly resource: string
  /** The registered location that holds the new one. */
  readonly location: string
}

/** A table or database is to point to a registered location, for which the caller holds no data location permission. */
export const lakeformationDataLocation: Cause = defineCause<NoLocation>({
  code: 'UD962',
  name: 'lakeformation-data-location',
  since: '0.1.0',
  layers: ['lakeformation'],
  specificity: 3,

  find: (input) => {
    if (missingPermissions(input, 'dataLocation') === null) return []
    const { request } = input.authorization
    const location = registeredAbove(request, input.call)
    const principal = granteeOf(input) ?? request.principal.arn ?? 'anonymous'
    if (location === null) return []
    return [{ layer: 'lakeformation', place: null, principal, resource: request.resource, location }]
  },

  edits: ({ resource, location }, input) => {
    const arn = parseArn(resource)
    if (arn === null) return []
    const named = { DataLocation: { CatalogId: arn.account, ResourceArn: location } }
    return grantLakeFormationEdits(input, arn, named, 'DATA_LOCATION_ACCESS', location)
  },

  suspect: ({ call, denial }) =>
    denial.claim.policyType === 'lakeFormation' && /^glue:(create|update)/i.test(call.action ?? '')
      ? { layer: null, rank: 0.7, command: 'aws lakeformation list-permissions --resource-type DATA_LOCATION' }
      : null,

  explain: {
    en: (e) => ({
      headline: `${code(e.principal)} holds no ${code('DATA_LOCATION_ACCESS')} for ${code(e.location)}.`,
      why: `The location is registered with Lake Formation, and ${code(e.resource)} is to point to it; the location of the database does not cover it.`,
    }),
    ko: (e) => ({
      headline: `${code(e.principal)} 보안 주체에게 ${code(e.location)} 위치의 ${code('DATA_LOCATION_ACCESS')} 권한이 없습니다.`,
      why: `이 위치는 Lake Formation에 등록되어 있고 ${code(e.resource)} 리소스가 이 위치를 가리키려 합니다. 데이터베이스의 위치는 이 위치를 포함하지 않습니다.`,
    }),
  },

  suspicion: {
    en: () => 'The caller holds no data location permission for the registered location.',
    ko: () => '호출자에게 등록된 위치의 데이터 위치 권한이 없습니다.',
  },
})
