import { describe, expect, it } from 'vitest'
import {
  allow,
  alone,
  bucket,
  deny,
  evidenceOf,
  explain,
  firstFix,
  iam,
  type Json,
  mina,
  policy,
  told,
  unchangeableDeny,
} from '../../test/cause-fixture.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'

const name = 'boundary-explicit-deny'
const q1 = 'arn:aws:s3:::smoke-reports/q1.csv'
const everything = policy(allow('*', '*'))

function getObject(boundary: Json, own: Json = everything): Diagnosis {
  const files = { ...iam({ mina: own, boundary }), ...alone(), ...bucket('smoke-reports', null) }
  return explain({ action: 's3:GetObject', resource: q1, files })
}

describe(name, () => {
  it('fires where a Deny of the boundary applies', () => {
    const diagnosis = getObject(policy(allow('*', '*'), { Sid: 'NoStorage', ...deny('s3:*', '*') }))
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([
      { layer: 'boundary', place: { at: { sid: 'NoStorage', index: 1 } } },
    ])
  })

  it('excepts the one principal, because others have the same boundary', () => {
    expect(firstFix(getObject(policy(allow('*', '*'), deny('s3:*', '*'))))).toMatchObject({
      verified: true,
      edits: [{ kind: 'exceptPrincipal', target: 'boundary:policy/limit', principal: mina }],
    })
  })

  it.each([
    ['another action', deny('s3:PutObject', '*')],
    ['another bucket', deny('s3:*', 'arn:aws:s3:::smoke-reports-2/*')],
    ['a condition that does not hold', deny('s3:*', '*', { Condition: { StringEquals: { 'aws:username': 'jun' } } })],
  ])('is silent for a Deny of %s', (_, statement) => {
    expect(told(getObject(policy(allow('*', '*'), statement)))).toEqual([])
  })

  it('is silent where the same Deny stands in the policy of the user', () => {
    const own = policy(allow('*', '*'), deny('s3:*', '*'))
    expect(told(getObject(everything, own))).toEqual(['identity-explicit-deny'])
  })

  it('offers no verified fix where the boundary is an AWS managed policy too long to copy', () => {
    const files = {
      ...iam({ mina: everything, fixedBoundary: unchangeableDeny }),
      ...alone(),
      ...bucket('smoke-reports', null),
    }
    const diagnosis = explain({ action: 's3:GetObject', resource: q1, files })
    expect(told(diagnosis)).toEqual([name])
    expect(diagnosis.fixes.filter((fix) => fix.outcome.verified)).toEqual([])
  })

  it('changes a copy of an AWS managed boundary, and sets that for the one principal', () => {
    const boundary = policy(allow('*', '*'), deny(['s3:GetObject', 's3:PutObject'], '*'))
    const files = {
      ...iam({ mina: everything, fixedBoundary: boundary }),
      ...alone(),
      ...bucket('smoke-reports', null),
    }
    const [fix] = explain({ action: 's3:GetObject', resource: q1, files }).fixes
    expect(fix?.outcome.verified).toBe(true)
    expect(fix?.edits).toMatchObject([
      {
        edit: { kind: 'exceptResource', resource: q1 },
        copy: { name: 'limit-for-mina', holder: 'user/mina' },
        owner: { kind: 'accountAdministrator', account: '111122223333' },
      },
    ])
    expect(fix?.edits[0]?.cli).toMatch(
      /^aws iam create-policy --policy-name limit-for-mina --policy-document '.*' && aws iam put-user-permissions-boundary --user-name mina --permissions-boundary arn:aws:iam::111122223333:policy\/limit-for-mina$/,
    )
  })

  it('opens nothing for the others whose boundary stays the one that AWS manages', () => {
    const boundary = policy(allow('*', '*'), deny(['s3:GetObject'], '*'))
    const files = {
      ...iam({ mina: everything, reader: everything, fixedBoundary: boundary }),
      ...alone(),
      ...bucket('smoke-reports', null),
    }
    const { fixes } = explain({ action: 's3:GetObject', resource: q1, files })
    const opened = fixes.flatMap(({ alsoAllows }) => alsoAllows.examples.map(({ principal }) => principal.arn))
    expect(new Set(opened)).toEqual(new Set([mina]))
  })
})
