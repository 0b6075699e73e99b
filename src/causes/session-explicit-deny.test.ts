import { describe, expect, it } from 'vitest'
import {
  allow,
  alone,
  bucket,
  deny,
  evidenceOf,
  explain,
  firstFix,
  iam,
  type Json,
  policy,
  readerSession,
  sessionMade,
  told,
  unchangeableDeny,
} from '../../test/cause-fixture.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'

const name = 'session-explicit-deny'
const q1 = 'arn:aws:s3:::smoke-reports/q1.csv'
const everything = allow('*', '*')

function getObject(sessionPolicy: Json, more: { readonly fixedBoundary?: Json } = {}): Diagnosis {
  const files = { ...iam({ reader: policy(everything), ...more }), ...alone(), ...bucket('smoke-reports', null) }
  const trail = [sessionMade(sessionPolicy)]
  return explain({ principal: readerSession, action: 's3:GetObject', resource: q1, files, trail })
}

describe(name, () => {
  it('fires where a Deny of the session policy applies', () => {
    const diagnosis = getObject(
      policy(everything, { Sid: 'NoReports', ...deny('s3:*', 'arn:aws:s3:::smoke-reports/*') }),
    )
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([
      { layer: 'session', place: { at: { sid: 'NoReports', index: 1 } } },
    ])
  })

  it('changes the session policy, which is for whoever assumes the role', () => {
    const fix = firstFix(getObject(policy(everything, deny('s3:*', 'arn:aws:s3:::smoke-reports/*'))))
    expect(fix?.verified).toBe(true)
    expect(fix?.edits.map((edit) => edit.target)).toEqual(['session-policy'])
  })

  it.each([
    ['another action', deny('s3:PutObject', '*')],
    ['another bucket', deny('s3:*', 'arn:aws:s3:::smoke-archive/*')],
    ['another session name', deny('s3:*', '*', { Condition: { StringLike: { 'aws:userid': '*:jun' } } })],
  ])('is silent for a Deny of %s', (_, statement) => {
    expect(told(getObject(policy(everything, statement)))).toEqual([])
  })

  it('is silent where the session policy only lacks the Allow', () => {
    expect(told(getObject(policy(allow('sqs:*', '*'))))).toEqual(['session-no-allow'])
  })

  it('offers no verified fix while a boundary that nobody can edit denies', () => {
    const diagnosis = getObject(policy(everything, deny('s3:*', '*')), { fixedBoundary: unchangeableDeny })
    expect(told(diagnosis)).toEqual(expect.arrayContaining([name, 'boundary-explicit-deny']))
    expect(firstFix(diagnosis)).toMatchObject({ verified: false, left: ['boundary'] })
  })
})
