import { workGroup } from '../snapshot/athena.ts'
import { findKey } from '../snapshot/kms.ts'
import { type AthenaQuery, forwarded } from './athena-query.ts'
import type { Caller } from './caller.ts'
import { onlyWhen, type PlannedRequest, requestThrough } from './planned-request.ts'
import { bucketArnOf, kmsThroughS3, objectArnOf, s3Requests } from './s3.ts'

/** What writing and fetching the results of a query takes; nothing where Athena keeps them itself. */
export function resultPart(query: AthenaQuery, caller: Caller): readonly PlannedRequest[] {
  const location = resultLocation(query)
  const bucket = location === null ? null : bucketArnOf(location)
  const objects = location === null ? null : objectArnOf(location)
  if (bucket === null || objects === null) return []
  const request = (action: string, resource: string): PlannedRequest =>
    requestThrough(forwarded('results'), caller, action, resource)
  const keys = resultKeys(query, caller, objects)
  return [
    request('s3:GetBucketLocation', bucket),
    request('s3:PutObject', objects),
    ...keys.map(({ key }) => key),
    ...onlyWhen('multipartUpload', [
      request('s3:ListBucketMultipartUploads', bucket),
      request('s3:ListMultipartUploadParts', objects),
      request('s3:AbortMultipartUpload', objects),
      ...keys.map(({ decrypt }) => decrypt),
    ]),
    // Fetching is no part of writing, so these are not told as results that cannot be written.
    ...onlyWhen(
      'readingResults',
      [request('s3:ListBucket', bucket), request('s3:GetObject', objects)].map((p) => ({ ...p, hop: forwarded() })),
    ),
  ]
}

interface ResultKey {
  readonly key: PlannedRequest
  /** AWS: completing an upload in parts decrypts what encrypts them. https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html */
  readonly decrypt: PlannedRequest
}

/** The key of the results: the one that the query or its workgroup names, else that of the bucket. */
function resultKeys({ asked, place, snapshot }: AthenaQuery, caller: Caller, objects: string): readonly ResultKey[] {
  const keyId = asked.encryption?.keyId ?? null
  if (keyId === null)
    return s3Requests(caller, 's3:PutObject', objects, forwarded('results'), snapshot)
      .filter(({ action }) => action.startsWith('kms:'))
      .map((key) => ({ key, decrypt: { ...key, action: 'kms:Decrypt' } }))
  const known = findKey(snapshot, keyId, place.region, place.account)
  const arn = known.kind === 'known' ? known.value.arn : keyId
  if (!arn.startsWith('arn:')) return []
  const through = kmsThroughS3(caller, 'kms:GenerateDataKey', arn, objects, place.region, false)
  const key: PlannedRequest = { ...through, hop: { kind: 'forwarded', service: 's3.amazonaws.com', part: 'results' } }
  return [{ key, decrypt: { ...key, action: 'kms:Decrypt' } }]
}

// AWS: where the workgroup overrides client-side settings, its own result location is the one that is written to.
// https://docs.aws.amazon.com/athena/latest/ug/workgroups-settings-override.html
function resultLocation({ asked, place, snapshot }: AthenaQuery): string | null {
  const group = workGroup(snapshot, place.account, place.region, asked.workGroup)
  // AWS: managed results lie in storage of Athena, and no bucket is named.
  // https://docs.aws.amazon.com/athena/latest/ug/managed-results.html
  if (asked.managesResults) return null
  if (asked.outputLocation !== null) return asked.outputLocation
  return group.kind === 'known' && !group.value.managesResults ? group.value.outputLocation : null
}
