import { describe, expect, it } from 'vitest'
import { allow, elsewhere, evidenceOf, firstFix, fixesOf, mina, policy, to, told } from '../../test/cause-fixture.ts'
import { explainS3, free, reports, toEveryone } from '../../test/s3-fixture.ts'

const name = 's3-block-public-access'
const everyone = { Sid: 'PressKit', ...allow('s3:GetObject', 'arn:aws:s3:::reports/press/*', to('*')) }
const forMina = { Sid: 'Partner', ...allow('s3:GetObject', 'arn:aws:s3:::reports/*', to(mina)) }
const restricted = { account: elsewhere, block: { RestrictPublicBuckets: true }, objects: { 'q1.csv': {} } }

describe(name, () => {
  it('fires where a public statement makes the policy public and another one names the caller', () => {
    const diagnosis = explainS3({
      files: { ...free, ...reports({ ...restricted, policy: policy(everyone, forMina) }) },
      text: `An error occurred (AccessDenied) when calling the GetObject operation: User: ${mina} is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::reports/q1.csv" with an explicit deny in a resource-based policy`,
    })
    expect(told(diagnosis)).toEqual([name])
    expect(diagnosis.certain).toBe(true)
    expect(evidenceOf(diagnosis, name)).toMatchObject([
      {
        layer: 'bpa',
        setting: 'RestrictPublicBuckets',
        levels: ['bucket'],
        place: { at: { sid: 'PressKit', index: 0 }, within: '/Principal' },
        publicStatements: [{ at: { sid: 'PressKit' } }],
      },
    ])
    expect(fixesOf(diagnosis)).toMatchObject([
      { verified: true, edits: [{ kind: 'removeStatement', target: 'bucket-policy:reports' }] },
      {
        verified: true,
        edits: [{ kind: 'changeSetting', target: 's3-setting:public-access-block/reports' }],
      },
    ])
  })

  it('names the caller in place of everyone where the public statement is its only grant', () => {
    const diagnosis = explainS3({
      files: {
        ...free,
        ...reports({ ...restricted, policy: policy(allow('s3:GetObject', 'arn:aws:s3:::reports/*', to('*'))) }),
      },
    })
    expect(told(diagnosis)).toEqual([name])
    expect(firstFix(diagnosis)).toMatchObject({
      verified: true,
      edits: [{ kind: 'replacePrincipal', from: '*', principal: mina, target: 'bucket-policy:reports' }],
    })
  })

  it('turns the setting off at both levels where it is on at both', () => {
    const diagnosis = explainS3({
      files: {
        ...free,
        ...reports({
          ...restricted,
          accountBlock: { RestrictPublicBuckets: true, BlockPublicAcls: true },
          policy: policy(everyone, forMina),
        }),
      },
    })
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ levels: ['bucket', 'account'] }])
    expect(fixesOf(diagnosis)[1]).toMatchObject({
      verified: true,
      edits: [
        { target: 's3-setting:public-access-block/reports' },
        {
          target: `s3-setting:public-access-block/account-${elsewhere}`,
          setting: {
            command: `aws s3control put-public-access-block --account-id ${elsewhere} --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=false,BlockPublicPolicy=false,RestrictPublicBuckets=false`,
          },
        },
      ],
    })
  })

  it('fires for an anonymous caller whose only grant is an ACL that is ignored', () => {
    const diagnosis = explainS3({
      principal: 'anonymous',
      files: {
        ...free,
        ...reports({ block: { IgnorePublicAcls: true }, objects: { 'q1.csv': { grants: [toEveryone] } } }),
      },
    })
    expect(told(diagnosis)).toEqual([name])
    expect(diagnosis.verdict.blockedBy).toEqual(['bpa'])
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ setting: 'IgnorePublicAcls', callerAccount: null }])
    expect(firstFix(diagnosis)).toMatchObject({ verified: true, edits: [{ kind: 'changeSetting' }] })
  })

  it('fires for an upload with a public ACL, and sends it without one', () => {
    const diagnosis = explainS3({
      action: 's3:PutObject',
      text: 'aws s3api put-object --bucket reports --key q1.csv --acl public-read\nAn error occurred (AccessDenied) when calling the PutObject operation: Access Denied',
      files: { ...free, ...reports({ block: { BlockPublicAcls: true } }) },
    })
    expect(told(diagnosis)).toEqual([name])
    expect(firstFix(diagnosis)).toMatchObject({
      verified: true,
      edits: [{ kind: 'changeRequest', key: 's3:x-amz-acl', values: [], target: 'request' }],
    })
  })

  it('takes the word of AWS that a setting prevents a public policy', () => {
    const diagnosis = explainS3({
      action: 's3:PutBucketPolicy',
      resource: 'arn:aws:s3:::reports',
      text: `An error occurred (AccessDenied) when calling the PutBucketPolicy operation: User: ${mina} is not authorized to perform: s3:PutBucketPolicy on resource: "arn:aws:s3:::reports" because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access`,
      files: { ...free, ...reports({ block: { BlockPublicPolicy: true } }) },
    })
    expect(told(diagnosis)).toEqual([name])
    expect(firstFix(diagnosis)).toMatchObject({ verified: false, edits: [{ reason: 'narrowNewPolicy' }] })
  })

  it.each([
    ['the policy is not public', { ...restricted, policy: policy(forMina) }],
    ['the setting is off', { ...restricted, block: {}, policy: policy(everyone, forMina) }],
    [
      'only another setting is on',
      { ...restricted, block: { BlockPublicPolicy: true }, policy: policy(everyone, forMina) },
    ],
    [
      'the caller is of the account of the bucket',
      { ...restricted, account: '111122223333', policy: policy(everyone) },
    ],
  ])('is silent where %s', (_, bucket) => {
    expect(told(explainS3({ files: { ...free, ...reports(bucket) } }))).toEqual([])
  })
})
