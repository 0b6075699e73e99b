import { describe, expect, it } from 'vitest'
import { answersQuestion, everyDenial, type TrailQuestion } from './question.ts'

const denied = {
  eventTime: '2026-03-02T10:15:30Z',
  eventSource: 's3.amazonaws.com',
  eventName: 'ListObjects',
  awsRegion: 'eu-west-1',
  recipientAccountId: '444455556666',
  errorCode: 'AccessDenied',
  errorMessage: 'Access Denied',
  userIdentity: {
    type: 'AssumedRole',
    arn: 'arn:aws:sts::111122223333:assumed-role/reader/mina',
    accountId: '111122223333',
    sessionContext: { sessionIssuer: { arn: 'arn:aws:iam::111122223333:role/team/reader' } },
  },
}

function isFound(asked: Partial<TrailQuestion>, record: object = denied): boolean {
  return answersQuestion({ ...record }, { ...everyDenial, ...asked })
}

describe('answersQuestion', () => {
  it.each<[string, Partial<TrailQuestion>, boolean]>([
    ['any denial', {}, true],
    ['the session', { principal: 'arn:aws:sts::111122223333:assumed-role/reader/mina' }, true],
    ['the role of the session', { principal: 'arn:aws:iam::111122223333:role/team/reader' }, true],
    ['another role', { principal: 'arn:aws:iam::111122223333:role/reader' }, false],
    ['the event source', { service: 's3.amazonaws.com' }, true],
    ['the IAM prefix', { service: 'S3' }, true],
    ['another service', { service: 'kms' }, false],
    ['the event name', { action: 'listobjects' }, true],
    ['the IAM action behind the event', { action: 's3:ListBucket' }, true],
    ['the event as an action', { action: 's3:ListObjects' }, true],
    ['another action', { action: 's3:GetObject' }, false],
    ['the account of the caller, which is not the one that logged it', { account: '111122223333' }, false],
    ['the account that logged it', { account: '444455556666' }, true],
    ['another account', { account: '999999999999' }, false],
    ['the Region', { region: 'eu-west-1' }, true],
    ['another Region', { region: 'us-east-1' }, false],
    ['from its own moment', { since: Date.parse('2026-03-02T10:15:30Z') }, true],
    ['until its own moment, which is outside', { until: Date.parse('2026-03-02T10:15:30Z') }, false],
    ['a range around it', { since: Date.parse('2026-03-02'), until: Date.parse('2026-03-03') }, true],
  ])('is asked for %s', (_, asked, found) => {
    expect(isFound(asked)).toBe(found)
  })

  it.each([
    ['AccessDenied', 'x', true],
    ['AccessDeniedException', 'x', true],
    ['Client.UnauthorizedOperation', 'You are not authorized to perform this operation.', true],
    ['VpceAccessDenied', 'The request was denied due to a VPC endpoint policy', true],
    ['ExpiredToken', 'x', true],
    ['ThrottlingException', 'Rate exceeded', false],
    ['NoSuchBucket', 'The specified bucket does not exist', false],
    // The code of no family, the message of one.
    [
      'ValidationException',
      'User: arn:aws:iam::111122223333:user/mina is not authorized to perform: sqs:SendMessage on resource: arn:aws:sqs:eu-west-1:111122223333:q',
      true,
    ],
  ])('takes %s (%s) for a denial: %s', (errorCode, errorMessage, found) => {
    expect(isFound({}, { ...denied, errorCode, errorMessage })).toBe(found)
    expect(isFound({ allErrors: true }, { ...denied, errorCode, errorMessage })).toBe(true)
  })

  it('takes the account of the caller where a record names no other', () => {
    const { recipientAccountId: _, ...record } = denied
    expect(isFound({ account: '111122223333' }, record)).toBe(true)
  })

  it('never takes a call that succeeded', () => {
    const { errorCode: _, errorMessage: __, ...succeeded } = denied
    expect(isFound({ allErrors: true }, succeeded)).toBe(false)
    expect(isFound({ allErrors: true }, { ...succeeded, errorCode: '' })).toBe(false)
  })
})
