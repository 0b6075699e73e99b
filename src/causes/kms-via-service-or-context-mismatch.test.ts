import { describe, expect, it } from 'vitest'
import {
  allow,
  alone,
  evidenceOf,
  explain,
  firstFix,
  fixesOf,
  iam,
  type Json,
  markedBy,
  mina,
  policy,
  told,
} from '../../test/cause-fixture.ts'
import { encryptedObject, key, keyArn, keyPolicy } from '../../test/kms-fixture.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'

const name = 'kms-via-service-or-context-mismatch'
const root = { AWS: 'arn:aws:iam::111122223333:root' }
const own = iam({ mina: policy(allow(['kms:Decrypt', 's3:GetObject'], '*')) })

function decrypt(condition: Json): Diagnosis {
  const files = { ...own, ...alone(), ...key({ policy: keyPolicy(root, 'kms:*', { Condition: condition }) }) }
  return explain({ action: 'kms:Decrypt', resource: keyArn(), files })
}

function read(condition: Json): Diagnosis {
  const document = keyPolicy(root, 'kms:*', { Condition: condition })
  const files = { ...own, ...alone(), ...encryptedObject(keyArn()), ...key({ policy: document }) }
  return explain({ action: 's3:GetObject', resource: 'arn:aws:s3:::reports/q1.csv', files })
}

describe(name, () => {
  it('fires on a direct call where the key policy wants a service', () => {
    const diagnosis = decrypt({ StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } })
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ layer: 'kms', key: 'kms:ViaService', actual: [] }])
    expect(markedBy(diagnosis, name)).toBe('"s3.us-east-1.amazonaws.com"')
    expect(firstFix(diagnosis)).toMatchObject({ verified: true, edits: [{ kind: 'addStatement' }] })
  })

  it('fires where another service uses the key, and adds that service to the condition, for the account as a whole', () => {
    const diagnosis = read({ StringEquals: { 'kms:ViaService': 'sqs.us-east-1.amazonaws.com' } })
    expect(told(diagnosis)).toEqual([name])
    expect(fixesOf(diagnosis)).toMatchObject([
      { verified: true, edits: [{ kind: 'addStatement', statement: { Principal: { AWS: mina } } }] },
      {
        verified: true,
        edits: [{ kind: 'addConditionValue', key: 'kms:ViaService', value: 's3.us-east-1.amazonaws.com' }],
      },
    ])
  })

  it('fires on an encryption context of another object', () => {
    const condition = { StringLike: { 'kms:EncryptionContext:aws:s3:arn': 'arn:aws:s3:::archive/*' } }
    const diagnosis = read(condition)
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ actual: ['arn:aws:s3:::reports/q1.csv'] }])
  })

  it('is silent where the condition holds', () => {
    expect(told(read({ StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } }))).toEqual([])
  })

  it('leaves conditions that are not about the key to condition-not-met', () => {
    expect(told(decrypt({ StringEquals: { 'aws:PrincipalTag/team': 'ops' } }))).toEqual(['condition-not-met'])
  })
})
