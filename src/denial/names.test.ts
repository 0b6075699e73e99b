import { describe, expect, it } from 'vitest'
import { timeOfLine } from './log-time.ts'
import { idOrNull, isMasked } from './masked.ts'
import { regionOf, s3LocationsOf } from './places.ts'
import { servicePrefixOfName } from './service-name.ts'

describe('the name that a client gives a service', () => {
  it.each([
    ['Amazon S3', 's3'],
    ['AmazonDataCatalog', 'glue'],
    ['AWSGlue', 'glue'],
    ['AmazonAthena', 'athena'],
    ['AmazonIdentityManagement', 'iam'],
    ['Iam', 'iam'],
    ['AWSSecurityTokenService', 'sts'],
    ['AmazonDynamoDBv2', 'dynamodb'],
    ['CloudWatchLogs', 'logs'],
    ['AmazonCloudWatch', 'cloudwatch'],
    ['AWSSimpleSystemsManagement', 'ssm'],
    ['ElasticLoadBalancingV2', 'elasticloadbalancing'],
    ['AmazonElasticMapReduce', 'elasticmapreduce'],
    ['Sfn', 'states'],
    ['LakeFormation', 'lakeformation'],
    ['SecretsManager', 'secretsmanager'],
    ['ACM-PCA', 'acm-pca'],
  ])('%s is %s', (name, prefix) => {
    expect(servicePrefixOfName(name)).toBe(prefix)
  })

  it('is null where no service is meant', () => {
    expect(servicePrefixOfName('Frobnicator')).toBeNull()
    expect(servicePrefixOfName('')).toBeNull()
  })
})

describe('the time of a log line', () => {
  it.each([
    ['2026-03-04 07:12:08,114 ERROR x', '2026-03-04T07:12:08.114'],
    ['[2026-03-04T07:12:08.114Z] x', '2026-03-04T07:12:08.114Z'],
    ['2026/03/04 07:12:08 x', '2026-03-04T07:12:08'],
    ['26/03/04 07:12:08 ERROR x', '2026-03-04T07:12:08'],
    ['04 Mar 2026 07:12:08 x', '2026-03-04T07:12:08'],
    ['04/Mar/2026:07:12:08 +0000 x', '2026-03-04T07:12:08'],
  ])('of %j', (line, time) => {
    expect(timeOfLine(line)).toBe(time)
  })

  it.each([
    'Jun 22 14:32:00.128 DEBUG x',
    '22:02:26 | CREATE_FAILED',
    '2026-03-04 only',
    'role/x-2026-03-04T07:12:08Z',
  ])('is null of %j', (line) => {
    expect(timeOfLine(line)).toBeNull()
  })
})

describe('a masked value', () => {
  it.each(['***', '...', '…', '<role>', '[REDACTED]', '{{user}}', 'XXXX', ''])('%j is masked', (value) => {
    expect(isMasked(value)).toBe(true)
  })

  it.each(['arn:aws:iam::***:user/x', 'anonymous', '<ACCOUNT>x'])('%j is not', (value) => {
    expect(isMasked(value)).toBe(false)
  })

  it('is no request id, but a partly masked one is', () => {
    expect(idOrNull('xxxxxxxx-xxxx-xxxx')).toBeNull()
    expect(idOrNull('request-id')).toBeNull()
    expect(idOrNull('null')).toBeNull()
    expect(idOrNull('xx-214b-xx')).toBe('xx-214b-xx')
    expect(idOrNull('0a1b2c3d: ')).toBe('0a1b2c3d')
  })
})

describe('places', () => {
  it('are Regions of ARNs, hosts and console addresses, not of names', () => {
    expect(regionOf('arn:aws:sqs:eu-central-1:111122223333:q', '', null)).toBe('eu-central-1')
    expect(regionOf(null, 'https://b.s3.us-west-2.amazonaws.com/k', null)).toBe('us-west-2')
    expect(regionOf(null, '111122223333.dkr.ecr.us-gov-west-1.amazonaws.com/web', null)).toBe('us-gov-west-1')
    expect(regionOf(null, 'https://eu-west-1.queue.amazonaws.com/', null)).toBe('eu-west-1')
    expect(regionOf(null, 'https://111122223333-abcdefgh.us-east-1.console.aws.amazon.com/', null)).toBe('us-east-1')
    expect(regionOf(null, 'https://ec2-192-0-2-1.eu-west-1.compute.amazonaws.com/', null)).toBeNull()
    expect(regionOf('arn:aws:s3:::logs-us-east-1', 'role/x-us-east-1 ip-1.us-east-1.compute.internal', null)).toBeNull()
    expect(regionOf('arn:aws:glue:AWS_REGION:111122223333:catalog', '', null)).toBeNull()
  })

  it('are S3 locations in every spelling, each once', () => {
    const text =
      's3a://lake/a, s3://lake/a "s3n://lake/b" https://pond.s3.eu-west-1.amazonaws.com/k?x=1 https://s3.amazonaws.com/well/k.'
    expect(s3LocationsOf(text)).toEqual(['s3://lake/a', 's3://lake/b', 's3://pond/k', 's3://well/k'])
  })
})
