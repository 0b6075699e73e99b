import { type CatalogTable, tables } from '../snapshot/glue.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import { identifiersOf } from './athena-statement.ts'
import type { AskedQuery, TableName } from './planned-query.ts'

/** A table of a query, with the account whose Data Catalog holds it. */
export interface QueryTable extends CatalogTable {
  readonly account: string
}

/** The recorded table of a name, in the first of the accounts that has it. */
export function tableOfName(
  { database, name }: TableName,
  accounts: readonly string[],
  region: string,
  snapshot: Snapshot,
): QueryTable | null {
  for (const account of accounts) {
    const known = tables(snapshot, account, region, database)
    if (known.kind !== 'known') continue
    const table = known.value.find((one) => one.name.toLowerCase() === name.toLowerCase())
    if (table !== undefined) return { ...table, account }
  }
  return null
}

/** The tables that a planned query names, or that the SQL does: as `table` in the query's database or as `database.table`. */
export function tablesNamed(
  asked: AskedQuery,
  accounts: readonly string[],
  region: string,
  snapshot: Snapshot,
): readonly QueryTable[] {
  if (asked.planned !== undefined) {
    const { reads, writes } = asked.planned
    const all = writes?.kind === 'insert' ? [...reads, writes.table] : reads
    return all.flatMap((name) => tableOfName(name, accounts, region, snapshot) ?? [])
  }
  const names = identifiersOf(asked.sql)
  const databases = new Set([asked.database ?? 'default', ...names])
  return accounts.flatMap((account) =>
    [...databases].flatMap((database) => {
      const known = tables(snapshot, account, region, database)
      if (known.kind !== 'known') return []
      return known.value
        .filter((table) => names.has(table.name.toLowerCase()) && (database === asked.database || names.has(database)))
        .map((table) => ({ ...table, account }))
    }),
  )
}
