import { describe, expect, it } from 'vitest'
import type { Diagnosis } from '../src/diagnosis/diagnosis.ts'
import {
  allow,
  alone,
  bucket,
  deny,
  explain,
  type Files,
  firstFix,
  fixesOf,
  home,
  iam,
  type Json,
  mina,
  policy,
  reader,
  to,
} from './cause-fixture.ts'
import { detailsFile, diagnosisOf, outcomeOf } from './scenario-fixture.ts'

const object = 'arn:aws:s3:::reports/q1.csv'
const everything = policy(allow('*', '*'))
const bare: Files = { ...alone(), ...bucket('reports', null) }
const read = { action: 's3:GetObject', resource: object }

/** Mina's read of the object with this inline policy of hers. */
function readWith(own: Json): Diagnosis {
  return explain({ ...read, files: { ...bare, ...iam({ mina: own }) } })
}

describe('identity-based policies', () => {
  it('a Deny with NotResource is left in place for all but the object that is asked for', () => {
    const found = readWith(
      policy(allow('s3:*', '*'), { Effect: 'Deny', Action: 's3:*', NotResource: ['arn:aws:s3:::logs/*'] }),
    )
    expect(outcomeOf(found)).toMatchObject({ certain: true, confirmed: ['identity-explicit-deny'] })
    expect(firstFix(found)?.edits).toMatchObject([{ kind: 'exceptResource', resource: object }])
    const opened = found.fixes[0]?.alsoAllows.examples.map(({ resource }) => resource)
    expect(new Set(opened)).toEqual(new Set([object]))
  })

  it('a Deny with NotAction that waits for MFA is open as long as nobody says whether MFA was there', () => {
    const found = readWith(
      policy(allow('s3:*', '*'), {
        Effect: 'Deny',
        NotAction: ['iam:*'],
        Resource: '*',
        Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
      }),
    )
    expect(outcomeOf(found)).toMatchObject({
      certain: false,
      blockedBy: [],
      confirmed: [],
      unknowns: ['aws:MultiFactorAuthPresent'],
    })
  })

  it('an unknown key on a statement for another action is not asked for', () => {
    const found = readWith(
      policy(allow('s3:ListBucket', '*', { Condition: { StringEquals: { 'aws:UserAgent': 'x' } } })),
    )
    expect(outcomeOf(found)).toMatchObject({ certain: true, confirmed: ['identity-no-allow'], unknowns: [] })
  })

  it('ForAllValues on tag keys that nobody told keeps the answer open', () => {
    const own = policy(
      allow('s3:PutObject', '*', { Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['team'] } } }),
    )
    const found = explain({ action: 's3:PutObject', resource: object, files: { ...bare, ...iam({ mina: own }) } })
    expect(outcomeOf(found)).toMatchObject({ certain: false, confirmed: [], unknowns: ['aws:TagKeys'] })
  })

  it('a policy variable that stands for another user does not cover the object', () => {
    const own = policy(allow('s3:GetObject', `arn:aws:s3:::reports/\${aws:username}/*`))
    const found = explain({
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::reports/jun/a',
      files: { ...bare, ...iam({ mina: own }) },
    })
    expect(outcomeOf(found)).toMatchObject({ certain: true, confirmed: ['identity-resource-not-covered'] })
    const hers = explain({
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::reports/mina/a',
      files: { ...bare, ...iam({ mina: own }) },
    })
    expect(outcomeOf(hers)).toMatchObject({ certain: false, blockedBy: [], confirmed: [] })
  })

  it('recorded policies that allow now leave a claim unexplained, and nothing is confirmed', () => {
    const says = 'because no identity-based policy allows the s3:GetObject action'
    const found = explain({ ...read, says, files: { ...bare, ...iam({ mina: everything }) } })
    expect(outcomeOf(found)).toMatchObject({ certain: false, blockedBy: [], confirmed: [], fixes: [] })
  })

  it('an AWS managed policy that denies is detached from the user, because nobody but AWS can edit it', () => {
    const files = { ...bare, ...iam({ mina: everything, awsManaged: policy(deny('s3:*', '*')) }) }
    const found = explain({ ...read, files })
    expect(outcomeOf(found)).toMatchObject({ certain: true, confirmed: ['identity-explicit-deny'] })
    const [fix] = found.fixes
    expect(fix?.outcome.verified).toBe(true)
    expect(fix?.edits.map((edit) => [edit.target, edit.cli])).toEqual([
      [
        'identity:user/mina',
        'aws iam detach-user-policy --user-name mina --policy-arn arn:aws:iam::aws:policy/ManagedForTest',
      ],
    ])
  })

  it('a Deny in a policy of a group is excepted for the one user, not taken out for the group', () => {
    const files = { ...bare, ...iam({ mina: policy(allow('s3:*', '*')) }) }
    const details = structuredClone(files[detailsFile])
    const group = {
      GroupName: 'team',
      GroupId: 'AGPAEXAMPLETEAMXXXXX1',
      Arn: `arn:aws:iam::${home}:group/team`,
      GroupPolicyList: [{ PolicyName: 'guard', PolicyDocument: policy(deny('s3:GetObject', '*')) }],
      AttachedManagedPolicies: [],
    }
    const users = Array.isArray(details?.['UserDetailList']) ? details['UserDetailList'] : []
    const found = explain({
      ...read,
      files: {
        ...files,
        [detailsFile]: {
          ...details,
          UserDetailList: users.map((user: Json) => ({ ...user, GroupList: ['team'] })),
          GroupDetailList: [group],
        },
      },
    })
    expect(outcomeOf(found)).toMatchObject({ certain: true, fixes: ['identity:group/team'] })
    expect(firstFix(found)?.edits).toMatchObject([{ kind: 'exceptPrincipal', principal: mina }])
  })
})

