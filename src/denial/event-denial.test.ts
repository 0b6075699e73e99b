import { describe, expect, it } from 'vitest'
import { denialsOfEvent, nearDenialsOfEvent } from './event-denial.ts'
import { parseDenials } from './parse.ts'

const record = {
  eventVersion: '1.11',
  eventTime: '2026-03-04T10:00:07Z',
  eventSource: 's3.amazonaws.com',
  eventName: 'GetObject',
  awsRegion: 'eu-west-1',
  errorCode: 'AccessDenied',
  errorMessage: 'Access Denied',
  requestID: 'R1',
  eventID: 'e-1',
  requestParameters: { bucketName: 'ledger', key: 'q1 a%20b.csv' },
  userIdentity: {
    type: 'AssumedRole',
    arn: 'arn:aws:sts::111122223333:assumed-role/app/s',
    accountId: '111122223333',
    sessionContext: {
      sessionIssuer: { arn: 'arn:aws:iam::111122223333:role/team/app' },
      attributes: { mfaAuthenticated: 'false' },
    },
  },
}

describe('a CloudTrail record', () => {
  it('gives the facts of its own fields', () => {
    const [denial, ...others] = denialsOfEvent(record)
    expect(others).toEqual([])
    expect(denial).toMatchObject({
      source: 'cloudtrail',
      service: 's3',
      operation: 'GetObject',
      errorCode: 'AccessDenied',
      httpStatus: null,
      principal: 'arn:aws:sts::111122223333:assumed-role/app/s',
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::ledger/q1 a%20b.csv',
      requestId: 'R1',
      time: '2026-03-04T10:00:07Z',
      region: 'eu-west-1',
      account: '111122223333',
    })
    expect(denial?.hints.event).toMatchObject({
      eventId: 'e-1',
      sessionIssuerArn: 'arn:aws:iam::111122223333:role/team/app',
      mfaAuthenticated: 'false',
      vpcEndpointId: null,
    })
  })

  it('takes action, resource and claim from the message, wherever the service put it', () => {
    const message =
      'User: arn:aws:sts::111122223333:assumed-role/app/s is not authorized to perform: eks:CreateAccessEntry on resource: arn:aws:eks:us-east-1:111122223333:cluster/blue with an explicit deny in a service control policy'
    const [denial] = denialsOfEvent({
      ...record,
      eventSource: 'eks.amazonaws.com',
      eventName: 'CreateAccessEntry',
      errorMessage: undefined,
      responseElements: { message },
      requestParameters: { policyArn: 'arn:aws:eks::aws:cluster-access-policy/View' },
    })
    expect(denial).toMatchObject({
      action: 'eks:CreateAccessEntry',
      resource: 'arn:aws:eks:us-east-1:111122223333:cluster/blue',
      claim: { policyType: 'scp', effect: 'explicitDeny', policyArn: null },
      region: 'eu-west-1',
    })
  })

  it.each([
    ['lambda.amazonaws.com', 'ListFunctions20150331', 'ListFunctions', 'lambda:ListFunctions'],
    ['lambda.amazonaws.com', 'UpdateFunctionCode20150331v2', 'UpdateFunctionCode', 'lambda:UpdateFunctionCode'],
    ['monitoring.amazonaws.com', 'PutMetricData', 'PutMetricData', 'cloudwatch:PutMetricData'],
    ['s3.amazonaws.com', 'ListBuckets', 'ListBuckets', 's3:ListAllMyBuckets'],
    ['s3.amazonaws.com', 'DeleteBucketEncryption', 'DeleteBucketEncryption', 's3:PutEncryptionConfiguration'],
  ])('of %s %s gives the action by rule', (eventSource, eventName, operation, action) => {
    expect(denialsOfEvent({ ...record, eventSource, eventName })[0]).toMatchObject({ operation, action })
  })

  it('takes an ARN of the parameters only where the action is about such a thing', () => {
    const assume = { ...record, eventSource: 'sts.amazonaws.com', eventName: 'AssumeRole' }
    const role = 'arn:aws:iam::111122223333:role/x'
    expect(denialsOfEvent({ ...assume, requestParameters: { roleArn: role } })[0]?.resource).toBe(role)
    const attach = { ...record, eventSource: 'iam.amazonaws.com', eventName: 'AttachRolePolicy' }
    const policyArn = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
    expect(denialsOfEvent({ ...attach, requestParameters: { policyArn, roleName: 'x' } })[0]?.resource).toBeNull()
  })

  it('names no account for a service, and the recipient for a user without one', () => {
    const service = { type: 'AWSService', invokedBy: 'delivery.logs.amazonaws.com' }
    expect(denialsOfEvent({ ...record, userIdentity: service })[0]).toMatchObject({
      principal: 'delivery.logs.amazonaws.com',
      account: null,
    })
    const user = { type: 'IAMUser', userName: 'mona' }
    expect(denialsOfEvent({ ...record, userIdentity: user, recipientAccountId: '111122223333' })[0]).toMatchObject({
      principal: 'mona',
      account: '111122223333',
    })
  })

  it('reports refused credentials as no question of permission', () => {
    expect(denialsOfEvent({ ...record, errorCode: 'InvalidClientTokenId', errorMessage: 'x' })[0]).toMatchObject({
      notPermission: true,
      action: null,
    })
  })

  it('reports nothing where the call succeeded or failed for another reason', () => {
    const { errorCode: _, errorMessage: __, ...succeeded } = record
    expect(denialsOfEvent(succeeded)).toEqual([])
    expect(
      denialsOfEvent({ ...record, errorCode: 'NoSuchBucketPolicy', errorMessage: 'The bucket policy does not exist' }),
    ).toEqual([])
    expect(denialsOfEvent({ ...record, errorCode: 'ThrottlingException', errorMessage: 'Rate exceeded' })).toEqual([])
    expect(denialsOfEvent('text')).toEqual([])
    expect(denialsOfEvent(null)).toEqual([])
  })

  it('reports a disabled key among the near failures', () => {
    const disabled = {
      ...record,
      eventSource: 'kms.amazonaws.com',
      eventName: 'Decrypt',
      errorCode: 'DisabledException',
      errorMessage: 'x',
    }
    expect(nearDenialsOfEvent(disabled)).toHaveLength(1)
    expect(nearDenialsOfEvent(record)).toEqual([])
  })
})

