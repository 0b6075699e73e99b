import type { AccessRequest } from '../engine/request.ts'
import type { Fact } from '../snapshot/fact.ts'
import { databases } from '../snapshot/glue.ts'
import {
  dataLakeSettings,
  type LakeFormationOptIn,
  type LakeFormationPermission,
  lakeFormationOptIns,
  lakeFormationPermissions,
  type RegisteredLocation,
  registeredLocations,
} from '../snapshot/lakeformation.ts'
import type { LakeFormationResource } from '../snapshot/lakeformation-resource.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { Call } from './call.ts'
import type { LakeFormationFacts, LakeFormationGrant } from './lakeformation-gates.ts'
import { isWithin, locationArn, type Matter, matterOf } from './lakeformation-matter.ts'
import { known } from './truth.ts'

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

function covering(locations: readonly RegisteredLocation[], arn: string | null): RegisteredLocation | undefined {
  return arn === null ? undefined : locations.find((location) => isWithin(arn, location.arn))
}
