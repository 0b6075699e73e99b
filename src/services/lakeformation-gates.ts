import { decide } from '../engine/decide.ts'
import type { Gate } from '../engine/gates.ts'
import type { PolicySet } from '../engine/policies.ts'
import type { AccessRequest, Principal } from '../engine/request.ts'
import { coversColumns } from './lakeformation-columns.ts'
import { isIamAllowedPrincipals, type LakeFormationGrant } from './lakeformation-grants.ts'
import { isGranteeNamed } from './lakeformation-named.ts'
import { refusalIf } from './refusal.ts'
import { all, any, claimOf, type Known, known, not, type Truth } from './truth.ts'

/** What Lake Formation knows of the table, database or location that a request is about. */
export interface LakeFormationFacts {
  /** Whether `IAMAllowedPrincipals` holds a grant: then IAM policies alone decide. */
  readonly iamAllowedPrincipals: Truth
  readonly grants: Known<readonly LakeFormationGrant[]>
  /** Whether the S3 location of the data is registered. */
  readonly registered: Truth
  /** Whether it is registered in hybrid access mode, where only principals that opted in need Lake Formation. */
  readonly hybrid: Truth
  readonly optedIn: Truth
  readonly dataLakeAdmin: Truth
  readonly readOnlyAdmin: Truth
  /** The columns of the table that the request may name. */
  readonly columnsAsked: Known<readonly string[]>
  /** CREATE_TABLE on the database, where it is told apart from the list of grants. */
  readonly createTableOnDatabase: Truth
  /** Whether a new or altered table or database points to a registered location. */
  readonly locationRegistered: Truth
  /** DATA_LOCATION_ACCESS on it, where it is told apart from the list of grants. */
  readonly dataLocationAccess: Truth
  /** Whether the location property of the database covers it. */
  readonly databaseLocationCoversIt: Truth
}

/** Every gate of Lake Formation on a request: metadata, new locations, and data in registered locations. */
export function lakeFormationGates(
  request: AccessRequest,
  policies: PolicySet,
  facts: LakeFormationFacts,
): readonly Gate[] {
  const action = request.action.toLowerCase()
  if (action.startsWith('glue:'))
    return [...metadataGates(action, request, facts), ...locationGates(action, request, facts)]
  if (action === 'lakeformation:getdataaccess') return dataAccessGates(request, facts)
  return readActions.has(action) ? vendedReadGates(request, policies, facts) : []
}

// AWS: what each call needs; every table or database permission lets its holder see the metadata.
// https://docs.aws.amazon.com/lake-formation/latest/dg/lf-permissions-reference.html
const anyPermission = '*'
const permissionsByAction: ReadonlyMap<string, readonly string[]> = new Map([
  ['glue:getdatabase', [anyPermission]],
  ['glue:gettable', [anyPermission]],
  ['glue:gettableversion', [anyPermission]],
  ['glue:gettableversions', [anyPermission]],
  ['glue:getpartition', [anyPermission]],
  ['glue:getpartitions', [anyPermission]],
  ['glue:batchgetpartition', [anyPermission]],
  ['glue:createdatabase', ['CREATE_DATABASE']],
  ['glue:updatedatabase', ['ALTER']],
  ['glue:deletedatabase', ['DROP']],
  ['glue:createtable', ['CREATE_TABLE']],
  ['glue:updatetable', ['ALTER']],
  ['glue:deletetable', ['DROP']],
  ['glue:batchdeletetable', ['DROP']],
  ['glue:createpartition', ['INSERT', 'ALTER']],
  ['glue:batchcreatepartition', ['INSERT', 'ALTER']],
  ['glue:updatepartition', ['INSERT', 'ALTER']],
  ['glue:batchupdatepartition', ['INSERT', 'ALTER']],
  ['glue:deletepartition', ['DELETE', 'ALTER']],
  ['glue:batchdeletepartition', ['DELETE', 'ALTER']],
])

