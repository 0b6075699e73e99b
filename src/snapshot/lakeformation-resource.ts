import { field, listAt, textAt, textsAt } from './json.ts'

/** One LF-Tag of an expression: the resource has to carry the key with one of the values; `*` stands for any. */
export interface TagCondition {
  readonly key: string
  readonly values: readonly string[]
}

/** LF-Tags that a resource has to carry, all of them; by name where the expression is saved on its own. */
export type TagExpression =
  | { readonly kind: 'conditions'; readonly conditions: readonly TagCondition[] }
  | { readonly kind: 'saved'; readonly name: string }

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
      /** Null for all columns but the excluded ones; empty for a data filter, whose columns are recorded elsewhere. */
      readonly columns: readonly string[] | null
      readonly excluded: readonly string[]
    }
  | { readonly kind: 'dataLocation'; readonly arn: string }
  /** Every database or table whose LF-Tags fit. */
  | {
      readonly kind: 'tags'
      readonly catalogId: string | null
      readonly type: 'database' | 'table'
      readonly expression: TagExpression
    }
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
  const filter = field(json, 'DataCellsFilter')
  if (filter !== undefined) return filterIn(filter)
  if (field(json, 'LFTagPolicy') !== undefined) return tagsIn(field(json, 'LFTagPolicy'))
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

// AWS: a filter grants SELECT on some columns and rows of its table.
// https://docs.aws.amazon.com/lake-formation/latest/dg/data-filtering.html
function filterIn(json: unknown): LakeFormationResource {
  return {
    kind: 'columns',
    catalogId: textAt(json, 'TableCatalogId'),
    database: textAt(json, 'DatabaseName') ?? '',
    name: textAt(json, 'TableName') ?? '',
    columns: [],
    excluded: [],
  }
}

function tagsIn(json: unknown): LakeFormationResource {
  const name = textAt(json, 'ExpressionName')
  return {
    kind: 'tags',
    catalogId: textAt(json, 'CatalogId'),
    type: textAt(json, 'ResourceType') === 'DATABASE' ? 'database' : 'table',
    expression: name === null ? { kind: 'conditions', conditions: conditionsIn(json) } : { kind: 'saved', name },
  }
}

/** The conditions of an expression, as a grant and a saved expression both print them. */
export function conditionsIn(json: unknown): readonly TagCondition[] {
  return listAt(json, 'Expression').map((item) => ({
    key: textAt(item, 'TagKey') ?? '',
    values: textsAt(item, 'TagValues'),
  }))
}
