import { tableColumns } from '../snapshot/table-columns.ts'
import { queryOf } from './athena-query.ts'
import { identifiersOf } from './athena-statement.ts'
import type { Call } from './call.ts'
import type { LakeFormationGrant } from './lakeformation-grants.ts'
import type { Matter } from './lakeformation-matter.ts'
import { claimOf, type Known, known, type Truth } from './truth.ts'

/**
 * The columns of the table that the query behind a call names, in lower case; unknown where no query or no column is
 * recorded. A name that stands for something else in the query is among them.
 */
export function columnsAsked({ account, region, database, table }: Matter, call: Call): Known<readonly string[]> {
  const sql = queryOf(call)?.sql ?? ''
  if (database === null || table === null || sql === '') return 'unknown'
  const columns = tableColumns(call.snapshot, { account, region, database }, table)
  if (columns === null) return 'unknown'
  const named = identifiersOf(sql)
  return known(columns.filter((column) => named.has(column)))
}

// AWS: who may read some columns sees a table of those columns, so that `SELECT *` reads them and no others.
// https://docs.aws.amazon.com/lake-formation/latest/dg/data-filtering.html
/** Whether grants that are limited to columns cover together what a query asks for: never for certain that they do not. */
export function coversColumns(grants: readonly LakeFormationGrant[], asked: Known<readonly string[]>): Truth {
  if (grants.length === 0) return false
  const isCovered = (column: string): boolean =>
    grants.some(({ columns }) => {
      if (columns === null) return true
      const holds = (names: readonly string[]): boolean => names.some((name) => name.toLowerCase() === column)
      return columns.columns === null ? !holds(columns.excluded) : holds(columns.columns)
    })
  return claimOf(asked, (columns) => (columns.every(isCovered) ? true : 'unknown'))
}