// AWS: Lake Formation permissions work together with IAM permissions; a grant to IAMAllowedPrincipals leaves the decision
// to IAM. https://docs.aws.amazon.com/lake-formation/latest/dg/metadata-permissions.html
function metadataGates(action: string, request: AccessRequest, facts: LakeFormationFacts): readonly Gate[] {
  const needed = permissionsByAction.get(action)
  if (needed === undefined) return []
  const holds = any(
    leavesItToIam(facts),
    isGranted(needed, request.principal, facts),
    action === 'glue:createtable' ? facts.createTableOnDatabase : false,
    // AWS: a data lake administrator sees all metadata and may create databases; a read-only one sees it.
    // https://docs.aws.amazon.com/lake-formation/latest/dg/implicit-permissions.html
    needed.includes(anyPermission) || action === 'glue:createdatabase' ? facts.dataLakeAdmin : false,
    needed.includes(anyPermission) ? facts.readOnlyAdmin : false,
  )
  return refusalIf(not(holds), 'lakeformation', 'implicitDeny', {
    reason: 'permission',
    needed: needed.includes(anyPermission) ? ['DESCRIBE'] : needed,
  })
}

// AWS: without a grant to IAMAllowedPrincipals Lake Formation is enforced; with one, on principals that opted in.
// https://docs.aws.amazon.com/lake-formation/latest/dg/hybrid-access-workflow.html
function leavesItToIam(facts: LakeFormationFacts): Truth {
  const toGroup = claimOf(facts.grants, (grants) =>
    any(...grants.map((grant) => all(grant.applies, claimOf(grant.principal, isIamAllowedPrincipals)))),
  )
  const hasNotOptedIn = not(facts.optedIn)
  return any(
    all(any(facts.iamAllowedPrincipals, toGroup), hasNotOptedIn),
    // UNSURE: AWS also says that who has not opted in to a location in hybrid access mode goes by IAM alone.
    all(facts.hybrid, hasNotOptedIn, 'unknown'),
  )
}

// AWS: a table or database that points to a registered location needs the data location permission, in hybrid access mode
// as well, unless the database's own location covers it; an unregistered location needs none.
// https://docs.aws.amazon.com/lake-formation/latest/dg/access-control-underlying-data.html#data-location-permissions
function locationGates(action: string, request: AccessRequest, facts: LakeFormationFacts): readonly Gate[] {
  if (!pointsToLocation.has(action)) return []
  const isCovered = action === 'glue:createdatabase' ? false : facts.databaseLocationCoversIt
  const holds = any(
    not(facts.locationRegistered),
    facts.dataLocationAccess,
    // AWS: data lake administrators have data location permissions everywhere.
    // https://docs.aws.amazon.com/lake-formation/latest/dg/implicit-permissions.html
    facts.dataLakeAdmin,
    isGranted(['DATA_LOCATION_ACCESS'], request.principal, facts, 'exactly'),
    isCovered,
  )
  return refusalIf(not(holds), 'lakeformation', 'implicitDeny', {
    reason: 'dataLocation',
    needed: ['DATA_LOCATION_ACCESS'],
  })
}

const pointsToLocation: ReadonlySet<string> = new Set([
  'glue:createtable',
  'glue:updatetable',
  'glue:createdatabase',
  'glue:updatedatabase',
  'glue:createpartition',
  'glue:batchcreatepartition',
  'glue:updatepartition',
  'glue:batchupdatepartition',
])

const dataPermissions: readonly string[] = ['SELECT', 'INSERT', 'DELETE']

// AWS: credentials for registered data are vended to who holds SELECT, INSERT or DELETE.
// https://docs.aws.amazon.com/lake-formation/latest/dg/access-control-underlying-data.html
function dataAccessGates(request: AccessRequest, facts: LakeFormationFacts): readonly Gate[] {
  const refuses = all(facts.registered, not(mayUseData(dataPermissions, request, facts)))
  return refusalIf(refuses, 'lakeformation', 'implicitDeny', { reason: 'permission', needed: dataPermissions })
}

