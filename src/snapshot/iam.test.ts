import { describe, expect, it } from 'vitest'
import { filesOfObject } from './files.ts'
import {
  findGroup,
  findRole,
  findRoleByArn,
  findRoleByUniqueId,
  findUser,
  findUserByUniqueId,
  principalsOf,
} from './iam.ts'
import { managedPolicy, policyVersions } from './managed-policy.ts'
import { openSnapshot, type Snapshot } from './snapshot.ts'

const account = '111122223333'
const file = '111122223333/global/iam/GetAccountAuthorizationDetails.json'
const allow = (action: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }],
})
const trust = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'glue.amazonaws.com' }, Action: 'sts:AssumeRole' }],
}

const managed = (arn: string, document: unknown) => ({
  PolicyName: arn.split('/').at(-1),
  Arn: arn,
  DefaultVersionId: 'v2',
  PolicyVersionList: [
    { VersionId: 'v1', IsDefaultVersion: false, Document: allow('s3:*') },
    { VersionId: 'v2', IsDefaultVersion: true, Document: document },
  ],
})

const details = {
  UserDetailList: [
    {
      UserName: 'ada',
      Path: '/team/',
      UserId: 'AIDAADAEXAMPLE',
      Arn: 'arn:aws:iam::111122223333:user/team/ada',
      CreateDate: '2026-01-02T03:04:05+00:00',
      GroupList: ['analysts', 'gone'],
      UserPolicyList: [{ PolicyName: 'own', PolicyDocument: encodeURIComponent(JSON.stringify(allow('sqs:*'))) }],
      AttachedManagedPolicies: [{ PolicyName: 'Shared', PolicyArn: 'arn:aws:iam::111122223333:policy/Shared' }],
      Tags: [
        { Key: 'team', Value: 'data' },
        { Key: '__proto__', Value: 'x' },
      ],
    },
    { Path: '/' },
  ],
  GroupDetailList: [
    {
      GroupName: 'analysts',
      Arn: 'arn:aws:iam::111122223333:group/analysts',
      GroupPolicyList: [{ PolicyName: 'athena', PolicyDocument: allow('athena:*') }],
      AttachedManagedPolicies: [{ PolicyName: 'Shared', PolicyArn: 'arn:aws:iam::111122223333:policy/Shared' }],
    },
  ],
  RoleDetailList: [
    {
      RoleName: 'etl',
      Path: '/jobs/',
      RoleId: 'AROAETLEXAMPLE',
      Arn: 'arn:aws:iam::111122223333:role/jobs/etl',
      AssumeRolePolicyDocument: trust,
      RolePolicyList: [{ PolicyName: 'read', PolicyDocument: JSON.stringify(allow('s3:GetObject')) }],
      AttachedManagedPolicies: [
        { PolicyName: 'ReadOnlyAccess', PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' },
        { PolicyName: 'Nowhere', PolicyArn: 'arn:aws:iam::111122223333:policy/Nowhere' },
      ],
      PermissionsBoundary: { PermissionsBoundaryArn: 'arn:aws:iam::111122223333:policy/jobs/Ceiling' },
    },
    {
      RoleName: 'AWSServiceRoleForSupport',
      Path: '/aws-service-role/support.amazonaws.com/',
      Arn: 'arn:aws:iam::111122223333:role/aws-service-role/support.amazonaws.com/AWSServiceRoleForSupport',
      AssumeRolePolicyDocument: trust,
    },
    { RoleName: 'broken', AssumeRolePolicyDocument: trust, RolePolicyList: [{ PolicyName: 'b', PolicyDocument: '{' }] },
  ],
  Policies: [
    managed('arn:aws:iam::111122223333:policy/Shared', allow('glue:*')),
    managed('arn:aws:iam::111122223333:policy/jobs/Ceiling', allow('s3:*')),
    managed('arn:aws:iam::aws:policy/ReadOnlyAccess', allow('s3:Get*')),
  ],
}

const snapshotOf = (files: Readonly<Record<string, unknown>>): Snapshot => openSnapshot(filesOfObject(files))
const snapshot = (): Snapshot => snapshotOf({ [file]: details })

describe('findUser', () => {
  it('gives inline, attached and group policies, each once and with its target', () => {
    const user = findUser(snapshot(), 'arn:aws:iam::111122223333:user/team/ada')
    expect(user.kind === 'known' && user.value).toMatchObject({
      kind: 'user',
      id: 'AIDAADAEXAMPLE',
      path: '/team/',
      groups: ['analysts', 'gone'],
      createdAt: 1767323045000,
      boundary: { kind: 'absent' },
      policies: [
        {
          id: `${file}#/UserDetailList/0/UserPolicyList/0/PolicyDocument`,
          target: 'identity:user/ada',
          name: 'own',
          encoding: 'urlEncoded',
          document: { ok: true },
        },
        { target: 'identity:policy/Shared', arn: 'arn:aws:iam::111122223333:policy/Shared', account },
        { target: 'identity:group/analysts', name: 'athena', encoding: 'json' },
      ],
    })
  })

  it('names the group whose policies are not recorded', () => {
    const user = findUser(snapshot(), 'arn:aws:iam::111122223333:user/team/ada')
    expect(user.kind === 'known' && user.value.incomplete).toEqual([
      {
        reason: 'notCollected',
        what: { en: 'policies of group gone of 111122223333', ko: '111122223333 계정에 있는 gone 그룹의 정책' },
        permission: 'iam:GetAccountAuthorizationDetails',
        command: 'aws iam get-account-authorization-details',
      },
    ])
  })

  it('reads tags, also one named like a member of every object', () => {
    const user = findUser(snapshot(), 'arn:aws:iam::111122223333:user/team/ada')
    expect(user.kind === 'known' && Object.entries(user.value.tags)).toEqual([
      ['team', 'data'],
      ['__proto__', 'x'],
    ])
  })

  it('is absent from a whole list, and unknown where the list is missing or one of several pages', () => {
    const arn = 'arn:aws:iam::111122223333:user/nobody'
    expect(findUser(snapshot(), arn)).toEqual({ kind: 'absent', source: { file, pointer: '/UserDetailList' } })
    expect(findUser(snapshotOf({ [file]: { RoleDetailList: [] } }), arn).kind).toBe('unknown')
    expect(findUser(snapshotOf({ [file]: { UserDetailList: [], IsTruncated: true } }), arn).kind).toBe('unknown')
    expect(findUser(snapshotOf({}), arn).kind).toBe('unknown')
    expect(findUser(snapshot(), 'arn:aws:iam::444455556666:user/team/ada').kind).toBe('unknown')
  })
})

describe('findRole', () => {
  it('finds a role by name, by its ARN without the path, and by a session ARN', () => {
    const arn = 'arn:aws:iam::111122223333:role/jobs/etl'
    const arnOf = (role: ReturnType<typeof findRole>) => role.kind === 'known' && role.value.arn
    expect(arnOf(findRole(snapshot(), account, 'etl'))).toBe(arn)
    expect(arnOf(findRoleByArn(snapshot(), 'arn:aws:iam::111122223333:role/etl'))).toBe(arn)
    expect(arnOf(findRoleByArn(snapshot(), 'arn:aws:sts::111122223333:assumed-role/etl/run/7'))).toBe(arn)
    expect(findRoleByUniqueId(snapshot(), 'AROAETLEXAMPLE')?.arn).toBe(arn)
    expect(findRoleByUniqueId(snapshot(), 'AROAOTHER')).toBeNull()
    expect(findUserByUniqueId(snapshot(), 'AIDAADAEXAMPLE')?.name).toBe('ada')
  })

  it('reads trust policy, boundary and AWS managed policies, and names a document that is missing', () => {
    const role = findRole(snapshot(), account, 'etl')
    expect(role.kind === 'known' && role.value).toMatchObject({
      trustPolicy: { target: 'trust:role/etl', document: { ok: true } },
      boundary: { kind: 'known', value: { target: 'boundary:policy/Ceiling', account } },
      policies: [
        { target: 'identity:role/etl', encoding: 'jsonString' },
        { target: 'identity:policy/ReadOnlyAccess', awsManaged: true, account: null },
      ],
      incomplete: [
        { what: { en: 'managed policy arn:aws:iam::111122223333:policy/Nowhere' }, permission: 'iam:GetPolicyVersion' },
      ],
      isServiceLinked: false,
    })
  })

  it('knows a service-linked role by its path', () => {
    const role = findRole(snapshot(), account, 'AWSServiceRoleForSupport')
    expect(role.kind === 'known' && role.value.isServiceLinked).toBe(true)
  })

  it('keeps a policy that is no JSON, marks the role incomplete and names the place', () => {
    const opened = snapshot()
    const role = findRole(opened, account, 'broken')
    expect(role.kind === 'known' && role.value.policies).toMatchObject([{ name: 'b', document: { ok: false } }])
    expect(role.kind === 'known' && role.value.incomplete).toMatchObject([{ reason: 'malformed' }])
    expect(opened.problems().map((problem) => problem.pointer)).toEqual([
      '/UserDetailList/1',
      '/RoleDetailList/2/RolePolicyList/0/PolicyDocument',
    ])
  })

  it('takes GetRole where the account details are not collected, and says that policies are missing', () => {
    const name = '111122223333/global/iam/GetRole/etl.json'
    const role = findRole(snapshotOf({ [name]: { Role: details.RoleDetailList[0] } }), account, 'etl')
    expect(role).toMatchObject({
      kind: 'known',
      source: { file: name, pointer: '/Role' },
      value: { id: 'AROAETLEXAMPLE', trustPolicy: { id: `${name}#/Role/AssumeRolePolicyDocument` } },
    })
    expect(role.kind === 'known' && role.value.incomplete.at(-1)).toMatchObject({
      what: { en: 'policies of role etl of 111122223333' },
    })
    const gone = { error: { code: 'NoSuchEntity', message: '' } }
    expect(findRole(snapshotOf({ [name]: gone }), account, 'etl').kind).toBe('absent')
  })
})

describe('findGroup', () => {
  it('gives the policies of a group', () => {
    const group = findGroup(snapshot(), account, 'analysts')
    expect(group.kind === 'known' && group.value.policies.map((policy) => policy.name)).toEqual(['athena', 'Shared'])
  })
})

describe('managedPolicy', () => {
  it('gives the default version, or the one asked for', () => {
    const arn = 'arn:aws:iam::111122223333:policy/Shared'
    const pointerAt = (version?: string) => {
      const policy = managedPolicy(snapshot(), arn, version)
      return policy.kind === 'known' && policy.source.pointer
    }
    expect(pointerAt()).toBe('/Policies/0/PolicyVersionList/1/Document')
    expect(pointerAt('v1')).toBe('/Policies/0/PolicyVersionList/0/Document')
    expect(managedPolicy(snapshot(), arn, 'v7').kind).toBe('unknown')
    expect(policyVersions(snapshot(), arn)).toEqual(['v2', 'v1'])
  })

  it('takes a recorded version of a policy that is attached to nobody', () => {
    const arn = 'arn:aws:iam::111122223333:policy/ForSessions'
    const path = `111122223333/global/iam/GetPolicyVersion/${encodeURIComponent(arn)}`
    const version = (id: string, isDefault: boolean) => ({
      PolicyVersion: { VersionId: id, IsDefaultVersion: isDefault, Document: allow('s3:GetObject') },
    })
    const opened = snapshotOf({ [`${path}/v1.json`]: version('v1', false), [`${path}/v2.json`]: version('v2', true) })
    expect(managedPolicy(opened, arn)).toMatchObject({ kind: 'known', source: { file: `${path}/v2.json` } })
    expect(managedPolicy(opened, arn, 'v1')).toMatchObject({ kind: 'known', source: { file: `${path}/v1.json` } })
    expect(managedPolicy(opened, `${arn}2`)).toMatchObject({
      kind: 'unknown',
      missing: {
        command:
          'aws iam get-policy-version --policy-arn arn:aws:iam::111122223333:policy/ForSessions2 --version-id "$(aws iam get-policy --policy-arn arn:aws:iam::111122223333:policy/ForSessions2 --query Policy.DefaultVersionId --output text)"',
      },
    })
  })
})

describe('principalsOf', () => {
  it('lists users and roles of the account', () => {
    expect(principalsOf(snapshot(), account)).toEqual([
      'arn:aws:iam::111122223333:user/team/ada',
      'arn:aws:iam::111122223333:role/jobs/etl',
      'arn:aws:iam::111122223333:role/aws-service-role/support.amazonaws.com/AWSServiceRoleForSupport',
    ])
    expect(principalsOf(snapshot(), '444455556666')).toEqual([])
  })
})
