import { expect, it } from 'vitest'
import type { AccessRequest, Principal } from '../engine/request.ts'
import { contextOf } from '../iam/context.ts'
import { type KmsFacts, kmsGates, plainKmsFacts } from './kms-gates.ts'
import type { KmsGrant } from './kms-grants.ts'

const loader: Principal = {
  kind: 'roleSession',
  arn: 'arn:aws:sts::111122223333:assumed-role/loader/run',
  account: '111122223333',
  roleArn: 'arn:aws:iam::111122223333:role/jobs/loader',
  userArn: null,
  service: null,
  uniqueIds: [],
  inManagementAccount: false,
}

function request(action: string, change: Partial<AccessRequest> = {}): AccessRequest {
  return {
    principal: loader,
    action,
    resource: 'arn:aws:kms:us-east-1:111122223333:key/0a1b2c3d',
    resourceAccount: '111122223333',
    context: contextOf({}),
    ...change,
  }
}

function refusals(asked: AccessRequest, facts: Partial<KmsFacts>) {
  return kmsGates(asked, { ...plainKmsFacts, ...facts }).flatMap((gate) =>
    gate.kind === 'refusal' ? [[gate.layer, ...gate.possible]] : [],
  )
}

function grants(asked: AccessRequest, ...list: readonly Partial<KmsGrant>[]) {
  const filled = list.map((change): KmsGrant => ({ ...loaderGrant, ...change }))
  const gates = kmsGates(asked, { ...plainKmsFacts, grants: { known: filled } })
  return gates.flatMap((gate) => (gate.kind === 'grant' ? [gate.grants] : []))
}

const loaderGrant: KmsGrant = {
  granteePrincipal: { known: 'arn:aws:iam::111122223333:role/jobs/loader' },
  retiringPrincipal: { known: null },
  operations: { known: ['Decrypt', 'DescribeKey'] },
  contextEquals: { known: null },
  contextSubset: { known: null },
  hasOtherConstraint: false,
}

it('says nothing of other services and of a plain key', () => {
  expect(kmsGates(request('s3:GetObject'), { ...plainKmsFacts, keyState: { known: 'Disabled' } })).toEqual([])
  expect(kmsGates(request('kms:Decrypt'), plainKmsFacts)).toEqual([])
})

it.each([
  ['Disabled', 'kms:Decrypt'],
  ['Disabled', 'kms:CreateGrant'],
  ['PendingDeletion', 'kms:Encrypt'],
  ['PendingDeletion', 'kms:EnableKey'],
  ['PendingReplicaDeletion', 'kms:GenerateDataKey'],
  ['PendingImport', 'kms:GenerateDataKeyWithoutPlaintext'],
  ['Unavailable', 'kms:ReEncryptTo'],
  ['Creating', 'kms:Sign'],
])('refuses in state %s: %s', (state, action) => {
  expect(refusals(request(action), { keyState: { known: state } })).toEqual([['kmsKeyState', 'explicitDeny']])
})

it.each([
  ['Enabled', 'kms:Decrypt'],
  ['Disabled', 'kms:DescribeKey'],
  ['Disabled', 'kms:EnableKey'],
  ['Disabled', 'kms:ScheduleKeyDeletion'],
  ['PendingDeletion', 'kms:CancelKeyDeletion'],
  ['PendingDeletion', 'kms:ListGrants'],
  ['Unavailable', 'kms:CreateGrant'],
  ['Updating', 'kms:Decrypt'],
])('does not refuse in state %s: %s', (state, action) => {
  expect(refusals(request(action), { keyState: { known: state } })).toEqual([])
})

it('leaves both answers open where the state is not known, but not for reading the key', () => {
  expect(refusals(request('kms:Decrypt'), { keyState: 'unknown' })).toEqual([
    ['kmsKeyState', 'allowed', 'explicitDeny'],
  ])
  expect(refusals(request('kms:DescribeKey'), { keyState: 'unknown' })).toEqual([])
})

it('refuses across accounts every operation but those that KMS lists', () => {
  const other = { resourceAccount: '444455556666' }
  expect(refusals(request('kms:ScheduleKeyDeletion', other), {})).toEqual([['kms', 'implicitDeny']])
  expect(refusals(request('kms:PutKeyPolicy', other), {})).toEqual([['kms', 'implicitDeny']])
  for (const action of ['kms:Decrypt', 'kms:CreateGrant', 'kms:DescribeKey', 'kms:GetPublicKey', 'kms:RevokeGrant']) {
    expect(refusals(request(action, other), {})).toEqual([])
  }
  expect(refusals(request('kms:ScheduleKeyDeletion'), {})).toEqual([])
})

