import { describe, expect, it } from 'vitest'
import { accessPoint, accessPointPolicy } from './access-points.ts'
import { filesOfObject } from './files.ts'
import { bucketAccount, bucketEncryption, bucketPolicy, bucketRegion, canonicalId, headObject } from './s3.ts'
import { objectExists, objectOwner } from './s3-objects.ts'
import {
  accountPublicAccessBlock,
  blockedEncryptionTypes,
  bucketAcl,
  bucketPublicAccessBlock,
  bucketVersioning,
  ownershipControls,
  requestPayment,
} from './s3-settings.ts'
import { openSnapshot, type Snapshot } from './snapshot.ts'

const owner = '111122223333'
const other = '444455556666'
const error = (code: string) => ({ error: { code, message: '' } })
const snapshotOf = (files: Readonly<Record<string, unknown>>): Snapshot => openSnapshot(filesOfObject(files))
const bucketFile = (operation: string, account = owner): string => `${account}/global/s3/${operation}/reports.json`
const listOf = (id: string, ...names: string[]) => ({ Owner: { ID: id }, Buckets: names.map((Name) => ({ Name })) })

describe('bucketAccount', () => {
  it('is the account that lists the bucket', () => {
    const snapshot = snapshotOf({
      [`${owner}/global/s3/ListBuckets.json`]: listOf('abc', 'logs', 'reports'),
      [`${other}/global/s3/ListBuckets.json`]: listOf('def', 'reports-copy'),
    })
    expect(bucketAccount(snapshot, 'reports')).toEqual({
      kind: 'known',
      value: owner,
      source: { file: `${owner}/global/s3/ListBuckets.json`, pointer: '/Buckets/1' },
    })
  })

  it('is the account that could read the bucket policy, or read that there is none', () => {
    expect(bucketAccount(snapshotOf({ [bucketFile('GetBucketPolicy')]: { Policy: '{}' } }), 'reports')).toMatchObject({
      value: owner,
    })
    const none = snapshotOf({ [bucketFile('GetBucketPolicy')]: error('NoSuchBucketPolicy') })
    expect(bucketAccount(none, 'reports')).toMatchObject({ value: owner })
  })

  it('is the account whose canonical id owns the ACL, whoever read it', () => {
    const snapshot = snapshotOf({
      [`${owner}/global/s3/ListBuckets.json`]: listOf('abc'),
      [bucketFile('GetBucketAcl', other)]: { Owner: { ID: 'abc' }, Grants: [] },
    })
    expect(bucketAccount(snapshot, 'reports')).toMatchObject({ kind: 'known', value: owner })
    expect(canonicalId(snapshot, owner)).toMatchObject({ value: 'abc' })
  })

  it('is not told by other answers, which another account may be allowed to read', () => {
    const snapshot = snapshotOf({
      [bucketFile('GetBucketLocation', other)]: { LocationConstraint: null },
      [bucketFile('GetBucketPolicy', other)]: error('AccessDenied'),
    })
    expect(bucketAccount(snapshot, 'reports')).toMatchObject({
      kind: 'unknown',
      missing: { what: { en: 'account that owns bucket reports' }, permission: 's3:ListAllMyBuckets' },
    })
  })

  it('is absent where S3 said that there is no such bucket', () => {
    const snapshot = snapshotOf({ [bucketFile('GetBucketPolicy')]: error('NoSuchBucket') })
    expect(bucketAccount(snapshot, 'reports').kind).toBe('absent')
  })
})

describe('bucket settings', () => {
  it('reads the policy of a bucket as the owner sees it', () => {
    const document = '{"Version":"2012-10-17","Statement":[]}'
    const snapshot = snapshotOf({
      [`${owner}/global/s3/ListBuckets.json`]: listOf('abc', 'reports'),
      [bucketFile('GetBucketPolicy')]: { Policy: document },
      [bucketFile('GetBucketPolicy', other)]: error('AccessDenied'),
    })
    expect(bucketPolicy(snapshot, 'reports')).toMatchObject({
      kind: 'known',
      value: { target: 'bucket-policy:reports', account: owner, encoding: 'jsonString' },
    })
    expect(bucketPolicy(snapshot, 'other')).toMatchObject({
      kind: 'unknown',
      missing: { command: 'aws s3api get-bucket-policy --bucket other' },
    })
  })

  it('reads Regions with their two old spellings', () => {
    const region = (value: unknown) => {
      const fact = bucketRegion(
        snapshotOf({ [bucketFile('GetBucketLocation')]: { LocationConstraint: value } }),
        'reports',
      )
      return fact.kind === 'known' && fact.value
    }
    expect([region(null), region('EU'), region('ap-northeast-2')]).toEqual(['us-east-1', 'eu-west-1', 'ap-northeast-2'])
  })

  it('reads Block Public Access of bucket and account, absent where not configured', () => {
    const block = { PublicAccessBlockConfiguration: { IgnorePublicAcls: true, RestrictPublicBuckets: false } }
    const snapshot = snapshotOf({
      [bucketFile('GetPublicAccessBlock')]: block,
      [`${owner}/global/s3control/GetPublicAccessBlock.json`]: error('NoSuchPublicAccessBlockConfiguration'),
    })
    expect(bucketPublicAccessBlock(snapshot, 'reports')).toMatchObject({
      value: { blockPublicAcls: false, ignorePublicAcls: true, blockPublicPolicy: false, restrictPublicBuckets: false },
    })
    expect(accountPublicAccessBlock(snapshot, owner).kind).toBe('absent')
    expect(accountPublicAccessBlock(snapshot, other).kind).toBe('unknown')
  })

  it('reads encryption, ownership, payer, versioning and ACL', () => {
    const rule = {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'alias/data' },
      BucketKeyEnabled: true,
      BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] },
    }
    const grant = {
      Grantee: { Type: 'Group', URI: 'http://acs.amazonaws.com/groups/global/AllUsers' },
      Permission: 'READ',
    }
    const snapshot = snapshotOf({
      [bucketFile('GetBucketEncryption')]: { ServerSideEncryptionConfiguration: { Rules: [rule] } },
      [bucketFile('GetBucketOwnershipControls')]: {
        OwnershipControls: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] },
      },
      [bucketFile('GetBucketRequestPayment')]: { Payer: 'Requester' },
      [bucketFile('GetBucketVersioning')]: '',
      [bucketFile('GetBucketAcl')]: { Owner: { ID: 'abc' }, Grants: [grant] },
    })
    expect(bucketEncryption(snapshot, 'reports')).toMatchObject({
      value: { algorithm: 'aws:kms', keyId: 'alias/data', bucketKey: true },
    })
    expect(blockedEncryptionTypes(snapshot, 'reports')).toMatchObject({ value: ['SSE-C'] })
    expect(ownershipControls(snapshot, 'reports')).toMatchObject({ value: 'ObjectWriter' })
    expect(requestPayment(snapshot, 'reports')).toMatchObject({ value: 'Requester' })
    expect(bucketVersioning(snapshot, 'reports')).toMatchObject({ value: 'Never' })
    expect(bucketAcl(snapshot, 'reports')).toMatchObject({
      value: { ownerId: 'abc', grants: [{ granteeType: 'Group', permission: 'READ' }] },
    })
  })
})

