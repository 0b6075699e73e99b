import { describe, expect, it } from 'vitest'
import {
  allow,
  alone,
  bucket,
  deny,
  explain,
  firstFix,
  fixesOf,
  iam,
  type Json,
  mina,
  organization,
  policy,
  to,
} from './cause-fixture.ts'
import { outcomeOf } from './scenario-fixture.ts'

const object = 'arn:aws:s3:::reports/q1.csv'
const read = { action: 's3:GetObject', resource: object }
const everything = policy(allow('*', '*'))

describe('several statements and layers in the way of one request', () => {
  it('statements of one document are taken out by their recorded places, the last one first', () => {
    const own = policy(
      allow('*', '*'),
      deny('s3:GetObject', 'arn:aws:s3:::reports/*', { Sid: 'First' }),
      deny('s3:GetObject', 'arn:aws:s3:::logs/*', { Sid: 'Stays' }),
      deny('s3:GetObject', 'arn:aws:s3:::reports/q1.csv', { Sid: 'Second' }),
    )
    const found = explain({ ...read, files: { ...alone(), ...bucket('reports', null), ...iam({ mina: own }) } })
    const removal = found.fixes.find(({ edits }) => edits.every(({ edit }) => edit.kind === 'removeStatement'))
    expect(removal?.outcome).toEqual({ verified: true })
    expect(removal?.edits.map(({ edit }) => 'at' in edit && edit.at.sid)).toEqual(['Second', 'First'])
    expect(removal?.edits[0]?.document).toMatchObject({ Statement: [{ Effect: 'Allow' }, { Sid: 'Stays' }] })
    expect(removal?.edits.map(({ diff }) => /-.*"Sid": "(\w+)"/.exec(diff)?.[1])).toEqual(['Second', 'First'])
  })

  it('a policy of fifty Deny statements is opened as a whole, and in reasonable time', () => {
    const denies = Array.from({ length: 50 }, (_, i) =>
      deny('s3:*', '*', { Condition: { StringNotEquals: { [`aws:PrincipalTag/t${i}`]: 'x' } } }),
    )
    const files = { ...alone(), ...bucket('reports', null), ...iam({ mina: policy(allow('*', '*'), ...denies) }) }
    const found = explain({ ...read, files })
    expect(outcomeOf(found)).toMatchObject({ certain: true, blockedBy: ['identity'] })
    expect(firstFix(found)).toMatchObject({ verified: true })
    expect(firstFix(found)?.edits.length).toBe(50)
  })

  it('a claim that names a third layer is contradicted, and the two that deny are told and mended', () => {
    const guarded = policy({ ...deny('s3:*', ['arn:aws:s3:::reports', 'arn:aws:s3:::reports/*']), ...to('*') })
    const levels = { account: policy(allow('*', '*'), deny('s3:*', '*')) }
    const found = explain({
      ...read,
      says: 'with an explicit deny in a permissions boundary',
      files: { ...organization('scp', levels), ...bucket('reports', guarded), ...iam({ mina: everything }) },
    })
    expect(found.verdict.agreesWithClaim).toBe(false)
    expect(outcomeOf(found)).toMatchObject({
      certain: true,
      blockedBy: ['scp', 'resource'],
      confirmed: ['resource-explicit-deny', 'scp-explicit-deny'],
      fixes: ['bucket-policy:reports+scp:p-account'],
    })
  })

  it('the layer behind the one that AWS names is refused next', () => {
    const found = explain({
      ...read,
      says: 'with an explicit deny in a service control policy',
      files: {
        ...organization('scp', { root: policy(allow('*', '*'), deny('s3:*', '*')) }),
        ...bucket('reports', null),
        ...iam({ mina: policy(allow('ec2:*', '*')) }),
      },
    })
    expect(found.nextDenials).toEqual([{ request: 0, blockedBy: ['identity'] }])
    expect(outcomeOf(found).fixes[0]).toBe('identity:user/mina+scp:p-root')
  })
})

describe('service control policies', () => {
  const everyLevel = ['root', 'unit', 'account'] as const

  it.each(everyLevel)('an allow list that lacks the action at the %s level is told with that level', (level) => {
    const files = {
      ...organization('scp', { [level]: policy(allow('ec2:*', '*')) }),
      ...bucket('reports', null),
      ...iam({ mina: everything }),
    }
    const found = explain({ ...read, files })
    expect(outcomeOf(found)).toEqual({
      certain: true,
      blockedBy: ['scp'],
      confirmed: ['scp-no-allow'],
      unknowns: [],
      fixes: [`scp:p-${level}`],
    })
    const levels = { root: 'r-root', unit: 'ou-root-team', account: '111122223333' }
    expect(found.causes[0]?.evidence).toMatchObject({ levels: [levels[level]] })
  })

  it('an allow list is widened for the one principal, on no resource but `*`', () => {
    const files = {
      ...organization('scp', { root: policy(allow('ec2:*', '*')) }),
      ...bucket('reports', null),
      ...iam({ mina: everything }),
    }
    expect(firstFix(explain({ ...read, files }))?.edits).toMatchObject([
      { statement: { Resource: '*', Condition: { ArnEquals: { 'aws:PrincipalArn': mina } } } },
    ])
  })

  it('a Deny of all but some actions outside a Region is excepted for the one principal', () => {
    const regional: Json = {
      Effect: 'Deny',
      NotAction: ['iam:*', 'sts:*'],
      Resource: '*',
      Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-west-1'] } },
    }
    const files = {
      ...organization('scp', { unit: policy(allow('*', '*'), regional) }),
      ...bucket('reports', null),
      ...iam({ mina: everything }),
    }
    const found = explain({ ...read, files })
    expect(outcomeOf(found)).toMatchObject({ certain: true, confirmed: ['scp-explicit-deny'] })
    expect(fixesOf(found).map(({ edits }) => edits)).toMatchObject([
      [{ kind: 'exceptPrincipalForAction', principal: mina, action: 's3:GetObject', target: 'scp:p-unit' }],
      [{ kind: 'exceptPrincipal', principal: mina, target: 'scp:p-unit' }],
    ])
  })

  it('"explicit deny" in the message can be an allow list that lacks the action', () => {
    const files = {
      ...organization('scp', { root: policy(allow('ec2:*', '*')) }),
      ...bucket('reports', null),
      ...iam({ mina: everything }),
    }
    const found = explain({ ...read, says: 'with an explicit deny in a service control policy', files })
    expect(outcomeOf(found)).toMatchObject({ certain: true, confirmed: ['scp-no-allow'] })
  })
})
