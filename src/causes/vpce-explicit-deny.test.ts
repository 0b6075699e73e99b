import { describe, expect, it } from 'vitest'
import {
  allow,
  alone,
  bucket,
  deny,
  endpoint,
  evidenceOf,
  explain,
  firstFix,
  iam,
  type Json,
  mina,
  policy,
  to,
  told,
  unchangeableDeny,
} from '../../test/cause-fixture.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'

const name = 'vpce-explicit-deny'
const q1 = 'arn:aws:s3:::smoke-reports/q1.csv'
const everyone = allow('*', '*', to('*'))

function getObject(statement: Json, more: { readonly fixedBoundary?: Json } = {}): Diagnosis {
  const files = {
    ...iam({ mina: policy(allow('*', '*')), ...more }),
    ...alone(),
    ...bucket('smoke-reports', null),
    ...endpoint(policy(everyone, statement)),
  }
  return explain({ action: 's3:GetObject', resource: q1, files, context: { 'aws:SourceVpce': 'vpce-0example' } })
}

const otherOrganization = {
  ...to('*'),
  Condition: { StringNotEquals: { 'aws:PrincipalAccount': '444455556666' } },
}

describe(name, () => {
  it('fires where a Deny of the endpoint policy applies', () => {
    const diagnosis = getObject({ Sid: 'OwnAccount', ...deny('s3:*', '*', otherOrganization) })
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([
      {
        layer: 'vpce',
        place: { at: { sid: 'OwnAccount', index: 1 } },
        conditions: [{ key: 'aws:PrincipalAccount', values: ['444455556666'], actual: ['111122223333'] }],
      },
    ])
  })

  it('excepts the one principal and keeps the Deny for everyone else', () => {
    expect(firstFix(getObject(deny('s3:*', '*', to('*'))))).toMatchObject({
      verified: true,
      edits: [{ kind: 'exceptPrincipal', target: 'vpce:vpce-0example', principal: mina }],
    })
  })

  it.each([
    ['another action', deny('s3:PutObject', '*', to('*'))],
    ['another bucket', deny('s3:*', 'arn:aws:s3:::smoke-archive/*', to('*'))],
    [
      'another account',
      deny('s3:*', '*', { ...to('*'), Condition: { StringEquals: { 'aws:PrincipalAccount': '444455556666' } } }),
    ],
  ])('is silent for a Deny of %s', (_, statement) => {
    expect(told(getObject(statement))).toEqual([])
  })

  it('is silent where the call went over another endpoint or none', () => {
    const files = {
      ...iam({ mina: policy(allow('*', '*')) }),
      ...alone(),
      ...bucket('smoke-reports', null),
      ...endpoint(policy(everyone, deny('s3:*', '*', to('*')))),
    }
    expect(told(explain({ action: 's3:GetObject', resource: q1, files }))).toEqual([])
  })

  it('offers no verified fix while a boundary that nobody can edit denies', () => {
    const diagnosis = getObject(deny('s3:*', '*', to('*')), { fixedBoundary: unchangeableDeny })
    expect(told(diagnosis)).toEqual(expect.arrayContaining([name, 'boundary-explicit-deny']))
    expect(firstFix(diagnosis)).toMatchObject({ verified: false, left: ['boundary'] })
  })
})
