import { parseArn } from '../iam/arn.ts'
import type { Context } from '../iam/context.ts'
import { type AccessPoint, accessPoint } from '../snapshot/access-points.ts'
import type { Fact } from '../snapshot/fact.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'

/** The way of an S3 request through an access point to the bucket behind it. */
export interface AccessPointPath {
  /** What the access point's policy and identity policies are about: its ARN, with the object after it. */
  readonly resource: string
  /** ARN of the access point; null where only an alias is known. */
  readonly arn: string | null
  /** The bucket or object that the bucket policy is about; null where the access point was not read. */
  readonly bucketResource: string | null
  /** Account of the bucket; null where the access point was not read. */
  readonly bucketAccount: string | null
  readonly accessPoint: Fact<AccessPoint>
}

/** How a resource is reached through an access point; null for a bucket or object addressed directly, and for other services. */
export function accessPointPath(resource: string, snapshot: Snapshot): AccessPointPath | null {
  const named = namedBy(resource)
  if (named === null) return null
  const found = accessPoint(snapshot, named.arnOrAlias)
  if (found.kind !== 'known') {
    return { resource, arn: named.arn, bucketResource: null, bucketAccount: null, accessPoint: found }
  }
  const { arn, bucket, bucketAccount, account } = found.value
  const object = named.key === null ? '' : `/object/${named.key}`
  const partition = parseArn(arn)?.partition ?? 'aws'
  return {
    resource: `${arn}${object}`,
    arn,
    bucketResource: `arn:${partition}:s3:::${bucket}${named.key === null ? '' : `/${named.key}`}`,
    bucketAccount: bucketAccount ?? account,
    accessPoint: found,
  }
}

interface Named {
  readonly arnOrAlias: string
  readonly arn: string | null
  readonly key: string | null
}

// AWS: an access point is addressed by its ARN, an object through it by `…/object/KEY`, or in place of a bucket by its
// alias, which ends in `-s3alias`. https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-naming.html
function namedBy(resource: string): Named | null {
  const parts = parseArn(resource)
  if (parts?.service !== 's3') return null
  const ofArn = /^accesspoint[/:]([^/:]+)(?:[/:]object\/([\s\S]*))?$/.exec(parts.resource)
  if (ofArn !== null && parts.account !== '') {
    const arn = `arn:${parts.partition}:s3:${parts.region}:${parts.account}:accesspoint/${ofArn[1]}`
    return { arnOrAlias: arn, arn, key: ofArn[2] ?? null }
  }
  const [bucket = '', ...key] = parts.resource.split('/')
  if (parts.account !== '' || !bucket.endsWith('-s3alias')) return null
  return { arnOrAlias: bucket, arn: null, key: key.length === 0 ? null : key.join('/') }
}

// AWS: the keys that only a request through an access point carries.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html
/** The context keys of a request through an access point; none for a request that goes to the bucket itself. */
export function accessPointKeys(path: AccessPointPath | null): Context {
  if (path === null) return new Map()
  const point = path.accessPoint.kind === 'known' ? path.accessPoint.value : null
  const account = path.arn === null ? undefined : parseArn(path.arn)?.account
  return new Map([
    ['s3:dataaccesspointarn', path.arn === null ? 'unknown' : [path.arn]],
    ['s3:dataaccesspointaccount', account === undefined ? 'unknown' : [account]],
    ['s3:accesspointnetworkorigin', point === null ? 'unknown' : [point.networkOrigin]],
  ])
}
