import { describe, expect, it } from 'vitest'
import {
  allow,
  alone,
  evidenceOf,
  explain,
  firstFix,
  iam,
  type Json,
  mina,
  policy,
  reader,
  to,
  told,
  unchangeableDeny,
} from '../../test/cause-fixture.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'

const name = 'trust-policy-explicit-deny'
const trusted = { Effect: 'Allow', ...to('arn:aws:iam::111122223333:root'), Action: 'sts:AssumeRole' }

function denied(more: Json): Json {
  return { Sid: 'NotFromOutside', Effect: 'Deny', Action: 'sts:AssumeRole', ...more }
}

function assumeRole(trust: Json, more: { readonly fixedBoundary?: Json } = {}): Diagnosis {
  const files = { ...iam({ mina: policy(allow('sts:AssumeRole', '*')), trust, ...more }), ...alone() }
  return explain({ action: 'sts:AssumeRole', resource: reader, files, context: { 'aws:SourceIp': '198.51.100.7' } })
}

const outside = { ...to('*'), Condition: { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } }

describe(name, () => {
  it('fires where a Deny of the trust policy applies', () => {
    const diagnosis = assumeRole(policy(trusted, denied(outside)))
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([
      {
        layer: 'resource',
        place: { at: { sid: 'NotFromOutside' } },
        conditions: [{ key: 'aws:SourceIp', values: ['203.0.113.0/24'], actual: ['198.51.100.7'] }],
      },
    ])
  })

  it('changes the request before the trust policy', () => {
    expect(firstFix(assumeRole(policy(trusted, denied(outside))))).toMatchObject({
      verified: true,
      edits: [{ kind: 'changeRequest', target: 'request', key: 'aws:SourceIp' }],
    })
  })

  it('excepts the one principal where the Deny has no condition', () => {
    expect(firstFix(assumeRole(policy(trusted, denied(to('*')))))).toMatchObject({
      verified: true,
      edits: [{ kind: 'exceptPrincipal', target: 'trust:role/reader', principal: mina }],
    })
  })

  it.each([
    ['another principal', denied(to('arn:aws:iam::111122223333:user/jun'))],
    ['another action', { ...denied(to('*')), Action: 'sts:TagSession' }],
    [
      'an address that the caller does not have',
      denied({ ...to('*'), Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } }),
    ],
  ])('is silent for a Deny of %s', (_, statement) => {
    expect(told(assumeRole(policy(trusted, statement)))).toEqual([])
  })

  it('is silent where nothing trusts the caller', () => {
    const service = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }
    expect(told(assumeRole(policy(service)))).toEqual(['trust-policy-no-allow'])
  })

  it('offers no verified fix while a boundary that nobody can edit denies', () => {
    const diagnosis = assumeRole(policy(trusted, denied(to('*'))), { fixedBoundary: unchangeableDeny })
    expect(told(diagnosis)).toEqual([name, 'boundary-explicit-deny'])
    expect(firstFix(diagnosis)).toMatchObject({ verified: false, left: ['boundary'] })
  })
})
