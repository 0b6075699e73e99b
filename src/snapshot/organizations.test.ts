import { describe, expect, it } from 'vitest'
import { filesOfObject } from './files.ts'
import { rcpLevels, scpLevels } from './organization-policies.ts'
import { isManagementAccount, organizationOf } from './organizations.ts'
import { openSnapshot, type Snapshot } from './snapshot.ts'

const manager = '999900001111'
const member = '111122223333'
const organization = {
  Organization: { Id: 'o-invented', FeatureSet: 'ALL', MasterAccountId: manager },
}
const refused = { error: { code: 'AccessDeniedException', message: '', httpStatus: 400 } }
const scp = 'SERVICE_CONTROL_POLICY'
const full = { Id: 'p-FullAWSAccess', Name: 'FullAWSAccess', AwsManaged: true }
const own = { Id: 'p-own', Name: 'Seoul', AwsManaged: false, Arn: 'arn:aws:organizations::999900001111:policy/p-own' }
const parent = (id: string, type: string) => ({ Parents: [{ Id: id, Type: type }] })
const at = (path: string): string => `${manager}/global/organizations/${path}.json`

const files = (changes: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> => ({
  [`${member}/global/organizations/DescribeOrganization.json`]: organization,
  [at('DescribeOrganization')]: organization,
  [at('ListRoots')]: { Roots: [{ Id: 'r-1', PolicyTypes: [{ Type: scp, Status: 'ENABLED' }] }] },
  [at(`ListParents/${member}`)]: parent('ou-1-team', 'ORGANIZATIONAL_UNIT'),
  [at('ListParents/ou-1-team')]: parent('r-1', 'ROOT'),
  [at(`ListPoliciesForTarget/r-1/${scp}`)]: { Policies: [full] },
  [at(`ListPoliciesForTarget/ou-1-team/${scp}`)]: { Policies: [full, own] },
  [at(`ListPoliciesForTarget/${member}/${scp}`)]: { Policies: [full] },
  [at('DescribePolicy/p-own')]: {
    Policy: { Content: '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}' },
  },
  ...changes,
})

const snapshotOf = (changes?: Readonly<Record<string, unknown>>): Snapshot =>
  openSnapshot(filesOfObject(files(changes)))

describe('organizationOf', () => {
  it('names the organization and its management account', () => {
    expect(organizationOf(snapshotOf(), member)).toMatchObject({
      kind: 'known',
      value: { id: 'o-invented', managementAccount: manager },
    })
    expect(isManagementAccount(snapshotOf(), manager)).toBe(true)
    expect(isManagementAccount(snapshotOf(), member)).toBe(false)
    expect(isManagementAccount(snapshotOf(), '444455556666')).toBe('unknown')
  })

  it('is absent where the account is in none, and known of a member that the organization lists', () => {
    const none = { error: { code: 'AWSOrganizationsNotInUseException', message: '' } }
    const alone = { [`${member}/global/organizations/DescribeOrganization.json`]: none }
    expect(organizationOf(snapshotOf(alone), member).kind).toBe('absent')
    expect(scpLevels(snapshotOf(alone), member).kind).toBe('absent')
    const listed = snapshotOf({ [at('ListAccounts')]: { Accounts: [{ Id: '444455556666' }] } })
    expect(organizationOf(listed, '444455556666')).toMatchObject({ kind: 'known', value: { id: 'o-invented' } })
  })
})

describe('scpLevels', () => {
  it('gives the levels from the root to the account, with the built-in document where it is not recorded', () => {
    const levels = scpLevels(snapshotOf(), member)
    expect(levels).toMatchObject({
      kind: 'known',
      value: {
        levels: [
          {
            name: 'r-1',
            policies: { kind: 'known', value: [{ name: 'FullAWSAccess', awsManaged: true, account: null }] },
          },
          {
            name: 'ou-1-team',
            policies: { kind: 'known', value: [{}, { target: 'scp:p-own', account: manager, document: { ok: true } }] },
          },
          { name: member, policies: { kind: 'known' } },
        ],
      },
    })
  })

  it('is absent where the policy type is disabled', () => {
    const none = { [at('ListRoots')]: { Roots: [{ Id: 'r-1', PolicyTypes: [] }] } }
    expect(scpLevels(snapshotOf(none), member)).toMatchObject({
      kind: 'absent',
      source: { pointer: '/Roots/0/PolicyTypes' },
    })
    expect(rcpLevels(snapshotOf(), member).kind).toBe('absent')
    const billing = { Organization: { ...organization.Organization, FeatureSet: 'CONSOLIDATED_BILLING' } }
    const path = `${member}/global/organizations/DescribeOrganization.json`
    expect(scpLevels(snapshotOf({ [path]: billing }), member).kind).toBe('absent')
  })

  it('is unknown where nothing can be read, and names the list of the account', () => {
    const alone = openSnapshot(
      filesOfObject({
        [`${member}/global/organizations/DescribeOrganization.json`]: organization,
        [`${member}/global/organizations/ListParents/${member}.json`]: refused,
        [`${member}/global/organizations/ListPoliciesForTarget/${member}/${scp}.json`]: refused,
      }),
    )
    expect(scpLevels(alone, member)).toEqual({
      kind: 'unknown',
      missing: {
        reason: 'refused',
        what: { en: 'service control policies of 111122223333', ko: '111122223333에 연결된 서비스 제어 정책(SCP)' },
        permission: 'organizations:ListPoliciesForTarget',
        command: 'aws organizations list-policies-for-target --target-id 111122223333 --filter SERVICE_CONTROL_POLICY',
      },
    })
    expect(rcpLevels(alone, member)).toMatchObject({ kind: 'unknown', missing: { reason: 'notCollected' } })
  })

  it('keeps what a level shows where one of its documents is missing', () => {
    const levels = scpLevels(snapshotOf({ [at('DescribePolicy/p-own')]: refused }), member)
    expect(levels.kind === 'known' && levels.value.levels[1]).toMatchObject({
      policies: { kind: 'unknown', missing: { permission: 'organizations:DescribePolicy' } },
      readable: [{ name: 'FullAWSAccess' }],
      incomplete: [{ what: { en: 'organization policy p-own' } }],
    })
  })

  it('puts a level of its own where the units above are not known', () => {
    const levels = scpLevels(snapshotOf({ [at('ListParents/ou-1-team')]: refused }), member)
    expect(levels.kind === 'known' && levels.value.levels.map((level) => [level.name, level.policies.kind])).toEqual([
      ['organizational units above ou-1-team', 'unknown'],
      ['ou-1-team', 'known'],
      [member, 'known'],
    ])
  })

  it('does not mix two organizations whose roots have the same id', () => {
    const other = '888800001111'
    const snapshot = snapshotOf({
      [`${other}/global/organizations/DescribeOrganization.json`]: {
        Organization: { Id: 'o-other', FeatureSet: 'ALL', MasterAccountId: other },
      },
      [`${other}/global/organizations/ListPoliciesForTarget/r-1/${scp}.json`]: { Policies: [own] },
      [at(`ListPoliciesForTarget/r-1/${scp}`)]: refused,
    })
    const levels = scpLevels(snapshot, member)
    expect(levels.kind === 'known' && levels.value.levels[0]).toMatchObject({
      name: 'r-1',
      policies: { kind: 'unknown' },
    })
  })

  it('ends where the recorded parents go round in circles', () => {
    const circle = { [at('ListParents/ou-1-team')]: parent('ou-1-team', 'ORGANIZATIONAL_UNIT') }
    expect(scpLevels(snapshotOf(circle), member).kind).toBe('known')
  })
})
