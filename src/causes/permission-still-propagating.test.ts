import { describe, expect, it } from 'vitest'
import {
  allow,
  alone,
  bucket,
  evidenceOf,
  explain,
  firstFix,
  home,
  iam,
  type Json,
  mina,
  policy,
  readerSession,
  suspected,
  told,
} from '../../test/cause-fixture.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'

const name = 'permission-still-propagating'
const object = 'arn:aws:s3:::orders/march.csv'
const reads = policy(allow('s3:GetObject', 'arn:aws:s3:::orders/*'))
const success = record('10:00:38', 'GetObject', { bucketName: 'orders', key: 'march.csv' })
const attached = record('10:00:03', 'PutRolePolicy', { roleName: 'reader', policyName: 'own' })

/** A record of the day: an S3 call of role reader, or a change that user mina made. */
function record(time: string, eventName: string, requestParameters: Json, more: Json = {}): Json {
  const isS3 = eventName === 'GetObject'
  return {
    eventTime: `2026-03-04T${time}Z`,
    eventSource: isS3 ? 's3.amazonaws.com' : 'iam.amazonaws.com',
    eventName,
    userIdentity: { arn: isS3 ? readerSession : mina },
    requestParameters,
    recipientAccountId: home,
    ...more,
  }
}

interface Asked {
  readonly trail: readonly Json[]
  readonly reader?: Json
  readonly readerCreated?: string
  readonly before?: string
}

/** Role reader was refused at 10:00:07; by default its recorded policy allows the call. */
function getObject({ trail, before = '2026-03-04T10:00:07Z ERROR ', ...entities }: Asked): Diagnosis {
  const files = { ...iam({ reader: reads, ...entities }), ...alone(), ...bucket('orders', null) }
  return explain({ principal: readerSession, action: 's3:GetObject', resource: object, files, trail, before })
}

describe(name, () => {
  it('fires where the policy was written seconds before and the same call succeeded later', () => {
    const diagnosis = getObject({ trail: [attached, success] })
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([
      { operation: 'PutRolePolicy', subject: 'role/reader', secondsBetween: 4, succeededAt: '2026-03-04T10:00:38Z' },
    ])
    expect(diagnosis.certain).toBe(true)
    expect(diagnosis.verdict.blockedBy).toEqual([])
  })

  it('fires where the snapshot tells that the role was created seconds before', () => {
    const diagnosis = getObject({ trail: [success], readerCreated: '2026-03-04T10:00:01+00:00' })
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ operation: 'CreateRole', secondsBetween: 6 }])
  })

  it('changes nothing', () => {
    expect(firstFix(getObject({ trail: [attached, success] }))).toMatchObject({
      verified: true,
      edits: [{ kind: 'noChange', reason: 'stillPropagating', target: 'none' }],
    })
  })

  it('takes the time of a log without a zone as UTC', () => {
    const diagnosis = getObject({ trail: [attached, success], before: '2026-03-04 10:00:07,114 ERROR ' })
    expect(told(diagnosis)).toEqual([name])
  })

  it.each([
    ['no later success is recorded', [attached]],
    ['nothing was written before', [success]],
    ['the write was an hour earlier', [{ ...attached, eventTime: '2026-03-04T09:00:03Z' }, success]],
    ['the write failed', [{ ...attached, errorCode: 'AccessDenied' }, success]],
    ['the write was on another role', [record('10:00:03', 'PutRolePolicy', { roleName: 'writer' }), success]],
    [
      'the success is of another object',
      [attached, record('10:00:38', 'GetObject', { bucketName: 'orders', key: 'b' })],
    ],
    ['the later call failed too', [attached, { ...success, errorCode: 'AccessDenied' }]],
    ['the success is of another principal', [attached, { ...success, userIdentity: { arn: mina } }]],
  ])('is silent where %s', (_, trail) => {
    expect(told(getObject({ trail }))).toEqual([])
  })

  it('leaves a write between the denial and the success to policy-changed-after-denial', () => {
    const again = { ...attached, eventTime: '2026-03-04T10:00:20Z' }
    expect(told(getObject({ trail: [attached, again, success] }))).toEqual(['policy-changed-after-denial'])
  })

  it('is silent where the recorded policies do not allow the call', () => {
    expect(told(getObject({ trail: [attached, success], reader: policy() }))).toEqual(['identity-no-allow'])
  })

  it('is silent where the time of the denial is not known', () => {
    expect(told(getObject({ trail: [attached, success], before: '' }))).toEqual([])
  })

  it('is possible where the role is new and nothing tells of a later success', () => {
    expect(suspected(getObject({ trail: [], readerCreated: '2026-03-04T10:00:01Z' }))).toContain(name)
    expect(suspected(getObject({ trail: [], readerCreated: '2026-03-03T10:00:01Z' }))).not.toContain(name)
  })
})
