import { describe, expect, it } from 'vitest'
import {
  allow,
  alone,
  evidenceOf,
  explain,
  type Files,
  firstFix,
  iam,
  mina,
  policy,
  suspected,
  told,
} from '../../test/cause-fixture.ts'
import { key, keyArn, noKey } from '../../test/kms-fixture.ts'
import { parseNearDenials } from '../denial/parse.ts'
import { diagnose } from '../diagnose.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'
import { filesOfObject } from '../snapshot/files.ts'
import { openSnapshot } from '../snapshot/snapshot.ts'

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
    expect(firstFix(diagnosis)).toMatchObject({
      edits: [{ kind: 'noChange', reason: 'keyMissing', target: 'request' }],
    })
  })

  it('fires where the list of the keys of that account and Region lacks it', () => {
    const listed = { '111122223333/us-east-1/kms/ListKeys.json': { Keys: [{ KeyId: 'another' }], Truncated: false } }
    expect(told(decrypt(listed))).toEqual([name])
  })

  it('is silent where the key was recorded in another Region', () => {
    expect(told(decrypt({ ...noKey(), ...key({ region: 'eu-west-1' }) }))).toEqual(['kms-key-in-other-region'])
  })

  it('fires for the key that KMS names in a message without a resource', () => {
    const text = `An error occurred (NotFoundException) when calling the Decrypt operation: Key '${keyArn()}' does not exist`
    const [denial] = parseNearDenials(text)
    if (denial === undefined) throw new Error('the text is no near denial')
    const files = { ...iam({ mina: policy(allow('kms:Decrypt', '*')) }), ...alone(), ...noKey() }
    const given = { principal: mina, action: null, resource: null, context: new Map(), expectedPrincipal: null }
    const snapshot = openSnapshot(filesOfObject(files))
    expect(told(diagnose({ denial, snapshot, hasSnapshot: true, given, trail: [] }))).toEqual([name])
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
