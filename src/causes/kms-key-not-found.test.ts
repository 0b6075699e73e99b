import { describe, expect, it } from 'vitest'
import {
  allow,
  alone,
  evidenceOf,
  explain,
  type Files,
  iam,
  policy,
  suspected,
  told,
} from '../../test/cause-fixture.ts'
import { key, keyArn, noKey } from '../../test/kms-fixture.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'

const name = 'kms-key-not-found'

function decrypt(files: Files): Diagnosis {
  const all = { ...iam({ mina: policy(allow('kms:Decrypt', '*')) }), ...alone(), ...files }
  return explain({ action: 'kms:Decrypt', resource: keyArn(), files: all })
}

describe(name, () => {
  it('fires where KMS says that there is no such key', () => {
    const diagnosis = decrypt(noKey())
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ layer: 'kmsKeyState', region: 'us-east-1' }])
    expect(diagnosis.verdict.blockedBy).toEqual(['kmsKeyState'])
    expect(diagnosis.certain).toBe(true)
  })

  it('fires where the list of the keys of that account and Region lacks it', () => {
    const listed = { '111122223333/us-east-1/kms/ListKeys.json': { Keys: [{ KeyId: 'another' }], Truncated: false } }
    expect(told(decrypt(listed))).toEqual([name])
  })

  it('is silent where the key was recorded in another Region', () => {
    expect(told(decrypt({ ...noKey(), ...key({ region: 'eu-west-1' }) }))).toEqual(['kms-key-in-other-region'])
  })

  it('is silent where the key exists', () => {
    expect(told(decrypt(key()))).toEqual([])
  })

  it('stays possible where nothing of the key was recorded', () => {
    const diagnosis = decrypt({})
    expect(told(diagnosis)).toEqual([])
    expect(suspected(diagnosis)).toContain(name)
  })
})
