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

const name = 'session-no-allow'
const q1 = 'arn:aws:s3:::smoke-reports/q1.csv'

function getObject(sessionPolicy: Json | null, more: { readonly fixedBoundary?: Json } = {}): Diagnosis {
  const files = {
    ...iam({ reader: policy(allow('s3:*', '*')), ...more }),
    ...alone(),
    ...bucket('smoke-reports', null),
  }
  const trail = sessionPolicy === null ? [] : [sessionMade(sessionPolicy)]
  return explain({ principal: readerSession, action: 's3:GetObject', resource: q1, files, trail })
}

describe(name, () => {
  it('fires where the session policy allows another action alone', () => {
    const diagnosis = getObject(policy(allow('s3:ListBucket', '*')))
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([
      { layer: 'session', nearest: { element: 'Action', listed: ['s3:ListBucket'] } },
    ])
  })

  it('adds this action on this resource to the session policy', () => {
    expect(firstFix(getObject(policy(allow('s3:ListBucket', '*'))))).toMatchObject({
      verified: true,
      edits: [{ kind: 'addStatement', target: 'session-policy', statement: { Action: 's3:GetObject', Resource: q1 } }],
    })
  })

  it.each([
    ['no record of the session, which then has no policy by assumption', null],
    ['a session policy that allows the call', policy(allow('s3:Get*', q1))],
  ])('is silent for %s', (_, sessionPolicy) => {
    expect(told(getObject(sessionPolicy))).toEqual([])
  })

  it('stands beside the near miss of its Allow', () => {
    expect(told(getObject(policy(allow('s3:GetObject', 'arn:aws:s3:::smoke-reports'))))).toEqual([
      'bucket-arn-for-object-action',
      name,
    ])
  })

  it('leaves a Deny to session-explicit-deny', () => {
    expect(told(getObject(policy(allow('*', '*'), deny('s3:GetObject', '*'))))).toEqual(['session-explicit-deny'])
  })

  it('is silent for the session of another caller', () => {
    const made = sessionMade(policy(allow('s3:ListBucket', '*')))
    const files = { ...iam({ reader: policy(allow('s3:*', '*')) }), ...alone(), ...bucket('smoke-reports', null) }
    const principal = 'arn:aws:sts::111122223333:assumed-role/reader/jun'
    expect(told(explain({ principal, action: 's3:GetObject', resource: q1, files, trail: [made] }))).toEqual([])
  })

  it('offers no verified fix while a boundary that nobody can edit denies', () => {
    const diagnosis = getObject(policy(allow('s3:ListBucket', '*')), { fixedBoundary: unchangeableDeny })
    expect(told(diagnosis)).toEqual(expect.arrayContaining([name, 'boundary-explicit-deny']))
    expect(firstFix(diagnosis)).toMatchObject({ verified: false, left: ['boundary'] })
  })
})
