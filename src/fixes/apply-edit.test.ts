import { describe, expect, it } from 'vitest'
import { applyEdit } from './apply-edit.ts'

const at = { policyId: 'p', index: 0, sid: null }

describe('applyEdit', () => {
  it('turns a single Resource into a list of two and leaves the original document as it was', () => {
    const document = { Statement: { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::reports' } }
    expect(applyEdit(document, { kind: 'addResource', at, resource: 'arn:aws:s3:::reports/q1.csv' })).toEqual({
      Statement: [
        { Effect: 'Allow', Action: 's3:GetObject', Resource: ['arn:aws:s3:::reports', 'arn:aws:s3:::reports/q1.csv'] },
      ],
    })
    expect(document.Statement.Resource).toBe('arn:aws:s3:::reports')
  })

  it('excepts a principal from a Deny by a condition, keeping the conditions that are there', () => {
    const document = {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Deny', Action: '*', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      ],
    }
    expect(
      applyEdit(document, { kind: 'exceptPrincipal', at, principal: 'arn:aws:iam::111122223333:role/etl' }),
    ).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Deny',
          Action: '*',
          Resource: '*',
          Condition: {
            Bool: { 'aws:SecureTransport': 'false' },
            ArnNotEquals: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/etl' },
          },
        },
      ],
    })
  })

  it('joins an exception to the list that a Deny already has for aws:PrincipalArn, whatever its spelling', () => {
    const document = {
      Statement: [
        {
          Effect: 'Deny',
          Action: '*',
          Resource: '*',
          Condition: { ArnNotLike: { 'aws:principalARN': 'arn:aws:iam::111122223333:role/svc/*' } },
        },
      ],
    }
    expect(
      applyEdit(document, { kind: 'exceptPrincipal', at, principal: 'arn:aws:iam::111122223333:role/etl' }),
    ).toEqual({
      Statement: [
        {
          Effect: 'Deny',
          Action: '*',
          Resource: '*',
          Condition: {
            ArnNotLike: {
              'aws:principalARN': ['arn:aws:iam::111122223333:role/svc/*', 'arn:aws:iam::111122223333:role/etl'],
            },
          },
        },
      ],
    })
  })

  it('does not empty a list: removing the last principal or the last statement is no edit', () => {
    const document = { Statement: [{ Effect: 'Deny', Principal: { AWS: 'a' }, Action: '*', Resource: '*' }] }
    expect(applyEdit(document, { kind: 'removePrincipal', at, principal: 'a' })).toBeNull()
    expect(applyEdit(document, { kind: 'removeStatement', at })).toBeNull()
  })

  it('puts a new Version first', () => {
    expect(JSON.stringify(applyEdit({ Statement: [] }, { kind: 'setVersion', policyId: 'p' }))).toBe(
      '{"Version":"2012-10-17","Statement":[]}',
    )
  })

  it('makes a whole document of a statement where there was none', () => {
    const to = {
      kind: 'new',
      target: 'identity:user/dave',
      policyName: 'x',
      account: '111122223333',
      region: null,
    } as const
    expect(applyEdit(null, { kind: 'addStatement', to, statement: { Effect: 'Allow' } })).toEqual({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow' }],
    })
  })

  it('gives an added statement a Sid of its own where the document has one of that name', () => {
    const statement = { Sid: 'AllowGlueGetTable', Effect: 'Allow', Action: 'glue:GetTable', Resource: '*' }
    const once = applyEdit(
      { Statement: [{ Sid: 'AllowGlueGetTable', Effect: 'Allow', Action: 'glue:GetTable', Resource: 'a' }] },
      { kind: 'addStatement', to: { kind: 'existing', policyId: 'p' }, statement },
    )
    expect(applyEdit(once, { kind: 'addStatement', to: { kind: 'existing', policyId: 'p' }, statement })).toMatchObject(
      {
        Statement: [{ Sid: 'AllowGlueGetTable' }, { Sid: 'AllowGlueGetTable2' }, { Sid: 'AllowGlueGetTable3' }],
      },
    )
  })

  it('excepts a resource from a Deny on a list that holds only `*`, and from one that has NotResource', () => {
    const except = { kind: 'exceptResource', at, resource: 'arn:aws:s3:::reports/q1.csv' } as const
    expect(applyEdit({ Statement: [{ Effect: 'Deny', Action: '*', Resource: ['*'] }] }, except)).toEqual({
      Statement: [{ Effect: 'Deny', Action: '*', NotResource: 'arn:aws:s3:::reports/q1.csv' }],
    })
    expect(
      applyEdit({ Statement: [{ Effect: 'Deny', Action: '*', NotResource: 'arn:aws:s3:::logs/*' }] }, except),
    ).toEqual({
      Statement: [{ Effect: 'Deny', Action: '*', NotResource: ['arn:aws:s3:::logs/*', 'arn:aws:s3:::reports/q1.csv'] }],
    })
    expect(applyEdit({ Statement: [{ Effect: 'Deny', Action: '*', Resource: 'arn:aws:s3:::*' }] }, except)).toBeNull()
  })

  it.each([
    ['a list without the action', { Action: ['s3:GetObject', 's3:PutObject'] }, { Action: ['s3:PutObject'] }],
    ['everything but the action', { Action: '*' }, { NotAction: 's3:GetObject' }],
    [
      'everything but one action more',
      { NotAction: ['iam:ListUsers'] },
      { NotAction: ['iam:ListUsers', 's3:GetObject'] },
    ],
  ])('splits a Deny into %s for everyone and the action with an exception', (_, element, others) => {
    const bystander = { Effect: 'Allow', Action: '*', Resource: '*' }
    const rest = { Resource: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }
    const document = { Statement: [{ Sid: 'Guard', Effect: 'Deny', ...element, ...rest }, bystander] }
    const principal = 'arn:aws:iam::111122223333:user/mina'
    const action = 's3:GetObject'
    expect(applyEdit(document, { kind: 'exceptPrincipalForAction', at, principal, action })).toEqual({
      Statement: [
        { Sid: 'Guard', Effect: 'Deny', ...others, ...rest },
        bystander,
        {
          Sid: 'Guard2',
          Effect: 'Deny',
          Action: action,
          ...rest,
          Condition: { ...rest.Condition, ArnNotEquals: { 'aws:PrincipalArn': principal } },
        },
      ],
    })
  })

  it.each([
    ['a wildcard of one service', 's3:*'],
    ['the one action', 's3:GetObject'],
    ['the action and a wildcard that lists it too', ['s3:GetObject', 's3:Get*']],
    ['another action', 's3:PutObject'],
  ])('splits no Deny of %s', (_, denied) => {
    const document = { Statement: [{ Effect: 'Deny', Action: denied, Resource: '*' }] }
    const principal = 'arn:aws:iam::111122223333:user/mina'
    expect(applyEdit(document, { kind: 'exceptPrincipalForAction', at, principal, action: 's3:GetObject' })).toBeNull()
  })
})
