import { describe, expect, it } from 'vitest'
import { filesOfObject } from './files.ts'
import { findRole } from './iam.ts'
import { scpLevels } from './organization-policies.ts'
import { policyPosition, policyText } from './policy-text.ts'
import { bucketPolicy } from './s3.ts'
import { openSnapshot } from './snapshot.ts'

const file = '111122223333/global/iam/GetAccountAuthorizationDetails.json'
const text = `{
  "RoleDetailList": [
    {
      "RoleName": "etl",
      "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": []},
      "RolePolicyList": [
        {
          "PolicyName": "read",
          "PolicyDocument": {
            "Version": "2012-10-17",
            "Statement": [
              { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*" }
            ]
          }
        }
      ]
    }
  ]
}`

describe('policyText', () => {
  const snapshot = openSnapshot(filesOfObject({ [file]: text }))
  const role = findRole(snapshot, '111122223333', 'etl')

  it('is the part of the file where the document stands on several lines', () => {
    const [policy] = role.kind === 'known' ? role.value.policies : []
    if (policy === undefined) throw new Error('the role has no policy')
    const shown = policyText(snapshot, policy)
    expect(shown).toMatchObject({ firstLine: 9, firstColumn: 29, inFile: true })
    expect(shown.text.split('\n')).toHaveLength(6)
    expect(policyPosition(snapshot, policy, '/Statement/0/Action')).toMatchObject({
      line: 12,
      column: 46,
      length: 14,
      inFile: true,
    })
    expect(policyPosition(snapshot, policy, '')).toMatchObject({ line: 9, column: 29 })
    expect(policyPosition(snapshot, policy, '/Statement/1')).toBeNull()
  })

  it('lays out a document that stands on one line', () => {
    const policy = role.kind === 'known' ? role.value.trustPolicy : null
    if (policy === null) throw new Error('the role is missing')
    expect(policyText(snapshot, policy)).toEqual({
      text: '{\n  "Version": "2012-10-17",\n  "Statement": []\n}',
      firstLine: 1,
      firstColumn: 1,
      inFile: false,
    })
    expect(policyPosition(snapshot, policy, '/Statement')).toMatchObject({ line: 3, column: 16, inFile: false })
  })

  it('decodes a document that is a string', () => {
    const document = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}'
    const path = '111122223333/global/s3/GetBucketPolicy/b.json'
    for (const raw of [document, encodeURIComponent(document)]) {
      const opened = openSnapshot(filesOfObject({ [path]: { Policy: raw } }))
      const policy = bucketPolicy(opened, 'b')
      if (policy.kind !== 'known') throw new Error('the policy is missing')
      expect(policyText(opened, policy.value).text).toContain('  "Version": "2012-10-17",\n  "Statement": {\n')
      expect(policyPosition(opened, policy.value, '/Statement/Action')).toMatchObject({
        line: 5,
        column: 15,
        length: 3,
      })
    }
  })

  it('shows what is no JSON as it was recorded', () => {
    const path = '111122223333/global/s3/GetBucketPolicy/b.json'
    const opened = openSnapshot(filesOfObject({ [path]: { Policy: '{"Statement": [' } }))
    const policy = bucketPolicy(opened, 'b')
    expect(policy.kind === 'known' && policyText(opened, policy.value).text).toBe('{"Statement": [')
    expect(policy.kind === 'known' && policyPosition(opened, policy.value, '/Statement/0')).toBeNull()
  })

  it('shows the document that AWS attaches itself, which stands nowhere', () => {
    const scp = 'SERVICE_CONTROL_POLICY'
    const at = (name: string): string => `111122223333/global/organizations/${name}.json`
    const opened = openSnapshot(
      filesOfObject({
        [at('DescribeOrganization')]: { Organization: { Id: 'o-1', MasterAccountId: '111122223333' } },
        [at('ListRoots')]: { Roots: [{ PolicyTypes: [{ Type: scp, Status: 'ENABLED' }] }] },
        [at('ListParents/111122223333')]: { Parents: [{ Id: 'r-1' }] },
        [at(`ListPoliciesForTarget/r-1/${scp}`)]: { Policies: [{ Id: 'p-FullAWSAccess' }] },
        [at(`ListPoliciesForTarget/111122223333/${scp}`)]: { Policies: [{ Id: 'p-FullAWSAccess' }] },
      }),
    )
    const levels = scpLevels(opened, '111122223333')
    const policy = levels.kind === 'known' ? levels.value.levels[0]?.readable[0] : undefined
    if (policy === undefined) throw new Error('the policy is missing')
    expect(policyText(opened, policy)).toMatchObject({ firstLine: 1, inFile: false })
    expect(policyPosition(opened, policy, '/Statement/0/Effect')).toMatchObject({ line: 5 })
  })
})
