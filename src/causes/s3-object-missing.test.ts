import { describe, expect, it } from 'vitest'
import { allow, alone, evidenceOf, firstFix, iam, policy, suspected, told } from '../../test/cause-fixture.ts'
import { explainS3, reports } from '../../test/s3-fixture.ts'

const name = 's3-object-missing'
const reader = { ...iam({ mina: policy(allow('s3:GetObject', 'arn:aws:s3:::reports/*')) }), ...alone() }
const text = 'An error occurred (403) when calling the HeadObject operation: Forbidden'

describe(name, () => {
  it('fires where the key does not exist and the caller is not allowed to list', () => {
    const diagnosis = explainS3({ text, files: { ...reader, ...reports({ objects: { 'q1.csv': null } }) } })
    expect(told(diagnosis)).toEqual([name])
    expect(diagnosis.certain).toBe(true)
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ bucket: 'reports', key: 'q1.csv', nearKey: null }])
    expect(firstFix(diagnosis)).toEqual({
      verified: false,
      left: [],
      edits: [{ kind: 'noChange', reason: 'objectMissing', subject: 'reports/q1.csv', target: 'request' }],
    })
  })

  it.each([
    ['q1+final.csv', 'q1 final.csv'],
    ['q1%20final.csv', 'q1 final.csv'],
    ['2026%2Fq1.csv', '2026/q1.csv'],
    ['/q1.csv', 'q1.csv'],
    ['Q1.CSV', 'q1.csv'],
    ['q1 final.csv', 'q1%20final.csv'],
  ])('asks for the key that exists where %s was sent for %s', (sent, kept) => {
    const diagnosis = explainS3({
      text,
      resource: `arn:aws:s3:::reports/${sent}`,
      files: { ...reader, ...reports({ objects: { [sent]: null, [kept]: {} } }) },
    })
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ nearKey: kept }])
    expect(firstFix(diagnosis)).toMatchObject({
      verified: true,
      edits: [{ kind: 'changeRequest', values: [`arn:aws:s3:::reports/${kept}`], target: 'request' }],
    })
  })

  it('is silent where the caller is allowed to list, because the answer is then 404', () => {
    const files = {
      ...iam({ mina: policy(allow(['s3:GetObject', 's3:ListBucket'], '*')) }),
      ...alone(),
      ...reports({ objects: { 'q1.csv': null } }),
    }
    expect(told(explainS3({ text, files }))).toEqual([])
  })

  it('is silent where the object exists', () => {
    expect(told(explainS3({ text, files: { ...reader, ...reports({ objects: { 'q1.csv': {} } }) } }))).toEqual([])
  })

  it('is only suspected where nothing tells whether the object exists', () => {
    const diagnosis = explainS3({ text, files: { ...reader, ...reports({}) } })
    expect(told(diagnosis)).toEqual([])
    expect(suspected(diagnosis)).toContain(name)
  })

  it('is silent for an upload, which needs no object', () => {
    const files = {
      ...iam({ mina: policy(allow('s3:PutObject', '*')) }),
      ...alone(),
      ...reports({ objects: { 'q1.csv': null } }),
    }
    expect(told(explainS3({ action: 's3:PutObject', files }))).toEqual([])
  })
})
