import type { Missing } from '../snapshot/fact.ts'
import type { LakeFormationPermission } from '../snapshot/lakeformation.ts'
import type { LakeFormationResource } from '../snapshot/lakeformation-resource.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { Matter } from './lakeformation-matter.ts'
import { bearsOn, isOwn } from './lakeformation-named.ts'
import { type ColumnScope, type TaggedGrant, tagGrant } from './lakeformation-tag-grants.ts'
import { type Known, known, type Truth } from './truth.ts'

/** One Lake Formation grant on the table, database or catalog of the request. */
export interface LakeFormationGrant {
  /** ARN of a user or role, an account id, or a group such as `111122223333:IAMPrincipals`. */
  readonly principal: Known<string>
  /** `SELECT`, `CREATE_TABLE`, `DATA_LOCATION_ACCESS`, …; `ALL` or `SUPER` stands for every one. */
  readonly permissions: Known<readonly string[]>
  /** Whether it is one on what the request is about; a condition or an LF-Tag can leave that open. */
  readonly applies: Truth
  /** The columns it is limited to; null for all of them. */
  readonly columns: ColumnScope | null
}

/** A recorded permission as it bears on a request, and what would have to be read to tell. */
export interface BearingGrant {
  readonly grant: LakeFormationGrant
  readonly missing: readonly Missing[]
}

/** The recorded permissions that bear, or may bear, on what a request is about. */
export function bearingGrants(
  permissions: readonly LakeFormationPermission[],
  matter: Matter,
  snapshot: Snapshot,
): readonly BearingGrant[] {
  return permissions.flatMap((permission) => {
    const found = bearing(permission.resource, matter, snapshot)
    if (found.applies === false) return []
    const held = found.isOnTableBelow ? ['DESCRIBE'] : permission.permissions
    const grant: LakeFormationGrant = {
      principal: known(permission.principal),
      permissions: known(held),
      // The attributes of a principal that a condition compares are not recorded.
      applies: permission.isConditional ? 'unknown' : found.applies,
      columns: found.columns,
    }
    return [{ grant, missing: found.missing }]
  })
}

interface Bearing extends TaggedGrant {
  /** Whether the grant is on a table of the database that the request is about. */
  readonly isOnTableBelow: boolean
}

const elsewhere: Bearing = { applies: false, columns: null, missing: [], isOnTableBelow: false }

function bearing(resource: LakeFormationResource, matter: Matter, snapshot: Snapshot): Bearing {
  const isOnTableBelow = matter.table === null && matter.database !== null
  const here: Bearing = { ...elsewhere, applies: true }
  switch (resource.kind) {
    case 'catalog':
      return matter.database === null ? here : elsewhere
    case 'database':
      return bearsOn(resource, matter) ? here : elsewhere
    // AWS: whoever holds something on a table sees its database.
    // https://docs.aws.amazon.com/lake-formation/latest/dg/granting-catalog-permissions.html
    case 'table':
      return bearsOn(resource, matter) ? { ...here, isOnTableBelow } : elsewhere
    case 'columns': {
      const columns = { columns: resource.columns, excluded: resource.excluded }
      return bearsOn(resource, matter) ? { ...here, columns, isOnTableBelow } : elsewhere
    }
    case 'tags':
      if (!isOwn(resource.catalogId, matter.account)) return elsewhere
      return { ...tagGrant(resource, matter, snapshot), isOnTableBelow: isOnTableBelow && resource.type === 'table' }
    case 'other':
    case 'dataLocation':
      return elsewhere
  }
}

/** Whether a principal is the group that leaves the decision to IAM. */
export function isIamAllowedPrincipals(principal: string): boolean {
  return principal.toUpperCase().replaceAll('_', '') === 'IAMALLOWEDPRINCIPALS'
}
