import type { Principal } from '../engine/request.ts'
import type { LakeFormationResource } from '../snapshot/lakeformation-resource.ts'
import type { Truth } from './truth.ts'

/** The database or table that Lake Formation is asked about. */
export interface AskedName {
  readonly account: string
  readonly database: string | null
  /** Null for the database itself. */
  readonly table: string | null
}

/** Whether a named resource is, or is part of, what a request is about. */
export function bearsOn(resource: LakeFormationResource, { account, database, table: name }: AskedName): boolean {
  switch (resource.kind) {
    case 'database':
      return name === null && resource.name === database && isOwn(resource.catalogId, account)
    case 'table':
    case 'columns':
      return (
        resource.database === database &&
        isOwn(resource.catalogId, account) &&
        (name === null || resource.name === null || resource.name === name)
      )
    case 'tags':
    case 'other':
    case 'catalog':
    case 'dataLocation':
      return false
  }
}

/** Whether a catalog, named or not, is that of the account. */
export function isOwn(catalogId: string | null, account: string): boolean {
  return catalogId === null || catalogId === account
}

/** Whether a principal is the one that a grant, an opt-in or a setting names. */
export function isGranteeNamed(grantee: string, principal: Principal): Truth {
  const group = /^(\d{12}):IAMPrincipals$/.exec(grantee)?.[1]
  if (group !== undefined) return group === principal.account
  if (grantee === principal.arn || grantee === principal.roleArn || grantee === principal.userArn) return true
  // A session whose role path is not known may be of this role.
  const role = /^arn:[^:]*:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(grantee)
  if (principal.kind !== 'roleSession' || principal.roleArn !== null || role === null) return false
  return principal.arn?.includes(`::${role[1]}:assumed-role/${role[2]}/`) === true ? 'unknown' : false
}
