import { describe, expect, it } from 'vitest'
import {
  allow,
  alone,
  bucket,
  deny,
  type Entities,
  evidenceOf,
  explain,
  firstFix,
  fixesOf,
  iam,
  mina,
  policy,
  suspected,
  to,
  told,
  unchangeableDeny,
} from '../../test/cause-fixture.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'

const q1 = 'arn:aws:s3:::smoke-reports/q1.csv'

function getObject(entities: Entities, bucketPolicy: Parameters<typeof bucket>[1] = null): Diagnosis {
  const files = { ...iam(entities), ...alone(), ...bucket('smoke-reports', bucketPolicy) }
  return explain({ action: 's3:GetObject', resource: q1, files })
}

describe('identity-no-allow', () => {
  it('fires where the user has no policy at all', () => {
    const diagnosis = getObject({})
    expect(told(diagnosis)).toEqual(['identity-no-allow'])
    expect(evidenceOf(diagnosis, 'identity-no-allow')).toMatchObject([
      { layer: 'identity', place: null, action: 's3:GetObject', resource: q1, principal: mina, policies: [] },
    ])
  })

  it('shows the statement that comes nearest, although it allows another action', () => {
    const diagnosis = getObject({ mina: policy(allow('s3:GetObjectAcl', 'arn:aws:s3:::smoke-reports/*')) })
    expect(told(diagnosis)).toEqual(['identity-no-allow'])
    expect(evidenceOf(diagnosis, 'identity-no-allow')).toMatchObject([
      { nearest: { element: 'Action', listed: ['s3:GetObjectAcl'] } },
    ])
  })

  it('grants first this action on this resource in a new policy of the user, then in the bucket policy', () => {
    expect(fixesOf(getObject({}))).toMatchObject([
      {
        verified: true,
        edits: [
          {
            kind: 'addStatement',
            target: 'identity:user/mina',
            statement: { Effect: 'Allow', Action: 's3:GetObject', Resource: q1 },
          },
        ],
      },
      { verified: true, edits: [{ kind: 'addStatement', target: 'bucket-policy:smoke-reports' }] },
    ])
  })

  it('is silent where a statement allows the action on another resource', () => {
    expect(told(getObject({ mina: policy(allow('s3:GetObject', 'arn:aws:s3:::smoke-archive/*')) }))).toEqual([
      'identity-resource-not-covered',
    ])
  })

  it('is silent where a Deny is the reason', () => {
    const diagnosis = getObject({ mina: policy(allow('s3:*', '*'), deny('s3:GetObject', '*')) })
    expect(told(diagnosis)).toEqual(['identity-explicit-deny'])
  })

  it('is silent where the bucket policy of the same account allows the user', () => {
    expect(told(getObject({}, policy(allow('s3:GetObject', `${q1}`, to(mina)))))).toEqual([])
  })

  it('is silent where only the permissions boundary lacks the Allow', () => {
    const diagnosis = getObject({ mina: policy(allow('s3:*', '*')), boundary: policy(allow('sqs:*', '*')) })
    expect(told(diagnosis)).toEqual(['boundary-no-allow'])
  })

  it('is only possible where the policies of a user were not collected', () => {
    const files = { ...alone(), ...bucket('smoke-reports', null) }
    const diagnosis = explain({ action: 's3:GetObject', resource: q1, files })
    expect(suspected(diagnosis)).toContain('identity-no-allow')
    expect(told(diagnosis)).toEqual([])
  })

  it('offers no verified fix while a boundary that nobody can edit denies', () => {
    const diagnosis = getObject({ fixedBoundary: unchangeableDeny })
    expect(told(diagnosis)).toEqual(['identity-no-allow', 'boundary-explicit-deny'])
    expect(firstFix(diagnosis)).toMatchObject({ verified: false, left: ['boundary'] })
  })
})
