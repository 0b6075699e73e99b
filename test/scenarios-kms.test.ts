import { describe, expect, it } from 'vitest'
import type { Diagnosis } from '../src/diagnosis/diagnosis.ts'
import {
  allow,
  alone,
  elsewhere,
  evidenceOf,
  explain,
  type Files,
  home,
  iam,
  type Json,
  mina,
  policy,
  readerSession,
  told,
} from './cause-fixture.ts'
import { delegating, encryptedObject, key, keyArn, keyId, keyPolicy, noKey } from './kms-fixture.ts'
import { diagnosisOf, outcomeOf } from './scenario-fixture.ts'

const account = { AWS: `arn:aws:iam::${home}:root` }
const own = iam({ mina: policy(allow(['kms:*', 's3:GetObject'], '*')) })

function decrypt(files: Files, resource: string = keyArn(), action = 'kms:Decrypt'): Diagnosis {
  return explain({ action, resource, files: { ...own, ...alone(), ...files } })
}

describe('the key policy', () => {
  it('leaves a key to identity policies only where it names the account', () => {
    expect(told(decrypt(key({ policy: keyPolicy(account, 'kms:Decrypt') })))).toEqual([])
    const other = { AWS: `arn:aws:iam::${home}:role/other` }
    expect(told(decrypt(key({ policy: keyPolicy(other, 'kms:Decrypt') })))).toEqual([
      'kms-key-policy-does-not-delegate',
    ])
  })

  it('of a replica is another one than that of the key it replicates', () => {
    const id = 'mrk-1234abcd12ab34cd56ef1234567890ab'
    const closed = keyPolicy({ AWS: `arn:aws:iam::${home}:role/other` }, 'kms:*')
    const files = {
      ...key({ id, isMultiRegion: true }),
      ...key({ id, region: 'eu-west-1', isMultiRegion: true, policy: closed }),
    }
    expect(told(decrypt(files, keyArn({ id })))).toEqual([])
    expect(told(decrypt(files, keyArn({ id, region: 'eu-west-1' })))).toEqual(['kms-key-policy-does-not-delegate'])
  })

  it('admits by whether the key is a multi-Region key', () => {
    const condition = { Condition: { Bool: { 'kms:MultiRegion': 'true' } } }
    const files = (isMultiRegion: boolean): Files =>
      key({ isMultiRegion, policy: keyPolicy(account, 'kms:*', condition) })
    expect(told(decrypt(files(true)))).toEqual([])
    expect(evidenceOf(decrypt(files(false)), 'condition-not-met')).toMatchObject([{ actual: ['false'] }])
  })

  it('admits the account of the caller, also of a direct call', () => {
    const condition = { Condition: { StringEquals: { 'kms:CallerAccount': home } } }
    const document = keyPolicy('*', 'kms:*', condition)
    expect(told(decrypt(key({ policy: document })))).toEqual([])
  })
})

