import { type Context, contextOf } from '../iam/context.ts'
import type { Missing } from '../snapshot/fact.ts'
import { s3Tables, tableMissing } from '../snapshot/s3-tables.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import { bucketOf } from './resource-policy.ts'

// AWS: one action of the table stands for each group of operations on its files.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-tables-setting-up.html#s3-tables-actions
const actionOf: ReadonlyMap<string, string> = new Map([
  ['s3:getobject', 's3tables:GetTableData'],
  ['s3:listmultipartuploadparts', 's3tables:GetTableData'],
  ['s3:listbucketmultipartuploads', 's3tables:GetTableData'],
  ['s3:putobject', 's3tables:PutTableData'],
  ['s3:abortmultipartupload', 's3tables:PutTableData'],
])

/** What a call of S3 on the files of a table is authorized as. */
export interface TableRequest {
  readonly action: string
  /** ARN of the table; null where no record tells which table keeps its files there. */
  readonly resource: string | null
  readonly missing: Missing | null
}

/** What a call on the files of a table is authorized as; null for calls on other buckets. */
export function tableRequest(action: string, resource: string, snapshot: Snapshot): TableRequest | null {
  const warehouse = bucketOf(resource)
  const own = actionOf.get(action.toLowerCase())
  if (own === undefined || warehouse === null || !warehouse.endsWith('--table-s3')) return null
  const table = s3Tables(snapshot).find((one) => one.warehouse === warehouse)
  return table === undefined
    ? { action: own, resource: null, missing: tableMissing(warehouse) }
    : { action: own, resource: table.arn, missing: null }
}

/** The keys that tell the name of a table, which its ARN does not; none where it is not recorded. */
export function tableKeys(resource: string, snapshot: Snapshot): Context {
  const table = resource.includes(':s3tables:') ? s3Tables(snapshot).find(({ arn }) => arn === resource) : undefined
  return table === undefined
    ? new Map()
    : contextOf({ 's3tables:namespace': table.namespace, 's3tables:tableName': table.name })
}
