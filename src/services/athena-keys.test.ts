import { describe, expect, it } from 'vitest'
import { allow, type Files, home, policy } from '../../test/cause-fixture.ts'
import { chainOf, explainSql, queryStatements } from '../../test/query-fixture.ts'

const region = 'us-east-1'
const everything = policy(allow('*', '*'))
const key = `arn:aws:kms:${region}:${home}:key/1234abcd-12ab-34cd-56ef-1234567890ab`

describe('an encrypted Data Catalog', () => {
  const encrypted = (mode: string, id: string): Files => ({
    [`${home}/${region}/glue/GetDataCatalogEncryptionSettings.json`]: {
      DataCatalogEncryptionSettings: { EncryptionAtRest: { CatalogEncryptionMode: mode, SseAwsKmsKeyId: id } },
    },
  })

  it('is decrypted for who reads it and given data keys for who writes it', () => {
    const files = encrypted('SSE-KMS', key)
    const read = chainOf(explainSql('SELECT * FROM sales.orders', everything, files))
    const written = chainOf(explainSql('CREATE EXTERNAL TABLE sales.made (a int)', everything, files))
    const ofKey = (all: readonly (readonly string[])[]): readonly string[] =>
      all.flatMap(([action = '', resource]) => (resource === key ? [action] : []))
    expect(ofKey(read)).toEqual(['kms:Decrypt'])
    expect(ofKey(written)).toEqual(['kms:Decrypt', 'kms:GenerateDataKey'])
  })

  it.each([
    ['the key that AWS manages', 'SSE-KMS', 'alias/aws/glue'],
    ['a service role that uses the key', 'SSE-KMS-WITH-SERVICE-ROLE', key],
    ['no encryption', 'DISABLED', key],
  ])('asks nothing of the caller: %s', (_, mode, id) => {
    const asked = chainOf(explainSql('SELECT * FROM sales.orders', everything, encrypted(mode, id)))
    expect(asked.filter(([action]) => action?.startsWith('kms:'))).toEqual([])
  })
})

describe('the services through which a key is asked for', () => {
  const sse = { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key }
  const ofBucket = (name: string): Files => ({
    [`${home}/global/s3/GetBucketEncryption/${name}.json`]: {
      ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault: sse }] },
    },
  })
  const ofCatalog: Files = {
    [`${home}/${region}/glue/GetDataCatalogEncryptionSettings.json`]: {
      DataCatalogEncryptionSettings: { EncryptionAtRest: { CatalogEncryptionMode: 'SSE-KMS', SseAwsKmsKeyId: key } },
    },
  }

  it.each([
    ['by S3 for the results', 'kms:GenerateDataKey', ofBucket('results')],
    ['by AWS Glue for the catalog', 'kms:Decrypt', ofCatalog],
  ])('are told from the first one on: %s', (_, action, files) => {
    const { requests } = explainSql('SELECT * FROM sales.orders', everything, files)
    const asked = requests.find(({ authorization }) => authorization.request.action === action)
    const { context } = asked?.authorization.request ?? {}
    expect(context?.get('aws:viaawsservice')).toEqual(['true'])
    expect(context?.get('aws:calledvia')).toEqual(['athena.amazonaws.com'])
    expect(context?.get('aws:calledviafirst')).toEqual(['athena.amazonaws.com'])
    expect(context?.get('aws:calledvialast')).toEqual(['athena.amazonaws.com'])
  })

  it('let a permission for Athena alone use the key of the results', () => {
    const throughAthena = { Condition: { 'ForAnyValue:StringEquals': { 'aws:CalledVia': 'athena.amazonaws.com' } } }
    const own = policy(...Object.values(queryStatements), allow('kms:GenerateDataKey', key, throughAthena))
    const delegating = policy({
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${home}:root` },
      Action: 'kms:*',
      Resource: '*',
    })
    const files = {
      ...ofBucket('results'),
      [`${home}/${region}/kms/DescribeKey/${key.split('/')[1]}.json`]: {
        KeyMetadata: { Arn: key, KeyId: key.split('/')[1], KeyManager: 'CUSTOMER', KeyState: 'Enabled', Enabled: true },
      },
      [`${home}/${region}/kms/GetKeyPolicy/${key.split('/')[1]}.json`]: { Policy: JSON.stringify(delegating) },
    }
    expect(explainSql('SELECT * FROM sales.orders', own, files).verdict.blockedBy).toEqual([])
  })
})
