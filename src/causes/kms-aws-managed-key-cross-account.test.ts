import { describe, expect, it } from 'vitest'
import { allow, alone, elsewhere, evidenceOf, explain, firstFix, iam, policy, told } from '../../test/cause-fixture.ts'
import { encryptedObject, key, keyArn } from '../../test/kms-fixture.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'

const name = 'kms-aws-managed-key-cross-account'
const identity = policy(allow(['s3:GetObject', 'kms:Decrypt'], '*'))

function read(account: string, manager: 'AWS' | 'CUSTOMER'): Diagnosis {
  const files = {
    ...iam({ mina: identity }),
    ...alone(),
    ...alone(elsewhere),
    ...encryptedObject(keyArn({ account }), account),
    ...key({ account, manager, ...(manager === 'AWS' ? { policy: null } : {}) }),
  }
  return explain({ action: 's3:GetObject', resource: 'arn:aws:s3:::reports/q1.csv', files })
}

describe(name, () => {
  it('fires where the object of another account is encrypted with that account’s own AWS managed key', () => {
    const diagnosis = read(elsewhere, 'AWS')
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ keyAccount: elsewhere, callerAccount: '111122223333' }])
    expect(diagnosis.certain).toBe(true)
  })

  it('encrypts the object anew, which is verified', () => {
    expect(firstFix(read(elsewhere, 'AWS'))).toMatchObject({
      verified: true,
      edits: [{ kind: 'changeSetting', target: 's3-setting:object-encryption/reports' }],
    })
  })

  it('verifies that fix also where KMS refused and the message names the object', () => {
    const files = {
      ...iam({ mina: identity }),
      ...alone(),
      ...alone(elsewhere),
      ...encryptedObject(keyArn({ account: elsewhere }), elsewhere),
      ...key({ account: elsewhere, manager: 'AWS', policy: null }),
    }
    const diagnosis = explain({ action: 'kms:Decrypt', resource: 'arn:aws:s3:::reports/q1.csv', files })
    expect(told(diagnosis)).toEqual([name])
    expect(firstFix(diagnosis)).toMatchObject({ verified: true })
  })

  it('is silent in the account of the key, where S3 may use it for everyone', () => {
    expect(told(read('111122223333', 'AWS'))).toEqual([])
  })

  it('is silent where the key is a customer managed one of the other account', () => {
    expect(told(read(elsewhere, 'CUSTOMER'))).toEqual(['kms-cross-account-one-side'])
  })
})
