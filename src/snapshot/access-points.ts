import { parseArn } from '../iam/arn.ts'
import { readPolicy } from './document.ts'
import type { Fact } from './fact.ts'
import { field, listAt, textAt } from './json.ts'
import { missingOf } from './operations.ts'
import { type PublicAccessBlock, publicAccessBlockIn } from './s3-settings.ts'
import type { Snapshot } from './snapshot.ts'
import type { StoredPolicy } from './stored-policy.ts'

/** An S3 access point. */
export interface AccessPoint {
  readonly name: string
  readonly arn: string
  readonly account: string
  readonly region: string
  readonly bucket: string
  /** Account of the bucket; null where the answer does not say: the access point's own. */
  readonly bucketAccount: string | null
  readonly networkOrigin: 'Internet' | 'VPC'
  /** Null for an access point open to the internet. */
  readonly vpcId: string | null
  readonly alias: string | null
  /** Block Public Access of the access point; null where the answer does not show it, as lists do not. */
  readonly publicAccessBlock: PublicAccessBlock | null
}

/** An access point by its ARN, with or without an object after it, or by its alias. */
export function accessPoint(snapshot: Snapshot, arnOrAlias: string): Fact<AccessPoint> {
  const arn = parseArn(arnOrAlias)
  if (arn === null) return accessPointByAlias(snapshot, arnOrAlias)
  const [, name = ''] = arn.resource.split('/')
  const answer = snapshot.answer(arn.account, arn.region, 's3control', 'GetAccessPoint', name)
  if (answer.kind === 'known') return { ...answer, value: accessPointIn(answer.value, arn.account, arn.region) }
  const listed = accessPointsOf(snapshot, arn.account, arn.region)
  const found = listed.kind === 'known' ? listed.value.find((item) => item.name === name) : undefined
  return found === undefined || listed.kind !== 'known' ? answer : { ...listed, value: found }
}

/** The access points of an account in one Region. */
export function accessPointsOf(snapshot: Snapshot, account: string, region: string): Fact<readonly AccessPoint[]> {
  const answer = snapshot.answer(account, region, 's3control', 'ListAccessPoints')
  if (answer.kind !== 'known') return answer
  const value = listAt(answer.value, 'AccessPointList').map((item) => accessPointIn(item, account, region))
  return { ...answer, value }
}

/** The policy of an access point; absent where it has none. */
export function accessPointPolicy(snapshot: Snapshot, arn: string): Fact<StoredPolicy> {
  const { account = '', region = '', resource = '' } = parseArn(arn) ?? {}
  const [, name = ''] = resource.split('/')
  const answer = snapshot.answer(account, region, 's3control', 'GetAccessPointPolicy', name)
  if (answer.kind !== 'known') return answer
  const raw = field(answer.value, 'Policy')
  if (raw === undefined || raw === null) return { kind: 'absent', source: answer.source }
  const source = { file: answer.source.file, pointer: '/Policy' }
  const place = { target: `access-point-policy:${name}`, name: null, arn: null, account, awsManaged: false, source }
  return { kind: 'known', value: readPolicy(snapshot, raw, place), source }
}

function accessPointByAlias(snapshot: Snapshot, alias: string): Fact<AccessPoint> {
  for (const operation of ['GetAccessPoint', 'ListAccessPoints']) {
    for (const { account, region, fact } of snapshot.find('s3control', operation)) {
      if (fact.kind !== 'known') continue
      const items = operation === 'GetAccessPoint' ? [fact.value] : listAt(fact.value, 'AccessPointList')
      const item = items.find((candidate) => textAt(candidate, 'Alias') === alias)
      if (item !== undefined) return { ...fact, value: accessPointIn(item, account, region) }
    }
  }
  const place = { account: snapshot.accounts()[0] ?? '', region: 'global', service: 's3control', identifiers: [] }
  const missing = missingOf('notCollected', { ...place, operation: 'ListAccessPoints' })
  return {
    kind: 'unknown',
    missing: { ...missing, what: { en: `access point ${alias}`, ko: `${alias} 액세스 포인트` } },
  }
}

function accessPointIn(json: unknown, account: string, region: string): AccessPoint {
  const name = textAt(json, 'Name') ?? ''
  const arn = textAt(json, 'AccessPointArn') ?? `arn:aws:s3:${region}:${account}:accesspoint/${name}`
  return {
    name,
    arn,
    account,
    region,
    bucket: textAt(json, 'Bucket') ?? '',
    bucketAccount: textAt(json, 'BucketAccountId'),
    networkOrigin: textAt(json, 'NetworkOrigin') === 'VPC' ? 'VPC' : 'Internet',
    vpcId: textAt(json, 'VpcConfiguration', 'VpcId'),
    alias: textAt(json, 'Alias'),
    publicAccessBlock: field(json, 'PublicAccessBlockConfiguration') === undefined ? null : publicAccessBlockIn(json),
  }
}
