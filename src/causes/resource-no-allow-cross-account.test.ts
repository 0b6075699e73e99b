import { describe, expect, it } from 'vitest'
import {
  allow,
  alone,
  bucket,
  deny,
  elsewhere,
  evidenceOf,
  explain,
  firstFix,
  iam,
  type Json,
  mina,
  policy,
  to,
  told,
  unchangeableDeny,
} from '../../test/cause-fixture.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'

const name = 'resource-no-allow-cross-account'
const q1 = 'arn:aws:s3:::smoke-partner/q1.csv'
const theirs = 'arn:aws:iam::444455556666:role/reader'

/** User mina of the home account asks for an object of a bucket of the other account. */
function getObject(bucketPolicy: Json | null, more: { readonly fixedBoundary?: Json } = {}): Diagnosis {
  const files = {
    ...iam({ mina: policy(allow('s3:*', '*')), ...more }),
    ...alone(),
    ...alone(elsewhere),
    ...bucket('smoke-partner', bucketPolicy, elsewhere),
  }
  return explain({ action: 's3:GetObject', resource: q1, files })
}

describe(name, () => {
  it('fires where the bucket of the other account has no policy', () => {
    const diagnosis = getObject(null)
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([
      { layer: 'resource', principal: mina, policies: [], nearest: null },
    ])
  })

  it('shows the principals of the statement that comes nearest', () => {
    const diagnosis = getObject(policy(allow('s3:GetObject', 'arn:aws:s3:::smoke-partner/*', to(theirs))))
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ nearest: { element: 'Principal', listed: [theirs] } }])
  })

  it('grants this action on this object to this principal in the policy of the bucket', () => {
    expect(firstFix(getObject(null))).toMatchObject({
      verified: true,
      edits: [
        {
          kind: 'addStatement',
          target: 'bucket-policy:smoke-partner',
          statement: { Effect: 'Allow', Principal: { AWS: mina }, Action: 's3:GetObject', Resource: q1 },
        },
      ],
    })
  })

  it('stands beside the condition that keeps an Allow from applying', () => {
    const condition = { Condition: { StringEquals: { 'aws:PrincipalTag/team': 'reports' } } }
    const diagnosis = getObject(policy(allow('s3:GetObject', q1, { ...to(mina), ...condition })))
    expect(told(diagnosis)).toEqual(expect.arrayContaining([name, 'condition-not-met']))
  })

  it.each([
    ['resource-policy-missing-action', allow('s3:GetObjectAcl', q1, to(mina))],
    ['bucket-arn-for-object-action', allow('s3:GetObject', 'arn:aws:s3:::smoke-partner', to(mina))],
    ['resource-explicit-deny', deny('s3:GetObject', q1, to('*'))],
  ])('leaves the more specific case to %s', (near, statement) => {
    expect(told(getObject(policy(statement)))).toEqual([near])
  })

  it.each([
    ['the account of the caller', allow('s3:GetObject', q1, to('arn:aws:iam::111122223333:root'))],
    ['the caller', allow('s3:GetObject', q1, to(mina))],
  ])('is silent where the policy allows %s', (_, statement) => {
    expect(told(getObject(policy(statement)))).toEqual([])
  })

  it('is silent in one account, where the identity policy alone is enough', () => {
    const files = { ...iam({ mina: policy(allow('s3:*', '*')) }), ...alone(), ...bucket('smoke-partner', null) }
    expect(told(explain({ action: 's3:GetObject', resource: q1, files }))).toEqual([])
  })

  it('stands beside identity-no-allow where both sides lack the Allow', () => {
    const files = { ...iam({}), ...alone(), ...alone(elsewhere), ...bucket('smoke-partner', null, elsewhere) }
    const diagnosis = explain({ action: 's3:GetObject', resource: q1, files })
    expect(told(diagnosis)).toEqual(['identity-no-allow', name])
    expect(firstFix(diagnosis)?.verified).toBe(true)
    expect(firstFix(diagnosis)?.edits.map((edit) => edit.target)).toEqual([
      'identity:user/mina',
      'bucket-policy:smoke-partner',
    ])
  })

  it('offers no verified fix while a boundary that nobody can edit denies', () => {
    const diagnosis = getObject(null, { fixedBoundary: unchangeableDeny })
    expect(told(diagnosis)).toEqual([name, 'boundary-explicit-deny'])
    expect(firstFix(diagnosis)).toMatchObject({ verified: false, left: ['boundary'] })
  })
})
