import { describe, expect, it } from 'vitest'
import {
  allow,
  alone,
  bucket,
  elsewhere,
  type Files,
  home,
  iam,
  type Json,
  mina,
  policy,
} from '../../test/cause-fixture.ts'
import { chainOfAnswer, check } from '../../test/check-fixture.ts'
import { reports } from '../../test/s3-fixture.ts'
import { requestOf } from './check.ts'

const keyArn = `arn:aws:kms:us-east-1:${home}:key/1234abcd-12ab-34cd-56ef-1234567890ab`
const url = 's3://reports/q1.csv'
const object = 'arn:aws:s3:::reports/q1.csv'

describe('the copy that the words of check describe', () => {
  it.each([
    ['s3 copy s3://orders/a.csv s3://backup/b.csv', 's3:GetObject', 'arn:aws:s3:::backup/b.csv', null],
    ['s3 copy s3://orders/a.csv to s3://backup/b.csv', 's3:GetObject', 'arn:aws:s3:::backup/b.csv', null],
    ['s3 copy s3://orders/a.csv s3://backup/in/', 's3:GetObject', 'arn:aws:s3:::backup/in/a.csv', null],
    ['s3 copy s3://orders/a.csv s3://backup', 's3:GetObject', 'arn:aws:s3:::backup/a.csv', null],
    ['s3 copy s3://orders/a.csv?versionId=v1 s3://backup/b', 's3:GetObjectVersion', 'arn:aws:s3:::backup/b', 'v1'],
  ])('is: %s', (words, action, target, versionId) => {
    expect(requestOf(words.split(' '))).toEqual({
      action,
      resource: 'arn:aws:s3:::orders/a.csv',
      context: [],
      work: { kind: 's3Copy', target, versionId },
    })
  })

  it.each([
    's3 copy s3://orders/a.csv',
    's3 copy s3://orders s3://backup/a',
    's3 copy s3://orders/a ./a',
    's3 copy s3://orders/a into s3://backup/a',
    's3 public-read s3://orders',
  ])('is none for: %s', (words) => {
    expect(requestOf(words.split(' '))).toBeNull()
  })
})

