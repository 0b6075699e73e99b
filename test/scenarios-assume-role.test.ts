import { describe, expect, it } from 'vitest'
import type { Diagnosis } from '../src/diagnosis/diagnosis.ts'
import {
  allow,
  alone,
  deny,
  evidenceOf,
  explain,
  type Files,
  firstFix,
  fixesOf,
  iam,
  type Json,
  mina,
  organization,
  policy,
  reader,
  readerSession,
  told,
} from './cause-fixture.ts'
import { diagnosisOf, outcomeOf } from './scenario-fixture.ts'

const everything = policy(allow('*', '*'))

/** The command that mina typed and the answer that it got, with a trust policy of one Allow for mina. */
function pasted(options: string, trust: Json, action = 'sts:AssumeRole', own: Json = everything): Diagnosis {
  const denial = `$ aws sts assume-role --role-arn ${reader} --role-session-name work ${options}

An error occurred (AccessDenied) when calling the AssumeRole operation: User: ${mina} is not authorized to perform: ${action} on resource: ${reader}
`
  const statement = { Effect: 'Allow', Principal: { AWS: mina }, Action: 'sts:AssumeRole', ...trust }
  return diagnosisOf({ denial, files: { ...alone(), ...iam({ mina: own, trust: policy(statement) }) } })
}

function actionsOf({ requests }: Diagnosis): readonly string[] {
  return requests.map(({ authorization }) => authorization.request.action)
}

const wants = (operator: string, key: string, value: string | readonly string[]): Json => ({
  Condition: { [operator]: { [key]: value } },
})

describe('a pasted command that assumes a role, beside its refusal', () => {
  it('tells the external id that it sent and the one that is wanted', () => {
    const found = pasted('--external-id guessed', wants('StringEquals', 'sts:ExternalId', 'agreed-1'))
    expect(evidenceOf(found, 'condition-not-met')).toMatchObject([
      { key: 'sts:ExternalId', wanted: ['agreed-1'], actual: ['guessed'] },
    ])
    expect(firstFix(found)).toMatchObject({
      verified: true,
      edits: [{ kind: 'changeRequest', key: 'sts:ExternalId', values: ['agreed-1'] }],
    })
  })

  it('is certain that it sent no external id', () => {
    const found = pasted('', wants('StringEquals', 'sts:ExternalId', 'agreed-1'))
    expect(outcomeOf(found)).toMatchObject({ certain: true, blockedBy: ['resource'], unknowns: [] })
    expect(told(found)).toContain('condition-not-met')
  })

  it('leaves open what a variable holds', () => {
    const found = pasted('--external-id "$ID"', wants('StringEquals', 'sts:ExternalId', 'agreed-1'))
    expect(outcomeOf(found)).toMatchObject({ certain: false, confirmed: [], unknowns: ['sts:ExternalId'] })
  })

  it('tells the session name', () => {
    const found = pasted('', wants('StringLike', 'sts:RoleSessionName', 'deploy-*'))
    expect(evidenceOf(found, 'condition-not-met')).toMatchObject([{ key: 'sts:RoleSessionName', actual: ['work'] }])
  })

  it('has MFA where it names a device, so that another condition is what refuses', () => {
    const condition = {
      Condition: {
        Bool: { 'aws:MultiFactorAuthPresent': 'true' },
        StringEquals: { 'sts:ExternalId': 'agreed-1' },
      },
    }
    const device = '--serial-number arn:aws:iam::111122223333:mfa/mina --token-code 123456'
    expect(evidenceOf(pasted(device, condition), 'condition-not-met')).toMatchObject([{ key: 'sts:ExternalId' }])
  })

  it('reads the external id of the command for this role among those for others', () => {
    const others = '--external-id agreed-1\naws sts assume-role --role-arn arn:aws:iam::111122223333:role/other'
    const found = pasted(others, wants('StringEquals', 'sts:ExternalId', 'agreed-1'))
    expect(outcomeOf(found)).toMatchObject({ certain: false, blockedBy: [], confirmed: [] })
  })
})

