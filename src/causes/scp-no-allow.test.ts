import { describe, expect, it } from 'vitest'
import {
  allow,
  bucket,
  deny,
  evidenceOf,
  explain,
  firstFix,
  iam,
  type Json,
  type Levels,
  organization,
  policy,
  told,
  unchangeableDeny,
} from '../../test/cause-fixture.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'

const name = 'scp-no-allow'
const q1 = 'arn:aws:s3:::smoke-reports/q1.csv'

function getObject(levels: Levels, more: { readonly fixedBoundary?: Json } = {}): Diagnosis {
  const files = {
    ...iam({ mina: policy(allow('*', '*')), ...more }),
    ...organization('scp', levels),
    ...bucket('smoke-reports', null),
  }
  return explain({ action: 's3:GetObject', resource: q1, files })
}

const queuesOnly = policy(allow('sqs:*', '*'))

describe(name, () => {
  it.each([
    ['root', 'r-root'],
    ['unit', 'ou-root-team'],
    ['account', '111122223333'],
  ] as const)('names the level that lacks the Allow: %s', (level, target) => {
    const diagnosis = getObject({ [level]: queuesOnly })
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ layer: 'scp', levels: [target], action: 's3:GetObject' }])
  })

  it('names every level that lacks it', () => {
    expect(evidenceOf(getObject({ root: queuesOnly, account: queuesOnly }), name)).toMatchObject([
      { levels: ['r-root', '111122223333'] },
    ])
  })

  it('opens every level that lacks the Allow in one fix', () => {
    const fix = firstFix(getObject({ root: queuesOnly, account: queuesOnly }))
    expect(fix?.verified).toBe(true)
    expect(fix?.edits.map((edit) => edit.target)).toEqual(['scp:p-root', 'scp:p-account'])
  })

  it('allows the action in the SCP of that level, on every resource, because an Allow there takes no other', () => {
    expect(firstFix(getObject({ unit: queuesOnly }))).toMatchObject({
      verified: true,
      edits: [{ kind: 'addStatement', target: 'scp:p-unit', statement: { Action: 's3:GetObject', Resource: '*' } }],
    })
  })

  it.each([
    ['every level allows', {}],
    ['the SCPs of a level allow the action by name', { account: policy(allow(['s3:GetObject', 'sqs:*'], '*')) }],
  ])('is silent where %s', (_, levels) => {
    expect(told(getObject(levels))).toEqual([])
  })

  it('leaves a Deny to scp-explicit-deny', () => {
    expect(told(getObject({ root: policy(allow('*', '*'), deny('s3:*', '*')) }))).toEqual(['scp-explicit-deny'])
  })

  it('is silent in the management account, which SCPs do not restrict', () => {
    const files = {
      ...iam({ mina: policy(allow('*', '*')) }),
      ...organization('scp', { account: queuesOnly }),
      '111122223333/global/organizations/DescribeOrganization.json': {
        Organization: { Id: 'o-example', MasterAccountId: '111122223333', FeatureSet: 'ALL' },
      },
      ...bucket('smoke-reports', null),
    }
    expect(told(explain({ action: 's3:GetObject', resource: q1, files }))).toEqual([])
  })

  it('offers no verified fix while a boundary that nobody can edit denies', () => {
    const diagnosis = getObject({ unit: queuesOnly }, { fixedBoundary: unchangeableDeny })
    expect(told(diagnosis)).toEqual(expect.arrayContaining([name, 'boundary-explicit-deny']))
    expect(firstFix(diagnosis)).toMatchObject({ verified: false, left: ['boundary'] })
  })
})
