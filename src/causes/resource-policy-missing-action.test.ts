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
  markedBy,
  mina,
  policy,
  to,
  told,
  unchangeableDeny,
} from '../../test/cause-fixture.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'

const name = 'resource-policy-missing-action'
const q1 = 'arn:aws:s3:::smoke-partner/q1.csv'
const jun = 'arn:aws:iam::111122223333:user/jun'

/** User mina of the home account sets the ACL of an object in a bucket of the other account. */
function putObjectAcl(bucketPolicy: Json, more: { readonly fixedBoundary?: Json } = {}): Diagnosis {
  const files = {
    ...iam({ mina: policy(allow('s3:*', '*')), ...more }),
    ...alone(),
    ...alone(elsewhere),
    ...bucket('smoke-partner', bucketPolicy, elsewhere),
  }
  return explain({ action: 's3:PutObjectAcl', resource: q1, files })
}

describe(name, () => {
  it('fires where the bucket policy grants the caller other actions on the object', () => {
    const diagnosis = putObjectAcl(policy(allow(['s3:PutObject', 's3:GetObject'], q1, to(mina))))
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([
      { action: 's3:PutObjectAcl', listed: ['s3:PutObject', 's3:GetObject'], principal: mina },
    ])
  })

  it('marks the action where it is the only one', () => {
    expect(markedBy(putObjectAcl(policy(allow('s3:PutObject', q1, to(mina)))), name)).toBe('"s3:PutObject"')
  })

  it('adds the action to the statement of this principal', () => {
    expect(firstFix(putObjectAcl(policy(allow('s3:PutObject', q1, to(mina)))))).toMatchObject({
      verified: true,
      edits: [{ kind: 'addAction', target: 'bucket-policy:smoke-partner', action: 's3:PutObjectAcl' }],
    })
  })

  it.each([
    ['names others as well', allow('s3:PutObject', q1, to([jun, mina]))],
    ['covers other objects as well', allow('s3:PutObject', 'arn:aws:s3:::smoke-partner/*', to(mina))],
  ])('grants in a statement of its own where the statement %s', (_, statement) => {
    expect(firstFix(putObjectAcl(policy(statement)))).toMatchObject({
      verified: true,
      edits: [
        {
          kind: 'addStatement',
          target: 'bucket-policy:smoke-partner',
          statement: { Principal: { AWS: mina }, Action: 's3:PutObjectAcl', Resource: q1 },
        },
      ],
    })
  })

  it.each([
    ['another principal', allow('s3:PutObject', q1, to(jun))],
    ['everyone', allow('s3:PutObject', q1, to('*'))],
    ['the whole account', allow('s3:PutObject', q1, to('arn:aws:iam::111122223333:root'))],
    ['actions of another service', allow('sqs:SendMessage', q1, to(mina))],
    ['the caller, but on other objects', allow('s3:PutObject', 'arn:aws:s3:::smoke-partner/q2.csv', to(mina))],
  ])('is silent for a statement that grants to %s', (_, statement) => {
    expect(told(putObjectAcl(policy(statement)))).toEqual(['resource-no-allow-cross-account'])
  })

  it('is silent for a Deny of other actions', () => {
    expect(told(putObjectAcl(policy(deny('s3:PutObject', q1, to(mina)))))).toEqual(['resource-no-allow-cross-account'])
  })

  it('offers no verified fix while a boundary that nobody can edit denies', () => {
    const document = policy(allow('s3:PutObject', q1, to(mina)))
    const diagnosis = putObjectAcl(document, { fixedBoundary: unchangeableDeny })
    expect(told(diagnosis)).toEqual([name, 'boundary-explicit-deny'])
    expect(firstFix(diagnosis)).toMatchObject({ verified: false, left: ['boundary'] })
  })
})
