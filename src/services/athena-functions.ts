import { spillLocation } from '../snapshot/data-catalogs.ts'
import type { Missing } from '../snapshot/fact.ts'
import { type AthenaQuery, forwarded } from './athena-query.ts'
import { externalFunctions } from './athena-statement.ts'
import type { Caller } from './caller.ts'
import { onlyWhen, type PlannedRequest, requestThrough } from './planned-request.ts'
import { bucketArnOf, objectArnOf, s3Requests } from './s3.ts'

/**
 * What registered data catalogs and external functions take: the catalog by its name, each function behind it, and what a
 * connector spilled.
 * https://docs.aws.amazon.com/athena/latest/ug/federated-query-iam-access.html
 */
export function functionPart(query: AthenaQuery, caller: Caller): readonly PlannedRequest[] {
  const { place, catalogs } = query
  const prefix = `arn:${place.partition}:athena:${place.region}:${place.account}:datacatalog`
  const request = (action: string, resource: string): PlannedRequest =>
    requestThrough(forwarded('source'), caller, action, resource)
  const declared = externalFunctions(query.asked.sql)
  const connectors = catalogs.functions.map((name) => functionArn(name, query))
  const functions = declared.filter(({ kind }) => kind === 'lambda').map(({ name }) => functionArn(name, query))
  const endpoints = declared.filter(({ kind }) => kind === 'sagemaker').map(({ name }) => endpointArn(name, query))
  return [
    ...catalogs.registered.map((name) => request('athena:GetDataCatalog', `${prefix}/${name}`)),
    ...[...connectors, ...functions].map((arn) => request('lambda:InvokeFunction', arn)),
    ...endpoints.map((arn) => request('sagemaker:InvokeEndpoint', arn)),
    ...connectors.flatMap((arn) => spillRequests(query, caller, arn)),
  ]
}

/** What a query hangs on that could not be read: what stands behind a registered data catalog. */
export function unreadOfQuery({ catalogs }: AthenaQuery): readonly Missing[] {
  return catalogs.missing
}

function functionArn(name: string, { place }: AthenaQuery): string {
  if (name.startsWith('arn:')) return name
  return `arn:${place.partition}:lambda:${place.region}:${place.account}:function:${name}`
}

function endpointArn(name: string, { place }: AthenaQuery): string {
  if (name.startsWith('arn:')) return name
  return `arn:${place.partition}:sagemaker:${place.region}:${place.account}:endpoint/${name.toLowerCase()}`
}

// AWS: answers of more than 6 MB are put into the spill bucket, and Athena reads them there for the caller.
// https://docs.aws.amazon.com/athena/latest/ug/connectors-cwmetrics.html
function spillRequests({ snapshot }: AthenaQuery, caller: Caller, arn: string): readonly PlannedRequest[] {
  const spill = spillLocation(snapshot, arn)
  if (spill.kind !== 'known') return []
  const location = `s3://${spill.value.bucket}/${spill.value.prefix.replace(/\/+$/, '')}/`
  const bucket = bucketArnOf(location)
  const objects = objectArnOf(location)
  if (bucket === null || objects === null) return []
  const hop = forwarded('source')
  return onlyWhen('spilledAnswer', [
    requestThrough(hop, caller, 's3:GetBucketLocation', bucket),
    ...s3Requests(caller, 's3:GetObject', objects, hop, snapshot),
  ])
}
