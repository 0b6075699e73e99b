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
  told,
  unchangeableDeny,
} from '../../test/cause-fixture.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'

const name = 'pass-role-not-allowed'

function passRole(own: Json | null, more: { readonly boundary?: Json; readonly fixedBoundary?: Json } = {}): Diagnosis {
  const files = { ...iam({ ...(own === null ? {} : { mina: own }), ...more }), ...alone() }
  return explain({ action: 'iam:PassRole', resource: reader, files })
}

describe(name, () => {
  it('fires where the policy allows the call of the service, but not to hand it the role', () => {
    const diagnosis = passRole(policy(allow('lambda:CreateFunction', '*')))
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ layer: 'identity', principal: mina, resource: reader }])
  })

  it('allows the one role, not all of them', () => {
    expect(firstFix(passRole(null))).toMatchObject({
      verified: true,
      edits: [
        { kind: 'addStatement', target: 'identity:user/mina', statement: { Action: 'iam:PassRole', Resource: reader } },
      ],
    })
  })

  it.each([
    [
      'condition-not-met',
      allow('iam:PassRole', reader, { Condition: { StringEquals: { 'aws:PrincipalTag/team': 'ops' } } }),
    ],
    ['identity-resource-not-covered', allow('iam:PassRole', 'arn:aws:iam::111122223333:role/writer')],
    ['arn-wrong-account-region-or-partition', allow('iam:PassRole', 'arn:aws:iam::444455556666:role/reader')],
    ['identity-explicit-deny', deny('iam:PassRole', '*')],
  ])('leaves the more specific case to %s', (near, statement) => {
    expect(told(passRole(policy(statement)))).toEqual([near])
  })

  it.each(['iam:PassRole', 'iam:passrole', 'iam:*'])('is silent where the policy allows %s', (action) => {
    expect(told(passRole(policy(allow(action, reader))))).toEqual([])
  })

  it('is silent for other calls on the role', () => {
    const files = { ...iam({}), ...alone() }
    expect(told(explain({ action: 'iam:GetRole', resource: reader, files }))).toEqual(['identity-no-allow'])
  })

  it('is silent where the permissions boundary alone lacks the Allow', () => {
    const boundary = policy(allow('lambda:*', '*'))
    expect(told(passRole(policy(allow('iam:PassRole', reader)), { boundary }))).toEqual(['boundary-no-allow'])
  })

  it('offers no verified fix while a boundary that nobody can edit denies', () => {
    const diagnosis = passRole(null, { fixedBoundary: unchangeableDeny })
    expect(told(diagnosis)).toEqual([name, 'boundary-explicit-deny'])
    expect(firstFix(diagnosis)).toMatchObject({ verified: false, left: ['boundary'] })
  })
})
