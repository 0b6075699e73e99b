import type { AccessRequest } from '../engine/request.ts'
import type { Fact } from '../snapshot/fact.ts'
import { databases } from '../snapshot/glue.ts'
import {
  type DataLakeSettings,
  dataLakeSettings,
  type LakeFormationOptIn,
  type LakeFormationPermission,
  lakeFormationOptIns,
  lakeFormationPermissions,
  type RegisteredLocation,
  registeredLocations,
} from '../snapshot/lakeformation.ts'
import { catalogGrantsMissing } from '../snapshot/lakeformation-tags.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { LayerMissing } from './authorization.ts'
import type { Call } from './call.ts'
import { columnsAsked } from './lakeformation-columns.ts'
import type { LakeFormationFacts } from './lakeformation-gates.ts'
import { type BearingGrant, bearingGrants, isIamAllowedPrincipals } from './lakeformation-grants.ts'
import { isWithin, locationArn, type Matter, matterOf } from './lakeformation-matter.ts'
import { bearsOn, isGranteeNamed } from './lakeformation-named.ts'
import { any, claimOf, type Known, known, type Truth } from './truth.ts'

/**
 * What the snapshot tells of Lake Formation for a request; null where its grants or locations were not recorded, or
 * the request is none that it judges.
 */
export function lakeFormationFactsOf(request: AccessRequest, call: Call): LakeFormationFacts | null {
  const found = foundFor(request, call)
  if (found === null) return null
  const { matter, permissions, locations, bearing } = found
  const { snapshot } = call
  const { principal } = request
  const settings = dataLakeSettings(snapshot, matter.account, matter.region)
  const registered = covering(locations, matter.location)
  const isAmong = (list: (settings: DataLakeSettings) => readonly string[]): Truth =>
    claimOf(knownOf(settings), (value) => any(...list(value).map((name) => isGranteeNamed(name, principal))))
  return {
    iamAllowedPrincipals: leftToIam(found, call),
    grants: isUnlisted(found) ? 'unknown' : known(bearing.map(({ grant }) => grant)),
    registered: registered !== undefined,
    hybrid: registered?.isHybrid === true,
    optedIn: optedIn(
      lakeFormationOptIns(snapshot, matter.account, matter.region),
      request,
      matter,
      registered?.isHybrid === true,
    ),
    dataLakeAdmin: isAmong(({ admins }) => admins),
    readOnlyAdmin: isAmong(({ readOnlyAdmins }) => readOnlyAdmins),
    columnsAsked: columnsAsked(matter, call),
    createTableOnDatabase: false,
    locationRegistered: covering(locations, matter.newLocation) !== undefined,
    dataLocationAccess: holdsLocation(permissions, request, matter.newLocation),
    databaseLocationCoversIt: databaseCovers(matter, snapshot),
  }
}

/** The recorded answers that are missing to judge what Lake Formation says to a request. */
export function missingLakeFormation(request: AccessRequest, call: Call): readonly LayerMissing[] {
  const found = foundFor(request, call)
  if (found === null) return []
  const { matter, locations, bearing } = found
  const { account, region } = matter
  const isHybrid = covering(locations, matter.location)?.isHybrid === true
  const facts = [
    dataLakeSettings(call.snapshot, account, region),
    ...(isHybrid ? [lakeFormationOptIns(call.snapshot, account, region)] : []),
  ]
  const missing = [
    ...bearing.flatMap((one) =>
      claimOf(one.grant.principal, (name) => isGranteeNamed(name, request.principal)) === false ? [] : one.missing,
    ),
    ...(isUnlisted(found) ? [catalogGrantsMissing(account, region)] : []),
    ...facts.flatMap((fact) => (fact.kind === 'unknown' ? [fact.missing] : [])),
  ]
  return missing.map((one) => ({ layer: 'lakeformation', missing: one }))
}

/** The registered location that holds what a request makes a table or database point to; null where none does. */
export function registeredAbove(request: AccessRequest, call: Call): string | null {
  const matter = matterOf(request, call)
  if (matter === null) return null
  const locations = registeredLocations(call.snapshot, matter.account, matter.region)
  return locations.kind === 'known' ? (covering(locations.value, matter.newLocation)?.arn ?? null) : null
}

interface Found {
  readonly matter: Matter
  readonly permissions: readonly LakeFormationPermission[]
  readonly locations: readonly RegisteredLocation[]
  readonly bearing: readonly BearingGrant[]
}

function foundFor(request: AccessRequest, call: Call): Found | null {
  const matter = matterOf(request, call)
  if (matter === null) return null
  const permissions = lakeFormationPermissions(call.snapshot, matter.account, matter.region)
  const locations = registeredLocations(call.snapshot, matter.account, matter.region)
  if (permissions.kind !== 'known' || locations.kind !== 'known') return null
  const bearing = bearingGrants(permissions.value, matter, call.snapshot)
  return { matter, permissions: permissions.value, locations: locations.value, bearing }
}

/** Whether the question is about the catalog, and the recorded list names no grant on it: AWS lists those apart. */
function isUnlisted({ matter, bearing }: Found): boolean {
  return matter.database === null && bearing.length === 0
}

// AWS: at first IAMAllowedPrincipals may create databases, so that IAM decides.
// https://docs.aws.amazon.com/lake-formation/latest/dg/change-settings.html
function leftToIam(found: Found, { denial }: Call): Truth {
  if (isUnlisted(found)) return denial.claim.policyType === 'lakeFormation' ? 'unknown' : true
  return any(
    ...found.bearing.map(({ grant }) =>
      claimOf(grant.principal, isIamAllowedPrincipals) === true ? grant.applies : false,
    ),
  )
}

function knownOf<T>(fact: Fact<T>): Known<T> {
  return fact.kind === 'known' ? known(fact.value) : 'unknown'
}

/** Opt-ins that were not recorded are taken for none, except where the location is one of hybrid access mode. */
function optedIn(
  optIns: Fact<readonly LakeFormationOptIn[]>,
  { principal }: AccessRequest,
  matter: Matter,
  isHybrid: boolean,
): Truth {
  if (optIns.kind !== 'known') return isHybrid && optIns.kind === 'unknown' ? 'unknown' : false
  return any(
    ...optIns.value
      .filter((one) => bearsOn(one.resource, matter))
      .map((one) => isGranteeNamed(one.principal, principal)),
  )
}

function holdsLocation(
  permissions: readonly LakeFormationPermission[],
  { principal }: AccessRequest,
  location: string | null,
): Truth {
  if (location === null) return false
  return any(
    ...permissions.map(({ resource, principal: name, permissions: held }) => {
      if (resource.kind !== 'dataLocation' || !held.includes('DATA_LOCATION_ACCESS')) return false
      return isWithin(location, resource.arn) ? isGranteeNamed(name, principal) : false
    }),
  )
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
