import { describe, expect, it } from 'vitest'
import {
  allow,
  alone,
  deny,
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

const name = 'trust-policy-no-allow'
const lambda = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }

function trusting(principal: string, more: Json = {}): Json {
  return { Effect: 'Allow', ...to(principal), Action: 'sts:AssumeRole', ...more }
}

function assumeRole(trust: Json, more: { readonly fixedBoundary?: Json } = {}): Diagnosis {
  const files = { ...iam({ mina: policy(allow('sts:AssumeRole', '*')), trust, ...more }), ...alone() }
  return explain({ action: 'sts:AssumeRole', resource: reader, files })
}

describe(name, () => {
  it('fires where the trust policy names a service alone', () => {
    const diagnosis = assumeRole(policy(lambda))
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ layer: 'resource', principal: mina, resource: reader }])
  })

  it('fires where it names another user of the account', () => {
    const jun = 'arn:aws:iam::111122223333:user/jun'
    const diagnosis = assumeRole(policy(trusting(jun)))
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ nearest: { element: 'Principal', listed: [jun] } }])
  })

  it('adds a statement for this principal without Resource, which a trust policy has not', () => {
    const fix = firstFix(assumeRole(policy(lambda)))
    expect(fix).toMatchObject({
      verified: true,
      edits: [
        {
          kind: 'addStatement',
          target: 'trust:role/reader',
          statement: { Effect: 'Allow', Principal: { AWS: mina }, Action: 'sts:AssumeRole' },
        },
      ],
    })
    expect(JSON.stringify(fix)).not.toContain('"Resource"')
  })

  it.each([
    ['the user', policy(trusting(mina))],
    ['the account, while the identity policy allows', policy(trusting('arn:aws:iam::111122223333:root'))],
  ])('is silent where the trust policy allows %s', (_, trust) => {
    expect(told(assumeRole(trust))).toEqual([])
  })

  it('leaves a Deny to trust-policy-explicit-deny', () => {
    const denying = { Effect: 'Deny', ...to('*'), Action: 'sts:AssumeRole' }
    expect(told(assumeRole(policy(trusting(mina), denying)))).toEqual(['trust-policy-explicit-deny'])
  })

  it('stands beside condition-not-met where the external id is another one', () => {
    const condition = { Condition: { StringEquals: { 'sts:ExternalId': 'example-41' } } }
    const files = {
      ...iam({ mina: policy(allow('sts:AssumeRole', '*')), trust: policy(trusting(mina, condition)) }),
      ...alone(),
    }
    const diagnosis = explain({
      action: 'sts:AssumeRole',
      resource: reader,
      files,
      context: { 'sts:ExternalId': 'example-14' },
    })
    expect(told(diagnosis)).toEqual(['condition-not-met', name])
    expect(firstFix(diagnosis)).toMatchObject({
      verified: true,
      edits: [{ kind: 'changeRequest', key: 'sts:ExternalId', values: ['example-41'] }],
    })
  })

  it('is silent for other calls on the role', () => {
    const files = { ...iam({ mina: policy(deny('iam:*', '*')), trust: policy(lambda) }), ...alone() }
    expect(told(explain({ action: 'iam:GetRole', resource: reader, files }))).toEqual(['identity-explicit-deny'])
  })

  it('offers no verified fix while a boundary that nobody can edit denies', () => {
    const diagnosis = assumeRole(policy(lambda), { fixedBoundary: unchangeableDeny })
    expect(told(diagnosis)).toEqual([name, 'boundary-explicit-deny'])
    expect(firstFix(diagnosis)).toMatchObject({ verified: false, left: ['boundary'] })
  })
})
