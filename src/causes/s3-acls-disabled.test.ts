import { describe, expect, it } from 'vitest'
import { evidenceOf, firstFix, fixesOf, home, told } from '../../test/cause-fixture.ts'
import { explainS3, free, reports } from '../../test/s3-fixture.ts'

const name = 's3-acls-disabled'
const enforced = { ...free, ...reports({ ownership: 'BucketOwnerEnforced' }) }
const bucket = 'arn:aws:s3:::reports'
const refused = (operation: string): string =>
  `operation error S3: ${operation}, https response error StatusCode: 400, RequestID: PGBVYJDBLKNX5OXV, HostID: x, api error AccessControlListNotSupported: The bucket does not allow ACLs`
const putsPublic =
  'aws s3api put-object --bucket reports --key q1.csv --acl public-read\nAn error occurred (AccessDenied) when calling the PutObject operation: Access Denied'

describe(name, () => {
  it('fires for a call that sets an ACL, which is not to be made', () => {
    const diagnosis = explainS3({
      action: 's3:PutBucketAcl',
      resource: bucket,
      text: refused('PutBucketAcl'),
      files: enforced,
    })
    expect(told(diagnosis)).toEqual([name])
    expect(diagnosis.certain).toBe(true)
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ bucket: 'reports', bucketAccount: home }])
    expect(fixesOf(diagnosis)).toMatchObject([
      { verified: false, edits: [{ reason: 'dropAclHeader', target: 'request' }] },
      { verified: true, edits: [{ target: 's3-setting:object-ownership/reports' }] },
    ])
  })

  it('fires for an upload with an ACL, which goes through without one', () => {
    const diagnosis = explainS3({ action: 's3:PutObject', text: putsPublic, files: enforced })
    expect(told(diagnosis)).toEqual([name])
    expect(firstFix(diagnosis)).toMatchObject({
      verified: true,
      edits: [{ kind: 'changeRequest', key: 's3:x-amz-acl', values: [], target: 'request' }],
    })
  })

  it('takes the word of the error code where the setting was not read', () => {
    const files = { ...free, [`${home}/global/s3/ListBuckets.json`]: { Buckets: [{ Name: 'reports' }] } }
    const diagnosis = explainS3({ action: 's3:PutBucketAcl', resource: bucket, text: refused('PutBucketAcl'), files })
    expect(told(diagnosis)).toEqual([name])
  })

  it.each([
    ['the upload carries bucket-owner-full-control', putsPublic.replace('public-read', 'bucket-owner-full-control')],
    [
      'the upload carries no ACL',
      'An error occurred (AccessDenied) when calling the PutObject operation: Access Denied',
    ],
  ])('is silent where %s', (_, text) => {
    expect(told(explainS3({ action: 's3:PutObject', text, files: enforced }))).toEqual([])
  })

  it.each(['BucketOwnerPreferred', 'ObjectWriter'] as const)('is silent for %s, with which ACLs count', (ownership) => {
    const files = { ...free, ...reports({ ownership }) }
    expect(told(explainS3({ action: 's3:PutObject', text: putsPublic, files }))).toEqual([])
  })
})
