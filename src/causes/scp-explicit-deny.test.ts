import { describe, expect, it } from 'vitest'
import {
  allow,
  bucket,
  deny,
  evidenceOf,
  explain,
  firstFix,
  fixesOf,
  iam,
  type Json,
  type Levels,
  markedBy,
  mina,
  organization,
  policy,
  reader,
  readerSession,
  told,
  unchangeableDeny,
} from '../../test/cause-fixture.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'

const name = 'scp-explicit-deny'
const q1 = 'arn:aws:s3:::smoke-reports/q1.csv'
const everything = allow('*', '*')
const outsideSeoul = { Condition: { StringNotEquals: { 'aws:RequestedRegion': 'ap-northeast-2' } } }

function getObject(levels: Levels, more: { readonly fixedBoundary?: Json } = {}, principal: string = mina): Diagnosis {
  const files = {
    ...iam({ mina: policy(everything), reader: policy(everything), ...more }),
    ...organization('scp', levels),
    ...bucket('smoke-reports', null),
  }
  return explain({ principal, action: 's3:GetObject', resource: q1, files })
}

describe(name, () => {
  it.each(['root', 'unit', 'account'] as const)('fires where a Deny at the level %s applies', (level) => {
    const diagnosis = getObject({ [level]: policy(everything, { Sid: 'NoStorage', ...deny('s3:*', '*') }) })
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([
      { layer: 'scp', place: { at: { sid: 'NoStorage', index: 1 } }, policy: { target: `scp:p-${level}` } },
    ])
  })

  it('shows the Region that the Deny wants and the one the request went to', () => {
    const diagnosis = getObject({ root: policy(everything, deny('*', '*', outsideSeoul)) })
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([
      { conditions: [{ key: 'aws:RequestedRegion', values: ['ap-northeast-2'], actual: ['us-east-1'] }] },
    ])
    expect(markedBy(diagnosis, name)).not.toBe(null)
  })

  it('excepts the one principal and keeps the Deny for everyone else', () => {
    const levels = { root: policy(everything, deny('s3:*', '*')) }
    expect(firstFix(getObject(levels))).toMatchObject({
      verified: true,
      edits: [{ kind: 'exceptPrincipal', target: 'scp:p-root', principal: mina }],
    })
    expect(firstFix(getObject(levels, {}, readerSession))).toMatchObject({
      verified: true,
      edits: [{ kind: 'exceptPrincipal', target: 'scp:p-root', principal: reader }],
    })
  })

  it('tells the Deny of each level, and one fix opens both', () => {
    const denied = policy(everything, deny('s3:*', '*'))
    const diagnosis = getObject({ root: denied, account: denied })
    expect(told(diagnosis)).toEqual([name, name])
    expect(fixesOf(diagnosis)).toMatchObject([
      {
        verified: true,
        edits: [
          { kind: 'exceptPrincipal', target: 'scp:p-root', principal: mina },
          { kind: 'exceptPrincipal', target: 'scp:p-account', principal: mina },
        ],
      },
    ])
  })

  it.each([
    ['another action', deny('s3:PutObject', '*')],
    [
      'every Region but this one',
      deny('*', '*', { Condition: { StringNotEquals: { 'aws:RequestedRegion': 'us-east-1' } } }),
    ],
    ['everyone but this principal', deny('s3:*', '*', { Condition: { ArnNotEquals: { 'aws:PrincipalArn': mina } } })],
  ])('is silent for a Deny of %s', (_, statement) => {
    expect(told(getObject({ root: policy(everything, statement) }))).toEqual([])
  })

  it('offers no verified fix while a boundary that nobody can edit denies', () => {
    const diagnosis = getObject({ root: policy(everything, deny('s3:*', '*')) }, { fixedBoundary: unchangeableDeny })
    expect(told(diagnosis)).toEqual(expect.arrayContaining([name, 'boundary-explicit-deny']))
    expect(firstFix(diagnosis)).toMatchObject({ verified: false, left: ['boundary'] })
  })
})
