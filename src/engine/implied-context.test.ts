import { describe, expect, it } from 'vitest'
import { contextOf } from '../iam/context.ts'
import { impliedContext, withImpliedContext } from './implied-context.ts'
import type { Principal } from './request.ts'

const session: Principal = {
  kind: 'roleSession',
  arn: 'arn:aws:sts::111122223333:assumed-role/loader/night',
  account: '111122223333',
  roleArn: 'arn:aws:iam::111122223333:role/etl/loader',
  userArn: null,
  service: null,
  uniqueIds: ['AROAEXAMPLETIDELOADR0', 'AROAEXAMPLETIDELOADR0:night'],
  inManagementAccount: false,
}

describe('impliedContext', () => {
  it('gives a role session the ARN of its role, not of the session, and no user name', () => {
    expect(Object.fromEntries(impliedContext(session))).toEqual({
      'aws:principaltype': ['AssumedRole'],
      'aws:principalisawsservice': ['false'],
      'aws:principalarn': ['arn:aws:iam::111122223333:role/etl/loader'],
      'aws:principalaccount': ['111122223333'],
      'aws:userid': ['AROAEXAMPLETIDELOADR0:night'],
    })
  })

  it('does not guess the path of a role', () => {
    expect(impliedContext({ ...session, roleArn: null }).get('aws:principalarn')).toBe('unknown')
  })

  it('gives a user the last part of its ARN as name', () => {
    const user: Principal = {
      ...session,
      kind: 'user',
      arn: 'arn:aws:iam::111122223333:user/staff/nora',
      uniqueIds: [],
    }
    const context = impliedContext(user)
    expect([context.get('aws:username'), context.get('aws:userid')]).toEqual([['nora'], 'unknown'])
  })

  it('gives an anonymous caller no ARN', () => {
    const context = impliedContext({ ...session, kind: 'anonymous', arn: null, account: null })
    expect([context.has('aws:principalarn'), context.get('aws:userid')]).toEqual([false, ['anonymous']])
  })

  it('leaves alone what the request itself says', () => {
    const request = {
      principal: session,
      action: 's3:GetObject',
      resource: '*',
      resourceAccount: null,
      context: contextOf({ 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/other' }),
    }
    const { context } = withImpliedContext(request)
    expect(context.get('aws:principalarn')).toEqual(['arn:aws:iam::111122223333:role/other'])
    expect(context.get('aws:principaltype')).toEqual(['AssumedRole'])
  })
})