describe('aliases', () => {
  const listed = {
    [`${home}/us-east-1/kms/ListAliases.json`]: { Aliases: [{ AliasName: 'alias/data', TargetKeyId: keyId }] },
  }
  const aliasArn = `arn:aws:kms:us-east-1:${home}:alias/data`

  function through(condition: Json, resource: string, files: Files = listed): Diagnosis {
    const mayUse = policy(allow('kms:Decrypt', '*', { Condition: condition }))
    return explain({
      action: 'kms:Decrypt',
      resource,
      files: { ...iam({ mina: mayUse }), ...alone(), ...key(), ...files },
    })
  }

  it('kms:ResourceAliases are those of the key, however the call names it', () => {
    const wants = (alias: string): Json => ({ 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': alias } })
    expect(outcomeOf(through(wants('alias/data'), keyArn()))).toMatchObject({ blockedBy: [], confirmed: [] })
    expect(evidenceOf(through(wants('alias/ops'), keyArn()), 'condition-not-met')).toMatchObject([
      { key: 'kms:ResourceAliases', actual: ['alias/data'] },
    ])
    expect(outcomeOf(through(wants('alias/data'), keyArn(), {}))).toMatchObject({ confirmed: [] })
  })

  it('kms:RequestAlias is the alias that the call names the key by', () => {
    const wants = (alias: string): Json => ({ StringEquals: { 'kms:RequestAlias': alias } })
    expect(outcomeOf(through(wants('alias/data'), aliasArn))).toMatchObject({ blockedBy: [], confirmed: [] })
    expect(evidenceOf(through(wants('alias/ops'), aliasArn), 'condition-not-met')).toMatchObject([
      { key: 'kms:RequestAlias', actual: ['alias/data'] },
    ])
    // AWS reports the key even where the call named an alias.
    expect(outcomeOf(through(wants('alias/data'), keyArn()))).toMatchObject({ confirmed: [] })
  })

  it('an ARN of the alias in the identity policy does not name the key', () => {
    const mayUse = policy(allow('kms:Decrypt', aliasArn))
    const files = { ...iam({ mina: mayUse }), ...alone(), ...key(), ...listed }
    expect(outcomeOf(explain({ action: 'kms:Decrypt', resource: aliasArn, files }))).toMatchObject({
      certain: true,
      blockedBy: ['identity'],
    })
  })

  it('a bare alias of a bucket of another account is looked up in the account of the caller', () => {
    const bucketKey = { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'alias/data' }
    const files: Files = {
      ...own,
      ...alone(),
      ...listed,
      ...key({ state: 'Disabled' }),
      [`${elsewhere}/global/s3/ListBuckets.json`]: { Buckets: [{ Name: 'reports', BucketRegion: 'us-east-1' }] },
      [`${elsewhere}/global/s3/GetBucketEncryption/reports.json`]: {
        ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault: bucketKey }] },
      },
    }
    const found = explain({ action: 's3:PutObject', resource: 'arn:aws:s3:::reports/q1.csv', files })
    expect(found.requests.map(({ authorization }) => authorization.request.resource)).toContain(keyArn())
  })
})

describe('the encryption context', () => {
  const objectArn = 'arn:aws:s3:::reports/q1.csv'

  function read(condition: Json, usesBucketKey: boolean): Diagnosis {
    const object = encryptedObject(keyArn())
    const head = { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: keyArn(), BucketKeyEnabled: usesBucketKey }
    const document = keyPolicy(account, 'kms:*', { Condition: condition })
    const files = {
      ...own,
      ...alone(),
      ...object,
      ...key({ policy: document }),
      [`${home}/global/s3/HeadObject/reports/q1.csv.json`]: head,
    }
    return explain({ action: 's3:GetObject', resource: objectArn, files })
  }

  it('is the object without an S3 Bucket Key and the bucket with one', () => {
    const wants = (arn: string): Json => ({ StringEquals: { 'kms:EncryptionContext:aws:s3:arn': arn } })
    const name = 'kms-via-service-or-context-mismatch'
    expect(told(read(wants(objectArn), false))).toEqual([])
    expect(told(read(wants('arn:aws:s3:::reports'), true))).toEqual([])
    expect(evidenceOf(read(wants(objectArn), true), name)).toMatchObject([{ actual: ['arn:aws:s3:::reports'] }])
    expect(evidenceOf(read(wants('arn:aws:s3:::reports'), false), name)).toMatchObject([{ actual: [objectArn] }])
  })

  it('of a recorded call is compared, value for value', () => {
    const document = keyPolicy(account, 'kms:*', {
      Condition: { StringEquals: { 'kms:EncryptionContext:team': 'data' } },
    })
    const record = {
      eventVersion: '1.11',
      eventSource: 'kms.amazonaws.com',
      eventName: 'Decrypt',
      awsRegion: 'us-east-1',
      eventTime: '2026-03-04T10:00:00Z',
      errorCode: 'AccessDenied',
      errorMessage: `User: ${mina} is not authorized to perform: kms:Decrypt on resource: ${keyArn()} because no resource-based policy allows the kms:Decrypt action`,
      userIdentity: { type: 'IAMUser', arn: mina, accountId: home, userName: 'mina' },
      requestParameters: { encryptionContext: { team: 'Data' } },
    }
    const found = diagnosisOf({ denial: record, files: { ...own, ...alone(), ...key({ policy: document }) } })
    expect(evidenceOf(found, 'kms-via-service-or-context-mismatch')).toMatchObject([
      { key: 'kms:EncryptionContext:team', wanted: ['data'], actual: ['Data'] },
    ])
  })
})

