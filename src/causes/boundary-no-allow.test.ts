import { describe, expect, it } from 'vitest'
import {
  allow,
  alone,
  bucket,
  deny,
  evidenceOf,
  explain,
  firstFix,
  fixesOf,
  iam,
  type Json,
  policy,
  told,
} from '../../test/cause-fixture.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'

const name = 'boundary-no-allow'
const q1 = 'arn:aws:s3:::smoke-reports/q1.csv'
const everything = policy(allow('*', '*'))

function getObject(boundary: Json | null, own: Json = everything): Diagnosis {
  const limit = boundary === null ? {} : { boundary }
  const files = { ...iam({ mina: own, ...limit }), ...alone(), ...bucket('smoke-reports', null) }
  return explain({ action: 's3:GetObject', resource: q1, files })
}

describe(name, () => {
  it('fires where the boundary allows another service alone', () => {
    const diagnosis = getObject(policy(allow('sqs:*', '*')))
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([
      { layer: 'boundary', action: 's3:GetObject', nearest: { element: 'Action', listed: ['sqs:*'] } },
    ])
  })

  it('fires where the boundary covers other resources', () => {
    const diagnosis = getObject(policy(allow('s3:GetObject', 'arn:aws:s3:::smoke-archive/*')))
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ nearest: { element: 'Resource' } }])
  })

  it('adds this action on this resource to the boundary', () => {
    expect(firstFix(getObject(policy(allow('sqs:*', '*'))))).toMatchObject({
      verified: true,
      edits: [
        { kind: 'addStatement', target: 'boundary:policy/limit', statement: { Action: 's3:GetObject', Resource: q1 } },
      ],
    })
  })

  it.each([
    ['no boundary', null],
    ['a boundary that allows the call', policy(allow(['s3:Get*', 'sqs:*'], '*'))],
  ])('is silent for %s', (_, boundary) => {
    expect(told(getObject(boundary))).toEqual([])
  })

  it.each([
    ['bucket-arn-for-object-action', policy(allow('s3:GetObject', 'arn:aws:s3:::smoke-reports'))],
    ['condition-not-met', policy(allow('s3:*', '*', { Condition: { StringEquals: { 'aws:username': 'jun' } } }))],
  ])('stands beside %s, which says why the Allow of the boundary does not apply', (near, boundary) => {
    expect(told(getObject(boundary))).toEqual([near, name])
  })

  it('leaves a Deny to boundary-explicit-deny', () => {
    expect(told(getObject(policy(allow('*', '*'), deny('s3:*', '*'))))).toEqual(['boundary-explicit-deny'])
  })

  it('stands beside identity-no-allow, and one fix opens both', () => {
    const diagnosis = getObject(policy(allow('sqs:*', '*')), policy(allow('sqs:*', '*')))
    expect(told(diagnosis)).toEqual(['identity-no-allow', name])
    const targets = fixesOf(diagnosis).map(({ edits }) => edits.map((edit) => edit.target))
    expect(targets).toContainEqual(['identity:user/mina', 'boundary:policy/limit'])
    expect(fixesOf(diagnosis).every((fix) => fix.verified)).toBe(true)
  })

  it('adds to a copy where the boundary is an AWS managed policy', () => {
    const files = {
      ...iam({ mina: everything, fixedBoundary: policy(allow('sqs:*', '*')) }),
      ...alone(),
      ...bucket('smoke-reports', null),
    }
    const diagnosis = explain({ action: 's3:GetObject', resource: q1, files })
    expect(told(diagnosis)).toEqual([name])
    expect(diagnosis.fixes).toMatchObject([
      { outcome: { verified: true }, edits: [{ edit: { kind: 'addStatement' }, copy: { name: 'limit-for-mina' } }] },
    ])
  })
})