function mayUseData(needed: readonly string[], request: AccessRequest, facts: LakeFormationFacts): Truth {
  const { principal } = request
  const ofColumns = claimOf(facts.grants, (grants) => {
    const own = grants.map((grant): readonly [LakeFormationGrant, Truth] => [
      grant,
      grant.columns === null
        ? false
        : all(grant.applies, isGrantee(grant, principal), permits(grant, needed, 'orSuper')),
    ])
    const held = own.filter(([, holds]) => holds === true).map(([grant]) => grant)
    return any(
      coversColumns(held, facts.columnsAsked),
      own.some(([, holds]) => holds === 'unknown') ? 'unknown' : false,
    )
  })
  const whole: Known<readonly LakeFormationGrant[]> =
    facts.grants === 'unknown' ? 'unknown' : known(facts.grants.known.filter(({ columns }) => columns === null))
  return any(leavesItToIam(facts), isGranted(needed, principal, { ...facts, grants: whole }), ofColumns)
}

const readActions: ReadonlySet<string> = new Set(['s3:getobject', 's3:getobjectversion', 's3:listbucket'])

const engines: ReadonlySet<string> = new Set(['athena.amazonaws.com', 'lakeformation.amazonaws.com'])

function isThroughEngine(request: AccessRequest): Truth {
  const services = request.context.get('aws:calledvia')
  return services === 'unknown' ? 'unknown' : (services ?? []).some((service) => engines.has(service))
}

// AWS: integrated engines read registered data with the registration role, so the caller needs no S3 permission for it;
// writing by CTAS does. https://docs.aws.amazon.com/athena/latest/ug/lf-athena-user-permissions.html
function vendedReadGates(request: AccessRequest, policies: PolicySet, facts: LakeFormationFacts): readonly Gate[] {
  const isVended = all(isThroughEngine(request), facts.registered, not(all(facts.hybrid, not(facts.optedIn))))
  const mayUse = all(mayUseData(['SELECT'], request, facts), mayGetDataAccess(request, policies))
  const grants = all(isVended, mayUse)
  return [
    ...(grants === false
      ? []
      : [{ kind: 'grant', grantor: 'grant', grants, evidence: { permission: 'SELECT' } } as const]),
    ...refusalIf(all(isVended, not(mayUse)), 'lakeformation', 'implicitDeny', {
      reason: 'permission',
      needed: ['SELECT', 'lakeformation:GetDataAccess'],
    }),
  ]
}

function mayGetDataAccess(request: AccessRequest, policies: PolicySet): Truth {
  const { account } = request.principal
  const asked = { ...request, action: 'lakeformation:GetDataAccess', resource: '*', resourceAccount: account }
  const { possible } = decide(asked, { ...policies, resource: { kind: 'none' } }, [])
  if (!possible.includes('allowed')) return false
  return possible.length === 1 ? true : 'unknown'
}

// AWS: what a principal holds is the union of its named-resource and LF-Tag grants.
// https://docs.aws.amazon.com/lake-formation/latest/dg/metadata-permissions.html
function isGranted(
  needed: readonly string[],
  principal: Principal,
  facts: LakeFormationFacts,
  mode: 'orSuper' | 'exactly' = 'orSuper',
): Truth {
  return claimOf(facts.grants, (grants) =>
    any(...grants.map((grant) => all(grant.applies, isGrantee(grant, principal), permits(grant, needed, mode)))),
  )
}

function permits(grant: LakeFormationGrant, needed: readonly string[], mode: 'orSuper' | 'exactly'): Truth {
  return claimOf(grant.permissions, (permissions) => {
    const held = permissions.map((permission) => permission.toUpperCase().replaceAll(' ', '_'))
    if (mode === 'orSuper' && held.some((permission) => superPermissions.has(permission))) return true
    return held.some(
      (permission) => needed.includes(permission) || (needed.includes(anyPermission) && isCatalog(permission)),
    )
  })
}

const superPermissions: ReadonlySet<string> = new Set(['ALL', 'SUPER'])

/** A permission on a table or database, not one on a location or an LF-Tag. */
function isCatalog(permission: string): boolean {
  return ['SELECT', 'DESCRIBE', 'ALTER', 'DROP', 'INSERT', 'DELETE', 'CREATE_TABLE'].includes(permission)
}

function isGrantee(grant: LakeFormationGrant, principal: Principal): Truth {
  return claimOf(grant.principal, (grantee) => isGranteeNamed(grantee, principal))
}