describe('undeny check s3 copy', () => {
  const copy = ['s3', 'copy', url, 's3://backup/q1.csv', '--as', mina, '--json']
  const encrypted = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: keyArn } }
  const key: Files = {
    [`${home}/us-east-1/kms/DescribeKey/1234abcd-12ab-34cd-56ef-1234567890ab.json`]: {
      KeyMetadata: { Arn: keyArn, KeyId: keyArn.split('/')[1], KeyManager: 'CUSTOMER', KeyState: 'Enabled' },
    },
    [`${home}/us-east-1/kms/GetKeyPolicy/1234abcd-12ab-34cd-56ef-1234567890ab.json`]: {
      Policy: JSON.stringify(
        policy({ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${home}:root` }, Action: 'kms:*', Resource: '*' }),
      ),
    },
  }
  const files = (...own: readonly Json[]): Files => ({
    ...bucket('backup', null),
    ...reports({ objects: { 'q1.csv': {} } }),
    ...iam({ mina: policy(...own) }),
    ...alone(),
    [`${home}/global/s3/ListBuckets.json`]: {
      Buckets: [
        { Name: 'reports', BucketRegion: 'us-east-1' },
        { Name: 'backup', BucketRegion: 'us-east-1' },
      ],
    },
  })
  const both = [allow('s3:GetObject', object), allow('s3:PutObject', 'arn:aws:s3:::backup/*')]

  it('is allowed where the source may be read and the target written', async () => {
    const answer = await check(files(...both), ...copy)
    expect(answer.code).toBe(0)
    expect(JSON.parse(answer.stdout)).toMatchObject({ certain: true, verdict: { possible: ['allowed'] } })
    expect(chainOfAnswer(answer)).toEqual([
      ['s3:GetObject', object],
      ['s3:PutObject', 'arn:aws:s3:::backup/q1.csv'],
    ])
  })

  it('is refused where only the target is not allowed', async () => {
    const answer = await check(files(allow('s3:GetObject', '*')), ...copy)
    expect(answer.code).toBe(0)
    expect(chainOfAnswer(answer)).toEqual([
      ['s3:GetObject', object],
      ['s3:PutObject', 'arn:aws:s3:::backup/q1.csv', 'identity'],
    ])
  })

  it('asks KMS for both keys', async () => {
    const recorded: Files = {
      ...files(...both, allow('kms:GenerateDataKey', keyArn)),
      ...key,
      [`${home}/global/s3/GetBucketEncryption/backup.json`]: {
        ServerSideEncryptionConfiguration: { Rules: [encrypted] },
      },
      [`${home}/global/s3/HeadObject/reports/q1.csv.json`]: {
        ServerSideEncryption: 'aws:kms',
        SSEKMSKeyId: keyArn,
      },
    }
    expect(chainOfAnswer(await check(recorded, ...copy))).toEqual([
      ['s3:GetObject', object],
      ['kms:Decrypt', keyArn, 'identity'],
      ['s3:PutObject', 'arn:aws:s3:::backup/q1.csv'],
      ['kms:GenerateDataKey', keyArn],
    ])
  })

  it('tells the target from which object it is copied', async () => {
    const onlyReports = { Condition: { StringLike: { 's3:x-amz-copy-source': 'reports/*' } } }
    const target = allow('s3:PutObject', 'arn:aws:s3:::backup/*', onlyReports)
    const answer = await check(files(allow('s3:GetObject', object), target), ...copy)
    expect(JSON.parse(answer.stdout)).toMatchObject({ certain: true, verdict: { possible: ['allowed'] } })
  })

  it('asks for the version that is named', async () => {
    const versioned = ['s3', 'copy', `${url}?versionId=v1`, 's3://backup/q1.csv', '--as', mina, '--json']
    expect(chainOfAnswer(await check(files(...both), ...versioned))).toEqual([
      ['s3:GetObjectVersion', object, 'identity'],
      ['s3:PutObject', 'arn:aws:s3:::backup/q1.csv'],
    ])
  })
})

describe('undeny check s3 public-read', () => {
  const publicPolicy = policy({
    Principal: '*',
    Effect: 'Allow',
    Action: 's3:GetObject',
    Resource: 'arn:aws:s3:::reports/*',
  })
  const ask = ['s3', 'public-read', url, '--json']
  const recorded = (own: Parameters<typeof reports>[0]): Files => ({ ...reports(own), ...alone(), ...alone(elsewhere) })

  it('is allowed by a bucket policy that nothing stands against', async () => {
    const { code, stdout } = await check(recorded({ policy: publicPolicy, objects: { 'q1.csv': {} } }), ...ask)
    expect(JSON.parse(stdout)).toMatchObject({ certain: true, verdict: { possible: ['allowed'] } })
    expect(code).toBe(0)
  })

  it.each([
    ['the bucket', { block: { RestrictPublicBuckets: true } }],
    ['the account', { accountBlock: { RestrictPublicBuckets: true } }],
  ])('is refused by Block Public Access of %s', async (_, setting) => {
    const answer = await check(recorded({ policy: publicPolicy, objects: { 'q1.csv': {} }, ...setting }), ...ask)
    expect(answer.code).toBe(0)
    expect(answer.stdout).toContain('s3-block-public-access')
    expect(chainOfAnswer(answer)).toEqual([['s3:GetObject', object, 'bpa']])
  })

  it('is refused where neither the policy nor an ACL lets everybody read', async () => {
    const { code, stdout } = await check(recorded({ objects: { 'q1.csv': {} } }), ...ask)
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ certain: true, verdict: { possible: ['implicitDeny'] } })
  })

  it('is refused for an object of a KMS key, which nobody uses without credentials', async () => {
    const head = { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: keyArn }
    const answer = await check(recorded({ policy: publicPolicy, objects: { 'q1.csv': { head } } }), ...ask)
    expect(chainOfAnswer(answer)[1]?.slice(0, 2)).toEqual(['kms:Decrypt', keyArn])
    expect(JSON.parse(answer.stdout).verdict.possible).not.toContain('allowed')
  })

  it('is not certain where Block Public Access was not recorded', async () => {
    const files = recorded({ policy: publicPolicy, objects: { 'q1.csv': {} } })
    const partly = Object.fromEntries(Object.entries(files).filter(([path]) => !path.includes('GetPublicAccessBlock')))
    const { code, stdout } = await check(partly, ...ask)
    expect(code).toBe(1)
    expect(stdout).toContain('get-public-access-block')
  })

  it('asks for everybody and nobody else', async () => {
    const { code, stderr } = await check({}, 's3', 'public-read', url, '--as', mina)
    expect(code).toBe(2)
    expect(stderr).toContain('takes only `anonymous`')
  })
})
