import { quoted } from '../fixes/cli-command.ts'
import type { Edit } from '../fixes/edit.ts'
import { bucketOf, objectKeyOf } from '../services/resource-policy.ts'
import type { CauseInput } from './cause.ts'

/**
 * Encrypting anew what a key closes: the recorded object, or the bucket's default for what is written. Verified by
 * deciding the call on the answers as they read with S3's own keys; a key that both accounts may use serves as well.
 */
export function objectEncryptionEdits({ call, authorization }: CauseInput): readonly Edit[] {
  const object = objectBehind(authorization.request.context.get('kms:encryptioncontext:aws:s3:arn'), call.resource)
  const bucket = object === null ? null : bucketOf(object)
  if (object === null || bucket === null) return []
  const key = objectKeyOf(object)
  const reads = /^kms:decrypt$/i.test(authorization.request.action)
  const [found] = reads ? call.snapshot.find('s3', 'HeadObject', bucket, key ?? '') : []
  const account = authorization.request.resourceAccount
  const owner = { kind: 'bucketOwner', account: account === 'unknown' ? null : account } as const
  if (found === undefined || key === null) return bucketDefault(bucket, owner, call)
  const place = {
    account: found.account,
    region: found.region,
    service: 's3',
    operation: 'HeadObject',
    identifiers: found.identifiers,
  }
  return [
    {
      kind: 'changeSetting',
      setting: {
        name: 'objectEncryption',
        target: `s3-setting:object-encryption/${bucket}`,
        subject: object,
        owner,
        command: `aws s3 cp ${quoted(`s3://${bucket}/${key}`)} ${quoted(`s3://${bucket}/${key}`)} --sse aws:kms --sse-kms-key-id KEY_ARN`,
      },
      answers: [{ place, answer: { ServerSideEncryption: 'AES256' } }],
    },
  ]
}

function bucketDefault(
  bucket: string,
  owner: Extract<Edit, { kind: 'changeSetting' }>['setting']['owner'],
  call: CauseInput['call'],
): readonly Edit[] {
  const [found] = call.snapshot.find('s3', 'GetBucketEncryption', bucket)
  if (found === undefined) return []
  const place = {
    account: found.account,
    region: found.region,
    service: 's3',
    operation: 'GetBucketEncryption',
    identifiers: found.identifiers,
  }
  const rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }]
  return [
    {
      kind: 'changeSetting',
      setting: {
        name: 'bucketEncryption',
        target: `s3-setting:encryption/${bucket}`,
        subject: bucket,
        owner,
        command: null,
      },
      answers: [{ place, answer: { ServerSideEncryptionConfiguration: { Rules: rules } } }],
    },
  ]
}

/** The object whose encryption asked for the key: of the encryption context, else of the call. */
function objectBehind(context: readonly string[] | 'unknown' | undefined, resource: string | null): string | null {
  const named = context === undefined || context === 'unknown' ? undefined : context[0]
  if (named?.includes('/') === true) return named
  return resource?.startsWith('arn:aws:s3:::') === true ? resource : (named ?? null)
}
