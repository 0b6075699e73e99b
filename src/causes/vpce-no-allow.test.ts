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

const name = 'vpce-no-allow'
const q1 = 'arn:aws:s3:::smoke-reports/q1.csv'
const through = { 'aws:SourceVpce': 'vpce-0example' }

interface Setting {
  readonly fixedBoundary?: Json
}

function getObject(
  endpointPolicy: Json | null,
  more: Setting = {},
  context: Readonly<Record<string, string>> = through,
): Diagnosis {
  const files = {
    ...iam({ mina: policy(allow('*', '*')), ...more }),
    ...alone(),
    ...bucket('smoke-reports', null),
    ...endpoint(endpointPolicy),
  }
  return explain({ action: 's3:GetObject', resource: q1, files, context })
}

const archiveOnly = policy(allow('s3:*', 'arn:aws:s3:::smoke-archive/*', to('*')))

describe(name, () => {
  it('fires where the policy of the endpoint lists another bucket', () => {
    const diagnosis = getObject(archiveOnly)
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([
      { layer: 'vpce', nearest: { element: 'Resource', listed: ['arn:aws:s3:::smoke-archive/*'] } },
    ])
  })

  it('adds this action on this resource for this principal alone', () => {
    expect(firstFix(getObject(archiveOnly))).toMatchObject({
      verified: true,
      edits: [
        {
          kind: 'addStatement',
          target: 'vpce:vpce-0example',
          statement: {
            Principal: '*',
            Action: 's3:GetObject',
            Resource: q1,
            Condition: { ArnEquals: { 'aws:PrincipalArn': mina } },
          },
        },
      ],
    })
  })

  it.each([
    ['the endpoint has no policy of its own', null],
    ['the endpoint allows the call', policy(allow('s3:GetObject', '*', to('*')))],
  ])('is silent where %s', (_, endpointPolicy) => {
    expect(told(getObject(endpointPolicy))).toEqual([])
  })

  it('is silent where the call did not go through the endpoint', () => {
    expect(told(getObject(archiveOnly, {}, {}))).toEqual([])
    expect(told(getObject(archiveOnly, {}, { 'aws:SourceIp': '203.0.113.9' }))).toEqual([])
  })

  it('stands beside the near miss of its Allow', () => {
    expect(told(getObject(policy(allow('s3:GetObject', 'arn:aws:s3:::smoke-reports', to('*')))))).toEqual([
      'bucket-arn-for-object-action',
      name,
    ])
  })

  it('leaves a Deny to vpce-explicit-deny', () => {
    const document = policy(allow('*', '*', to('*')), deny('s3:*', '*', to('*')))
    expect(told(getObject(document))).toEqual(['vpce-explicit-deny'])
  })

  it('offers no verified fix while a boundary that nobody can edit denies', () => {
    const diagnosis = getObject(archiveOnly, { fixedBoundary: unchangeableDeny })
    expect(told(diagnosis)).toEqual(expect.arrayContaining([name, 'boundary-explicit-deny']))
    expect(firstFix(diagnosis)).toMatchObject({ verified: false, left: ['boundary'] })
  })
})
