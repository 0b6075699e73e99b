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

const name = 'object-arn-for-bucket-action'
const whole = 'arn:aws:s3:::smoke-reports'

function listBucket(entities: Entities): Diagnosis {
  const files = { ...iam(entities), ...alone(), ...bucket('smoke-reports', null) }
  return explain({ action: 's3:ListBucket', resource: whole, files })
}

describe(name, () => {
  it.each([`${whole}/*`, `${whole}/daily/*`, `${whole}/q1.csv`])('fires where the statement names %s', (resource) => {
    const diagnosis = listBucket({ mina: policy(allow('s3:ListBucket', resource)) })
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ listed: resource, mended: whole, resource: whole }])
    expect(markedBy(diagnosis, name)).toBe(`"${resource}"`)
  })

  it('tells one mistake once where the statement lists several prefixes', () => {
    const diagnosis = listBucket({ mina: policy(allow('s3:ListBucket', [`${whole}/daily/*`, `${whole}/weekly/*`])) })
    expect(told(diagnosis)).toEqual([name])
    expect(markedBy(diagnosis, name)).toBe(`"${whole}/daily/*"`)
  })

  it('adds the bucket and keeps the objects, because other actions of the statement need them', () => {
    const diagnosis = listBucket({ mina: policy(allow(['s3:ListBucket', 's3:GetObject'], `${whole}/*`)) })
    expect(firstFix(diagnosis)).toMatchObject({
      verified: true,
      edits: [{ kind: 'addResource', target: 'identity:user/mina', resource: whole }],
    })
  })

  it.each([
    ['objects of a bucket whose name begins alike', allow('s3:ListBucket', 'arn:aws:s3:::smoke-reports-2/*')],
    ['objects where the statement allows another action', allow('s3:GetObject', `${whole}/*`)],
    ['a Deny on the objects', deny('s3:ListBucket', `${whole}/*`)],
    [
      'objects with a condition that is not met either',
      allow('s3:ListBucket', `${whole}/*`, { Condition: { StringEquals: { 'aws:username': 'jun' } } }),
    ],
  ])('is silent for %s', (_, statement) => {
    expect(told(listBucket({ mina: policy(statement) }))).not.toContain(name)
  })

  it('is silent for an action that acts on objects', () => {
    const files = {
      ...iam({ mina: policy(allow('s3:GetObject', `${whole}/daily/*`)) }),
      ...alone(),
      ...bucket('smoke-reports', null),
    }
    const diagnosis = explain({ action: 's3:GetObject', resource: `${whole}/q1.csv`, files })
    expect(told(diagnosis)).toEqual(['identity-resource-not-covered'])
  })

  it('offers no verified fix while a boundary that nobody can edit denies', () => {
    const diagnosis = listBucket({
      mina: policy(allow('s3:ListBucket', `${whole}/*`)),
      fixedBoundary: unchangeableDeny,
    })
    expect(told(diagnosis)).toEqual([name, 'boundary-explicit-deny'])
    expect(firstFix(diagnosis)).toMatchObject({ verified: false, left: ['boundary'] })
  })
})
