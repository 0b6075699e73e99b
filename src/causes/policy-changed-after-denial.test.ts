import { describe, expect, it } from 'vitest'
import {
  allow,
  alone,
  bucket,
  elsewhere,
  evidenceOf,
  explain,
  firstFix,
  home,
  iam,
  type Json,
  mina,
  policy,
  told,
} from '../../test/cause-fixture.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'

const name = 'policy-changed-after-denial'
const object = 'arn:aws:s3:::orders/march.csv'
const jun = `arn:aws:iam::${home}:user/jun`
const noIdentityAllow = 'because no identity-based policy allows the s3:GetObject action'

function change(time: string, service: string, eventName: string, requestParameters: Json): Json {
  return {
    eventTime: `2026-03-04T${time}Z`,
    eventSource: `${service}.amazonaws.com`,
    eventName,
    userIdentity: { arn: jun },
    requestParameters,
    recipientAccountId: home,
  }
}

const written = change('10:30:00', 'iam', 'PutUserPolicy', { userName: 'mina', policyName: 'own' })

interface Asked {
  readonly trail: readonly Json[]
  readonly mina?: Json
  readonly says?: string
  readonly before?: string
}

/** User mina was refused at 10:00:00; by default her recorded policy allows the call. */
function getObject({ trail, says, before = '2026-03-04T10:00:00Z ERROR ', ...entities }: Asked): Diagnosis {
  const files = {
    ...iam({ mina: policy(allow('s3:GetObject', 'arn:aws:s3:::orders/*')), ...entities }),
    ...alone(),
    ...bucket('orders', null),
  }
  const claim = says === undefined ? {} : { says }
  return explain({ action: 's3:GetObject', resource: object, files, trail, before, ...claim })
}

describe(name, () => {
  it('fires where the policy of the caller was written after the denial', () => {
    const diagnosis = getObject({ trail: [written], says: noIdentityAllow })
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([
      {
        operation: 'PutUserPolicy',
        subject: 'user/mina',
        changedAt: '2026-03-04T10:30:00Z',
        changedBy: jun,
        deniedAt: '2026-03-04T10:00:00Z',
      },
    ])
    expect(diagnosis.certain).toBe(true)
    expect(diagnosis.verdict.blockedBy).toEqual([])
  })

  it('fires where the bucket policy was', () => {
    const trail = [change('10:30:00', 's3', 'PutBucketPolicy', { bucketName: 'orders' })]
    expect(evidenceOf(getObject({ trail }), name)).toMatchObject([{ subject: 'bucket/orders' }])
  })

  it('takes the time of the denial from its own record where the text tells none', () => {
    const failure = {
      ...change('10:00:00', 's3', 'GetObject', { bucketName: 'orders', key: 'march.csv' }),
      userIdentity: { arn: mina },
      errorCode: 'AccessDenied',
    }
    expect(told(getObject({ trail: [failure, written], before: '' }))).toEqual([name])
    expect(told(getObject({ trail: [written], before: '' }))).toEqual([])
  })

  it('changes nothing more', () => {
    expect(firstFix(getObject({ trail: [written] }))).toMatchObject({
      verified: true,
      edits: [{ kind: 'noChange', reason: 'alreadyChanged', target: 'none' }],
    })
  })

  it.each([
    ['the write was before the denial', [{ ...written, eventTime: '2026-03-04T09:00:00Z' }]],
    ['the write failed', [{ ...written, errorCode: 'AccessDenied' }]],
    ['another user was changed', [change('10:30:00', 'iam', 'PutUserPolicy', { userName: 'jun' })]],
    ['a user of that name in another account was changed', [{ ...written, recipientAccountId: elsewhere }]],
    ['another bucket was changed', [change('10:30:00', 's3', 'PutBucketPolicy', { bucketName: 'drafts' })]],
    ['the call changes no policy', [change('10:30:00', 'iam', 'GetUserPolicy', { userName: 'mina' })]],
    [
      'a version was made that is not the default one',
      [change('10:30:00', 'iam', 'CreatePolicyVersion', { policyArn: `arn:aws:iam::${home}:policy/p` })],
    ],
    [
      'another policy was written than the one that allows the call',
      [change('10:30:00', 'iam', 'PutUserPolicy', { userName: 'mina', policyName: 'logs' })],
    ],
    ['the record tells no time', [{ ...written, eventTime: null }]],
  ])('is silent where %s', (_, trail) => {
    expect(told(getObject({ trail }))).toEqual([])
  })

  it('is silent where the change cannot have been the answer to what AWS says', () => {
    const says = 'with an explicit deny in a service control policy'
    expect(told(getObject({ trail: [written], says }))).toEqual([])
  })

  it('is silent where AWS missed an Allow and a policy was taken away', () => {
    const taken = change('10:30:00', 'iam', 'DetachUserPolicy', {
      userName: 'mina',
      policyArn: 'arn:aws:iam::aws:policy/p',
    })
    expect(told(getObject({ trail: [taken], says: noIdentityAllow }))).toEqual([])
    expect(told(getObject({ trail: [taken], says: 'with an explicit deny in an identity-based policy' }))).toEqual([
      name,
    ])
  })

  it('is silent where the recorded policies still refuse the call', () => {
    expect(told(getObject({ trail: [written], mina: policy() }))).toEqual(['identity-no-allow'])
  })

  it('is silent where the call succeeded before the change', () => {
    const success = {
      ...change('10:10:00', 's3', 'GetObject', { bucketName: 'orders', key: 'march.csv' }),
      userIdentity: { arn: mina },
    }
    expect(told(getObject({ trail: [success, written] }))).toEqual([])
  })
})
