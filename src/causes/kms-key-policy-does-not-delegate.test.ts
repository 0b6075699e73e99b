import { describe, expect, it } from 'vitest'
import {
  allow,
  alone,
  evidenceOf,
  explain,
  fixesOf,
  iam,
  type Json,
  mina,
  policy,
  suspected,
  told,
} from '../../test/cause-fixture.ts'
import { delegating, key, keyArn, keyId, keyPolicy } from '../../test/kms-fixture.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'

const name = 'kms-key-policy-does-not-delegate'
const root = { AWS: 'arn:aws:iam::111122223333:root' }
const other = { AWS: 'arn:aws:iam::111122223333:role/other' }
const identity = policy(allow('kms:Decrypt', keyArn()))

function decrypt(keyDocument: Json | null, own: Json = identity): Diagnosis {
  const files = { ...iam({ mina: own }), ...alone(), ...key({ policy: keyDocument }) }
  return explain({ action: 'kms:Decrypt', resource: keyArn(), files })
}

describe(name, () => {
  it('fires where the key policy names neither the caller nor the account', () => {
    const diagnosis = decrypt(keyPolicy(other, 'kms:*'))
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ layer: 'kms', delegated: [], principal: mina }])
    expect(diagnosis.certain).toBe(true)
  })

  it('fires where the account may only administer the key', () => {
    const diagnosis = decrypt(keyPolicy(root, ['kms:Describe*', 'kms:Put*']))
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ delegated: ['kms:Describe*', 'kms:Put*'] }])
  })

  it('names the caller in the key policy first, then grants, then delegates', () => {
    const fixes = fixesOf(decrypt(keyPolicy(other, 'kms:*')))
    expect(fixes.map(({ verified, edits }) => [verified, edits.map(({ target }) => target)])).toEqual([
      [true, [`key-policy:${keyId}`]],
      [true, [`kms-grant:${keyId}`]],
      [true, [`key-policy:${keyId}`]],
    ])
    expect(fixes[0]?.edits).toMatchObject([{ statement: { Principal: { AWS: mina }, Action: 'kms:Decrypt' } }])
    expect(fixes[2]?.edits).toMatchObject([{ statement: { Principal: root, Action: 'kms:Decrypt' } }])
  })

  it.each([
    ['kms-via-service-or-context-mismatch', { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } }],
    ['condition-not-met', { StringEquals: { 'aws:PrincipalTag/team': 'ops' } }],
  ])('leaves a delegation under a condition to %s', (near, Condition) => {
    expect(told(decrypt(keyPolicy(root, 'kms:*', { Condition })))).toEqual([near])
  })

  it.each([
    ['delegates', delegating()],
    ['names the caller', keyPolicy({ AWS: mina }, 'kms:Decrypt')],
  ])('is silent where the key policy %s', (_, document) => {
    expect(told(decrypt(document))).toEqual([])
  })

  it('is silent where the identity policy lacks the action as well', () => {
    const diagnosis = decrypt(keyPolicy(other, 'kms:*'), policy(allow('kms:Encrypt', '*')))
    expect(told(diagnosis)).toEqual(['kms-no-permission', 'kms-no-permission'])
  })

  it('stays possible where the key policy was not recorded', () => {
    const diagnosis = decrypt(null)
    expect(told(diagnosis)).toEqual([])
    expect(suspected(diagnosis)).toContain(name)
  })
})
