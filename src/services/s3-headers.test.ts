import { describe, expect, it } from 'vitest'
import { allow, alone, fixesOf, home, iam, mina, policy, told } from '../../test/cause-fixture.ts'
import { explainS3, free, reports } from '../../test/s3-fixture.ts'

const refused = (operation: string): string =>
  `An error occurred (AccessDenied) when calling the ${operation} operation: Access Denied`

describe('what a request to S3 shows to have sent', () => {
  it('asks for the permission to set the ACL that an upload carries', () => {
    const files = { ...iam({ mina: policy(allow('s3:PutObject', '*')) }), ...alone(), ...reports({}) }
    const text = `aws s3 cp q1.csv s3://reports/q1.csv --acl bucket-owner-full-control\n${refused('PutObject')}`
    const diagnosis = explainS3({ action: 's3:PutObject', text, files })
    expect(diagnosis.requests.map(({ authorization }) => authorization.request.action)).toEqual([
      's3:PutObject',
      's3:PutObjectAcl',
    ])
    expect(told(diagnosis)).toEqual(['identity-no-allow'])
  })

  it('asks for nothing more where an upload carries no ACL', () => {
    const diagnosis = explainS3({ action: 's3:PutObject', files: { ...free, ...reports({}) } })
    expect(diagnosis.requests.map(({ authorization }) => authorization.request.action)).toEqual(['s3:PutObject'])
  })

  it('reads the ACL in the body of a recorded call', () => {
    const grant = { Grantee: { URI: 'http://acs.amazonaws.com/groups/global/AllUsers' }, Permission: 'READ' }
    const event = {
      eventVersion: '1.09',
      userIdentity: { type: 'IAMUser', arn: mina, accountId: home, userName: 'mina' },
      eventTime: '2026-03-04T08:10:10Z',
      eventSource: 's3.amazonaws.com',
      eventName: 'PutBucketAcl',
      awsRegion: 'us-east-1',
      errorCode: 'AccessDenied',
      errorMessage: 'Access Denied',
      requestParameters: {
        bucketName: 'reports',
        acl: '',
        AccessControlPolicy: { AccessControlList: { Grant: [grant] } },
      },
    }
    const files = { ...free, ...reports({ block: { BlockPublicAcls: true } }) }
    const question = { action: 's3:PutBucketAcl', resource: 'arn:aws:s3:::reports', files }
    expect(told(explainS3({ ...question, text: JSON.stringify(event) }))).toEqual(['s3-block-public-access'])
  })

  it('tells advice and the edit that is needed besides', () => {
    const files = {
      ...iam({ mina: policy(allow('s3:PutObject', '*')) }),
      ...alone(),
      ...reports({ objects: { 'q1.csv': null } }),
    }
    expect(fixesOf(explainS3({ files }))).toMatchObject([
      { verified: false, edits: [{ reason: 'objectMissing' }] },
      { verified: false, left: ['noSuchKeyMasked'], edits: [{ kind: 'addStatement', target: 'identity:user/mina' }] },
    ])
  })
})
