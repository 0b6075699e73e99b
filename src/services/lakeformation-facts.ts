import type { AccessRequest } from '../engine/request.ts'
import { parseArn } from '../iam/arn.ts'
import type { Fact } from '../snapshot/fact.ts'
import { type CatalogTable, databases, table, tables } from '../snapshot/glue.ts'
import {
  dataLakeSettings,
  type LakeFormationOptIn,
  type LakeFormationPermission,
  type LakeFormationResource,
  lakeFormationOptIns,
  lakeFormationPermissions,
  type RegisteredLocation,
  registeredLocations,
} from '../snapshot/lakeformation.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import { governedTables } from './athena.ts'
import type { Call } from './call.ts'
import type { LakeFormationFacts, LakeFormationGrant } from './lakeformation-gates.ts'
import { known } from './truth.ts'

/** Where Lake Formation is asked about a request, and what about. */
interface Matter {
  readonly account: string
  readonly region: string
  /** Null for a request about the catalog, or about data that no recorded table holds. */
  readonly database: string | null
  readonly table: string | null
  /** `arn:aws:s3:::bucket/prefix` of the data; null where there is none. */
  readonly location: string | null
  /** Location that the request gives a new or altered table or database; null where it gives none. */
  readonly newLocation: string | null
}

/**
 * What the snapshot tells of Lake Formation for a request; null where its grants or locations were not recorded, or
 * the request is none that it judges.
 */
export function lakeFormationFactsOf(request: AccessRequest, call: Call): LakeFormationFacts | null {
  const matter = matterOf(request, call)
  if (matter === null) return null
  const { snapshot } = call
  const permissions = lakeFormationPermissions(snapshot, matter.account, matter.region)
  const locations = registeredLocations(snapshot, matter.account, matter.region)
  if (permissions.kind !== 'known' || locations.kind !== 'known') return null
  const optIns = lakeFormationOptIns(snapshot, matter.account, matter.region)
  const settings = dataLakeSettings(snapshot, matter.account, matter.region)
  const bearing = permissions.value.filter(({ resource }) => bearsOn(resource, matter))
  const registered = covering(locations.value, matter.location)
  const admins = settings.kind === 'known' ? settings.value.admins : []
  const { principal } = request
  return {
    iamAllowedPrincipals: bearing.some(({ principal: name }) => isIamAllowed(name)),
    grants: permissions.value.some((one) => one.resource.kind === 'tags' && isFor(one.principal, request))
      ? 'unknown'
      : known(bearing.filter(({ principal: name }) => !isIamAllowed(name)).map(grantOf)),
    registered: registered !== undefined,
    hybrid: registered?.isHybrid === true,
    optedIn: optedIn(optIns, request, matter),
    dataLakeAdmin: admins.some((admin) => admin === principal.roleArn || admin === principal.arn),
    createTableOnDatabase: false,
    locationRegistered: covering(locations.value, matter.newLocation) !== undefined,
    dataLocationAccess: holdsLocation(permissions.value, request, matter.newLocation),
    databaseLocationCoversIt: databaseCovers(matter, snapshot),
  }
}

function matterOf(request: AccessRequest, call: Call): Matter | null {
  const action = request.action.toLowerCase()
  const arn = parseArn(request.resource)
  if (action.startsWith('glue:') && arn?.service === 'glue') return catalogMatter(arn, action, call)
  const accessed = action === 'lakeformation:getdataaccess' ? tableOfAccess(call) : null
  const table = accessed === null ? null : parseArn(accessed)
  if (table !== null) return catalogMatter(table, 'glue:gettable', call)
  return null
}

function catalogMatter({ account, region, resource }: CatalogArn, action: string, call: Call): Matter | null {
  const [type = '', database = '', name = null] = resource.split('/')
  // A new database is granted on the catalog, whose default grants are not listed.
  if ((type !== 'database' && type !== 'table') || action === 'glue:createdatabase') return null
  // Nothing is granted on a database that does not exist; whoever looks it up is told so.
  if (type === 'database' && isAbsent(call.snapshot, account, region, database)) return null
  // A new table is granted on its database.
  const isTable = type === 'table' && name !== null && name !== '*' && action !== 'glue:createtable'
  const own = isTable ? ownTable(call.snapshot, account, region, database, name) : null
  const location = own?.location ?? null
  const place = { account, region, database, table: isTable ? name : null }
  return { ...place, location: location === null ? null : locationArn(location), newLocation: newLocationOf(call) }
}

interface CatalogArn {
  readonly account: string
  readonly region: string
  readonly resource: string
}

function isAbsent(snapshot: Snapshot, account: string, region: string, database: string): boolean {
  const all = databases(snapshot, account, region)
  return all.kind === 'known' && !all.value.some(({ name }) => name === database)
}

function ownTable(
  snapshot: Snapshot,
  account: string,
  region: string,
  database: string,
  name: string,
): CatalogTable | null {
  const one = table(snapshot, account, region, database, name)
  if (one.kind === 'known') return one.value
  const all = tables(snapshot, account, region, database)
  return all.kind === 'known' ? (all.value.find((item) => item.name === name) ?? null) : null
}

