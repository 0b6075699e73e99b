import { describe, expect, it } from 'vitest'
import { allow, elsewhere, evidenceOf, firstFix, home, mina, policy, to, told } from '../../test/cause-fixture.ts'
import { explainS3, free, reports } from '../../test/s3-fixture.ts'

const name = 's3-requester-pays'
const shared = {
  account: elsewhere,
  policy: policy(allow(['s3:GetObject', 's3:ListBucket'], '*', to(mina))),
  payer: 'Requester',
  objects: { 'q1.csv': {} },
} as const
const files = { ...free, ...reports(shared) }

describe(name, () => {
  it('fires for a caller of another account that does not say it pays', () => {
    const diagnosis = explainS3({ files })
    expect(told(diagnosis)).toEqual([name])
    expect(diagnosis.certain).toBe(true)
    expect(evidenceOf(diagnosis, name)).toMatchObject([
      { bucket: 'reports', callerAccount: home, ownerAccount: elsewhere, isSpark: false },
    ])
    expect(firstFix(diagnosis)).toMatchObject({
      verified: true,
      edits: [{ kind: 'changeRequest', key: 's3:x-amz-request-payer', values: ['requester'], target: 'request' }],
    })
  })

  it('names the setting of Spark where a Glue job makes the request', () => {
    const text =
      'Py4JJavaError: An error occurred while calling o95.pyWriteDynamicFrame. at com.amazon.ws.emr.hadoop.fs.s3.EmrFileSystem\nCaused by: com.amazonaws.services.s3.model.AmazonS3Exception: Access Denied (Service: Amazon S3; Status Code: 403; Error Code: AccessDenied)\nFile "/tmp/nightly.py", line 12'
    const diagnosis = explainS3({ text, files })
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ isSpark: true }])
    const [cause] = diagnosis.causes.filter((c) => c.name === name)
    expect(cause?.words.en.why).toContain('`fs.s3.useRequesterPaysHeader`')
    expect(cause?.words.ko.why).toContain('`fs.s3.useRequesterPaysHeader`')
  })

  it('asks an anonymous caller for credentials, because nobody would pay', () => {
    const open = { ...shared, policy: policy(allow('s3:GetObject', '*', to('*'))) }
    const diagnosis = explainS3({ principal: 'anonymous', files: { ...free, ...reports(open) } })
    expect(told(diagnosis)).toEqual([name])
    expect(firstFix(diagnosis)).toMatchObject({ verified: false, edits: [{ reason: 'signRequest' }] })
  })

  it.each([
    ['the caller is of the account of the bucket', { ...shared, account: home }],
    ['the bucket owner pays', { ...shared, payer: 'BucketOwner' }],
  ] as const)('is silent where %s', (_, bucket) => {
    expect(told(explainS3({ files: { ...free, ...reports(bucket) } }))).toEqual([])
  })

  it('is silent where the command says that the requester pays', () => {
    const text =
      'aws s3 cp s3://reports/q1.csv . --request-payer requester\nAn error occurred (403) when calling the HeadObject operation: Forbidden'
    expect(told(explainS3({ text, files }))).toEqual([])
  })
})
