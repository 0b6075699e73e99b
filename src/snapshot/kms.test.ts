import { describe, expect, it } from 'vitest'
import { filesOfObject } from './files.ts'
import { findKey, keyAliases, keyGrants, keyPolicy, keysWithId } from './kms.ts'
import { openSnapshot, type Snapshot } from './snapshot.ts'

const id = '1234abcd-12ab-34cd-56ef-1234567890ab'
const account = '111122223333'
const arn = `arn:aws:kms:us-east-1:${account}:key/${id}`
const metadata = (region: string, changes: object = {}) => ({
  KeyMetadata: {
    KeyId: id,
    Arn: `arn:aws:kms:${region}:${account}:key/${id}`,
    AWSAccountId: account,
    Enabled: true,
    KeyState: 'Enabled',
    KeyManager: 'CUSTOMER',
    MultiRegion: false,
    ...changes,
  },
})
const at = (path: string, region = 'us-east-1', owner = account): string => `${owner}/${region}/kms/${path}.json`
const snapshotOf = (files: Readonly<Record<string, unknown>>): Snapshot => openSnapshot(filesOfObject(files))
const refused = { error: { code: 'AccessDeniedException', message: '' } }
const notFound = { error: { code: 'NotFoundException', message: '' } }

describe('findKey', () => {
  const files = {
    [at(`DescribeKey/${id}`)]: metadata('us-east-1', { Enabled: false, KeyState: 'Disabled' }),
    [at('ListAliases')]: { Aliases: [{ AliasName: 'alias/data', TargetKeyId: id }] },
    [at('ListKeys')]: { Keys: [{ KeyId: id }] },
    [at('ListKeys', 'eu-west-1')]: { Keys: [] },
  }

  it('finds a key by id, ARN, alias and alias ARN', () => {
    const names = [id, arn, 'alias/data', `arn:aws:kms:us-east-1:${account}:alias/data`]
    for (const name of names) {
      expect(findKey(snapshotOf(files), name)).toMatchObject({
        kind: 'known',
        value: { arn, id, account, region: 'us-east-1', manager: 'CUSTOMER', state: 'Disabled', isEnabled: false },
      })
    }
  })

  it('is absent from the Region whose list of keys does not hold it', () => {
    expect(findKey(snapshotOf(files), `arn:aws:kms:eu-west-1:${account}:key/${id}`)).toMatchObject({
      kind: 'absent',
      source: { pointer: '/Keys' },
    })
    expect(findKey(snapshotOf(files), id, 'eu-west-1', account).kind).toBe('absent')
    expect(keysWithId(snapshotOf(files), id).map((key) => key.region)).toEqual(['us-east-1'])
  })

  it('is unknown where the list goes on, or where nothing was collected', () => {
    const cut = { [at('ListKeys', 'eu-west-1')]: { Keys: [], Truncated: true } }
    expect(findKey(snapshotOf(cut), id, 'eu-west-1', account).kind).toBe('unknown')
    expect(findKey(snapshotOf({}), arn)).toMatchObject({
      kind: 'unknown',
      missing: { permission: 'kms:DescribeKey', command: `aws kms describe-key --key-id ${id} --region us-east-1` },
    })
  })

  it('is absent where KMS told its own account so, not where it told another one', () => {
    expect(findKey(snapshotOf({ [at(`DescribeKey/${id}`)]: notFound }), arn).kind).toBe('absent')
    const asked = at(`DescribeKey/${id}`, 'us-east-1', '444455556666')
    expect(findKey(snapshotOf({ [asked]: notFound }), arn).kind).toBe('unknown')
  })

  it('does not take a foreign key for the one with the same id', () => {
    const foreign = metadata('us-east-1', {
      AWSAccountId: '444455556666',
      Arn: `arn:aws:kms:us-east-1:444455556666:key/${id}`,
    })
    const snapshot = snapshotOf({ [at(`DescribeKey/${id}`, 'us-east-1', '444455556666')]: foreign })
    expect(findKey(snapshot, arn).kind).toBe('unknown')
  })

  it('is absent where the aliases of the account and Region do not hold the alias', () => {
    expect(findKey(snapshotOf(files), 'alias/none', 'us-east-1', account).kind).toBe('absent')
    expect(findKey(snapshotOf(files), 'alias/none').kind).toBe('unknown')
  })
})

describe('key policy, grants and aliases', () => {
  it('are read by the ARN of the key', () => {
    const grant = {
      GrantId: 'g1',
      GranteePrincipal: 'arn:aws:iam::111122223333:role/etl',
      Operations: ['Decrypt'],
      Constraints: { EncryptionContextSubset: { team: 'data' } },
    }
    const snapshot = snapshotOf({
      [at(`GetKeyPolicy/${id}`)]: { Policy: '{"Version":"2012-10-17","Statement":[]}' },
      [at(`ListGrants/${id}`)]: { Grants: [grant] },
      [at('ListAliases')]: { Aliases: [{ AliasName: 'alias/data', TargetKeyId: id }, { AliasName: 'alias/free' }] },
    })
    expect(keyPolicy(snapshot, arn)).toMatchObject({ value: { target: `key-policy:${id}`, account } })
    expect(keyGrants(snapshot, arn)).toMatchObject({
      value: [{ id: 'g1', operations: ['Decrypt'], contextEquals: null, contextSubset: { team: 'data' } }],
    })
    expect(keyAliases(snapshot, arn)).toMatchObject({ value: ['alias/data'] })
  })

  it('tell who may retire a grant, a service as grantee, and constraints of another kind', () => {
    const grants = [
      {
        GranteePrincipal: 'arn:aws:iam::111122223333:role/etl',
        RetiringPrincipal: 'arn:aws:iam::111122223333:role/ops',
      },
      {
        GranteeServicePrincipal: 'rds.amazonaws.com',
        Constraints: { SourceArn: 'arn:aws:rds:us-east-1:111122223333:db:a' },
      },
    ]
    expect(keyGrants(snapshotOf({ [at(`ListGrants/${id}`)]: { Grants: grants } }), arn)).toMatchObject({
      value: [
        { retiringPrincipal: 'arn:aws:iam::111122223333:role/ops', hasOtherConstraint: false },
        { granteePrincipal: 'rds.amazonaws.com', retiringPrincipal: null, hasOtherConstraint: true },
      ],
    })
  })

  it('are unknown where the list goes on', () => {
    const snapshot = snapshotOf({
      [at(`ListGrants/${id}`)]: { Grants: [], Truncated: true },
      [at('ListAliases')]: { Aliases: [], Truncated: true },
    })
    expect(keyGrants(snapshot, arn)).toMatchObject({ kind: 'unknown' })
    expect(keyAliases(snapshot, arn)).toMatchObject({ kind: 'unknown' })
  })

  it('name the permission where they could not be read', () => {
    expect(keyPolicy(snapshotOf({ [at(`GetKeyPolicy/${id}`)]: refused }), arn)).toEqual({
      kind: 'unknown',
      missing: {
        reason: 'refused',
        what: { en: `key policy of ${id}`, ko: `${id} 키 정책` },
        permission: 'kms:GetKeyPolicy',
        command: `aws kms get-key-policy --key-id ${id} --policy-name default --region us-east-1`,
      },
    })
  })
})
