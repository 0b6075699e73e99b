import { describe, expect, it } from 'vitest'
import { allow, elsewhere, evidenceOf, fixesOf, mina, policy, to, told } from '../../test/cause-fixture.ts'
import { explainS3, free, idOfStranger, reports, toEveryone } from '../../test/s3-fixture.ts'

const name = 's3-acl-no-grant'
const forMina = policy(allow('s3:GetObject', 'arn:aws:s3:::reports/*', to(mina)))

describe(name, () => {
  it('fires for an anonymous caller whom neither ACL nor policy lets in', () => {
    const diagnosis = explainS3({
      principal: 'anonymous',
      files: { ...free, ...reports({ objects: { 'q1.csv': {} } }) },
    })
    expect(told(diagnosis)).toEqual([name])
    expect(diagnosis.verdict.blockedBy).toEqual(['resource'])
    expect(evidenceOf(diagnosis, name)).toMatchObject([
      { subject: 'reports/q1.csv', wanted: 'READ', callerAccount: null, grants: ['111122223333 FULL_CONTROL'] },
    ])
  })

  it('asks for credentials first, then opens one object, then says what opens it by policy', () => {
    const diagnosis = explainS3({
      principal: 'anonymous',
      files: { ...free, ...reports({ objects: { 'q1.csv': {} } }) },
    })
    expect(fixesOf(diagnosis)).toMatchObject([
      { verified: false, edits: [{ reason: 'signRequest', target: 'request' }] },
      { verified: true, edits: [{ kind: 'changeSetting', target: 'object-acl' }] },
      { verified: true, edits: [{ kind: 'addStatement', target: 'bucket-policy:reports' }] },
    ])
  })

  it('stands beside the owner of the object where a third account asks', () => {
    const diagnosis = explainS3({
      files: {
        ...free,
        ...reports({ account: elsewhere, policy: forMina, objects: { 'q1.csv': { owner: idOfStranger } } }),
      },
    })
    expect(told(diagnosis)).toEqual(['s3-object-owned-by-another-account', name])
  })

  it.each([
    ['the ACL lets everyone read', { objects: { 'q1.csv': { grants: [toEveryone] } } }],
    [
      'the policy lets everyone read',
      { policy: policy(allow('s3:GetObject', '*', to('*'))), objects: { 'q1.csv': {} } },
    ],
  ])('is silent where %s', (_, bucket) => {
    expect(told(explainS3({ principal: 'anonymous', files: { ...free, ...reports(bucket) } }))).toEqual([])
  })

  it('is silent where ACLs are disabled, because only a policy could grant', () => {
    const bucket = { ownership: 'BucketOwnerEnforced', objects: { 'q1.csv': {} } } as const
    const diagnosis = explainS3({ principal: 'anonymous', files: { ...free, ...reports(bucket) } })
    expect(told(diagnosis)).toEqual(['resource-no-allow-cross-account'])
  })

  it('is silent for a caller of another account whom the policy leaves out', () => {
    const bucket = { account: elsewhere, objects: { 'q1.csv': {} } }
    expect(told(explainS3({ files: { ...free, ...reports(bucket) } }))).toEqual(['resource-no-allow-cross-account'])
  })
})
