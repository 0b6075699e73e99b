import { expect, it } from 'vitest'
import { parsePolicy } from '../iam/policy-parser.ts'
import { isPublicPolicy, type PublicPolicyKind, publicStatements } from './public-policy.ts'

function document(...statements: readonly object[]) {
  const parsed = parsePolicy({ Version: '2012-10-17', Statement: statements })
  if (!parsed.ok) throw new Error(parsed.problem.message.en)
  return parsed.document
}

function allow(principal: unknown, condition: object = {}): object {
  return {
    Effect: 'Allow',
    Principal: principal,
    Action: 's3:GetObject',
    Resource: 'arn:aws:s3:::ledger/*',
    Condition: condition,
  }
}

function verdictOf(condition: object, kind: PublicPolicyKind = 'bucket') {
  return isPublicPolicy(document(allow('*', condition)), kind)
}

it('calls an Allow for everyone public and says that nothing limits it', () => {
  expect(publicStatements(document(allow('*')))).toEqual([
    { index: 0, sid: null, isPublic: true, reasons: [{ kind: 'nothingLimitsIt', principals: ['*'] }] },
  ])
})

it('does not call a Deny for everyone public', () => {
  expect(isPublicPolicy(document({ ...allow('*'), Effect: 'Deny' }))).toBe(false)
})

it.each([
  ['an account', { AWS: '111122223333' }],
  ['a role', { AWS: 'arn:aws:iam::111122223333:role/loader' }],
  ['a service', { Service: 'cloudtrail.amazonaws.com' }],
])('does not call an Allow for %s public', (_name, principal) => {
  expect(isPublicPolicy(document(allow(principal)))).toBe(false)
})

it('calls an Allow public when everyone stands beside a fixed principal', () => {
  expect(isPublicPolicy(document(allow({ AWS: ['111122223333', '*'] })))).toBe(true)
})

it('calls the whole policy public for one public statement and names only that one', () => {
  const both = document(allow({ AWS: '111122223333' }), { ...allow('*'), Sid: 'Everyone' })
  expect(isPublicPolicy(both)).toBe(true)
  expect(publicStatements(both).map((s) => [s.index, s.sid])).toEqual([[1, 'Everyone']])
})

it('calls an Allow public that names everyone but one', () => {
  const everyone = document(allow('*'))
  const principal = { negated: true, principals: [{ type: 'AWS', value: '111122223333' }] } as const
  const statements = everyone.statements.map((statement) => ({ ...statement, principal }))
  expect(isPublicPolicy({ ...everyone, statements })).toBe(true)
})

it.each([
  ['a fixed VPC', { StringEquals: { 'aws:SourceVpc': 'vpc-1a2b3c4d' } }],
  ['a fixed VPC endpoint', { StringEquals: { 'AWS:sourcevpce': 'vpce-1a2b3c4d' } }],
  ['a fixed organization', { StringEquals: { 'aws:PrincipalOrgID': 'o-example1' } }],
  ['a fixed account', { StringEquals: { 'aws:PrincipalAccount': ['111122223333', '444455556666'] } }],
  ['a fixed role', { ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/loader' } }],
  ['a fixed source', { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:us-east-1:111122223333:topic' } }],
  ['a fixed source account', { StringLike: { 'aws:SourceAccount': '111122223333' } }],
  ['a fixed user id', { StringEquals: { 'aws:userid': 'AIDAEXAMPLE' } }],
  ['a single address', { IpAddress: { 'aws:SourceIp': '203.0.113.7' } }],
  ['a /8 range', { IpAddress: { 'aws:SourceIp': '13.0.0.0/8' } }],
  ['a /32 IPv6 range', { IpAddress: { 'aws:SourceIp': '2001:db8::/32' } }],
  ['an access point account', { StringEquals: { 's3:DataAccessPointAccount': '111122223333' } }],
  [
    'access points of a fixed account',
    { ArnLike: { 's3:DataAccessPointArn': 'arn:aws:s3:us-west-2:111122223333:accesspoint/*' } },
  ],
  [
    'one fixed key beside one that is not',
    { StringLike: { 'aws:SourceVpc': 'vpc-*' }, StringEquals: { 'aws:SourceVpce': 'vpce-1a2b3c4d' } },
  ],
])('does not call an Allow public that is limited to %s', (_name, condition) => {
  expect(verdictOf(condition)).toBe(false)
})

it.each([
  ['a VPC wildcard', { StringLike: { 'aws:SourceVpc': 'vpc-*' } }],
  ['a wildcard among fixed values', { StringLike: { 'aws:SourceVpc': ['vpc-1a2b3c4d', 'vpc-9*'] } }],
  ['a policy variable', { StringEquals: { 'aws:SourceVpc': ['$', '{aws:PrincipalTag/vpc}'].join('') } }],
  ['a role wildcard', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/*' } }],
  ['a negated operator', { StringNotEquals: { 'aws:SourceVpc': 'vpc-1a2b3c4d' } }],
  ['ForAllValues, which also holds without the key', { 'ForAllValues:StringEquals': { 'aws:SourceVpc': 'vpc-1' } }],
  ['a /7 range', { IpAddress: { 'aws:SourceIp': '12.0.0.0/7' } }],
  ['a /31 IPv6 range', { IpAddress: { 'aws:SourceIp': '2001:db8::/31' } }],
  ['a wide range beside a narrow one', { IpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '0.0.0.0/1'] } }],
  ['addresses it excludes', { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }],
  ['TLS', { Bool: { 'aws:SecureTransport': 'true' } }],
  ['the storage class', { StringEquals: { 's3:x-amz-storage-class': 'STANDARD' } }],
  ['the resource account', { StringEquals: { 'aws:ResourceAccount': '111122223333' } }],
  ['a referer', { StringLike: { 'aws:Referer': 'https://www.example.com/a' } }],
  [
    'access points of any account',
    { ArnLike: { 's3:DataAccessPointArn': 'arn:aws:s3:us-west-2:*:accesspoint/reports' } },
  ],
])('calls an Allow public that is limited only by %s', (_name, condition) => {
  expect(verdictOf(condition)).toBe(true)
})

it.each([
  ['a role session of any name', { StringLike: { 'aws:userid': 'AROAEXAMPLE:*' } }],
  ['IfExists', { StringEqualsIfExists: { 'aws:SourceVpc': 'vpc-1a2b3c4d' } }],
  ['an organization path', { 'ForAnyValue:StringEquals': { 'aws:PrincipalOrgPaths': 'o-a/r-b/ou-c/' } }],
])('does not decide where AWS does not say: %s', (_name, condition) => {
  expect(verdictOf(condition)).toBe('unknown')
})

it('calls an access point policy public that is limited only by access point', () => {
  const condition = { ArnEquals: { 's3:DataAccessPointArn': 'arn:aws:s3:us-west-2:111122223333:accesspoint/reports' } }
  expect(verdictOf(condition, 'accessPoint')).toBe(true)
  expect(verdictOf(condition, 'bucket')).toBe(false)
})

it('gives the condition that fails to limit as the reason', () => {
  const [wide] = publicStatements(document(allow('*', { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } })))
  expect(wide?.reasons).toEqual([{ kind: 'addressRangeTooWide', key: 'aws:SourceIp', values: ['0.0.0.0/0'] }])
  const [open] = publicStatements(document(allow('*', { StringLike: { 'aws:SourceVpc': 'vpc-*' } })))
  expect(open?.reasons).toEqual([{ kind: 'valueNotFixed', key: 'aws:SourceVpc', values: ['vpc-*'] }])
})
