import type { LakeFormationFacts } from './lakeformation-gates.ts'
import type { LakeFormationGrant } from './lakeformation-grants.ts'
import { factAt, listAt, objectAt, type Place, readText, readTexts, truthAt } from './settings-reader.ts'
import { any, type Known, type Truth } from './truth.ts'

/** The Lake Formation facts of an evaluation case; null where it states none. */
export function readLakeFormationFacts(settings: Place, action: string): LakeFormationFacts | null {
  const place = objectAt(settings, 'lakeFormation')
  if (place === 'absent') return null
  if (place === 'unknown') return nothingKnown
  const grants = listAt(place, 'grants', readGrant)
  const areListed = grants !== 'unknown' && grants.known !== null
  const registered = truthAt(place, 'registered', false)
  const hybrid = truthAt(place, 'hybrid', false)
  return {
    // A list of grants holds the group's as well; without any word on grants it stays open.
    iamAllowedPrincipals: truthAt(place, 'iamAllowedPrincipals', areListed ? false : 'unknown'),
    grants:
      grants === 'unknown' || grants.known === null
        ? grants === 'unknown'
          ? grants
          : notListed(place)
        : { known: grants.known },
    registered,
    hybrid,
    optedIn: truthAt(place, 'optedIn', hybrid === false ? false : 'unknown'),
    dataLakeAdmin: any(truthAt(place, 'dataLakeAdmin', false), truthAt(place, 'dataLakeAdministrator', false)),
    readOnlyAdmin: truthAt(place, 'readOnlyAdmin', false),
    columnsAsked: { known: [] },
    createTableOnDatabase: truthAt(place, 'createTableOnDatabase', false),
    locationRegistered: truthAt(place, 'locationRegistered', locationWhenAbsent(action, registered, hybrid)),
    dataLocationAccess: truthAt(place, 'dataLocationAccess', false),
    databaseLocationCoversIt: truthAt(place, 'databaseLocationCoversIt', false),
  }
}

const nothingKnown: LakeFormationFacts = {
  iamAllowedPrincipals: 'unknown',
  grants: 'unknown',
  registered: 'unknown',
  hybrid: 'unknown',
  optedIn: 'unknown',
  dataLakeAdmin: 'unknown',
  readOnlyAdmin: 'unknown',
  columnsAsked: 'unknown',
  createTableOnDatabase: 'unknown',
  locationRegistered: 'unknown',
  dataLocationAccess: 'unknown',
  databaseLocationCoversIt: 'unknown',
}

/** A case that says whether the group may do everything, and lists no grant, has none. */
function notListed(place: Place): Known<readonly LakeFormationGrant[]> {
  return Object.hasOwn(place.object, 'iamAllowedPrincipals') ? { known: [] } : 'unknown'
}

// AWS: in hybrid access mode the location counts as registered for CreateTable, CreatePartition and UpdateTable.
// https://docs.aws.amazon.com/lake-formation/latest/dg/notes-hybrid.html
function locationWhenAbsent(action: string, registered: Truth, hybrid: Truth): Truth {
  if (hybrid !== false) return hybrid
  return action.toLowerCase() === 'glue:createtable' ? registered : false
}

function readGrant(place: Place): LakeFormationGrant | null {
  const principal = factAt(place, 'principal', readText)
  const permissions = factAt(place, 'permissions', readTexts)
  return { principal: orUnknown(principal), permissions: orUnknown(permissions), applies: true, columns: null }
}

function orUnknown<T>(fact: Known<T | null>): Known<T> {
  return fact === 'unknown' || fact.known === null ? 'unknown' : { known: fact.known }
}
