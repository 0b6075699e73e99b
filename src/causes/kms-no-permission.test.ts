import { describe, expect, it } from 'vitest'
import {
  allow,
  alone,
  deny,
  elsewhere,
  evidenceOf,
  explain,
  type Files,
  firstFix,
  fixesOf,
  iam,
  type Json,
  mina,
  policy,
  told,
} from '../../test/cause-fixture.ts'
import { encryptedObject, key, keyArn, keyId, keyPolicy } from '../../test/kms-fixture.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'

const name = 'kms-no-permission'
const other = { AWS: 'arn:aws:iam::111122223333:role/other' }

function decrypt(own: Json | null, files: Files = key(), says?: string): Diagnosis {
  const all = { ...iam(own === null ? {} : { mina: own }), ...alone(), ...files }
  return explain({ action: 'kms:Decrypt', resource: keyArn(), files: all, ...(says === undefined ? {} : { says }) })
}

describe(name, () => {
  it('fires on the identity side where the key policy leaves it to identity-based policies', () => {
    const diagnosis = decrypt(policy(allow('kms:DescribeKey', '*')))
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ layer: 'identity', lacking: 'identity', principal: mina }])
    expect(diagnosis.certain).toBe(true)
  })

  it('is proved by the facts where KMS blames the resource-based policy', () => {
    const says = 'because no resource-based policy allows the kms:Decrypt action'
    expect(told(decrypt(null, key(), says))).toEqual([name])
  })

  it('stands on both sides where neither allows', () => {
    const diagnosis = decrypt(null, key({ policy: keyPolicy(other, 'kms:*') }))
    expect(told(diagnosis)).toEqual([name, name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([
      { layer: 'identity', lacking: 'both' },
      { layer: 'kms', lacking: 'both' },
    ])
  })

  it('allows the one action on the one key, or grants it, and verifies both', () => {
    const diagnosis = decrypt(null)
    expect(firstFix(diagnosis)).toMatchObject({
      verified: true,
      edits: [{ target: 'identity:user/mina', statement: { Action: 'kms:Decrypt', Resource: keyArn() } }],
    })
    expect(fixesOf(diagnosis).map(({ edits }) => edits.map(({ target }) => target))).toEqual([
      ['identity:user/mina'],
      [`key-policy:${keyId}`],
      [`kms-grant:${keyId}`],
    ])
  })

  it('is found behind an object that S3 decrypts for the caller', () => {
    const files = { ...iam({ mina: policy(allow('s3:GetObject', '*')) }), ...alone(), ...key() }
    const diagnosis = explain({
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::reports/q1.csv',
      files: { ...files, ...encryptedObject(keyArn()) },
    })
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ usedBy: 's3.amazonaws.com' }])
  })

  it.each([
    ['identity-resource-not-covered', allow('kms:Decrypt', 'arn:aws:kms:us-east-1:111122223333:key/another')],
    ['arn-wrong-account-region-or-partition', allow('kms:Decrypt', keyArn({ region: 'us-west-2' }))],
    ['kms-via-service-or-context-mismatch', allow('kms:Decrypt', '*', onlyThrough('s3.us-east-1.amazonaws.com'))],
    ['identity-explicit-deny', deny('kms:*', '*')],
  ])('leaves the more specific case to %s', (near, statement) => {
    expect(told(decrypt(policy(statement)))).toEqual([near])
  })

  it('is silent where the policy allows it', () => {
    expect(told(decrypt(policy(allow('kms:Decrypt', keyArn()))))).toEqual([])
  })

  it('is silent where a grant lets the caller in', () => {
    const grants = [{ GrantId: '1', GranteePrincipal: mina, Operations: ['Decrypt'] }]
    expect(told(decrypt(null, key({ grants })))).toEqual([])
  })

  it('is silent where one side of two accounts is at fault', () => {
    const files = { ...iam({}), ...alone(), ...key({ account: elsewhere, policy: keyPolicy({ AWS: mina }, 'kms:*') }) }
    const diagnosis = explain({ action: 'kms:Decrypt', resource: keyArn({ account: elsewhere }), files })
    expect(told(diagnosis)).toEqual(['kms-cross-account-one-side'])
  })
})

function onlyThrough(service: string): Json {
  return { Condition: { StringEquals: { 'kms:ViaService': service } } }
}
