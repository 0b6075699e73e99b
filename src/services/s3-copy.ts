import { contextOf } from '../iam/context.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { Caller } from './caller.ts'
import type { PlannedRequest } from './planned-request.ts'
import { s3Requests } from './s3.ts'

/**
 * What a copy needs: reading the source and writing the target, and of KMS what each of them needs.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
 */
export function copyRequests(
  caller: Caller,
  source: string,
  target: string,
  versionId: string | null,
  snapshot: Snapshot,
): readonly PlannedRequest[] {
  const read = versionId === null ? 's3:GetObject' : 's3:GetObjectVersion'
  const ofRead = versionId === null ? {} : { 's3:VersionId': versionId }
  const copied = source.replace(/^arn:[^:]*:s3:::/, '')
  const ofWrite = { 's3:x-amz-copy-source': versionId === null ? copied : `${copied}?versionId=${versionId}` }
  const direct = { kind: 'direct' } as const
  return [
    ...withKeys(s3Requests(caller, read, source, direct, snapshot), read, ofRead),
    ...withKeys(s3Requests(caller, 's3:PutObject', target, direct, snapshot), 's3:PutObject', ofWrite),
  ]
}

function withKeys(
  plan: readonly PlannedRequest[],
  action: string,
  keys: Readonly<Record<string, string>>,
): readonly PlannedRequest[] {
  return plan.map((p) => (p.action === action ? { ...p, extra: new Map([...p.extra, ...contextOf(keys)]) } : p))
}
