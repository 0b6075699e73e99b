import { describe, expect, it } from 'vitest'
import {
  allow,
  alone,
  bucket,
  elsewhere,
  explain,
  type Files,
  firstFix,
  home,
  iam,
  mina,
  policy,
} from './cause-fixture.ts'
import { diagnosisOf, outcomeOf, refused, refusedRead } from './scenario-fixture.ts'

const object = 'arn:aws:s3:::reports/q1.csv'
const bare: Files = { ...alone(), ...bucket('reports', null) }

describe('an Allow that waits for conditions', () => {
  it('a request can meet two of them at once', () => {
    const own = policy(
      allow('s3:GetObject', '*', {
        Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' }, Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
      }),
    )
    const found = explain({
      action: 's3:GetObject',
      resource: object,
      context: { 'aws:SourceIp': '198.51.100.9', 'aws:MultiFactorAuthPresent': 'false' },
      files: { ...bare, ...iam({ mina: own }) },
    })
    expect(outcomeOf(found).confirmed).toEqual(['condition-not-met', 'condition-not-met'])
    expect(outcomeOf(found).fixes).toContain('request+request')
  })

  it('a web identity of another audience and another subject is let in by both values', () => {
    const provider = 'token.actions.githubusercontent.com'
    const subject = 'repo:acme/app:ref:refs/heads/dev'
    const statement = {
      Effect: 'Allow',
      Action: 'sts:AssumeRoleWithWebIdentity',
      Principal: { Federated: `arn:aws:iam::${home}:oidc-provider/${provider}` },
      Condition: { StringEquals: { [`${provider}:aud`]: 'other', [`${provider}:sub`]: 'repo:acme/other:*' } },
    }
    const denial = refused({
      eventName: 'AssumeRoleWithWebIdentity',
      userIdentity: {
        type: 'WebIdentityUser',
        principalId: `arn:aws:iam::${home}:oidc-provider/${provider}:sts.amazonaws.com:${subject}`,
        userName: subject,
      },
      errorMessage: 'Not authorized to perform sts:AssumeRoleWithWebIdentity',
    })
    const found = diagnosisOf({ denial, files: { ...alone(), ...iam({ trust: policy(statement) }) } })
    expect(outcomeOf(found)).toMatchObject({ certain: true, blockedBy: ['resource'] })
    const both = found.fixes.find(({ edits }) => edits.every(({ edit }) => edit.kind === 'addConditionValue'))
    expect(both?.outcome).toEqual({ verified: true })
    expect(both?.edits.length).toBe(2)
  })

  it('a listing outside the allowed prefix is opened for that prefix, not for the whole bucket', () => {
    const own = policy(
      allow('s3:ListBucket', 'arn:aws:s3:::reports', { Condition: { StringLike: { 's3:prefix': 'a/*' } } }),
    )
    const found = explain({
      action: 's3:ListBucket',
      resource: 'arn:aws:s3:::reports',
      context: { 's3:prefix': 'b/' },
      files: { ...bare, ...iam({ mina: own }) },
    })
    expect(outcomeOf(found)).toMatchObject({ certain: true, confirmed: ['condition-not-met'] })
    expect(firstFix(found)?.edits).toMatchObject([
      { statement: { Resource: 'arn:aws:s3:::reports', Condition: { StringEquals: { 's3:prefix': 'b/' } } } },
    ])
  })

  it('a listing that no policy allows at all is opened without a prefix', () => {
    const found = explain({
      action: 's3:ListBucket',
      resource: 'arn:aws:s3:::reports',
      context: { 's3:prefix': 'b/' },
      files: { ...bare, ...iam({ mina: policy(allow('s3:GetObject', '*')) }) },
    })
    const [edit] = firstFix(found)?.edits ?? []
    expect(edit?.kind === 'addStatement' ? Object.keys(edit.statement) : []).not.toContain('Condition')
  })

  it('an Allow that ended before the recorded call is told with both times', () => {
    const own = policy(
      allow('s3:*', '*', { Condition: { DateLessThan: { 'aws:CurrentTime': '2026-03-01T00:00:00Z' } } }),
    )
    const found = diagnosisOf({ denial: refusedRead({}), files: { ...bare, ...iam({ mina: own }) } })
    expect(outcomeOf(found)).toMatchObject({ certain: true, confirmed: ['condition-not-met'] })
    expect(found.causes[0]?.evidence).toMatchObject({
      wanted: ['2026-03-01T00:00:00Z'],
      actual: ['2026-03-04T09:00:00Z'],
    })
  })

  it('of a pasted text without a time nobody knows whether the Allow had ended', () => {
    const own = policy(
      allow('s3:*', '*', { Condition: { DateLessThan: { 'aws:CurrentTime': '2026-03-01T00:00:00Z' } } }),
    )
    const files = { ...bare, ...iam({ mina: own }) }
    expect(outcomeOf(explain({ action: 's3:GetObject', resource: object, files }))).toMatchObject({
      certain: false,
      confirmed: [],
      unknowns: ['aws:CurrentTime'],
    })
  })
})

describe('services whose resource policies no snapshot holds', () => {
  const table = `arn:aws:dynamodb:us-east-1:${home}:table/orders`
  const own = policy(allow('*', '*'))

  it('a table of another account leaves the answer open', () => {
    const files = { ...alone(), ...alone(elsewhere), ...iam({ account: elsewhere, mina: own }) }
    const principal = `arn:aws:iam::${elsewhere}:user/mina`
    expect(outcomeOf(explain({ principal, action: 'dynamodb:GetItem', resource: table, files }))).toMatchObject({
      certain: false,
      confirmed: [],
      unknowns: [`resource-based policy of ${table}`],
    })
  })

  it('a table of the caller’s account that no policy allows is denied for want of an identity policy', () => {
    const files = { ...alone(), ...iam({ mina: policy(allow('s3:*', '*')) }) }
    expect(outcomeOf(explain({ principal: mina, action: 'dynamodb:GetItem', resource: table, files }))).toMatchObject({
      certain: true,
      confirmed: ['identity-no-allow'],
    })
  })
})
