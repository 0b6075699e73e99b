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
  type Levels,
  mina,
  organization,
  policy,
  to,
  told,
  unchangeableDeny,
} from '../../test/cause-fixture.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'

const name = 'rcp-explicit-deny'
const q1 = 'arn:aws:s3:::smoke-reports/q1.csv'
const everything = allow('*', '*')

function getObject(levels: Levels, more: { readonly fixedBoundary?: Json } = {}): Diagnosis {
  const files = {
    ...iam({ mina: policy(everything), ...more }),
    ...organization('rcp', levels),
    ...bucket('smoke-reports', null),
  }
  return explain({ action: 's3:GetObject', resource: q1, files })
}

describe(name, () => {
  it.each(['root', 'unit', 'account'] as const)('fires where a Deny at the level %s applies', (level) => {
    const diagnosis = getObject({ [level]: policy({ Sid: 'Sealed', ...deny('s3:*', '*', to('*')) }) })
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([
      { layer: 'rcp', place: { at: { sid: 'Sealed' } }, policy: { target: `rcp:p-${level}` } },
    ])
  })

  it('excepts the one principal and keeps the Deny for everyone else', () => {
    expect(firstFix(getObject({ unit: policy(deny('s3:*', '*', to('*'))) }))).toMatchObject({
      verified: true,
      edits: [{ kind: 'exceptPrincipal', target: 'rcp:p-unit', principal: mina }],
    })
  })

  it.each([
    ['another action', deny('s3:PutObject', '*', to('*'))],
    [
      'principals of other organizations',
      deny('s3:*', '*', { ...to('*'), Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-example' } } }),
    ],
    ['another service', deny('sqs:*', '*', to('*'))],
  ])('is silent for a Deny of %s', (_, statement) => {
    expect(told(getObject({ unit: policy(statement) }))).toEqual([])
  })

  it('is silent for a resource of an account outside the organization', () => {
    const files = {
      ...iam({ mina: policy(everything) }),
      ...organization('rcp', { unit: policy(deny('s3:*', '*', to('*'))) }),
      ...alone(elsewhere),
      ...bucket('smoke-reports', policy(allow('s3:GetObject', q1, to(mina))), elsewhere),
    }
    expect(told(explain({ action: 's3:GetObject', resource: q1, files }))).toEqual([])
  })

  it('offers no verified fix while a boundary that nobody can edit denies', () => {
    const diagnosis = getObject({ unit: policy(deny('s3:*', '*', to('*'))) }, { fixedBoundary: unchangeableDeny })
    expect(told(diagnosis)).toEqual(expect.arrayContaining([name, 'boundary-explicit-deny']))
    expect(firstFix(diagnosis)).toMatchObject({ verified: false, left: ['boundary'] })
  })
})
