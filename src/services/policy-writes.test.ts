import { describe, expect, it } from 'vitest'
import { policyWrite } from './policy-writes.ts'
import { trailEvents } from './trail-event.ts'

const account = '111122223333'
const here = `${account}:us-east-1`
const key = `arn:aws:kms:us-east-1:${account}:key/1234abcd-12ab-34cd-56ef-1234567890ab`

function written(source: string, eventName: string, requestParameters: unknown, more: object = {}): unknown {
  const eventSource = `${source}.amazonaws.com`
  const record = {
    eventSource,
    eventName,
    requestParameters,
    eventTime: '2026-03-04T10:00:00Z',
    awsRegion: 'us-east-1',
    recipientAccountId: account,
  }
  const [event] = trailEvents([{ file: 'trail', record: { ...record, ...more } }])
  return event === undefined ? undefined : policyWrite(event)
}

describe('a write of a policy or setting', () => {
  it.each([
    ['iam', 'AttachRolePolicy', { roleName: 'etl' }, `${account}:role/etl`, 'identity'],
    ['iam', 'UpdateAssumeRolePolicy', { roleName: 'etl' }, `${account}:role/etl`, 'resource'],
    ['iam', 'PutUserPermissionsBoundary', { userName: 'mina' }, `${account}:user/mina`, 'boundary'],
    ['iam', 'AddUserToGroup', { userName: 'mina', groupName: 'data' }, `${account}:user/mina`, 'identity'],
    ['iam', 'PutGroupPolicy', { groupName: 'data' }, `${account}:group/data`, 'identity'],
    ['iam', 'SetDefaultPolicyVersion', { policyArn: 'arn:p' }, 'policy/arn:p', 'identity'],
    ['s3', 'PutBucketPolicy', { bucketName: 'orders' }, 'bucket/orders', 'resource'],
    ['kms', 'CreateGrant', { keyId: key }, `${here}:key/1234abcd-12ab-34cd-56ef-1234567890ab`, 'kms'],
    ['kms', 'EnableKey', { keyId: '1234abcd' }, `${here}:key/1234abcd`, 'kmsKeyState'],
    ['glue', 'PutResourcePolicy', {}, `${here}:catalog/${account}`, 'resource'],
    ['organizations', 'DetachPolicy', { policyId: 'p-1', targetId: 'ou-1' }, 'organization/ou-1', 'scp'],
    ['organizations', 'UpdatePolicy', { policyId: 'p-1' }, 'organization/p-1', 'scp'],
    ['ec2', 'ModifyVpcEndpoint', { ModifyVpcEndpointRequest: { VpcEndpointId: 'vpce-1' } }, 'vpce/vpce-1', 'vpce'],
    [
      'sqs',
      'SetQueueAttributes',
      { queueUrl: `https://sqs.example.com/${account}/orders` },
      `${here}:sqs/orders`,
      'resource',
    ],
    [
      'sqs',
      'AddPermission',
      { queueUrl: 'https://sqs.example.com/444455556666/orders' },
      '444455556666:us-east-1:sqs/orders',
      'resource',
    ],
    [
      'sns',
      'SetTopicAttributes',
      { topicArn: 'arn:aws:sns:eu-west-1:444455556666:jobs' },
      '444455556666:eu-west-1:sns/jobs',
      'resource',
    ],
    ['lambda', 'AddPermission20150331v2', { functionName: 'resize' }, `${here}:lambda/resize`, 'resource'],
    [
      'lambda',
      'AddPermission',
      { functionName: '444455556666:function:resize:live' },
      '444455556666:us-east-1:lambda/resize',
      'resource',
    ],
    ['ecr', 'SetRepositoryPolicy', { repositoryName: 'team-a/app' }, `${here}:ecr/team-a/app`, 'resource'],
    ['secretsmanager', 'PutResourcePolicy', { secretId: 'prod/db' }, `${here}:secretsmanager/prod/db`, 'resource'],
    [
      'secretsmanager',
      'PutResourcePolicy',
      { secretId: `arn:aws:secretsmanager:us-east-1:${account}:secret:prod/db-AbCd12` },
      `${here}:secretsmanager/prod/db`,
      'resource',
    ],
    [
      'dynamodb',
      'PutResourcePolicy',
      { resourceArn: `arn:aws:dynamodb:us-east-1:${account}:table/jobs` },
      `${here}:dynamodb/jobs`,
      'resource',
    ],
    ['s3', 'PutAccessPointPolicy', { name: 'team' }, `${here}:accessPoint/team`, 'accessPoint'],
    [
      'lakeformation',
      'GrantPermissions',
      { principal: { dataLakePrincipalIdentifier: 'arn:r' } },
      'lakeformation/arn:r',
      'lakeformation',
    ],
  ])('of %s by %s is told with what it changes', (source, operation, parameters, subject, layer) => {
    expect(written(source, operation, parameters)).toMatchObject({ subject, layers: expect.arrayContaining([layer]) })
  })

  it.each([
    ['a failed call', 'iam', 'AttachRolePolicy', { roleName: 'etl' }, { errorCode: 'AccessDenied' }],
    ['a call that reads', 'iam', 'GetRole', { roleName: 'etl' }, {}],
    ['a version that is not the default one', 'iam', 'CreatePolicyVersion', { policyArn: 'arn:p' }, {}],
    ['a call of another service of that name', 'sns', 'PutBucketPolicy', { bucketName: 'orders' }, {}],
    ['a call without parameters', 'iam', 'AttachRolePolicy', null, {}],
  ])('is not %s', (_, source, operation, parameters, more) => {
    expect(written(source, operation, parameters, more)).toBeNull()
  })

  it('is no record without a time', () => {
    expect(written('iam', 'AttachRolePolicy', { roleName: 'etl' }, { eventTime: 'yesterday' })).toBeUndefined()
  })
})
