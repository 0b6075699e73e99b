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
  markedBy,
  mina,
  policy,
  to,
  told,
  unchangeableDeny,
} from '../../test/cause-fixture.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'

const name = 'resource-explicit-deny'
const q1 = 'arn:aws:s3:::smoke-reports/q1.csv'
const jun = 'arn:aws:iam::111122223333:user/jun'
const root = 'arn:aws:iam::111122223333:root'
const endpointOnly = { Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-0example' } } }

function getObject(bucketPolicy: Json, more: { readonly fixedBoundary?: Json } = {}): Diagnosis {
  const files = {
    ...iam({ mina: policy(allow('s3:*', '*')), ...more }),
    ...alone(),
    ...bucket('smoke-reports', bucketPolicy),
  }
  return explain({ action: 's3:GetObject', resource: q1, files })
}

describe(name, () => {
  it('fires where a Deny for everyone applies', () => {
    const diagnosis = getObject(
      policy({ Sid: 'Sealed', ...deny('s3:GetObject', 'arn:aws:s3:::smoke-reports/*', to('*')) }),
    )
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([
      { layer: 'resource', place: { at: { sid: 'Sealed', index: 0 }, within: '/Effect' }, conditions: [] },
    ])
  })

  it('shows the condition that held for want of the key', () => {
    const diagnosis = getObject(policy(deny('s3:*', '*', { ...to('*'), ...endpointOnly })))
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([
      { conditions: [{ key: 'aws:SourceVpce', values: ['vpce-0example'], actual: [] }] },
    ])
    expect(markedBy(diagnosis, name)).not.toBe(null)
  })

  it('fires for NotPrincipal that leaves the caller out, and adds the caller to it', () => {
    const diagnosis = getObject(policy(deny('s3:*', '*', { NotPrincipal: { AWS: [root, jun] } })))
    expect(told(diagnosis)).toEqual([name])
    expect(firstFix(diagnosis)).toMatchObject({
      verified: true,
      edits: [{ kind: 'addPrincipal', target: 'bucket-policy:smoke-reports', principal: mina }],
    })
  })

  it('fires for NotPrincipal that names the caller without its account, because the account is then denied', () => {
    expect(told(getObject(policy(deny('s3:*', '*', { NotPrincipal: { AWS: [mina] } }))))).toEqual([name])
  })

  it('takes the caller out of a Deny that names several', () => {
    expect(firstFix(getObject(policy(deny('s3:*', '*', to([jun, mina])))))).toMatchObject({
      verified: true,
      edits: [{ kind: 'removePrincipal', target: 'bucket-policy:smoke-reports', principal: mina }],
    })
  })

  it('excepts the one principal from a Deny for everyone', () => {
    expect(firstFix(getObject(policy(deny('s3:GetObject', '*', to('*')))))).toMatchObject({
      verified: true,
      edits: [{ kind: 'exceptPrincipal', target: 'bucket-policy:smoke-reports', principal: mina }],
    })
  })

  it('opens two statements that deny in one fix', () => {
    const diagnosis = getObject(policy(deny('s3:*', '*', to('*')), deny('s3:GetObject', '*', to('*'))))
    expect(firstFix(diagnosis)).toMatchObject({
      verified: true,
      edits: [
        { kind: 'exceptPrincipal', at: { index: 0 } },
        { kind: 'exceptPrincipal', at: { index: 1 } },
      ],
    })
  })

  it.each([
    ['another principal', deny('s3:*', '*', to(jun))],
    ['another action', deny('s3:PutObject', '*', to('*'))],
    ['objects whose key begins alike', deny('s3:*', 'arn:aws:s3:::smoke-reports/q1', to('*'))],
    [
      'a condition that does not hold',
      deny('s3:*', '*', { ...to('*'), Condition: { StringEquals: { 'aws:PrincipalAccount': '444455556666' } } }),
    ],
    ['NotPrincipal that names the caller and its account', deny('s3:*', '*', { NotPrincipal: { AWS: [root, mina] } })],
  ])('is silent for a Deny of %s', (_, statement) => {
    expect(told(getObject(policy(statement)))).toEqual([])
  })

  it('is silent for an Allow of others, which takes nothing away in the same account', () => {
    expect(told(getObject(policy(allow('s3:GetObject', q1, to(jun)))))).toEqual([])
  })

  it('offers no verified fix while a boundary that nobody can edit denies', () => {
    const diagnosis = getObject(policy(deny('s3:*', '*', to('*'))), { fixedBoundary: unchangeableDeny })
    expect(told(diagnosis)).toEqual([name, 'boundary-explicit-deny'])
    expect(firstFix(diagnosis)).toMatchObject({ verified: false, left: ['boundary'] })
  })
})
