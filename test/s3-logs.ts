import { gzipSync } from 'node:zlib'
import type { S3Client } from '@aws-sdk/client-s3'
import type { Json } from './cause-fixture.ts'
import { deniedRecord } from './trail-fixture.ts'

/** A bucket's objects by key. */
export type S3Objects = Readonly<Record<string, Uint8Array | string>>

/** A client of a server that plays S3. */
export async function clientOf(server: string): Promise<S3Client> {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'
  const { S3Client } = await import('@aws-sdk/client-s3')
  const credentials = { accessKeyId: 'testing', secretAccessKey: 'testing' }
  return new S3Client({ region: 'us-east-1', endpoint: server, credentials, forcePathStyle: true })
}

/** Makes a bucket with these objects. */
export async function fillBucket(client: S3Client, bucket: string, objects: S3Objects): Promise<void> {
  const { CreateBucketCommand, PutObjectCommand } = await import('@aws-sdk/client-s3')
  await client.send(new CreateBucketCommand({ Bucket: bucket }))
  for (const [key, body] of Object.entries(objects))
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: Buffer.from(body) }))
}

/** The key that CloudTrail gives a log: `111122223333`, `eu-west-1`, `2026-03-02T10:15`. */
export function logKey(account: string, region: string, minute: string): string {
  const [day = '', time = ''] = minute.split('T')
  const stamp = `${day.replaceAll('-', '')}T${time.replace(':', '')}Z`
  return `AWSLogs/${account}/CloudTrail/${region}/${day.replaceAll('-', '/')}/${account}_CloudTrail_${region}_${stamp}_a1B2c3D4e5F6g7H8.json.gz`
}

/** A log of one denial, logged by an account and in a Region at a time. */
export function denialLog(recipientAccountId: string, awsRegion: string, at: string): Uint8Array {
  const denied = deniedRecord({
    by: 'mina',
    action: 'kms:Decrypt',
    resource: 'arn:aws:kms:us-east-1:111122223333:key/1',
    at,
    more: { recipientAccountId, awsRegion },
  })
  return logOf([denied])
}

/** A log as CloudTrail stores it. */
export function logOf(records: readonly Json[]): Uint8Array {
  return gzipSync(JSON.stringify({ Records: records }))
}
