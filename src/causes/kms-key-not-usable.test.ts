import { describe, expect, it } from 'vitest'
import { allow, alone, evidenceOf, explain, firstFix, iam, policy, told } from '../../test/cause-fixture.ts'
import { key, keyArn, keyId } from '../../test/kms-fixture.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'

const name = 'kms-key-not-usable'

function ask(state: string, action = 'kms:Decrypt', own = policy(allow('kms:*', '*'))): Diagnosis {
  const files = { ...iam({ mina: own }), ...alone(), ...key({ state }) }
  return explain({ action, resource: keyArn(), files })
}

describe(name, () => {
  it.each(['Disabled', 'PendingDeletion', 'PendingImport', 'Unavailable'])('fires on a key in state %s', (state) => {
    const diagnosis = ask(state)
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ layer: 'kmsKeyState', state }])
    expect(diagnosis.certain).toBe(true)
  })

  it('enables a disabled key, which is verified on the answer as it then reads', () => {
    expect(firstFix(ask('Disabled'))).toMatchObject({
      verified: true,
      edits: [{ target: `kms-key-state:${keyId}`, setting: { name: 'enableKey' } }],
    })
  })

  it('cancels a deletion and enables the key', () => {
    expect(firstFix(ask('PendingDeletion'))).toMatchObject({
      verified: true,
      edits: [{ setting: { name: 'cancelKeyDeletion' } }],
    })
  })

  it('is silent for an enabled key', () => {
    expect(told(ask('Enabled'))).toEqual([])
  })

  it('is silent for what a disabled key still answers', () => {
    expect(told(ask('Disabled', 'kms:DescribeKey'))).toEqual([])
  })

  it('stands beside a missing permission', () => {
    const diagnosis = ask('Disabled', 'kms:Decrypt', policy(allow('kms:DescribeKey', '*')))
    expect(told(diagnosis)).toEqual(['kms-no-permission', name])
    expect(firstFix(diagnosis)).toMatchObject({ verified: true, edits: [{}, {}] })
  })
})
