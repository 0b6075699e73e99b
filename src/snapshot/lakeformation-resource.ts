import { field, textAt, textsAt } from './json.ts'

/** What a Lake Formation permission is about. */
export type LakeFormationResource =
  | { readonly kind: 'catalog' }
  | { readonly kind: 'database'; readonly catalogId: string | null; readonly name: string }
  /** `name` is null for all tables of the database. */
  | {
      readonly kind: 'table'
      readonly catalogId: string | null
      readonly database: string
      readonly name: string | null
    }
  | {
      readonly kind: 'columns'
      readonly catalogId: string | null
      readonly database: string
      readonly name: string
      /** Null for all columns but the excluded ones. */
      readonly columns: readonly string[] | null
      readonly excluded: readonly string[]
    }
  | { readonly kind: 'dataLocation'; readonly arn: string }
  | { readonly kind: 'tags'; readonly json: unknown }
  | { readonly kind: 'other'; readonly json: unknown }

/** The resource of a permission or an opt-in, as Lake Formation prints it. */
export function resourceIn(json: unknown): LakeFormationResource {
  const catalogIdAt = (name: string): string | null => textAt(json, name, 'CatalogId')
  const database = textAt(json, 'Database', 'Name')
  if (database !== null) return { kind: 'database', catalogId: catalogIdAt('Database'), name: database }
  const tableDatabase = textAt(json, 'Table', 'DatabaseName')
  if (tableDatabase !== null) {
    const name = field(json, 'Table', 'TableWildcard') === undefined ? textAt(json, 'Table', 'Name') : null
    // AWS: a grant on all tables is listed under the table name ALL_TABLES.
    // https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_TableResource.html
    const isAll = name === null || name === 'ALL_TABLES'
    return { kind: 'table', catalogId: catalogIdAt('Table'), database: tableDatabase, name: isAll ? null : name }
  }
  if (field(json, 'TableWithColumns') !== undefined) return columnsIn(field(json, 'TableWithColumns'))
  const arn = textAt(json, 'DataLocation', 'ResourceArn')
  if (arn !== null) return { kind: 'dataLocation', arn }
  if (field(json, 'LFTag') !== undefined || field(json, 'LFTagPolicy') !== undefined) return { kind: 'tags', json }
  return field(json, 'Catalog') === undefined ? { kind: 'other', json } : { kind: 'catalog' }
}

function columnsIn(json: unknown): LakeFormationResource {
  return {
    kind: 'columns',
    catalogId: textAt(json, 'CatalogId'),
    database: textAt(json, 'DatabaseName') ?? '',
    name: textAt(json, 'Name') ?? '',
    columns: field(json, 'ColumnNames') === undefined ? null : textsAt(json, 'ColumnNames'),
    excluded: textsAt(json, 'ColumnWildcard', 'ExcludedColumnNames'),
  }
}
