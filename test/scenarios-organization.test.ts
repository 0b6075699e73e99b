import { describe, expect, it } from 'vitest'
import {
  allow,
  alone,
  bucket,
  deny,
  elsewhere,
  explain,
  type Files,
  iam,
  type Json,
  organization,
  policy,
  to,
} from './cause-fixture.ts'
import { detailsFile, outcomeOf } from './scenario-fixture.ts'

const object = 'arn:aws:s3:::reports/q1.csv'
const read = { action: 's3:GetObject', resource: object }
const everything = policy(allow('*', '*'))

describe('the management account', () => {
  const manager = '999999999999'
  const principal = `arn:aws:iam::${manager}:user/mina`
  const described: Files = {
    [`${manager}/global/organizations/DescribeOrganization.json`]: {
      Organization: { Id: 'o-example', MasterAccountId: manager, FeatureSet: 'ALL' },
    },
    [`${manager}/global/organizations/ListParents/${manager}.json`]: { Parents: [{ Id: 'r-root', Type: 'ROOT' }] },
  }

  it('no SCP of the root bears on its users', () => {
    const files = {
      ...organization('scp', { root: policy(allow('ec2:*', '*')) }),
      ...described,
      ...bucket('reports', null, manager),
      ...iam({ account: manager, mina: everything }),
    }
    expect(explain({ ...read, principal, files }).verdict.blockedBy).toEqual([])
  })

  it('no RCP of the root bears on its buckets', () => {
    const rcp = policy({ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' })
    const files = {
      ...organization('rcp', { root: rcp }),
      ...described,
      ...bucket('reports', null, manager),
      ...iam({ account: manager, mina: everything }),
    }
    expect(explain({ ...read, principal, files }).verdict.blockedBy).toEqual([])
  })
})

describe('service-linked roles', () => {
  it('no SCP bears on them', () => {
    const own = iam({})
    const details = own[detailsFile]
    const roles = Array.isArray(details?.['RoleDetailList']) ? details['RoleDetailList'] : []
    const role = {
      RoleName: 'AWSServiceRoleForExample',
      RoleId: 'AROAEXAMPLELINKEDXXX1',
      Arn: 'arn:aws:iam::111122223333:role/aws-service-role/example.amazonaws.com/AWSServiceRoleForExample',
      AssumeRolePolicyDocument: policy(),
      RolePolicyList: [],
      AttachedManagedPolicies: [],
    }
    const found = explain({
      ...read,
      principal: 'arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForExample/work',
      files: {
        ...organization('scp', { root: policy(allow('*', '*'), deny('s3:*', '*')) }),
        ...bucket('reports', null),
        [detailsFile]: { ...details, RoleDetailList: [...roles, role] },
      },
    })
    expect(outcomeOf(found)).toMatchObject({ blockedBy: ['identity'], fixes: ['bucket-policy:reports'] })
    expect(found.fixes[0]?.edits[0]?.edit).toMatchObject({ statement: { Principal: { AWS: role.Arn } } })
  })
})

describe('conditions on the organization', () => {
  const principal = `arn:aws:iam::${elsewhere}:user/mina`

  /** A bucket policy that lets in the accounts below a path of the organization. */
  function below(path: string): Json {
    const condition = { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': path } }
    return policy({ ...allow('s3:GetObject', 'arn:aws:s3:::reports/*', { Condition: condition }), ...to('*') })
  }

  it('an account in no organization is not below any path', () => {
    const files = {
      ...alone(),
      ...alone(elsewhere),
      ...iam({ account: elsewhere, mina: everything }),
      ...bucket('reports', below('o-example/*')),
    }
    const found = outcomeOf(explain({ ...read, principal, files }))
    expect(found).toMatchObject({ certain: true, blockedBy: ['resource'], unknowns: [] })
    expect(found.confirmed).toContain('condition-not-met')
  })

  it.each([
    ['o-example/r-root/ou-root-team/', []],
    ['o-example/r-root/ou-root-other/*', ['identity']],
  ])('an account of the organization is judged by the path of its units: %s', (path, blockedBy) => {
    const files = {
      ...organization('scp', {}),
      ...iam({ mina: policy(allow('s3:ListBucket', '*')) }),
      ...bucket('reports', below(path)),
    }
    expect(explain({ ...read, files }).verdict.blockedBy).toEqual(blockedBy)
  })
})

describe('commands that create a policy', () => {
  it('a new policy of the Data Catalog is put in the Region of the catalog', () => {
    const found = explain({
      principal: `arn:aws:iam::${elsewhere}:user/mina`,
      action: 'glue:GetDatabase',
      resource: 'arn:aws:glue:eu-west-1:111122223333:catalog',
      files: {
        ...alone(),
        ...alone(elsewhere),
        ...iam({ account: elsewhere, mina: everything }),
        '111122223333/eu-west-1/glue/GetResourcePolicies.json': { GetResourcePoliciesResponseList: [] },
      },
    })
    const commands = found.fixes.flatMap(({ edits }) => edits.map(({ cli }) => cli))
    expect(commands[0]).toMatch(/^aws glue put-resource-policy --policy-in-json '.*' --region eu-west-1$/)
  })
})
