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

/** Where tables are looked up. */
interface Holders {
  readonly accounts: readonly string[]
  readonly region: string
  readonly snapshot: Snapshot
}

/**
 * The tables that a planned query names, or that the SQL does, as `table` in the query's database or as `database.table`;
 * behind each view the tables of its own query, because Athena reads them with the permissions of who asks.
 * https://docs.aws.amazon.com/athena/latest/ug/views.html
 */
export function tablesNamed(
  asked: AskedQuery,
  accounts: readonly string[],
  region: string,
  snapshot: Snapshot,
): readonly QueryTable[] {
  const holders = { accounts, region, snapshot }
  if (asked.planned === undefined) return withViews(tablesIn(asked.sql, asked.database, holders), holders)
  const { reads, writes } = asked.planned
  const all = writes?.kind === 'insert' ? [...reads, writes.table] : reads
  const named = all.flatMap((name) => tableOfName(name, accounts, region, snapshot) ?? [])
  return withViews(named, holders)
}

function tablesIn(
  sql: string,
  database: string | null,
  { accounts, region, snapshot }: Holders,
): readonly QueryTable[] {
  const names = identifiersOf(sql)
  const databases = new Set([database ?? 'default', ...names])
  return accounts.flatMap((account) =>
    [...databases].flatMap((holder) => {
      const known = tables(snapshot, account, region, holder)
      if (known.kind !== 'known') return []
      return known.value
        .filter((table) => names.has(table.name.toLowerCase()) && (holder === database || names.has(holder)))
        .map((table) => ({ ...table, account }))
    }),
  )
}

/** Each table once, followed by those behind it where it is a view. */
function withViews(named: readonly QueryTable[], holders: Holders): readonly QueryTable[] {
  const found = new Map<string, QueryTable>()
  const open = [...named]
  for (let table = open.shift(); table !== undefined; table = open.shift()) {
    const key = `${table.account}/${table.database}/${table.name}`
    if (found.has(key)) continue
    found.set(key, table)
    if (table.view !== null) open.unshift(...tablesIn(table.view.sql, table.view.database ?? table.database, holders))
  }
  return [...found.values()]
}
