import { describe, expect, it } from 'vitest'
import { allow, alone, evidenceOf, firstFix, iam, type Json, policy, told } from '../../test/cause-fixture.ts'
import { explainS3, free, reports } from '../../test/s3-fixture.ts'

const name = 's3-object-lock'
const deleteVersion = { action: 's3:DeleteObjectVersion' } as const
const until = '2030-01-01T00:00:00.000Z'
const governance = { ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: until }
const compliance = { ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: until }
const locked = (head: Json): ReturnType<typeof reports> => reports({ objects: { 'q1.csv': { head } } })

describe(name, () => {
  it('fires for governance retention, which a header bypasses for who is allowed to', () => {
    const diagnosis = explainS3({ ...deleteVersion, files: { ...free, ...locked(governance) } })
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ mode: 'GOVERNANCE', legalHold: false, until }])
    expect(firstFix(diagnosis)).toMatchObject({
      verified: true,
      edits: [{ kind: 'changeRequest', values: ['true'], target: 'request' }],
    })
  })

  it('adds the permission to bypass where the caller lacks it', () => {
    const own = { ...iam({ mina: policy(allow('s3:DeleteObjectVersion', '*')) }), ...alone() }
    const diagnosis = explainS3({ ...deleteVersion, files: { ...own, ...locked(governance) } })
    expect(firstFix(diagnosis)).toMatchObject({
      verified: true,
      edits: [{ kind: 'changeRequest' }, { kind: 'addStatement', target: 'identity:user/mina' }],
    })
  })

  it('fires for compliance retention, which nobody ends', () => {
    const diagnosis = explainS3({ ...deleteVersion, files: { ...free, ...locked(compliance) } })
    expect(told(diagnosis)).toEqual([name])
    expect(firstFix(diagnosis)).toMatchObject({
      verified: false,
      edits: [{ kind: 'noChange', reason: 'waitForRetention', target: 'none' }],
    })
  })

  it('fires for a legal hold, which is taken off', () => {
    const diagnosis = explainS3({
      ...deleteVersion,
      files: { ...free, ...locked({ ObjectLockLegalHoldStatus: 'ON' }) },
    })
    expect(told(diagnosis)).toEqual([name])
    expect(firstFix(diagnosis)).toMatchObject({ verified: true, edits: [{ setting: { name: 'legalHoldOff' } }] })
  })

  it('takes the word of AWS where the version was not read', () => {
    const text =
      'An error occurred (AccessDenied) when calling the DeleteObject operation: Access Denied because object protected by object lock.'
    expect(told(explainS3({ action: 's3:DeleteObject', text, files: { ...free, ...reports({}) } }))).toEqual([name])
  })

  it.each([
    ['a delete without a version, which adds a marker', 's3:DeleteObject', governance],
    [
      'a version whose retention has ended',
      's3:DeleteObjectVersion',
      { ...governance, ObjectLockRetainUntilDate: '2020-01-01T00:00:00Z' },
    ],
    ['a version that is not locked', 's3:DeleteObjectVersion', {}],
  ])('is silent for %s', (_, action, head) => {
    const context = { 'aws:CurrentTime': '2026-03-04T08:00:00Z' }
    expect(told(explainS3({ action, files: { ...free, ...locked(head) }, context }))).toEqual([])
  })
})
