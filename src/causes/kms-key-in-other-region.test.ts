import { describe, expect, it } from 'vitest'
import { allow, alone, evidenceOf, explain, type Files, firstFix, iam, policy, told } from '../../test/cause-fixture.ts'
import { encryptedObject, key, keyArn, noKey } from '../../test/kms-fixture.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'

const name = 'kms-key-in-other-region'
const own = iam({ mina: policy(allow(['kms:Decrypt', 's3:GetObject'], '*')) })

function decrypt(resource: string, files: Files): Diagnosis {
  return explain({ action: 'kms:Decrypt', resource, files: { ...own, ...alone(), ...files } })
}

describe(name, () => {
  it('fires where the key is missing in its Region and recorded in another', () => {
    const diagnosis = decrypt(keyArn(), { ...noKey(), ...key({ region: 'eu-west-1' }) })
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ asked: 'us-east-1', regions: ['eu-west-1'] }])
    expect(firstFix(diagnosis)).toMatchObject({
      verified: true,
      edits: [{ kind: 'changeRequest', key: 'aws:RequestedRegion', values: ['eu-west-1'] }],
    })
  })

  it('fires where S3 asks in the Region of the bucket for a key of another one', () => {
    const away = keyArn({ region: 'eu-west-1' })
    const diagnosis = explain({
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::reports/q1.csv',
      files: { ...own, ...alone(), ...encryptedObject(away), ...key({ region: 'eu-west-1' }) },
    })
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ asked: 'us-east-1', regions: ['eu-west-1'] }])
  })

  it('says that a multi-Region key has no replica where it was asked for', () => {
    const id = 'mrk-1234abcd12ab34cd56ef1234567890ab'
    const files = { ...noKey({ id }), ...key({ region: 'eu-west-1', id, isMultiRegion: true }) }
    const diagnosis = decrypt(keyArn({ id }), files)
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ isMultiRegion: true, hasReplica: false }])
  })

  it('is silent where the key is recorded nowhere else', () => {
    expect(told(decrypt(keyArn(), noKey()))).toEqual(['kms-key-not-found'])
  })

  it('is silent where a replica answers in the Region of the request', () => {
    const id = 'mrk-1234abcd12ab34cd56ef1234567890ab'
    const files = { ...key({ id, isMultiRegion: true }), ...key({ region: 'eu-west-1', id, isMultiRegion: true }) }
    expect(told(decrypt(keyArn({ id }), files))).toEqual([])
  })
})
