import { describe, expect, it } from 'vitest'
import {
  allow,
  alone,
  elsewhere,
  evidenceOf,
  explain,
  firstFix,
  iam,
  type Json,
  mina,
  policy,
  told,
} from '../../test/cause-fixture.ts'
import { delegating, key, keyArn, keyId, keyPolicy } from '../../test/kms-fixture.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'

const name = 'kms-cross-account-one-side'
const resource = keyArn({ account: elsewhere })
const identity = policy(allow('kms:Decrypt', resource))

function decrypt(keyDocument: Json, own: Json | null): Diagnosis {
  const files = {
    ...iam(own === null ? {} : { mina: own }),
    ...alone(),
    ...alone(elsewhere),
    ...key({ account: elsewhere, policy: keyDocument }),
  }
  return explain({ action: 'kms:Decrypt', resource, files })
}

describe(name, () => {
  it('fires on the key side where only the identity policy allows', () => {
    const diagnosis = decrypt(delegating(elsewhere), identity)
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ layer: 'kms', callerAccount: '111122223333' }])
    expect(firstFix(diagnosis)).toMatchObject({ verified: true, edits: [{ target: `key-policy:${keyId}` }] })
  })

  it('fires on the identity side where only the key policy allows', () => {
    const diagnosis = decrypt(keyPolicy({ AWS: mina }, 'kms:Decrypt'), null)
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ layer: 'identity', keyAccount: elsewhere }])
    expect(firstFix(diagnosis)).toMatchObject({ verified: true, edits: [{ target: 'identity:user/mina' }] })
  })

  it('stands beside the ARN of another account in the identity policy', () => {
    const own = policy(allow('kms:Decrypt', keyArn()))
    expect(told(decrypt(keyPolicy({ AWS: mina }, 'kms:Decrypt'), own))).toEqual([
      'arn-wrong-account-region-or-partition',
      name,
    ])
  })

  it('is silent where both sides lack the Allow', () => {
    expect(told(decrypt(delegating(elsewhere), null))).toEqual(['kms-no-permission', 'kms-no-permission'])
  })

  it('is silent where both sides allow, the key policy by naming the account', () => {
    const document = keyPolicy({ AWS: 'arn:aws:iam::111122223333:root' }, 'kms:Decrypt')
    expect(told(decrypt(document, identity))).toEqual([])
  })
})
