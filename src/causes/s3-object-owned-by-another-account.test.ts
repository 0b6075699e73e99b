import { describe, expect, it } from 'vitest'
import { allow, elsewhere, evidenceOf, fixesOf, home, mina, policy, to, told } from '../../test/cause-fixture.ts'
import { explainS3, free, grantTo, idOfElsewhere, idOfHome, idOfStranger, reports } from '../../test/s3-fixture.ts'

const name = 's3-object-owned-by-another-account'
const foreign = { owner: idOfElsewhere }

describe(name, () => {
  it('fires for a caller of the bucket account, and lets the owner of the object grant it', () => {
    const diagnosis = explainS3({ files: { ...free, ...reports({ objects: { 'q1.csv': foreign } }) } })
    expect(told(diagnosis)).toEqual([name])
    expect(diagnosis.certain).toBe(true)
    expect(diagnosis.verdict.blockedBy).toEqual(['acl'])
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ objectOwner: elsewhere, bucketOwner: home }])
    expect(fixesOf(diagnosis)).toMatchObject([
      {
        verified: true,
        edits: [
          {
            target: 'object-acl',
            setting: {
              owner: { account: elsewhere },
              command: 'aws s3api put-object-acl --bucket reports --key q1.csv --acl bucket-owner-full-control',
            },
          },
        ],
      },
      { verified: true, edits: [{ target: 's3-setting:object-ownership/reports' }] },
    ])
  })

  it('names the owner by its canonical id where the account is not recorded', () => {
    const diagnosis = explainS3({
      files: { ...free, ...reports({ objects: { 'q1.csv': { owner: idOfStranger } } }) },
    })
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ objectOwner: idOfStranger }])
  })

  it('lets the bucket account copy an object that it can read, for a caller whom its policy allows', () => {
    const object = { owner: idOfStranger, grants: [grantTo(idOfElsewhere, 'FULL_CONTROL')] }
    const forMina = policy(allow('s3:GetObject', 'arn:aws:s3:::reports/*', to(mina)))
    const diagnosis = explainS3({
      files: { ...free, ...reports({ account: elsewhere, policy: forMina, objects: { 'q1.csv': object } }) },
    })
    expect(told(diagnosis)).toContain(name)
    expect(fixesOf(diagnosis).flatMap(({ edits }) => edits)).toMatchObject([
      { setting: { name: 'objectAclCaller' } },
      { setting: { name: 'copyObjectOntoItself' } },
      { setting: { name: 'objectOwnershipEnforced' } },
    ])
    expect(fixesOf(diagnosis).every(({ verified }) => verified)).toBe(true)
  })

  it.each([
    [
      'its ACL grants the bucket owner',
      { objects: { 'q1.csv': { ...foreign, grants: [grantTo(idOfHome, 'FULL_CONTROL')] } } },
    ],
    [
      'ACLs are disabled, so that the bucket owner owns it',
      { ownership: 'BucketOwnerEnforced', objects: { 'q1.csv': foreign } },
    ],
    ['the bucket owner owns it', { objects: { 'q1.csv': {} } }],
  ] as const)('is silent where %s', (_, bucket) => {
    expect(told(explainS3({ files: { ...free, ...reports(bucket) } }))).toEqual([])
  })

  it('is silent for a delete, which the bucket owner decides', () => {
    const files = { ...free, ...reports({ objects: { 'q1.csv': foreign } }) }
    expect(told(explainS3({ action: 's3:DeleteObject', files }))).toEqual([])
  })
})
