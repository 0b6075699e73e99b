import type { Fact } from './fact.ts'
import { field, listAt, textAt } from './json.ts'

const allowedPrincipals = 'IAM_ALLOWED_PRINCIPALS'

/**
 * Whether Lake Formation decides, or may decide, over the Data Catalog: then `EntityNotFoundException` means absent or
 * refused. False only where the recorded settings and grants leave the catalog to IAM.
 */
// AWS: GetTable and GetDatabase answer EntityNotFound where Lake Formation permissions are missing.
// https://docs.aws.amazon.com/lake-formation/latest/dg/error-message-update.html
export function lakeFormationMayGovern(
  settings: Fact<unknown>,
  permissions: Fact<unknown>,
  database: string | null,
): boolean {
  if (settings.kind !== 'known') return true
  const defaults = ['CreateDatabaseDefaultPermissions', 'CreateTableDefaultPermissions']
  const leavesNewToIam = (name: string): boolean =>
    listAt(settings.value, 'DataLakeSettings', name).some((entry) => principalOf(entry) === allowedPrincipals)
  if (!defaults.every(leavesNewToIam)) return true
  if (permissions.kind !== 'known' || database === null) return false
  const grants = listAt(permissions.value, 'PrincipalResourcePermissions').filter(
    (entry) => textAt(entry, 'Resource', 'Database', 'Name') === database,
  )
  return grants.length > 0 && !grants.some((entry) => principalOf(entry) === allowedPrincipals)
}

function principalOf(entry: unknown): string | null {
  return textAt(field(entry, 'Principal'), 'DataLakePrincipalIdentifier')
}
