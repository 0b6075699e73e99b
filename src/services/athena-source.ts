import { lakeFormationOptIns, registeredLocations } from '../snapshot/lakeformation.ts'
import { type AthenaQuery, forwarded } from './athena-query.ts'
import type { QueryTable } from './athena-tables.ts'
import type { Caller } from './caller.ts'
import { bearsOn, isGranteeNamed } from './lakeformation-named.ts'
import { type PlannedRequest, requestThrough } from './planned-request.ts'
import { bucketArnOf, objectArnOf, s3Requests } from './s3.ts'

/** What reading the data of a table takes: the credentials of Lake Formation, or S3 with the caller's own permissions. */
export function tableSourceRequests(query: AthenaQuery, caller: Caller, table: QueryTable): readonly PlannedRequest[] {
  const { snapshot } = query
  if (isVended(query, caller, table)) {
    return [requestThrough(forwarded('source'), caller, 'lakeformation:GetDataAccess', '*')]
  }
  const { location } = table
  if (location === null) return []
  const bucket = bucketArnOf(location)
  const objects = objectArnOf(location.endsWith('/') ? location : `${location}/`)
  if (bucket === null || objects === null) return []
  return [
    requestThrough(forwarded('source'), caller, 's3:ListBucket', bucket),
    ...s3Requests(caller, 's3:GetObject', objects, forwarded('source'), snapshot),
  ]
}

/**
 * Whether Lake Formation hands out the data of a table: they lie in a registered location, and are read with the
 * registration role; the caller needs `lakeformation:GetDataAccess`. In hybrid access mode that holds for who opted in.
 * https://docs.aws.amazon.com/athena/latest/ug/lf-athena-user-permissions.html
 */
export function isVended({ place, snapshot }: AthenaQuery, caller: Caller, table: QueryTable): boolean {
  const { location, account } = table
  if (location === null) return false
  const arn = location.replace(/^s3[an]?:\/\//, 'arn:aws:s3:::').replace(/\/$/, '')
  const locations = registeredLocations(snapshot, account, place.region)
  if (locations.kind !== 'known') return false
  const above = locations.value.find((one) => `${arn}/`.startsWith(`${one.arn.replace(/\/$/, '')}/`))
  if (above === undefined || !above.isHybrid) return above !== undefined
  const optIns = lakeFormationOptIns(snapshot, account, place.region)
  if (optIns.kind !== 'known') return false
  const asked = { account, database: table.database, table: table.name }
  return optIns.value.some(
    (one) => bearsOn(one.resource, asked) && isGranteeNamed(one.principal, caller.principal) === true,
  )
}
