import { field, listAt, textAt } from './json.ts'
import type { Snapshot } from './snapshot.ts'

/** The names of the columns of a table in lower case, partition keys among them; null where it is not recorded with any. */
export function tableColumns(
  snapshot: Snapshot,
  { account, region, database }: { readonly account: string; readonly region: string; readonly database: string },
  name: string,
): readonly string[] | null {
  const one = snapshot.answer(account, region, 'glue', 'GetTable', database, name)
  const all = snapshot.answer(account, region, 'glue', 'GetTables', database)
  const table =
    (one.kind === 'known' ? field(one.value, 'Table') : undefined) ??
    (all.kind === 'known' ? listAt(all.value, 'TableList').find((item) => textAt(item, 'Name') === name) : undefined)
  const columns = [...listAt(table, 'StorageDescriptor', 'Columns'), ...listAt(table, 'PartitionKeys')]
  return columns.length === 0 ? null : columns.map((column) => (textAt(column, 'Name') ?? '').toLowerCase())
}