describe('records in wrappings', () => {
  const other = { ...record, requestID: 'R2', eventID: 'e-2', requestParameters: { bucketName: 'ledger', key: 'b' } }
  it.each([
    ['an array', JSON.stringify([record, other])],
    ['Records', JSON.stringify({ Records: [record, other] })],
    ['JSON lines', `${JSON.stringify(record)}\n${JSON.stringify(other)}\n`],
    [
      'EventBridge envelopes',
      JSON.stringify([{ 'detail-type': 'AWS API Call via CloudTrail', detail: record }, { detail: other }]),
    ],
    [
      'the answer of lookup-events',
      JSON.stringify({ Events: [record, other].map((event) => ({ CloudTrailEvent: JSON.stringify(event) })) }),
    ],
    ['a text around them', `first\n${JSON.stringify(record, null, 2)}\nthen\n${JSON.stringify(other, null, 2)}\nend`],
  ])('of %s are all found', (_, text) => {
    expect(parseDenials(text).map((denial) => denial.requestId)).toEqual(['R1', 'R2'])
  })

  it('are one where both accounts logged one event', () => {
    const copy = { ...record, eventID: 'e-9', recipientAccountId: '444455556666' }
    expect(parseDenials(JSON.stringify([record, copy]))).toHaveLength(1)
  })

  it('are two where the same call failed twice', () => {
    expect(parseDenials(JSON.stringify([record, { ...record, requestID: 'R3', eventID: 'e-3' }]))).toHaveLength(2)
  })
})
