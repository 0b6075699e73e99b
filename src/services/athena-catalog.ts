import type { AthenaQuery } from './athena-query.ts'
import { forwarded } from './athena-query.ts'
import { tableSourceRequests } from './athena-source.ts'
import type { QueryTable } from './athena-tables.ts'
import type { Caller } from './caller.ts'
import { catalogKeyRequests } from './catalog-key.ts'
import { catalogRequests } from './glue.ts'
import { onlyWhen, type PlannedRequest } from './planned-request.ts'

/**
 * What a query asks of the Data Catalog, with the data of each table it reads behind the table: the tables, what the
 * statement does to them, and the `default` database.
 * https://docs.aws.amazon.com/athena/latest/ug/fine-grained-access-to-glue-resources.html
 */
export function catalogPart(query: AthenaQuery, caller: Caller): readonly PlannedRequest[] {
  const { asked, catalogs, reads, subject, snapshot, place } = query
  const [account] = catalogs.accounts
  const own = account === undefined ? [] : statementRequests(query, caller, account)
  const isUnnamed = reads.length === 0 && subject === null && asked.database !== null && account !== undefined
  const database = isUnnamed ? ask(query, caller, account)('glue:GetDatabase', `database/${asked.database}`) : []
  // AWS: Athena looks up the `default` database whatever the query names.
  const fallback = catalogs.isOwnDefault
    ? ask(query, caller, place.account)('glue:GetDatabase', 'database/default')
    : []
  const keys = catalogs.accounts.flatMap((holder) =>
    catalogKeyRequests(caller, 'reads', { account: holder, region: place.region }, snapshot),
  )
  return [...database, ...reads.flatMap((table) => readRequests(query, caller, table)), ...own, ...fallback, ...keys]
}

type Ask = (action: string, resource: string) => readonly PlannedRequest[]

/** One action on an object of an account's Data Catalog and on its ancestors. */
function ask({ place }: AthenaQuery, caller: Caller, account: string): Ask {
  const prefix = `arn:${place.partition}:glue:${place.region}:${account}`
  return (action, resource) => catalogRequests(caller, action, `${prefix}:${resource}`, forwarded('catalog'))
}

function readRequests(query: AthenaQuery, caller: Caller, table: QueryTable): readonly PlannedRequest[] {
  const of = ask(query, caller, table.account)
  const resource = `table/${table.database}/${table.name}`
  const partitions = [
    ...of('glue:GetPartitions', resource),
    ...onlyWhen('singlePartitions', [...of('glue:GetPartition', resource), ...of('glue:BatchGetPartition', resource)]),
  ]
  return [
    ...of('glue:GetTable', resource),
    ...(table.hasPartitions ? partitions : []),
    ...tableSourceRequests(query, caller, table),
  ]
}

/** What a statement does to the catalog besides reading the tables of its query. */
function statementRequests(query: AthenaQuery, caller: Caller, account: string): readonly PlannedRequest[] {
  const { statement, subject } = query
  const of = ask(query, caller, subject?.account ?? account)
  const requests = 'table' in statement ? tableRequests(query, of) : databaseRequests(query, of)
  const writes = requests.some(({ action }) => /^glue:(?:Batch)?(?:Create|Update)/.test(action))
  const { region } = query.place
  const keys = writes ? catalogKeyRequests(caller, 'writes', { account, region }, query.snapshot) : []
  const listed = statement.kind === 'repairTable' && subject !== null ? tableSourceRequests(query, caller, subject) : []
  return [...requests, ...keys, ...listed.filter(({ action }) => action === 's3:ListBucket')]
}

function tableRequests({ statement, subject, asked }: AthenaQuery, of: Ask): readonly PlannedRequest[] {
  if (!('table' in statement)) return []
  const { kind, table } = statement
  const resource = `table/${subject?.database ?? table.database}/${subject?.name ?? table.name}`
  const created = onlyWhen('newPartitions', of('glue:BatchCreatePartition', resource))
  const dropped = [...of('glue:GetPartitions', resource), ...of('glue:DeletePartition', resource)]
  switch (kind) {
    case 'insert':
      return [...of('glue:GetTable', resource), ...(subject?.hasPartitions === true ? created : [])]
    case 'createTableAs':
      return [...of('glue:CreateTable', resource), ...(/\bpartitioned_by\b/i.test(asked.sql) ? created : [])]
    case 'createTable':
      return of('glue:CreateTable', resource)
    case 'createView':
      return of(subject === null ? 'glue:CreateTable' : 'glue:UpdateTable', resource)
    case 'dropTable':
      return [
        ...of('glue:GetTable', resource),
        ...of('glue:DeleteTable', resource),
        ...(subject?.hasPartitions === true ? onlyWhen('droppedPartitions', dropped) : []),
      ]
    case 'alterTable':
      return [...of('glue:GetTable', resource), ...of('glue:UpdateTable', resource)]
    case 'addPartition':
      return [...of('glue:GetTable', resource), ...created]
    case 'dropPartition':
      return [...of('glue:GetTable', resource), ...onlyWhen('droppedPartitions', dropped)]
    // AWS: without the last of these the statement lists partitions and adds none.
    // https://repost.aws/knowledge-center/athena-aws-glue-msck-repair-table
    case 'repairTable':
      return ['glue:GetTable', 'glue:GetPartitions', 'glue:BatchCreatePartition'].flatMap((a) => of(a, resource))
    case 'showPartitions':
      return [...of('glue:GetTable', resource), ...of('glue:GetPartitions', resource)]
    case 'showTable':
      return of('glue:GetTable', resource)
  }
}

function databaseRequests({ statement, asked }: AthenaQuery, of: Ask): readonly PlannedRequest[] {
  switch (statement.kind) {
    case 'createDatabase':
      return of('glue:CreateDatabase', `database/${statement.database}`)
    case 'alterDatabase':
      return ['glue:GetDatabase', 'glue:UpdateDatabase'].flatMap((action) =>
        of(action, `database/${statement.database}`),
      )
    case 'dropDatabase':
      return dropDatabase(statement.database, /\bCASCADE\b/i.test(asked.sql), of)
    case 'showTables':
      return ['glue:GetDatabase', 'glue:GetTables'].flatMap((action) => of(action, `database/${statement.database}`))
    case 'showDatabases':
      return of('glue:GetDatabases', 'catalog')
    default:
      return []
  }
}

// AWS: deleting a database is asked for on its tables and functions as well.
// https://docs.aws.amazon.com/athena/latest/ug/fine-grained-access-to-glue-resources.html
function dropDatabase(database: string, withTables: boolean, of: Ask): readonly PlannedRequest[] {
  const [, ...above] = of('glue:DeleteDatabase', `table/${database}/*`)
  const below = ['table', 'userDefinedFunction'].flatMap((type) =>
    of('glue:DeleteDatabase', `${type}/${database}/*`).slice(0, 1),
  )
  return [
    ...of('glue:GetDatabase', `database/${database}`),
    ...above,
    ...below,
    ...(withTables ? ['glue:GetTables', 'glue:DeleteTable'].flatMap((a) => of(a, `table/${database}/*`)) : []),
  ]
}
