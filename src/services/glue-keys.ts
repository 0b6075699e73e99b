import { contextOf } from '../iam/context.ts'
import type { Fact } from '../snapshot/fact.ts'
import type { GlueJob } from '../snapshot/glue.ts'
import { type SecurityConfiguration, securityConfiguration } from '../snapshot/glue-security.ts'
import { findKey } from '../snapshot/kms.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { Caller } from './caller.ts'
import { asGlueRole } from './glue.ts'
import { onlyWhen, type PlannedRequest, requestThrough } from './planned-request.ts'
import { kmsThroughS3, s3Requests } from './s3.ts'

/** What runs with a role and perhaps a security configuration: a job or a crawler. */
export interface GlueWork {
  readonly account: string
  readonly region: string
  readonly securityConfiguration: string | null
}

/** The security configuration of a job or crawler; null where it has none. */
export function securityOf(work: GlueWork, snapshot: Snapshot): Fact<SecurityConfiguration> | null {
  const { account, region, securityConfiguration: name } = work
  return name === null ? null : securityConfiguration(snapshot, account, region, name)
}

/**
 * The write of an object of a job: with a security configuration the request names the encryption, and its key takes the
 * place of the bucket's.
 * https://docs.aws.amazon.com/glue/latest/dg/set-up-encryption.html
 */
export function encryptedWrite(
  role: Caller,
  object: string,
  work: GlueWork,
  snapshot: Snapshot,
): readonly PlannedRequest[] {
  const security = securityOf(work, snapshot)
  const s3 = security?.kind === 'known' ? security.value.s3 : null
  const plan = s3Requests(role, 's3:PutObject', object, asGlueRole, snapshot)
  const keys = s3 === null ? plan.slice(1) : ownKey(role, object, s3.keyId, work, snapshot)
  const sent = s3 === null ? {} : headersOf(s3)
  const write = { ...requestThrough(asGlueRole, role, 's3:PutObject', object), extra: contextOf(sent) }
  const decrypts = keys.map((key) => ({ ...key, action: 'kms:Decrypt' }))
  const encrypts = s3 === null ? [] : keys.map((key) => ({ ...key, action: 'kms:Encrypt' }))
  return [write, ...keys, ...onlyWhen('multipartUpload', decrypts), ...onlyWhen('directEncryption', encrypts)]
}

function headersOf({ mode, keyId }: NonNullable<SecurityConfiguration['s3']>): Readonly<Record<string, string>> {
  if (mode === 'SSE-S3') return { 's3:x-amz-server-side-encryption': 'AES256' }
  return {
    's3:x-amz-server-side-encryption': 'aws:kms',
    ...(keyId === null ? {} : { 's3:x-amz-server-side-encryption-aws-kms-key-id': keyId }),
  }
}

function ownKey(
  role: Caller,
  object: string,
  keyId: string | null,
  work: GlueWork,
  snapshot: Snapshot,
): readonly PlannedRequest[] {
  const arn = customerKey(keyId, work, snapshot)
  return arn === null ? [] : [kmsThroughS3(role, 'kms:GenerateDataKey', arn, object, work.region, false)]
}

/** The ARN of a key that the customer manages; an AWS managed key admits its account through its service. */
function customerKey(keyId: string | null, { account, region }: GlueWork, snapshot: Snapshot): string | null {
  if (keyId === null || /(^|:)alias\/aws\//.test(keyId)) return null
  const key = findKey(snapshot, keyId, region, account)
  if (key.kind === 'known') return key.value.manager === 'AWS' ? null : key.value.arn
  return keyId.startsWith('arn:') ? keyId : null
}

/** What the encrypted bookmarks of a job take; nothing where it keeps none. */
export function bookmarkRequests(role: Caller, job: GlueJob, snapshot: Snapshot): readonly PlannedRequest[] {
  const keeps = job.arguments.some(
    ({ name, value }) => name.toLowerCase() === '--job-bookmark-option' && value === 'job-bookmark-enable',
  )
  const security = securityOf(job, snapshot)
  const keyId = security?.kind === 'known' ? security.value.bookmarksKeyId : null
  const arn = keeps ? customerKey(keyId, job, snapshot) : null
  return arn === null ? [] : ['kms:Encrypt', 'kms:Decrypt'].map((a) => requestThrough(asGlueRole, role, a, arn))
}

/** The key of the logs as CloudWatch Logs uses it; null where a security configuration names none. */
export function logsKey(work: GlueWork, snapshot: Snapshot): string | null {
  const security = securityOf(work, snapshot)
  return security?.kind === 'known' ? customerKey(security.value.logsKeyId, work, snapshot) : null
}
