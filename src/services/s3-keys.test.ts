import { describe, expect, it } from 'vitest'
import { allow, alone, deny, elsewhere, home, iam, type Json, mina, policy, told } from '../../test/cause-fixture.ts'
import { explainS3, explainText, reports } from '../../test/s3-fixture.ts'

const own = (condition: Json) => ({
  ...iam({ mina: policy(allow('s3:*', '*'), deny('s3:*', '*', { Condition: condition })) }),
  ...alone(),
})
const bucket = reports({ objects: { 'q1.csv': {} } })

describe('the keys of S3 that every request carries', () => {
  it('tell the account of the bucket', () => {
    const outside = (account: string): Json => ({ StringNotEquals: { 's3:ResourceAccount': account } })
    expect(told(explainS3({ files: { ...own(outside(elsewhere)), ...bucket } }))).toEqual(['identity-explicit-deny'])
    expect(explainS3({ files: { ...own(outside(home)), ...bucket } }).verdict.possible).toEqual(['allowed'])
    const notRead = explainS3({ files: own(outside(home)) })
    expect(notRead.verdict.possible).toContain('explicitDeny')
    expect(told(notRead)).toEqual([])
  })

  it('tell the version of TLS that CloudTrail recorded', () => {
    const record = (tlsVersion: string): string =>
      JSON.stringify({
        eventSource: 's3.amazonaws.com',
        eventName: 'GetObject',
        errorCode: 'AccessDenied',
        userIdentity: { type: 'IAMUser', arn: mina, accountId: home, userName: 'mina' },
        requestParameters: { bucketName: 'reports', key: 'q1.csv' },
        tlsDetails: { tlsVersion },
      })
    const files = { ...own({ NumericLessThan: { 's3:TlsVersion': '1.2' } }), ...bucket }
    expect(told(explainText(record('TLSv1.1'), files))).toEqual(['identity-explicit-deny'])
    expect(told(explainText(record('TLSv1.3'), files))).toEqual([])
  })
})
