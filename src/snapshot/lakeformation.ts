import type { Fact } from './fact.ts'
import { field, isTrueAt, listAt, textAt, textByNameAt, textsAt } from './json.ts'
import { type LakeFormationResource, resourceIn } from './lakeformation-resource.ts'
import type { Snapshot } from './snapshot.ts'

/** A principal with what it may do, as Lake Formation prints both. */
export interface LakeFormationDefault {
  /** An ARN, `IAM_ALLOWED_PRINCIPALS`, or an account or organization. */
  readonly principal: string
  readonly permissions: readonly string[]
}

/** Settings of a data lake. */
export interface DataLakeSettings {
  readonly admins: readonly string[]
  readonly readOnlyAdmins: readonly string[]
  /** Who is granted what on each new database. */
  readonly databaseDefaults: readonly LakeFormationDefault[]
  readonly tableDefaults: readonly LakeFormationDefault[]
  readonly allowsExternalFiltering: boolean
  readonly allowsFullTableAccess: boolean
  readonly trustedOwners: readonly string[]
  readonly parameters: Readonly<Record<string, string>>
}

/** One Lake Formation grant. */
export interface LakeFormationPermission extends LakeFormationDefault {
  /** Whether it holds only under a condition on attributes of the principal. */
  readonly isConditional: boolean
  readonly resource: LakeFormationResource
  readonly grantable: readonly string[]
}

/** An S3 location registered with Lake Formation. */
export interface RegisteredLocation {
  /** `arn:aws:s3:::bucket/prefix`. */
  readonly arn: string
  readonly roleArn: string | null
  readonly isHybrid: boolean
}

/** A principal that opted in to Lake Formation on a resource in hybrid access mode. */
export interface LakeFormationOptIn {
  readonly principal: string
  readonly resource: LakeFormationResource
}

/** Settings of the data lake of an account in one Region. */
export function dataLakeSettings(snapshot: Snapshot, account: string, region: string): Fact<DataLakeSettings> {
  const answer = snapshot.answer(account, region, 'lakeformation', 'GetDataLakeSettings')
  if (answer.kind !== 'known') return answer
  const settings = field(answer.value, 'DataLakeSettings')
  const value: DataLakeSettings = {
    admins: listAt(settings, 'DataLakeAdmins').flatMap(identifierOf),
    readOnlyAdmins: listAt(settings, 'ReadOnlyAdmins').flatMap(identifierOf),
    databaseDefaults: listAt(settings, 'CreateDatabaseDefaultPermissions').map(defaultIn),
    tableDefaults: listAt(settings, 'CreateTableDefaultPermissions').map(defaultIn),
    allowsExternalFiltering: isTrueAt(settings, 'AllowExternalDataFiltering'),
    allowsFullTableAccess: isTrueAt(settings, 'AllowFullTableExternalDataAccess'),
    trustedOwners: textsAt(settings, 'TrustedResourceOwners'),
    parameters: textByNameAt(settings, 'Parameters'),
  }
  return { ...answer, value }
}

/** Every Lake Formation grant of an account in one Region. */
export function lakeFormationPermissions(
  snapshot: Snapshot,
  account: string,
  region: string,
): Fact<readonly LakeFormationPermission[]> {
  const answer = snapshot.answer(account, region, 'lakeformation', 'ListPermissions')
  if (answer.kind !== 'known') return answer
  const value = listAt(answer.value, 'PrincipalResourcePermissions').map((item) => ({
    ...defaultIn(item),
    resource: resourceIn(field(item, 'Resource')),
    grantable: textsAt(item, 'PermissionsWithGrantOption'),
    isConditional: field(item, 'Condition') !== undefined,
  }))
  return { ...answer, value }
}

/** The S3 locations registered with Lake Formation in an account and Region. */
export function registeredLocations(
  snapshot: Snapshot,
  account: string,
  region: string,
): Fact<readonly RegisteredLocation[]> {
  const answer = snapshot.answer(account, region, 'lakeformation', 'ListResources')
  if (answer.kind !== 'known') return answer
  const value = listAt(answer.value, 'ResourceInfoList').map((item) => ({
    arn: textAt(item, 'ResourceArn') ?? '',
    roleArn: textAt(item, 'RoleArn'),
    isHybrid: isTrueAt(item, 'HybridAccessEnabled'),
  }))
  return { ...answer, value }
}

/** Who opted in to Lake Formation in hybrid access mode. */
export function lakeFormationOptIns(
  snapshot: Snapshot,
  account: string,
  region: string,
): Fact<readonly LakeFormationOptIn[]> {
  const answer = snapshot.answer(account, region, 'lakeformation', 'ListLakeFormationOptIns')
  if (answer.kind !== 'known') return answer
  const value = listAt(answer.value, 'LakeFormationOptInsInfoList').map((item) => ({
    principal: textAt(item, 'Principal', 'DataLakePrincipalIdentifier') ?? '',
    resource: resourceIn(field(item, 'Resource')),
  }))
  return { ...answer, value }
}

function identifierOf(json: unknown): readonly string[] {
  const identifier = textAt(json, 'DataLakePrincipalIdentifier')
  return identifier === null ? [] : [identifier]
}

function defaultIn(json: unknown): LakeFormationDefault {
  return {
    principal: textAt(json, 'Principal', 'DataLakePrincipalIdentifier') ?? '',
    permissions: textsAt(json, 'Permissions'),
  }
}
