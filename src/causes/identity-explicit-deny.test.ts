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
  markedBy,
  policy,
  told,
} from '../../test/cause-fixture.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'

const name = 'identity-explicit-deny'
const q1 = 'arn:aws:s3:::smoke-reports/q1.csv'
const everything = allow('*', '*')

function getObject(entities: Entities, context: Readonly<Record<string, string>> = {}): Diagnosis {
  const files = { ...iam(entities), ...alone(), ...bucket('smoke-reports', null) }
  return explain({ action: 's3:GetObject', resource: q1, files, context })
}

const office = { Condition: { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } }

describe(name, () => {
  it('fires where a Deny without a condition applies', () => {
    const diagnosis = getObject({ mina: policy(everything, { Sid: 'NoRead', ...deny('s3:GetObject', '*') }) })
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([
      { layer: 'identity', place: { at: { index: 1, sid: 'NoRead' }, within: '/Effect' }, conditions: [] },
    ])
    expect(markedBy(diagnosis, name)).toBe('"Deny"')
  })

  it('shows the condition that held with the value of the request', () => {
    const diagnosis = getObject(
      { mina: policy(everything, deny('s3:*', '*', office)) },
      { 'aws:SourceIp': '198.51.100.7' },
    )
    expect(evidenceOf(diagnosis, name)).toMatchObject([
      {
        conditions: [
          { operator: 'NotIpAddress', key: 'aws:SourceIp', values: ['203.0.113.0/24'], actual: ['198.51.100.7'] },
        ],
      },
    ])
  })

  it('tells every Deny that applies', () => {
    const diagnosis = getObject({ mina: policy(everything, deny('s3:GetObject', '*'), deny('s3:Get*', q1)) })
    expect(told(diagnosis)).toEqual([name, name])
  })

  it('changes the request before the policy where the request can meet the condition', () => {
    const diagnosis = getObject(
      { mina: policy(everything, deny('s3:*', '*', office)) },
      { 'aws:SourceIp': '198.51.100.7' },
    )
    expect(firstFix(diagnosis)).toMatchObject({
      verified: true,
      edits: [{ kind: 'changeRequest', key: 'aws:SourceIp', target: 'request' }],
    })
  })

  it('excepts the one object where the Deny covers every resource', () => {
    expect(firstFix(getObject({ mina: policy(everything, deny('s3:*', '*')) }))).toMatchObject({
      verified: true,
      edits: [{ kind: 'exceptResource', target: 'identity:user/mina', resource: q1 }],
    })
  })

  it('takes the action out of a Deny that lists several', () => {
    const statement = deny(['s3:GetObject', 's3:DeleteObject'], 'arn:aws:s3:::smoke-reports/*')
    expect(fixesOf(getObject({ mina: policy(everything, statement) }))[0]).toMatchObject({
      verified: true,
      edits: [{ kind: 'removeAction', action: 's3:GetObject' }],
    })
  })

  it('grants besides the exception where nothing allows the request either', () => {
    expect(firstFix(getObject({ mina: policy(deny('s3:*', '*')) }))).toMatchObject({
      verified: true,
      edits: [
        { kind: 'exceptResource', target: 'identity:user/mina' },
        { kind: 'addStatement', target: 'identity:user/mina', statement: { Action: 's3:GetObject', Resource: q1 } },
      ],
    })
  })

  it('opens two statements that deny in one fix', () => {
    const diagnosis = getObject({ mina: policy(everything, deny('s3:*', '*'), deny('s3:Get*', '*')) })
    expect(firstFix(diagnosis)).toMatchObject({
      verified: true,
      edits: [
        { kind: 'exceptResource', at: { index: 1 } },
        { kind: 'exceptResource', at: { index: 2 } },
      ],
    })
  })

  it('edits no AWS managed policy, but detaches it from the user', () => {
    const diagnosis = getObject({ mina: policy(everything), awsManaged: policy(deny('s3:*', '*')) })
    expect(told(diagnosis)).toEqual([name])
    const verified = diagnosis.fixes.filter((fix) => fix.outcome.verified)
    expect(verified.map((fix) => fix.edits.map(({ edit, document }) => [edit.kind, document]))).toEqual([
      [['changeSetting', null]],
    ])
  })

  it.each([
    ['another action', deny('s3:GetObjectAcl', '*')],
    ['an action that only begins alike', deny('s3:Get', '*')],
    ['a bucket whose name begins alike', deny('s3:*', 'arn:aws:s3:::smoke-report/*')],
    ['a condition that does not hold', deny('s3:*', '*', { Condition: { StringEquals: { 'aws:username': 'jun' } } })],
    ['everything but this action', { Effect: 'Deny', NotAction: 's3:GetObject', Resource: '*' }],
    ['everything but this resource', { Effect: 'Deny', Action: 's3:*', NotResource: q1 }],
  ])('is silent for a Deny of %s', (_, statement) => {
    expect(told(getObject({ mina: policy(everything, statement) }))).toEqual([])
  })

  it('is silent where the Deny stands in the permissions boundary', () => {
    const diagnosis = getObject({ mina: policy(everything), boundary: policy(everything, deny('s3:*', '*')) })
    expect(told(diagnosis)).toEqual(['boundary-explicit-deny'])
  })

  it('is only possible where the condition hangs on a key that is not known', () => {
    const diagnosis = getObject({ mina: policy(everything, deny('s3:*', '*', office)) })
    expect(told(diagnosis)).not.toContain(name)
    expect(diagnosis.verdict.possible).toEqual(expect.arrayContaining(['allowed', 'explicitDeny']))
  })
})
