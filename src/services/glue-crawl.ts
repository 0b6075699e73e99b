import { tables } from '../snapshot/glue.ts'
import type { GlueCrawler } from '../snapshot/glue-runs.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { Caller } from './caller.ts'
import { catalogKeyRequests } from './catalog-key.ts'
import { asGlueRole, catalogRequests } from './glue.ts'
import { folder } from './glue-files.ts'
import { onlyWhen, type PlannedRequest, requestThrough } from './planned-request.ts'
import { bucketArnOf, objectArnOf, s3Requests } from './s3.ts'

/** What a crawler reads: every path is listed and read, every DynamoDB table described and scanned. */
export function crawledData(role: Caller, crawler: GlueCrawler, snapshot: Snapshot): readonly PlannedRequest[] {
  return [...crawledObjects(role, crawler, snapshot), ...crawledItems(role, crawler)]
}

function crawledObjects(role: Caller, crawler: GlueCrawler, snapshot: Snapshot): readonly PlannedRequest[] {
  // AWS: a crawler that uses Lake Formation credentials reads with those that Lake Formation hands out.
  // https://docs.aws.amazon.com/glue/latest/dg/crawler-lf-integ.html
  if (crawler.usesLakeFormation) return [requestThrough(asGlueRole, role, 'lakeformation:GetDataAccess', '*')]
  const paths = [...crawler.s3Paths, ...updatedTables(crawler, snapshot).flatMap(({ location }) => location ?? [])]
  return paths.flatMap((path) => {
    const bucket = bucketArnOf(path)
    const objects = objectArnOf(folder(path))
    if (bucket === null || objects === null) return []
    const list = requestThrough(asGlueRole, role, 's3:ListBucket', bucket)
    return [list, ...s3Requests(role, 's3:GetObject', objects, asGlueRole, snapshot)]
  })
}

// AWS: a crawler of DynamoDB describes the table and scans it.
// https://docs.aws.amazon.com/glue/latest/dg/crawler-prereqs.html
function crawledItems(role: Caller, crawler: GlueCrawler): readonly PlannedRequest[] {
  return crawler.dynamoTables.flatMap((table) => {
    const prefix = `arn:${partitionOf(role)}:dynamodb:${crawler.region}:${crawler.account}:table`
    const arn = table.startsWith('arn:') ? table : `${prefix}/${table}`
    return ['dynamodb:DescribeTable', 'dynamodb:Scan'].map((action) => requestThrough(asGlueRole, role, action, arn))
  })
}

interface Located {
  readonly database: string
  readonly name: string
  readonly location: string | null
}

/** The tables of the Data Catalog that a crawler names as its targets, with the recorded location. */
function updatedTables({ account, region, catalogTables }: GlueCrawler, snapshot: Snapshot): readonly Located[] {
  return catalogTables.map(({ database, name }) => {
    const recorded = tables(snapshot, account, region, database)
    const known = recorded.kind === 'known' ? recorded.value.find((table) => table.name === name) : undefined
    return { database, name, location: known?.location ?? null }
  })
}

/**
 * What a crawler writes: its database is looked up, a table that lies in a path of it updated, one for every other path
 * created; partitions where there are new ones.
 */
export function crawledTables(role: Caller, crawler: GlueCrawler, snapshot: Snapshot): readonly PlannedRequest[] {
  const { account, region, databaseName: database, s3Paths, catalogTables } = crawler
  const prefix = `arn:${partitionOf(role)}:glue:${region}:${account}`
  const ask = (action: string, resource: string): readonly PlannedRequest[] =>
    catalogRequests(role, action, `${prefix}:${resource}`, asGlueRole)
  const recorded = database === null ? null : tables(snapshot, account, region, database)
  const known = recorded?.kind === 'known' ? recorded.value : []
  const ofPaths = (database === null ? [] : s3Paths).flatMap((path) => {
    const inside = known.filter(({ location }) => location !== null && folder(location).startsWith(folder(path)))
    return inside.length === 0
      ? written(ask, ['glue:CreateTable'], `table/${database}/${crawler.tablePrefix}${tableNameOf(path)}`)
      : inside.flatMap(({ name }) => written(ask, ['glue:GetTable', 'glue:UpdateTable'], `table/${database}/${name}`))
  })
  const ofTargets = catalogTables.flatMap((table) =>
    written(ask, ['glue:GetTable', 'glue:UpdateTable'], `table/${table.database}/${table.name}`),
  )
  const databases = [...new Set([...(database === null ? [] : [database]), ...catalogTables.map((t) => t.database)])]
  const lookedUp = databases.flatMap((name) => ask('glue:GetDatabase', `database/${name}`))
  const keys = lookedUp.length === 0 ? [] : catalogKeyRequests(role, 'writes', crawler, snapshot)
  return [...lookedUp, ...ofPaths, ...ofTargets, ...keys]
}

type Ask = (action: string, resource: string) => readonly PlannedRequest[]

function written(ask: Ask, actions: readonly string[], resource: string): readonly PlannedRequest[] {
  return [
    ...actions.flatMap((action) => ask(action, resource)),
    ...onlyWhen('newPartitions', [
      ...ask('glue:BatchGetPartition', resource),
      ...ask('glue:BatchCreatePartition', resource),
    ]),
  ]
}

function partitionOf(role: Caller): string {
  return role.principal.arn?.split(':')[1] ?? 'aws'
}

// AWS: a crawler names a table after the folder, in lower case with other characters as underscores.
// https://docs.aws.amazon.com/glue/latest/dg/crawler-s3-folder-table-partition.html
function tableNameOf(path: string): string {
  const name = path.replace(/\/+$/, '').split('/').at(-1) ?? ''
  return name.toLowerCase().replace(/[^a-z0-9_]/g, '_')
}