describe('roles of IAM Identity Center', () => {
  const roleArn = `arn:aws:iam::${home}:role/aws-reserved/sso.amazonaws.com/ap-northeast-2/AWSReservedSSO_Data_0a1b2c`
  const principal = `arn:aws:sts::${home}:assumed-role/AWSReservedSSO_Data_0a1b2c/kim@example.com`

  /** The account with the role of a permission set that has this inline policy. */
  function withPermissionSet(inline: Json | null): Files {
    const own = iam({})
    const details = own[detailsFile]
    const roles = Array.isArray(details?.['RoleDetailList']) ? details['RoleDetailList'] : []
    const role = {
      RoleName: 'AWSReservedSSO_Data_0a1b2c',
      RoleId: 'AROAEXAMPLESSOXXXXXX1',
      Arn: roleArn,
      AssumeRolePolicyDocument: policy(),
      RolePolicyList: inline === null ? [] : [{ PolicyName: 'AwsSSOInlinePolicy', PolicyDocument: inline }],
      AttachedManagedPolicies: [],
    }
    return { ...bare, [detailsFile]: { ...details, RoleDetailList: [...roles, role] } }
  }

  it('the one inline policy of the permission set is widened, by no command on the role', () => {
    const found = explain({ ...read, principal, files: withPermissionSet(policy(allow('s3:ListBucket', '*'))) })
    expect(outcomeOf(found)).toMatchObject({ certain: true, confirmed: ['identity-no-allow'] })
    expect(fixesOf(found)[0]?.edits).toMatchObject([
      { kind: 'addStatement', target: 'identity:role/AWSReservedSSO_Data_0a1b2c', to: { kind: 'existing' } },
    ])
    expect(found.fixes[0]?.edits[0]?.cli).toBeNull()
  })

  it('a permission set without an inline policy gets one under its own name', () => {
    const found = explain({ ...read, principal, files: withPermissionSet(null) })
    expect(fixesOf(found)[0]?.edits).toMatchObject([{ to: { kind: 'new', policyName: 'AwsSSOInlinePolicy' } }])
    expect(found.fixes[0]?.edits[0]?.cli).toBeNull()
  })
})

describe('handing a role to a service', () => {
  const text = `An error occurred (AccessDeniedException) when calling the CreateFunction operation: User: ${mina} is not authorized to perform: iam:PassRole on resource: ${reader} because no identity-based policy allows the iam:PassRole action`

  it('the Allow that is proposed is for the one service that the call hands the role to', () => {
    const files = { ...alone(), ...iam({ mina: policy(allow('lambda:*', '*')) }) }
    const found = diagnosisOf({ denial: text, files })
    expect(outcomeOf(found)).toMatchObject({ certain: true, confirmed: ['pass-role-not-allowed'] })
    expect(firstFix(found)?.edits).toMatchObject([
      {
        statement: { Resource: reader, Condition: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } } },
      },
    ])
  })

  it('an Allow for another service is a condition that is not met', () => {
    const own = policy(allow('iam:PassRole', reader, passedTo('glue.amazonaws.com')))
    expect(outcomeOf(diagnosisOf({ denial: text, files: { ...alone(), ...iam({ mina: own }) } }))).toMatchObject({
      certain: true,
      confirmed: ['condition-not-met'],
    })
  })

  it('an Allow for this service leaves nothing to confirm', () => {
    const own = policy(allow('iam:PassRole', reader, passedTo('lambda.amazonaws.com')))
    expect(outcomeOf(diagnosisOf({ denial: text, files: { ...alone(), ...iam({ mina: own }) } }))).toMatchObject({
      certain: false,
      blockedBy: [],
      confirmed: [],
    })
  })

  function passedTo(service: string): Json {
    return { Condition: { StringEquals: { 'iam:PassedToService': service } } }
  }
})

describe('a policy that denies everyone', () => {
  it('names the caller in an exception and keeps the Deny for all others', () => {
    const guarded = policy({ ...deny('s3:*', ['arn:aws:s3:::reports', 'arn:aws:s3:::reports/*']), ...to('*') })
    const found = explain({
      ...read,
      files: { ...alone(), ...bucket('reports', guarded), ...iam({ mina: everything }) },
    })
    expect(outcomeOf(found)).toMatchObject({ blockedBy: ['resource'], fixes: ['bucket-policy:reports'] })
    expect(firstFix(found)?.edits).toMatchObject([{ kind: 'exceptPrincipal', principal: mina }])
  })
})