describe('objects', () => {
  const head = (key: string): string => `${owner}/global/s3/HeadObject/reports/${encodeURIComponent(key)}.json`

  it('exist with their encryption, or are absent', () => {
    const snapshot = snapshotOf({
      [head('in/a.csv')]: { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'arn:aws:kms:…', BucketKeyEnabled: true },
      [head('in/b.csv')]: error('404'),
      [head('in/c.csv')]: error('403'),
    })
    expect(headObject(snapshot, 'reports', 'in/a.csv')).toMatchObject({
      value: { algorithm: 'aws:kms', keyId: 'arn:aws:kms:…', bucketKey: true, hasLegalHold: false, lockedUntil: null },
    })
    expect(headObject(snapshot, 'reports', 'in/b.csv').kind).toBe('absent')
    expect(headObject(snapshot, 'reports', 'in/c.csv')).toMatchObject({
      kind: 'unknown',
      missing: { reason: 'refused', permission: 's3:GetObject' },
    })
    expect(headObject(snapshot, 'reports', 'in').kind).toBe('unknown')
  })

  it('are absent from a whole list only', () => {
    const list = { Contents: [{ Key: 'in/a.csv', Owner: { ID: 'def' } }] }
    const whole = snapshotOf({ [bucketFile('ListObjectsV2')]: list })
    expect(objectExists(whole, 'reports', 'in/a.csv').kind).toBe('known')
    expect(objectExists(whole, 'reports', 'in/b.csv').kind).toBe('absent')
    expect(objectOwner(whole, 'reports', 'in/a.csv')).toMatchObject({ value: 'def' })
    const part = snapshotOf({ [bucketFile('ListObjectsV2')]: { ...list, Prefix: 'in/' } })
    expect(objectExists(part, 'reports', 'out/b.csv').kind).toBe('unknown')
    const cut = snapshotOf({ [bucketFile('ListObjectsV2')]: { ...list, IsTruncated: true } })
    expect(objectExists(cut, 'reports', 'in/b.csv').kind).toBe('unknown')
  })
})

describe('access points', () => {
  const arn = `arn:aws:s3:us-east-1:${owner}:accesspoint/finance`
  const found = {
    Name: 'finance',
    Bucket: 'reports',
    NetworkOrigin: 'VPC',
    VpcConfiguration: { VpcId: 'vpc-1' },
    Alias: 'fin-s3alias',
  }

  it('are found by ARN, by the ARN of an object behind them, and by alias', () => {
    const snapshot = snapshotOf({ [`${owner}/us-east-1/s3control/GetAccessPoint/finance.json`]: found })
    for (const name of [arn, `${arn}/object/in/a.csv`, 'fin-s3alias']) {
      expect(accessPoint(snapshot, name)).toMatchObject({
        value: { arn, bucket: 'reports', networkOrigin: 'VPC', vpcId: 'vpc-1' },
      })
    }
    expect(accessPoint(snapshot, `arn:aws:s3:us-east-1:${owner}:accesspoint/other`).kind).toBe('unknown')
  })

  it('may have no policy', () => {
    const file = `${owner}/us-east-1/s3control/GetAccessPointPolicy/finance.json`
    expect(accessPointPolicy(snapshotOf({ [file]: error('NoSuchAccessPointPolicy') }), arn).kind).toBe('absent')
    expect(accessPointPolicy(snapshotOf({ [file]: { Policy: '{"Statement":[]}' } }), arn)).toMatchObject({
      value: { target: 'access-point-policy:finance', account: owner },
    })
  })
})