describe('session tags and a source identity', () => {
  const both = { Action: ['sts:AssumeRole', 'sts:TagSession'] }

  it('passing tags asks the trust policy for sts:TagSession as well', () => {
    const found = pasted('--tags Key=team,Value=web', {})
    expect(actionsOf(found)).toEqual(['sts:AssumeRole', 'sts:TagSession'])
    expect(evidenceOf(found, 'trust-policy-no-allow')).toMatchObject([{ action: 'sts:TagSession' }])
    expect(firstFix(found)).toMatchObject({
      verified: true,
      edits: [{ target: 'trust:role/reader', statement: { Action: 'sts:TagSession' } }],
    })
  })

  it('passing none does not', () => {
    const found = pasted('', {})
    expect(actionsOf(found)).toEqual(['sts:AssumeRole'])
    expect(told(found)).toEqual([])
  })

  it('compares the tags that are passed', () => {
    const found = pasted('--tags Key=team,Value=web', {
      ...both,
      ...wants('StringEquals', 'aws:RequestTag/team', 'data'),
    })
    expect(evidenceOf(found, 'condition-not-met')[0]).toMatchObject({
      key: 'aws:RequestTag/team',
      wanted: ['data'],
      actual: ['web'],
    })
  })

  it('compares the keys of the tags that are passed on', () => {
    const trust = { ...both, ...wants('ForAnyValue:StringEquals', 'sts:TransitiveTagKeys', ['team']) }
    const tags = '--tags Key=team,Value=web Key=stage,Value=prod'
    expect(told(pasted(`${tags} --transitive-tag-keys stage`, trust))).toContain('condition-not-met')
    expect(told(pasted(`${tags} --transitive-tag-keys stage team`, trust))).toEqual([])
  })

  it('is certain that no tag was passed where one is wanted', () => {
    const found = pasted('', wants('StringEquals', 'aws:RequestTag/team', 'data'))
    expect(outcomeOf(found)).toMatchObject({ certain: true, blockedBy: ['resource'] })
  })

  it('a source identity asks for sts:SetSourceIdentity, of the caller as well', () => {
    const own = policy(allow('sts:AssumeRole', '*'))
    const trust = { Principal: { AWS: '111122223333' }, Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'] }
    const found = pasted('--source-identity mina', trust, 'sts:SetSourceIdentity', own)
    expect(actionsOf(found)).toEqual(['sts:AssumeRole', 'sts:SetSourceIdentity'])
    expect(outcomeOf(found)).toMatchObject({ certain: true, blockedBy: ['identity'] })
    expect(firstFix(found)).toMatchObject({ verified: true, edits: [{ target: 'identity:user/mina' }] })
  })
})

describe('service-linked roles', () => {
  const path = 'aws-service-role/elasticmapreduce.amazonaws.com'
  const linked = `arn:aws:iam::111122223333:role/${path}/reader`

  /** The account with role reader as a service-linked role. */
  function account(own: Json, trust: Json): Files {
    const files = JSON.stringify({ ...alone(), ...iam({ mina: own, reader: own, trust: policy(trust) }) })
    return JSON.parse(files.replaceAll(':role/reader', `:role/${path}/reader`)) as Files
  }

  it.each<[string, Json]>([
    [
      'names a service',
      { Effect: 'Allow', Principal: { Service: 'elasticmapreduce.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ],
    ['denies', { Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRole' }],
    [
      'has a condition',
      {
        Effect: 'Allow',
        Principal: { AWS: mina },
        Action: 'sts:AssumeRole',
        ...wants('StringEquals', 'aws:username', 'jun'),
      },
    ],
  ])('the trust policy is told and never edited where it %s', (_, trust) => {
    const found = explain({ action: 'sts:AssumeRole', resource: linked, files: account(everything, trust) })
    expect(outcomeOf(found).blockedBy).toEqual(['resource'])
    expect(fixesOf(found)).toEqual([])
  })

  it('no SCP restricts them', () => {
    const session = 'arn:aws:sts::111122223333:assumed-role/reader/work'
    const trust = {
      Effect: 'Allow',
      Principal: { Service: 'elasticmapreduce.amazonaws.com' },
      Action: 'sts:AssumeRole',
    }
    const files = {
      ...account(everything, trust),
      ...organization('scp', { root: policy(allow('*', '*'), deny('sqs:*', '*')) }),
    }
    const asked = { action: 'sqs:CreateQueue', resource: 'arn:aws:sqs:us-east-1:111122223333:jobs', files }
    expect(explain({ ...asked, principal: mina }).verdict.blockedBy).toEqual(['scp'])
    expect(explain({ ...asked, principal: session }).verdict.blockedBy).toEqual([])
  })

  it('making one takes iam:CreateServiceLinkedRole, for that service', () => {
    const limited = (service: string): Json =>
      policy(allow('iam:CreateServiceLinkedRole', '*', wants('StringLike', 'iam:AWSServiceName', service)))
    const asked = (own: Json): Diagnosis =>
      explain({
        action: 'iam:CreateServiceLinkedRole',
        resource: linked,
        files: { ...alone(), ...iam({ mina: own }) },
        context: { 'iam:AWSServiceName': 'elasticmapreduce.amazonaws.com' },
      })
    expect(told(asked(policy(allow('iam:PassRole', '*'))))).toEqual(['identity-no-allow'])
    expect(told(asked(limited('rds.amazonaws.com')))).toContain('condition-not-met')
    expect(told(asked(limited('elasticmapreduce.amazonaws.com')))).toEqual([])
  })
})

describe('role chaining', () => {
  it('the session of the first role asks, with the permissions of that role alone', () => {
    const target = 'arn:aws:iam::111122223333:role/target'
    const files = { ...alone(), ...iam({ mina: everything, reader: policy(allow('s3:*', '*')) }) }
    const found = explain({ principal: readerSession, action: 'sts:AssumeRole', resource: target, files })
    expect(found.verdict.blockedBy).toContain('identity')
    expect(evidenceOf(found, 'identity-no-allow')).toMatchObject([{ action: 'sts:AssumeRole', resource: target }])
  })
})
