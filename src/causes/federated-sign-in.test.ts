import { describe, expect, it } from 'vitest'
import {
  allow,
  alone,
  evidenceOf,
  fixesOf,
  home,
  iam,
  type Json,
  mina,
  policy,
  reader,
  told,
} from '../../test/cause-fixture.ts'
import { parseDenials } from '../denial/parse.ts'
import { diagnose } from '../diagnose.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'
import { contextOf } from '../iam/context.ts'
import { filesOfObject } from '../snapshot/files.ts'
import { openSnapshot } from '../snapshot/snapshot.ts'

const host = 'token.actions.example.com'
const provider = `arn:aws:iam::${home}:oidc-provider/${host}`
const subject = 'repo:acme/web:ref:refs/heads/dev'
const given = { principal: null, action: null, resource: null, context: contextOf({}), expectedPrincipal: null }

/** Explains the CloudTrail record of a role that could not be assumed. */
function assumed(event: Json, trust: Json): Diagnosis {
  const [denial] = parseDenials(
    JSON.stringify({ eventVersion: '1.11', awsRegion: 'us-east-1', errorCode: 'AccessDenied', ...event }),
  )
  if (denial === undefined) throw new Error('the record is no denial')
  const files = { ...iam({ mina: policy(allow('sts:*', '*')), trust }), ...alone() }
  return diagnose({ denial, snapshot: openSnapshot(filesOfObject(files)), hasSnapshot: true, given, trail: [] })
}

function withWebIdentity(...statements: readonly Json[]): Diagnosis {
  return assumed(
    {
      userIdentity: {
        type: 'WebIdentityUser',
        principalId: `${provider}:sts.amazonaws.com:${subject}`,
        userName: subject,
      },
      eventTime: '2026-03-04T10:00:00Z',
      eventSource: 'sts.amazonaws.com',
      eventName: 'AssumeRoleWithWebIdentity',
      errorMessage: 'Not authorized to perform sts:AssumeRoleWithWebIdentity',
      requestParameters: { roleArn: reader, roleSessionName: 'deploy' },
    },
    policy(...statements),
  )
}

const trusts = (more: Json): Json => ({
  Effect: 'Allow',
  Principal: { Federated: provider },
  Action: 'sts:AssumeRoleWithWebIdentity',
  ...more,
})

describe('signing in with a web identity', () => {
  it('tells which subject the trust policy wants and which one asked', () => {
    const wanted = 'repo:acme/web:ref:refs/heads/main'
    const diagnosis = withWebIdentity(trusts({ Condition: { StringEquals: { [`${host}:sub`]: wanted } } }))
    expect(told(diagnosis)).toEqual(['condition-not-met', 'trust-policy-no-allow'])
    expect(evidenceOf(diagnosis, 'condition-not-met')).toMatchObject([
      { key: `${host}:sub`, wanted: [wanted], actual: [subject] },
    ])
    expect(evidenceOf(diagnosis, 'trust-policy-no-allow')).toMatchObject([
      { principal: subject, nearest: null, unmet: { key: `${host}:sub`, wanted: [wanted], actual: [subject] } },
    ])
  })

  it('tells which audience it wants', () => {
    const diagnosis = withWebIdentity(
      trusts({ Condition: { StringEquals: { [`${host}:aud`]: 'https://example.com' } } }),
    )
    expect(evidenceOf(diagnosis, 'condition-not-met')).toMatchObject([
      { key: `${host}:aud`, wanted: ['https://example.com'], actual: ['sts.amazonaws.com'] },
    ])
  })

  it('takes a wildcard under StringEquals by the letter', () => {
    const diagnosis = withWebIdentity(trusts({ Condition: { StringEquals: { [`${host}:sub`]: 'repo:acme/web:*' } } }))
    expect(told(diagnosis)).toContain('condition-not-met')
    expect(
      told(withWebIdentity(trusts({ Condition: { StringLike: { [`${host}:sub`]: 'repo:acme/web:*' } } }))),
    ).toEqual([])
  })

  it('lists the subject in the trust policy, and in no other way opens the provider', () => {
    const diagnosis = withWebIdentity(trusts({ Condition: { StringEquals: { [`${host}:sub`]: 'repo:acme/docs' } } }))
    expect(fixesOf(diagnosis)).toMatchObject([
      {
        verified: true,
        edits: [{ kind: 'addConditionValue', target: 'trust:role/reader', key: `${host}:sub`, value: subject }],
      },
      {
        verified: true,
        edits: [
          {
            kind: 'addStatement',
            statement: {
              Principal: { Federated: provider },
              Condition: { StringEquals: { [`${host}:aud`]: 'sts.amazonaws.com', [`${host}:sub`]: subject } },
            },
          },
        ],
      },
    ])
  })

  it('names the provider that the trust policy lists in place of the right one', () => {
    const other = `arn:aws:iam::${home}:oidc-provider/id.example.org`
    const diagnosis = withWebIdentity(trusts({ Principal: { Federated: other } }))
    expect(told(diagnosis)).toEqual(['trust-policy-no-allow'])
    expect(evidenceOf(diagnosis, 'trust-policy-no-allow')).toMatchObject([
      { principal: subject, nearest: { element: 'Principal', listed: [other] } },
    ])
  })

  it('names the action where the statement allows sts:AssumeRole alone', () => {
    const diagnosis = withWebIdentity(trusts({ Action: 'sts:AssumeRole' }))
    expect(evidenceOf(diagnosis, 'trust-policy-no-allow')).toMatchObject([
      { nearest: { element: 'Action', listed: ['sts:AssumeRole'] } },
    ])
  })
})

