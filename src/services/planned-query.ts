import { type QueryExecution, type WorkGroup, workGroup } from '../snapshot/athena.ts'
import { type CatalogTable, tables } from '../snapshot/glue.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'

/** A table as a query names it. */
export interface TableName {
  readonly database: string
  readonly name: string
}

/** A query that nobody has started yet. */
export interface PlannedQuery {
  readonly workGroup: string
  readonly account: string
  readonly region: string
  /** Where the client asks to have the results; null where it leaves that to the workgroup. */
  readonly outputLocation: string | null
  readonly reads: readonly TableName[]
  /** The table that it makes or adds rows to; null for a query that only reads. */
  readonly writes: PlannedTable | null
  /** The statement itself; null where only its tables are told. */
  readonly sql: string | null
  /** Database of names without one. */
  readonly database: string
  /** Data catalog of names without one; null for the account's own. */
  readonly catalog: string | null
}

/** The table that a planned query writes. */
export type PlannedTable =
  | { readonly kind: 'insert'; readonly table: TableName }
  /** `location` is null where Athena chooses a folder beside the results. */
  | { readonly kind: 'create'; readonly table: TableName; readonly location: string | null }

/** A query that was recorded, or one that is planned: then its tables are known and its text is not needed. */
export interface AskedQuery extends QueryExecution {
  readonly planned?: PlannedQuery
}

/**
 * Where the results of a planned query go; null where neither the client nor the workgroup says.
 * https://docs.aws.amazon.com/athena/latest/ug/workgroups-settings-override.html
 */
export function resultsOf(planned: PlannedQuery, group: WorkGroup | null): string | null {
  const asked = planned.outputLocation
  const isOverridden = group?.enforcesSettings === true && group.outputLocation !== null
  const location = isOverridden || asked === null ? (group?.outputLocation ?? null) : asked
  return location === null || location.endsWith('/') ? location : `${location}/`
}

/** A planned query as Athena would record it. */
export function executionOf(planned: PlannedQuery, snapshot: Snapshot): AskedQuery {
  const { account, region } = planned
  const group = workGroup(snapshot, account, region, planned.workGroup)
  const settings = group.kind === 'known' ? group.value : null
  return {
    id: '',
    account,
    region,
    sql: planned.sql ?? '',
    statementType: null,
    workGroup: planned.workGroup,
    database: null,
    catalog: planned.catalog,
    outputLocation: resultsOf(planned, settings),
    encryption: settings?.encryption ?? null,
    expectedBucketOwner: settings?.expectedBucketOwner ?? null,
    acl: settings?.acl ?? null,
    state: '',
    failureReason: null,
    managesResults: settings?.managesResults ?? false,
    planned,
  }
}

/** The recorded table of a name; Athena compares names without case. Null where it is not recorded. */
export function recordedTable(
  { database, name }: TableName,
  { account, region }: { readonly account: string; readonly region: string },
  snapshot: Snapshot,
): CatalogTable | null {
  const known = tables(snapshot, account, region, database)
  if (known.kind !== 'known') return null
  return known.value.find((table) => table.name.toLowerCase() === name.toLowerCase()) ?? null
}
