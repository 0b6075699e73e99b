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
  iam,
  markedBy,
  policy,
  told,
  unchangeableDeny,
} from '../../test/cause-fixture.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'

const name = 'identity-resource-not-covered'
const q1 = 'arn:aws:s3:::smoke-reports/q1.csv'

function getObject(entities: Entities): Diagnosis {
  const files = { ...iam(entities), ...alone(), ...bucket('smoke-reports', null) }
  return explain({ action: 's3:GetObject', resource: q1, files })
}

describe(name, () => {
  it('fires where a statement allows the action on another bucket', () => {
    const diagnosis = getObject({ mina: policy(allow('s3:GetObject', 'arn:aws:s3:::smoke-archive/*')) })
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([
      { resource: q1, listed: ['arn:aws:s3:::smoke-archive/*'], isExcepted: false },
    ])
    expect(markedBy(diagnosis, name)).toBe('"arn:aws:s3:::smoke-archive/*"')
  })

  it('fires where NotResource takes the resource out', () => {
    const diagnosis = getObject({
      mina: policy({ Effect: 'Allow', Action: 's3:*', NotResource: 'arn:aws:s3:::smoke-reports/*' }),
    })
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ isExcepted: true, listed: ['arn:aws:s3:::smoke-reports/*'] }])
  })

  it('tells the one statement that comes nearest', () => {
    const diagnosis = getObject({
      mina: policy(
        allow('*', 'arn:aws:sqs:us-east-1:111122223333:orders'),
        allow('s3:GetObject', ['arn:aws:s3:::archive/*', 'arn:aws:s3:::smoke-reports/daily/*']),
        allow('s3:GetObject', 'arn:aws:s3:::smoke-archive/*'),
      ),
    })
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ place: { at: { index: 1 } } }])
  })

  it('adds the one resource to the statement that allows the action', () => {
    const diagnosis = getObject({ mina: policy(allow('s3:GetObject', 'arn:aws:s3:::smoke-archive/*')) })
    expect(firstFix(diagnosis)).toMatchObject({
      verified: true,
      edits: [{ kind: 'addResource', target: 'identity:user/mina', resource: q1 }],
    })
  })

  it('grants in a policy of its own where the statement allows more actions than the one denied', () => {
    const diagnosis = getObject({ mina: policy(allow('s3:*', 'arn:aws:s3:::smoke-archive/*')) })
    expect(firstFix(diagnosis)).toMatchObject({
      verified: true,
      edits: [
        { kind: 'addStatement', target: 'identity:user/mina', statement: { Action: 's3:GetObject', Resource: q1 } },
      ],
    })
  })

  it.each([
    ['NotResource', { mina: policy({ Effect: 'Allow', Action: 's3:*', NotResource: 'arn:aws:s3:::smoke-reports/*' }) }],
    ['an AWS managed policy', { awsManaged: policy(allow('s3:GetObject', 'arn:aws:s3:::smoke-archive/*')) }],
  ])('grants in a policy of its own where the statement stands in %s', (_, entities) => {
    expect(firstFix(getObject(entities))).toMatchObject({
      verified: true,
      edits: [
        { kind: 'addStatement', target: 'identity:user/mina', statement: { Action: 's3:GetObject', Resource: q1 } },
      ],
    })
  })

  it.each([
    ['bucket-arn-for-object-action', 'arn:aws:s3:::smoke-reports'],
    ['arn-whitespace', 'arn:aws:s3:::smoke-reports/q1.csv '],
    ['arn-wrong-account-region-or-partition', 'arn:aws-cn:s3:::smoke-reports/*'],
  ])('leaves the near miss to %s', (near, resource) => {
    expect(told(getObject({ mina: policy(allow('s3:GetObject', resource)) }))).toEqual([near])
  })

  it.each([
    ['another action on another resource', allow('s3:PutObject', 'arn:aws:s3:::smoke-archive/*')],
    [
      'a condition that is not met either',
      allow('s3:GetObject', 'arn:aws:s3:::smoke-archive/*', { Condition: { StringEquals: { 'aws:username': 'jun' } } }),
    ],
    ['a Deny on another resource', deny('s3:GetObject', 'arn:aws:s3:::smoke-archive/*')],
  ])('is silent for %s', (_, statement) => {
    expect(told(getObject({ mina: policy(statement) }))).toEqual(['identity-no-allow'])
  })

  it('offers no verified fix while a boundary that nobody can edit denies', () => {
    const statement = allow('s3:GetObject', 'arn:aws:s3:::smoke-archive/*')
    const diagnosis = getObject({ mina: policy(statement), fixedBoundary: unchangeableDeny })
    expect(told(diagnosis)).toEqual([name, 'boundary-explicit-deny'])
    expect(firstFix(diagnosis)).toMatchObject({ verified: false, left: ['boundary'] })
  })
})
