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
  type Json,
  markedBy,
  mina,
  policy,
  to,
  told,
  unchangeableDeny,
} from '../../test/cause-fixture.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'

const name = 'bucket-arn-for-object-action'
const q1 = 'arn:aws:s3:::smoke-reports/q1.csv'
const whole = 'arn:aws:s3:::smoke-reports'

function getObject(entities: Entities, bucketPolicy: Json | null = null): Diagnosis {
  const files = { ...iam(entities), ...alone(), ...bucket('smoke-reports', bucketPolicy) }
  return explain({ action: 's3:GetObject', resource: q1, files })
}

function withStatements(...statements: readonly Json[]): Diagnosis {
  return getObject({ mina: policy(...statements) })
}

describe(name, () => {
  it('fires where the statement names the bucket and the action acts on its objects', () => {
    const diagnosis = withStatements(allow('s3:GetObject', whole))
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([
      { action: 's3:GetObject', resource: q1, listed: whole, mended: `${whole}/*` },
    ])
    expect(markedBy(diagnosis, name)).toBe(`"${whole}"`)
  })

  it('marks the one ARN of a list that comes near', () => {
    const diagnosis = withStatements(allow(['s3:ListBucket', 's3:GetObject'], ['arn:aws:s3:::smoke-archive/*', whole]))
    expect(told(diagnosis)).toEqual([name])
    expect(markedBy(diagnosis, name)).toBe(`"${whole}"`)
  })

  it('fires in a bucket policy that names the caller of the same account', () => {
    const diagnosis = getObject({}, policy(allow('s3:GetObject', whole, to(mina))))
    expect(told(diagnosis)).toEqual([name])
    expect(firstFix(diagnosis)).toMatchObject({
      verified: true,
      edits: [{ kind: 'addResource', target: 'bucket-policy:smoke-reports', resource: q1 }],
    })
  })

  it('adds the one object first, all objects of the bucket only last', () => {
    const fixes = fixesOf(withStatements(allow('s3:GetObject', whole)))
    expect([fixes[0], fixes.at(-1)]).toMatchObject([
      { verified: true, edits: [{ kind: 'addResource', target: 'identity:user/mina', resource: q1 }] },
      { verified: true, edits: [{ kind: 'addResource', target: 'identity:user/mina', resource: `${whole}/*` }] },
    ])
  })

  it('leaves an AWS managed policy as it is', () => {
    const diagnosis = getObject({ awsManaged: policy(allow('s3:GetObject', whole)) })
    expect(told(diagnosis)).toEqual([name])
    expect(firstFix(diagnosis)).toMatchObject({
      verified: true,
      edits: [{ kind: 'addStatement', target: 'identity:user/mina' }],
    })
  })

  it.each([
    ['a bucket whose name only begins alike', allow('s3:GetObject', 'arn:aws:s3:::smoke-report')],
    ['another object', allow('s3:GetObject', `${whole}/q2.csv`)],
    ['the bucket in another partition', allow('s3:GetObject', 'arn:aws-cn:s3:::smoke-reports')],
    ['a bucket ARN with a condition that is not met either', allow('s3:GetObject', whole, ssl('false'))],
    ['another action', allow('s3:GetObjectAcl', whole)],
    ['a Deny on the bucket ARN, which applies to nothing', deny('s3:GetObject', whole)],
  ])('is silent for %s', (_, statement) => {
    expect(told(withStatements(statement))).not.toContain(name)
  })

  it('is silent for an action that acts on the bucket', () => {
    const files = {
      ...iam({ mina: policy(allow('s3:ListBucket', `${whole}/*`)) }),
      ...alone(),
      ...bucket('smoke-reports', null),
    }
    expect(told(explain({ action: 's3:ListBucket', resource: whole, files }))).toEqual(['object-arn-for-bucket-action'])
  })

  it('offers no verified fix while a boundary that nobody can edit denies', () => {
    const diagnosis = getObject({ mina: policy(allow('s3:GetObject', whole)), fixedBoundary: unchangeableDeny })
    expect(told(diagnosis)).toEqual([name, 'boundary-explicit-deny'])
    expect(firstFix(diagnosis)).toMatchObject({ verified: false, left: ['boundary'] })
  })
})

function ssl(value: string): Json {
  return { Condition: { Bool: { 'aws:SecureTransport': value } } }
}
