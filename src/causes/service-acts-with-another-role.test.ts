import { describe, expect, it } from 'vitest'
import {
  allow,
  alone,
  bucket,
  evidenceOf,
  explain,
  fixesOf,
  home,
  iam,
  type Json,
  mina,
  policy,
  reader,
  readerSession,
  told,
} from '../../test/cause-fixture.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'

const name = 'service-acts-with-another-role'
const object = 'arn:aws:s3:::orders/march.csv'
const reads = policy(allow('s3:GetObject', 'arn:aws:s3:::orders/*'))
const trusts = (...principals: readonly Json[]): Json =>
  policy(...principals.map((Principal) => ({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' })))
const lambda = { Service: 'lambda.amazonaws.com' }
const jobSession = `arn:aws:sts::${home}:assumed-role/reader/GlueJobRunnerSession`

interface Asked {
  readonly principal?: string
  readonly expectedPrincipal?: string
  readonly trust?: Json
  readonly before?: string
  readonly trail?: readonly Json[]
}

function getObject({ principal = readerSession, trust = trusts(lambda), ...more }: Asked): Diagnosis {
  const files = { ...iam({ mina: reads, trust }), ...alone(), ...bucket('orders', null) }
  return explain({ principal, action: 's3:GetObject', resource: object, files, ...more })
}

describe(name, () => {
  it('fires where a person was expected and the role is trusted to a service alone', () => {
    const diagnosis = getObject({ expectedPrincipal: mina })
    expect(told(diagnosis)).toEqual([name, 'identity-no-allow'])
    expect(evidenceOf(diagnosis, name)).toMatchObject([
      { layer: null, service: 'lambda.amazonaws.com', role: reader, person: mina },
    ])
    expect(diagnosis.certain).toBe(true)
  })

  it.each(['GlueJobRunnerSession', 'AWS-Crawler'])('knows Glue by its session name %s', (session) => {
    const principal = `arn:aws:sts::${home}:assumed-role/reader/${session}`
    const diagnosis = getObject({ principal, expectedPrincipal: mina, trust: trusts({ AWS: mina }) })
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ service: 'glue.amazonaws.com' }])
  })

  it('knows the service by the record of who assumed the role, where people may assume it as well', () => {
    const made = {
      eventName: 'AssumeRole',
      eventTime: '2026-03-04T08:00:00Z',
      userIdentity: { type: 'AWSService', invokedBy: 'codebuild.amazonaws.com' },
      responseElements: { assumedRoleUser: { arn: readerSession } },
    }
    const trust = trusts({ AWS: mina }, { Service: 'codebuild.amazonaws.com' })
    const diagnosis = getObject({ expectedPrincipal: mina, trust, trail: [made] })
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ service: 'codebuild.amazonaws.com' }])
  })

  it('fires where the text itself names who started the work', () => {
    const diagnosis = getObject({ principal: jobSession, before: `Job run started by ${mina} failed.\n` })
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ person: mina }])
  })

  it('proposes nothing of its own: the role is what needs the permission', () => {
    const targets = fixesOf(getObject({ expectedPrincipal: mina })).flatMap(({ edits }) => edits.map((e) => e.target))
    expect(targets).toEqual(['identity:role/reader', 'bucket-policy:orders'])
  })

  it('is silent merely because a service uses its role', () => {
    expect(told(getObject({}))).toEqual(['identity-no-allow'])
    expect(told(getObject({ principal: jobSession }))).toEqual(['identity-no-allow'])
  })

  it('is silent where the role was expected', () => {
    expect(told(getObject({ expectedPrincipal: reader }))).toEqual(['identity-no-allow'])
  })

  it.each([
    ['EC2 instances, whose code runs with what it finds', trusts({ Service: 'ec2.amazonaws.com' })],
    ['people as well', trusts(lambda, { AWS: mina })],
    ['nobody but people', trusts({ AWS: mina })],
  ])('leaves a role that is trusted to %s to caller-is-not-the-expected-principal', (_, trust) => {
    expect(told(getObject({ expectedPrincipal: mina, trust }))).toEqual([
      'caller-is-not-the-expected-principal',
      'identity-no-allow',
    ])
  })

  it('is silent where a user asked', () => {
    const files = { ...iam({ mina: policy() }), ...alone(), ...bucket('orders', null) }
    const asked = { principal: mina, expectedPrincipal: readerSession, action: 's3:GetObject', resource: object, files }
    expect(told(explain(asked))).toEqual(['identity-no-allow'])
  })
})
