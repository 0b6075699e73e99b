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
  type Json,
  markedBy,
  policy,
  told,
  unchangeableDeny,
} from '../../test/cause-fixture.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'

const name = 'condition-not-met'
const q1 = 'arn:aws:s3:::smoke-reports/q1.csv'
const office = { Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } }
const team = { Condition: { StringEquals: { 'aws:PrincipalTag/team': 'reports' } } }

function getObject(entities: Entities, context: Readonly<Record<string, string>> = {}): Diagnosis {
  const files = { ...iam(entities), ...alone(), ...bucket('smoke-reports', null) }
  return explain({ action: 's3:GetObject', resource: q1, files, context })
}

function read(condition: Json, context: Readonly<Record<string, string>> = {}): Diagnosis {
  return getObject({ mina: policy(allow('s3:GetObject', 'arn:aws:s3:::smoke-reports/*', condition)) }, context)
}

describe(name, () => {
  it('fires where the value of the request is another one', () => {
    const diagnosis = read(office, { 'aws:SourceIp': '198.51.100.7' })
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([
      { operator: 'IpAddress', key: 'aws:SourceIp', wanted: ['203.0.113.0/24'], actual: ['198.51.100.7'] },
    ])
    expect(markedBy(diagnosis, name)).toBe('"203.0.113.0/24"')
  })

  it('fires where the request carries no such key', () => {
    const diagnosis = read(team)
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([
      { key: 'aws:PrincipalTag/team', wanted: ['reports'], actual: [] },
    ])
  })

  it('tells each of several conditions that are not met', () => {
    const both = { Condition: { ...office.Condition, ...team.Condition } }
    expect(evidenceOf(read(both, { 'aws:SourceIp': '198.51.100.7' }), name)).toMatchObject([
      { key: 'aws:SourceIp' },
      { key: 'aws:PrincipalTag/team' },
    ])
  })

  it('changes the request first where the caller decides the key', () => {
    expect(firstFix(read(office, { 'aws:SourceIp': '198.51.100.7' }))).toMatchObject({
      verified: true,
      edits: [{ kind: 'changeRequest', target: 'request', key: 'aws:SourceIp' }],
    })
  })

  it('grants besides the condition where the caller does not decide the key', () => {
    expect(firstFix(read(team))).toMatchObject({
      verified: true,
      edits: [
        { kind: 'addStatement', target: 'identity:user/mina', statement: { Action: 's3:GetObject', Resource: q1 } },
      ],
    })
  })

  it('is only possible while the value of the key is not known', () => {
    const diagnosis = read(office)
    expect(told(diagnosis)).not.toContain(name)
    expect(diagnosis.certain).toBe(false)
    expect(diagnosis.unknowns).toMatchObject([{ kind: 'contextKey', fact: { en: 'aws:SourceIp' } }])
  })

  it.each([
    ['a condition that is met', allow('s3:GetObject', q1, { Condition: { StringEquals: { 'aws:username': 'mina' } } })],
    ['another action under the condition', allow('s3:PutObject', q1, team)],
    ['another resource under the condition', allow('s3:GetObject', 'arn:aws:s3:::smoke-archive/*', team)],
    ['a Deny whose condition is not met', deny('s3:GetObject', '*', team)],
  ])('is silent for %s', (_, statement) => {
    expect(told(getObject({ mina: policy(statement) }))).not.toContain(name)
  })

  it('is silent where another statement allows the request', () => {
    expect(told(getObject({ mina: policy(allow('s3:GetObject', '*', team), allow('s3:GetObject', '*')) }))).toEqual([])
  })

  it('offers no verified fix while a boundary that nobody can edit denies', () => {
    const diagnosis = getObject({ mina: policy(allow('s3:GetObject', '*', team)), fixedBoundary: unchangeableDeny })
    expect(told(diagnosis)).toEqual([name, 'boundary-explicit-deny'])
    expect(firstFix(diagnosis)).toMatchObject({ verified: false, left: ['boundary'] })
  })
})