/** ARN of the table whose data an engine asks for: named by the event, by the call, or by the query behind it. */
export function tableOfAccess(call: Call): string | null {
  const named = call.denial.hints.event?.requestParameters?.['tableArn']
  const candidates = [typeof named === 'string' ? named : null, call.resource, ...governedTables(call)]
  for (const candidate of candidates) {
    const arn = candidate === null ? null : parseArn(candidate)
    if (arn?.service === 'glue' && arn.resource.startsWith('table/')) return candidate
  }
  return null
}

/** The registered location that holds what a request makes a table or database point to; null where none does. */
export function registeredAbove(request: AccessRequest, call: Call): string | null {
  const matter = matterOf(request, call)
  if (matter === null) return null
  const locations = registeredLocations(call.snapshot, matter.account, matter.region)
  return locations.kind === 'known' ? (covering(locations.value, matter.newLocation)?.arn ?? null) : null
}

function bearsOn(resource: LakeFormationResource, { account, database, table: name }: Matter): boolean {
  switch (resource.kind) {
    case 'database':
      return name === null && resource.name === database && isOwn(resource.catalogId, account)
    case 'table':
      return (
        resource.database === database &&
        isOwn(resource.catalogId, account) &&
        // Whoever holds something on a table sees its database.
        (name === null || resource.name === null || resource.name === name)
      )
    case 'columns':
      return (
        resource.database === database &&
        isOwn(resource.catalogId, account) &&
        (name === null || resource.name === name)
      )
    case 'tags':
    case 'other':
    case 'catalog':
    case 'dataLocation':
      return false
  }
}

function isOwn(catalogId: string | null, account: string): boolean {
  return catalogId === null || catalogId === account
}

function grantOf({ principal, permissions }: LakeFormationPermission): LakeFormationGrant {
  return { principal: known(principal), permissions: known(permissions) }
}

function isIamAllowed(principal: string): boolean {
  return principal.toUpperCase().replaceAll('_', '') === 'IAMALLOWEDPRINCIPALS'
}

function optedIn(optIns: Fact<readonly LakeFormationOptIn[]>, { principal }: AccessRequest, matter: Matter): boolean {
  if (optIns.kind !== 'known') return false
  return optIns.value.some(
    (one) => (one.principal === principal.roleArn || one.principal === principal.arn) && bearsOn(one.resource, matter),
  )
}

function holdsLocation(
  permissions: readonly LakeFormationPermission[],
  { principal }: Pick<AccessRequest, 'principal'>,
  location: string | null,
): boolean {
  if (location === null) return false
  return permissions.some(
    ({ resource, principal: name, permissions: held }) =>
      resource.kind === 'dataLocation' &&
      held.includes('DATA_LOCATION_ACCESS') &&
      isWithin(location, resource.arn) &&
      isFor(name, { principal }),
  )
}

function isFor(name: string, { principal }: Pick<AccessRequest, 'principal'>): boolean {
  return name === principal.roleArn || name === principal.arn || name === `${principal.account}:IAMPrincipals`
}

function databaseCovers({ account, region, database, newLocation }: Matter, snapshot: Snapshot): boolean {
  if (database === null || newLocation === null) return false
  const all = databases(snapshot, account, region)
  const own = all.kind === 'known' ? all.value.find(({ name }) => name === database)?.location : null
  return own != null && isWithin(newLocation, locationArn(own))
}

/** The location that a call gives a table or database: of the event, or the one `s3://` location that Lake Formation names. */
function newLocationOf({ denial }: Call): string | null {
  const parameters = denial.hints.event?.requestParameters
  const input = parameters?.['tableInput'] ?? parameters?.['databaseInput'] ?? parameters?.['partitionInput']
  const named = textIn(input, 'storageDescriptor', 'location') ?? textIn(input, 'locationUri')
  if (named !== null) return locationArn(named)
  const [only, ...others] = [...new Set(denial.hints.s3Locations)]
  return denial.claim.policyType === 'lakeFormation' && only !== undefined && others.length === 0
    ? locationArn(only)
    : null
}

function textIn(value: unknown, ...path: readonly string[]): string | null {
  let current = value
  for (const key of path) {
    if (typeof current !== 'object' || current === null) return null
    current = Object.entries(current).find(([name]) => name === key)?.[1]
  }
  return typeof current === 'string' && current !== '' ? current : null
}

function covering(locations: readonly RegisteredLocation[], arn: string | null): RegisteredLocation | undefined {
  return arn === null ? undefined : locations.find((location) => isWithin(arn, location.arn))
}

/** Whether a location is another one or lies below it. */
function isWithin(arn: string, above: string): boolean {
  const [inner, outer] = [arn, above].map((text) => text.replace(/[/*]+$/, ''))
  return inner === outer || inner?.startsWith(`${outer}/`) === true
}

/** The ARN of an `s3://` location. */
export function locationArn(location: string): string {
  return location.replace(/^s3[an]?:\/\//, 'arn:aws:s3:::').replace(/\/$/, '')
}