it('refuses an AWS managed key to other accounts and to direct use', () => {
  const aws: Partial<KmsFacts> = { keyManager: { known: 'AWS' } }
  const viaS3 = contextOf({ 'kms:ViaService': 's3.us-east-1.amazonaws.com' })
  expect(refusals(request('kms:Decrypt', { context: viaS3 }), aws)).toEqual([])
  expect(refusals(request('kms:Decrypt', { context: viaS3, resourceAccount: '444455556666' }), aws)).toEqual([
    ['kms', 'implicitDeny'],
  ])
  expect(refusals(request('kms:Decrypt'), aws)).toEqual([['kms', 'implicitDeny']])
  expect(refusals(request('kms:DescribeKey'), aws)).toEqual([])
  expect(refusals(request('kms:Decrypt'), { keyManager: 'unknown' })).toEqual([['kms', 'allowed', 'implicitDeny']])
})

it('lets a grant stand in for the role of a session, for the operations it lists', () => {
  expect(grants(request('kms:Decrypt'), {})).toEqual([true])
  expect(grants(request('kms:Encrypt'), {})).toEqual([])
  expect(
    grants(request('kms:Decrypt'), { granteePrincipal: { known: 'arn:aws:iam::111122223333:role/jobs/other' } }),
  ).toEqual([])
})

it('does not decide on a grant where the role path is not known', () => {
  const pathless = { principal: { ...loader, roleArn: null } }
  expect(grants(request('kms:Decrypt', pathless), {})).toEqual(['unknown'])
  expect(
    grants(request('kms:Decrypt', pathless), { granteePrincipal: { known: 'arn:aws:iam::111122223333:role/x' } }),
  ).toEqual([])
})

it('compares the encryption context that a grant demands', () => {
  const subset: Partial<KmsGrant> = { contextSubset: { known: [['team', 'Data']] } }
  const equals: Partial<KmsGrant> = { contextEquals: { known: [['team', 'Data']] } }
  const exact = contextOf({ 'kms:EncryptionContext:team': 'Data' })
  const more = contextOf({ 'kms:EncryptionContext:team': 'Data', 'kms:EncryptionContext:stage': 'prod' })
  const wrongCase = contextOf({ 'kms:EncryptionContext:team': 'data' })
  const answers = (change: Partial<KmsGrant>) =>
    [exact, more, wrongCase, contextOf({})].map((context) => grants(request('kms:Decrypt', { context }), change))
  expect(answers(subset)).toEqual([[true], [true], [], []])
  expect(answers(equals)).toEqual([[true], [], [], []])
  expect(grants(request('kms:DescribeKey'), equals)).toEqual([true])
  const hidden = contextOf({ 'kms:EncryptionContext:team': { unknown: true } })
  expect(grants(request('kms:Decrypt', { context: hidden }), equals)).toEqual(['unknown'])
})

it('lets the retiring principal retire a grant, and nobody else', () => {
  const retire: Partial<KmsGrant> = {
    granteePrincipal: { known: 'arn:aws:iam::111122223333:role/worker' },
    retiringPrincipal: { known: 'arn:aws:iam::111122223333:role/jobs/loader' },
  }
  expect(grants(request('kms:RetireGrant'), retire)).toEqual([true])
  expect(grants(request('kms:Decrypt'), retire)).toEqual([])
})

it('does not decide on a grant that has a constraint of another kind', () => {
  expect(grants(request('kms:Decrypt'), { hasOtherConstraint: true })).toEqual(['unknown'])
  expect(grants(request('kms:Encrypt'), { hasOtherConstraint: true })).toEqual([])
})

it('knows the grantees that are one session of a role, a federated user or a service', () => {
  const to = (granteePrincipal: string) => ({ granteePrincipal: { known: granteePrincipal } })
  expect(grants(request('kms:Decrypt'), to('arn:aws:sts::111122223333:assumed-role/loader/run'))).toEqual([true])
  expect(grants(request('kms:Decrypt'), to('arn:aws:sts::111122223333:assumed-role/loader/other'))).toEqual([])
  const arn = 'arn:aws:sts::111122223333:federated-user/mina'
  const federated = { ...loader, kind: 'federatedUser', arn, roleArn: null } as const
  expect(grants(request('kms:Decrypt', { principal: federated }), to(arn))).toEqual([true])
  const service = { ...loader, kind: 'service', arn: null, roleArn: null, service: 'rds.amazonaws.com' } as const
  expect(grants(request('kms:Decrypt', { principal: service }), to('rds.amazonaws.com'))).toEqual([true])
})

it('does not know of grants that could not be read', () => {
  const gates = kmsGates(request('kms:Decrypt'), { ...plainKmsFacts, grants: 'unknown' })
  expect(gates).toEqual([
    { kind: 'grant', grantor: 'grant', grants: 'unknown', evidence: { operation: 'kms:Decrypt' } },
  ])
})
