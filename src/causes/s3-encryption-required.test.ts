import { describe, expect, it } from 'vitest'
import { deny, evidenceOf, firstFix, fixesOf, policy, to, told } from '../../test/cause-fixture.ts'
import { explainS3, free, reports } from '../../test/s3-fixture.ts'

const name = 's3-encryption-required'
const sse = 's3:x-amz-server-side-encryption'
const put = { action: 's3:PutObject' } as const
const when = (condition: unknown): ReturnType<typeof policy> =>
  policy({ Sid: 'Encrypted', ...deny('s3:PutObject', 'arn:aws:s3:::reports/*', { ...to('*'), Condition: condition }) })
const keyArn = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'

describe(name, () => {
  it('fires beside the Deny that wants an encryption header', () => {
    const files = { ...free, ...reports({ policy: when({ StringNotEquals: { [sse]: 'aws:kms' } }) }) }
    const diagnosis = explainS3({ ...put, files })
    expect(told(diagnosis)).toEqual(['resource-explicit-deny', name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([
      {
        layer: 'resource',
        place: { at: { sid: 'Encrypted' } },
        headers: [{ key: sse, values: ['aws:kms'], actual: [] }],
      },
    ])
    expect(firstFix(diagnosis)).toMatchObject({
      verified: true,
      edits: [{ kind: 'changeRequest', key: sse, values: ['aws:kms'], target: 'request' }],
    })
  })

  it('sends what the bucket encrypts with anyway where any header will do', () => {
    const files = { ...free, ...reports({ policy: when({ Null: { [sse]: 'true' } }) }) }
    expect(firstFix(explainS3({ ...put, files }))).toMatchObject({
      verified: true,
      edits: [{ kind: 'changeRequest', key: sse, values: ['AES256'] }],
    })
  })

  it('sends both headers where two statements want them', () => {
    const wanted = policy(
      deny('s3:PutObject', 'arn:aws:s3:::reports/*', {
        ...to('*'),
        Condition: { StringNotEquals: { [sse]: 'aws:kms' } },
      }),
      deny('s3:PutObject', 'arn:aws:s3:::reports/*', {
        ...to('*'),
        Condition: { StringNotEquals: { [`${sse}-aws-kms-key-id`]: keyArn } },
      }),
    )
    const [fix] = fixesOf(explainS3({ ...put, files: { ...free, ...reports({ policy: wanted }) } }))
    expect(fix?.edits).toMatchObject([
      { kind: 'changeRequest', key: sse, values: ['aws:kms'] },
      { kind: 'changeRequest', key: `${sse}-aws-kms-key-id`, values: [keyArn] },
    ])
  })

  it('fires for a bucket that blocks keys of the customer', () => {
    const files = {
      ...free,
      ...reports({ encryption: { BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] } } }),
    }
    const text =
      'aws s3 cp q1.csv s3://reports/q1.csv --sse-c AES256\nAn error occurred (AccessDenied) when calling the PutObject operation: Access Denied'
    const diagnosis = explainS3({ ...put, text, files })
    expect(told(diagnosis)).toEqual([name])
    expect(fixesOf(diagnosis)).toMatchObject([
      { verified: true, edits: [{ kind: 'changeRequest', values: [], target: 'request' }] },
      { verified: true, edits: [{ kind: 'changeSetting', target: 's3-setting:encryption/reports' }] },
    ])
  })

  it.each([
    ['another header', { StringNotEquals: { 's3:x-amz-storage-class': 'STANDARD_IA' } }],
    ['no header', { Bool: { 'aws:SecureTransport': 'true' } }],
  ])('is silent for a Deny that wants %s', (_, condition) => {
    expect(told(explainS3({ ...put, files: { ...free, ...reports({ policy: when(condition) }) } }))).toEqual([
      'resource-explicit-deny',
    ])
  })

  it('is silent where the header that was sent is the one that is wanted', () => {
    const files = { ...free, ...reports({ policy: when({ StringNotEquals: { [sse]: 'aws:kms' } }) }) }
    expect(told(explainS3({ ...put, files, context: { [sse]: 'aws:kms' } }))).toEqual([])
  })

  it('is silent for a bucket that blocks SSE-C while the request asks for something else', () => {
    const files = { ...free, ...reports({ encryption: { BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] } } }) }
    expect(told(explainS3({ ...put, files }))).toEqual([])
  })
})
