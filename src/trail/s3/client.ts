import type { S3Client } from '@aws-sdk/client-s3'
import { ownRegion } from '../own-region.ts'

/** A client with the reader's own credentials, which follows a bucket into its Region. */
export async function s3Client(env: Readonly<Record<string, string | undefined>>): Promise<S3Client> {
  const { S3Client: Client } = await import('@aws-sdk/client-s3')
  const endpoint = env.AWS_ENDPOINT_URL_S3 || env.AWS_ENDPOINT_URL
  return new Client({
    region: ownRegion(env) ?? 'us-east-1',
    followRegionRedirects: true,
    // A server of one's own knows no names of buckets as hosts.
    forcePathStyle: endpoint !== undefined && endpoint !== '',
  })
}
