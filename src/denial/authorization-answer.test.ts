import { describe, expect, it } from 'vitest'
import { parseDenials } from './parse.ts'

const user = 'arn:aws:iam::111122223333:user/mona'

describe('a decoded authorization message', () => {
  const message = {
    allowed: false,
    explicitDeny: false,
    matchedStatements: { items: [] },
    failures: { items: [] },
    context: {
      principal: { id: 'AIDA', arn: user },
      action: 'ec2:RunInstances',
      resource: 'arn:aws:ec2:us-east-1:111122223333:instance/*',
      conditions: { items: [] },
    },
  }

  it.each([
    ['by itself', message],
    ['as the API wraps it', { DecodedMessage: JSON.stringify(message) }],
  ])('is a denial %s', (_, value) => {
    expect(parseDenials(JSON.stringify(value))).toMatchObject([
      {
        source: 'encodedMessage',
        service: 'ec2',
        principal: user,
        action: 'ec2:RunInstances',
        resource: 'arn:aws:ec2:us-east-1:111122223333:instance/*',
        claim: { policyType: null, effect: 'implicitDeny', policyArn: null },
        region: 'us-east-1',
        account: '111122223333',
      },
    ])
  })

  it('is none where the request was allowed', () => {
    expect(parseDenials(JSON.stringify({ ...message, allowed: true }))).toEqual([])
  })
})

describe('the answer of GetRequestAuthorizationDetails', () => {
  it('gives each denied evaluation, with the type of the policy that denied', () => {
    const policy = 'arn:aws:organizations::444455556666:policy/o-exampleorgid/service_control_policy/p-examplepolicy'
    const answer = {
      requestContext: { 'aws:PrincipalArn': user },
      evaluations: [
        {
          action: 'iam:CreateRole',
          resource: 'arn:aws:iam::111122223333:role/x',
          evaluatedEffect: 'ALLOW',
          matchedPolicies: [],
        },
        {
          action: 'iam:PassRole',
          resource: 'arn:aws:iam::111122223333:role/x',
          evaluatedEffect: 'EXPLICIT_DENY',
          matchedPolicies: [{ uri: policy, matchedStatements: [{ sid: 'No', evaluatedEffect: 'EXPLICIT_DENY' }] }],
        },
      ],
      policies: [{ uri: policy, type: 'SERVICE_CONTROL_POLICY' }],
    }
    expect(parseDenials(JSON.stringify(answer))).toMatchObject([
      {
        source: 'authorizationDetails',
        principal: user,
        action: 'iam:PassRole',
        claim: { policyType: 'scp', effect: 'explicitDeny', policyArn: policy },
      },
    ])
  })
})