describe('grants', () => {
  const closed = keyPolicy({ AWS: `arn:aws:iam::${home}:role/other` }, 'kms:*')

  it('a grant to one session of a role lets that session in, and no other', () => {
    const files = (name: string): Files => ({
      ...iam({}),
      ...alone(),
      ...key({
        policy: closed,
        grants: [{ GranteePrincipal: readerSession.replace('/mina', name), Operations: ['Decrypt'] }],
      }),
    })
    const asked = { principal: readerSession, action: 'kms:Decrypt', resource: keyArn() }
    expect(told(explain({ ...asked, files: files('/mina') }))).toEqual([])
    expect(told(explain({ ...asked, files: files('/jun') }))).toEqual(['kms-no-permission', 'kms-no-permission'])
  })

  it('the principal that a grant names for it retires the grant', () => {
    const grants = [{ GranteePrincipal: readerSession, RetiringPrincipal: mina, Operations: ['Decrypt'] }]
    const retire = (list: readonly Json[]): Diagnosis =>
      explain({
        action: 'kms:RetireGrant',
        resource: keyArn(),
        files: { ...iam({}), ...alone(), ...key({ policy: closed, grants: list }) },
      })
    expect(outcomeOf(retire(grants))).toMatchObject({ blockedBy: [] })
    expect(outcomeOf(retire([]))).toMatchObject({ certain: true })
    expect(outcomeOf(retire([])).blockedBy).toContain('kms')
  })
})

describe('the message about a ciphertext, which hides its reason', () => {
  const message =
    'An error occurred (AccessDeniedException) when calling the Decrypt operation: The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.'
  const mayNot = iam({ mina: policy(allow('kms:DescribeKey', '*')) })
  const closed = keyPolicy({ AWS: `arn:aws:iam::${home}:role/other` }, 'kms:*')
  const away = keyArn({ account: elsewhere })

  it.each<[string, string, Files, readonly string[]]>([
    ['no Allow anywhere', keyArn(), { ...mayNot, ...key() }, ['kms-no-permission']],
    [
      'a key policy that does not delegate',
      keyArn(),
      { ...own, ...key({ policy: closed }) },
      ['kms-key-policy-does-not-delegate'],
    ],
    ['a key that does not exist', keyArn(), { ...own, ...noKey() }, ['kms-key-not-found']],
    [
      'a key of another Region',
      keyArn(),
      { ...own, ...noKey(), ...key({ region: 'eu-west-1' }) },
      ['kms-key-in-other-region'],
    ],
    [
      'one side of two accounts',
      away,
      { ...own, ...alone(elsewhere), ...key({ account: elsewhere, policy: delegating(elsewhere) }) },
      ['kms-cross-account-one-side'],
    ],
  ])('is told apart by the facts: %s', (_, resource, files, causes) => {
    const found = diagnosisOf({ denial: message, principal: mina, resource, files: { ...alone(), ...files } })
    expect(told(found)).toEqual(causes)
  })

  it('proves nothing where nothing was recorded', () => {
    const found = diagnosisOf({ denial: message, principal: mina, resource: keyArn(), files: {} })
    expect(told(found)).toEqual([])
    expect(found.causes.filter(({ status }) => status === 'possible').map(({ name }) => name)).toEqual(
      expect.arrayContaining(['kms-key-not-found', 'kms-no-permission']),
    )
  })
})