describe('assuming a role', () => {
  const byUser = {
    userIdentity: {
      type: 'IAMUser',
      arn: mina,
      accountId: home,
      accessKeyId: 'AKIAEXAMPLE000000001',
      userName: 'mina',
    },
    eventTime: '2026-03-04T10:00:00Z',
    eventSource: 'sts.amazonaws.com',
    eventName: 'AssumeRole',
    errorMessage: `User: ${mina} is not authorized to perform: sts:AssumeRole on resource: ${reader}`,
    requestParameters: { roleArn: reader, roleSessionName: 'deploy', externalId: 'example-14' },
  }
  const trustsMina = (more: Json): Json =>
    policy({ Effect: 'Allow', Principal: { AWS: mina }, Action: 'sts:AssumeRole', ...more })

  it('tells the external id that was passed and the one that is wanted', () => {
    const diagnosis = assumed(byUser, trustsMina({ Condition: { StringEquals: { 'sts:ExternalId': 'example-41' } } }))
    expect(evidenceOf(diagnosis, 'condition-not-met')).toMatchObject([
      { key: 'sts:ExternalId', wanted: ['example-41'], actual: ['example-14'] },
    ])
    expect(fixesOf(diagnosis)[0]).toMatchObject({
      verified: true,
      edits: [{ kind: 'changeRequest', target: 'request', key: 'sts:ExternalId', values: ['example-41'] }],
    })
  })

  it('names the service that the role trusts in place of the one that asked', () => {
    const event = {
      ...byUser,
      userIdentity: { type: 'AWSService', invokedBy: 'states.amazonaws.com' },
      errorMessage: 'User: states.amazonaws.com is not authorized to perform: sts:AssumeRole',
    }
    const trust = policy({ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' })
    const diagnosis = assumed(event, trust)
    expect(evidenceOf(diagnosis, 'trust-policy-no-allow')).toMatchObject([
      { principal: 'states.amazonaws.com', nearest: { element: 'Principal', listed: ['lambda.amazonaws.com'] } },
    ])
    expect(fixesOf(diagnosis)[0]).toMatchObject({
      verified: true,
      edits: [{ target: 'trust:role/reader', statement: { Principal: { Service: 'states.amazonaws.com' } } }],
    })
  })

  it('asks for sts:TagSession in the trust policy where the call passes session tags', () => {
    const event = {
      ...byUser,
      errorMessage: `User: ${mina} is not authorized to perform: sts:TagSession on resource: ${reader}`,
      requestParameters: { ...byUser.requestParameters, tags: [{ key: 'team', value: 'web' }] },
    }
    const diagnosis = assumed(event, trustsMina({}))
    expect(evidenceOf(diagnosis, 'trust-policy-no-allow')).toMatchObject([
      { action: 'sts:TagSession', nearest: { element: 'Action', listed: ['sts:AssumeRole'] } },
    ])
    expect(fixesOf(diagnosis)[0]).toMatchObject({
      verified: true,
      edits: [{ kind: 'addStatement', target: 'trust:role/reader', statement: { Action: 'sts:TagSession' } }],
    })
  })

  it('tells that a session of a role carries no MFA, which the trust policy wants', () => {
    const event = {
      ...byUser,
      userIdentity: {
        type: 'AssumedRole',
        principalId: 'AROAEXAMPLEHOPXXXXXX1:s',
        arn: `arn:aws:sts::${home}:assumed-role/hop/s`,
        accountId: home,
        sessionContext: {
          sessionIssuer: { type: 'Role', arn: `arn:aws:iam::${home}:role/hop` },
          attributes: { creationDate: '2026-03-04T09:00:00Z', mfaAuthenticated: 'false' },
        },
      },
      errorMessage: `User: arn:aws:sts::${home}:assumed-role/hop/s is not authorized to perform: sts:AssumeRole on resource: ${reader}`,
    }
    const trust = policy({
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${home}:role/hop` },
      Action: 'sts:AssumeRole',
      Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
    })
    expect(evidenceOf(assumed(event, trust), 'condition-not-met')).toMatchObject([
      { key: 'aws:MultiFactorAuthPresent', wanted: ['true'], actual: ['false'] },
    ])
  })
})
