import { describe, expect, it } from 'vitest'
import { performSentences } from './perform-sentence.ts'

const read = (text: string) => performSentences(text)[0]

describe('the principal', () => {
  it.each([
    ['User: anonymous is not authorized to perform: es:ESHttpGet', 'anonymous'],
    ['User: Tom is not authorized to perform: es:ESHttpGet', 'Tom'],
    [
      'User arn:aws:iam::111122223333:user/mona is not authorized to perform ec2:DescribeVpcs',
      'arn:aws:iam::111122223333:user/mona',
    ],
    [
      'User: arn:aws:iam::111122223333:user/mona.user is not authorized to perform: ec2:RunInstances',
      'arn:aws:iam::111122223333:user/mona.user',
    ],
    [
      'User: arn:aws:iam::111122223333:user/monais not authorized to perform: ec2:RunInstances',
      'arn:aws:iam::111122223333:user/mona',
    ],
    [
      'User: arn:aws:iam:: 111122223333:user/mona is not authorized to perform: iam:GetUser',
      'arn:aws:iam::111122223333:user/mona',
    ],
    ['User: arn:aws:iam::<ACCOUNT>:user/x is not authorized to perform: iam:GetUser', 'arn:aws:iam::<ACCOUNT>:user/x'],
    ['AppRole is not authorized to perform: iam:GetUser', 'AppRole'],
    [
      'User: arn:aws:sts::<account id>:assumed-role/r/s is not authorized to perform: iam:GetUser',
      'arn:aws:sts::<account id>:assumed-role/r/s',
    ],
    [
      'User: arn:aws:iam::111122223333:user/first last is not authorized to perform: iam:GetUser',
      'arn:aws:iam::111122223333:user/first last',
    ],
    [
      'User: arn:aws:iam::111122223333:user/mona still is not authorized to perform: iam:GetUser',
      'arn:aws:iam::111122223333:user/mona',
    ],
  ])('is read of %j', (text, principal) => {
    expect(read(text)?.principal).toBe(principal)
  })

  it.each([
    'User is not authorized to perform: iam:GetUser',
    'You are not authorized to perform: iam:GetUser',
    'User: *** is not authorized to perform: iam:GetUser',
    'User: ... is not authorized to perform: iam:GetUser',
    '"<role> is not authorized to perform: iam:GetUser',
    'AccessDenied: is not authorized to perform: iam:GetUser',
    'Not authorized to perform sts:AssumeRoleWithWebIdentity',
  ])('is null in %j', (text) => {
    expect(read(text)?.principal).toBeNull()
  })
})

describe('the action', () => {
  it.each([
    ['perform: sqs:createqueue', 'sqs:CreateQueue'],
    ['perform: SNS:Publish on resource: x', 'sns:Publish'],
    ['perform: nosuch:DoThing', 'nosuch:DoThing'],
    [
      'perform: codecommit:ListRepositories because no service control policy allows the codecommit:ListRespositories action',
      'codecommit:ListRepositories',
    ],
    [
      'perform: s3:GetObject because no identity-based policy allows the s3:GetObjectVersion action',
      's3:GetObjectVersion',
    ],
  ])('of %j is in the casing of IAM', (rest, action) => {
    expect(read(`User: x is not authorized to ${rest}`)?.action).toBe(action)
  })
})

describe('the resource', () => {
  it.each([
    ['on resource: "arn:aws:s3:::ledger/a b.csv" because no identity-based policy', 'arn:aws:s3:::ledger/a b.csv'],
    [
      'on resource: arn:aws:glue:us-east-1:111122223333:job/Copy the big zone because no identity-based policy',
      'arn:aws:glue:us-east-1:111122223333:job/Copy the big zone',
    ],
    ['on resource: arn:aws:s3:::ledger/k.txt. Please ask somebody', 'arn:aws:s3:::ledger/k.txt'],
    [
      'on resource: arn:aws:logs:us-east-1:111122223333:log-group::log-stream: because no identity-based policy',
      'arn:aws:logs:us-east-1:111122223333:log-group::log-stream:',
    ],
    ['on resource: policy arn:aws:iam::111122223333:policy/P version v3', 'arn:aws:iam::111122223333:policy/P'],
    ['on resource: role app with an explicit deny', 'role app'],
    ['on resource: instance profile web', 'instance profile web'],
    ['on resource: access key AKIAIOSFODNN7EXAMPLE', 'access key AKIAIOSFODNN7EXAMPLE'],
    ['on resource: * because no', '*'],
    ['on resource: foo', 'foo'],
    ['on resource "arn:aws:ssm:us-east-1::parameter/x"', 'arn:aws:ssm:us-east-1::parameter/x'],
    ['on resource: arn:aws:iam:: 111122223333:user/mona', 'arn:aws:iam::111122223333:user/mona'],
    ['on resource: arn:aws:s3:::ledger/cut/...', 'arn:aws:s3:::ledger/cut/...'],
  ])('is read of %j', (rest, resource) => {
    expect(read(`User: x is not authorized to perform: s3:GetObject ${rest}`)?.resource).toBe(resource)
  })

  it.each([
    'on the resource',
    'on this resource because no',
    'on the specified resource',
    'on resource: <arn>',
    'on resource: arn:aws:iam:',
    'on r',
    '',
  ])('is null for %j', (rest) => {
    expect(read(`User: x is not authorized to perform: s3:GetObject ${rest}`)?.resource).toBeNull()
  })
})
