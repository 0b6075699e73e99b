import { describe, expect, it } from 'vitest'
import {
  allow,
  alone,
  bucket,
  explain,
  type Files,
  home,
  iam,
  type Json,
  policy,
  unchangeableDeny,
} from '../../test/cause-fixture.ts'
import { notesOf } from './notes.ts'

const everything = policy(allow('*', '*'))
const managedArn = 'arn:aws:iam::aws:policy/Quarantine'

/** User mina with everything allowed, and an AWS managed Deny through a group. */
function inGroup(document: Json): Files {
  const version = { VersionId: 'v1', IsDefaultVersion: true, Document: document }
  const attached = [{ PolicyName: 'Quarantine', PolicyArn: managedArn }]
  return {
    [`${home}/global/iam/GetAccountAuthorizationDetails.json`]: {
      UserDetailList: [
        {
          UserName: 'mina',
          UserId: 'AIDAEXAMPLEMINAXXXXX1',
          Arn: `arn:aws:iam::${home}:user/mina`,
          GroupList: ['staff'],
          UserPolicyList: [{ PolicyName: 'own', PolicyDocument: everything }],
        },
      ],
      GroupDetailList: [
        { GroupName: 'staff', Arn: `arn:aws:iam::${home}:group/staff`, AttachedManagedPolicies: attached },
      ],
      RoleDetailList: [],
      Policies: [{ PolicyName: 'Quarantine', Arn: managedArn, DefaultVersionId: 'v1', PolicyVersionList: [version] }],
    },
  }
}

describe('the note where no fix is offered', () => {
  it.each([
    ['a policy of a group', 'Quarantine', inGroup(policy({ Effect: 'Deny', Action: 's3:*', Resource: '*' }))],
    ['a boundary too long to copy', 'limit', iam({ mina: everything, fixedBoundary: unchangeableDeny })],
  ])('says that AWS manages %s', (_, name, files) => {
    const diagnosis = explain({
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::ledger/q1.csv',
      files: { ...alone(), ...bucket('ledger', null), ...files },
    })
    expect(diagnosis.fixes).toEqual([])
    expect(notesOf(diagnosis, 'en').notes).toEqual([
      `No fix is computed, because AWS manages \`${name}\` and nobody else can edit it. What remains is to detach it from the user, group or role that has it, or to set another permissions boundary.`,
    ])
    expect(notesOf(diagnosis, 'ko').notes[0]).toMatch(new RegExp(`^\`${name}\` 정책은 AWS가 관리하여`))
  })
})
