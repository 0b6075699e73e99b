import { describe, expect, it } from 'vitest'
import {
  actionData,
  actionExists,
  actionsMatching,
  actsOnArn,
  canonicalAction,
  conditionKeyData,
  resourceTypesOfArn,
  serviceDataDate,
  servicePrefixes,
  similarActions,
  supportsRcp,
  takesOnlyWildcardResource,
} from './service-data.ts'

describe('actions', () => {
  it('are found in any case and told in the casing of IAM', () => {
    const data = actionData('SQS:createqueue')
    expect(data).toMatchObject({ service: 'sqs', name: 'CreateQueue', accessLevel: 'Write' })
    expect(data?.resourceTypes).toEqual([
      {
        name: 'queue',
        required: true,
        arnPatterns: [`arn:\${Partition}:sqs:\${Region}:\${Account}:\${QueueName}`],
        conditionKeys: [`aws:ResourceTag/\${TagKey}`],
      },
    ])
    expect(data?.conditionKeys).toEqual([`aws:RequestTag/\${TagKey}`, `aws:ResourceTag/\${TagKey}`, 'aws:TagKeys'])
  })

  it('say which condition keys reach them only through a resource type', () => {
    const image = actionData('ec2:RunInstances')?.resourceTypes.find(({ name }) => name === 'image')
    const instance = actionData('ec2:RunInstances')?.resourceTypes.find(({ name }) => name === 'instance')
    expect(instance?.conditionKeys).toContain('ec2:InstanceType')
    expect(image?.conditionKeys).not.toContain('ec2:InstanceType')
    expect(actionData('s3:ListBucket')?.conditionKeys).toContain('s3:prefix')
    expect(actionData('s3:GetObject')?.conditionKeys).not.toContain('s3:prefix')
  })

  it('keep the access level that AWS lists first', () => {
    expect(actionData('iam:PassRole')?.accessLevel).toBe('Write')
    expect(actionData('s3:PutBucketPolicy')?.accessLevel).toBe('Permissions management')
    expect(actionData('s3:PutObjectTagging')?.accessLevel).toBe('Tagging')
    expect(actionData('s3:ListBucket')?.accessLevel).toBe('List')
    expect(actionData('kms:DescribeKey')?.accessLevel).toBe('Read')
  })

  it('that are operations of an API but not actions of IAM do not exist', () => {
    expect(
      ['s3:ListObjects', 's3:HeadBucket', 'lambda:Invoke', 'glue:BatchCreatePartitions'].filter(actionExists),
    ).toEqual([])
    expect(['s3', 's3:', ':GetObject', '', '*', 's3:*', '__proto__:constructor'].filter(actionExists)).toEqual([])
  })

  it('are spelled canonically, and unknown ones keep their name', () => {
    expect(canonicalAction('sqs:createqueue')).toBe('sqs:CreateQueue')
    expect(canonicalAction('SNS:Publish')).toBe('sns:Publish')
    expect(canonicalAction('S3:HeadObject')).toBe('s3:HeadObject')
    expect(canonicalAction('nonsense')).toBe('nonsense')
  })

  it('have a resource type or take only a wildcard resource', () => {
    expect(takesOnlyWildcardResource('s3:ListAllMyBuckets')).toBe(true)
    expect(takesOnlyWildcardResource('s3:GetObject')).toBe(false)
    expect(takesOnlyWildcardResource('s3:NoSuchAction')).toBe(false)
  })

  it('law: every action of the data round-trips through all lookups', () => {
    const all = actionsMatching('*')
    expect(all.length).toBeGreaterThan(20_000)
    expect(new Set(all.map((action) => action.toLowerCase())).size).toBe(all.length)
    const lost = all.filter((action) => {
      const data = actionData(action.toUpperCase())
      return (
        data === null || `${data.service}:${data.name}` !== action || canonicalAction(action.toLowerCase()) !== action
      )
    })
    expect(lost).toEqual([])
    const holes = all.filter((action) => {
      const { resourceTypes = [], conditionKeys = [] } = actionData(action) ?? {}
      return (
        resourceTypes.some(({ name }) => name === '') || conditionKeys.some((key) => conditionKeyData(key) === null)
      )
    })
    expect(holes).toEqual([])
  })
})

describe('patterns of actions', () => {
  it('expand to the actions they take in', () => {
    expect(actionsMatching('SQS:*queue')).toEqual([
      'sqs:CreateQueue',
      'sqs:DeleteQueue',
      'sqs:PurgeQueue',
      'sqs:TagQueue',
      'sqs:UntagQueue',
    ])
    expect(actionsMatching('kms:?ncrypt')).toEqual(['kms:Encrypt'])
    expect(actionsMatching('sts:AssumeRole')).toEqual(['sts:AssumeRole'])
  })

  it('expand to nothing for unknown services and for part of a service prefix', () => {
    expect(actionsMatching('nosuchservice:*')).toEqual([])
    expect(actionsMatching('sq*:SendMessage')).toEqual([])
    expect(actionsMatching('SendMessage')).toEqual([])
  })
})

describe('similar actions', () => {
  it('start with what an operation of that name needs', () => {
    expect(similarActions('s3:ListObjects', 1)).toEqual(['s3:ListBucket'])
    expect(similarActions('s3:HeadObject', 1)).toEqual(['s3:GetObject'])
    expect(similarActions('s3:ListBuckets', 2)).toEqual(['s3:ListAllMyBuckets', 's3:ListBucket'])
    expect(similarActions('lambda:Invoke', 1)).toEqual(['lambda:InvokeFunction'])
    expect(similarActions('kms:ReEncrypt', 2)).toEqual(['kms:ReEncryptFrom', 'kms:ReEncryptTo'])
  })

  it('find misspellings and plurals', () => {
    expect(similarActions('glue:BatchCreatePartitions', 1)).toEqual(['glue:BatchCreatePartition'])
    expect(similarActions('S3:getobjects', 1)).toEqual(['s3:GetObject'])
    expect(similarActions('ec2:DescribeInstance', 1)).toEqual(['ec2:DescribeInstances'])
  })

  it('find the service of a name whose prefix is unknown', () => {
    expect(similarActions('monitoring:PutMetricAlarm', 3)).toEqual(['cloudwatch:PutMetricAlarm'])
  })

  it('are none for a name like no other, for the action itself and for hostile text', () => {
    expect(similarActions('s3:Zzzzz', 3)).toEqual([])
    expect(similarActions('s3:GetObject', 3)).not.toContain('s3:GetObject')
    expect(similarActions(`s3:${'GetObject'.repeat(100_000)}`, 3)).toEqual([])
  })
})

describe('condition keys', () => {
  it('are found in any case, service keys and global keys', () => {
    expect(conditionKeyData('S3:PREFIX')).toEqual({ name: 's3:prefix', type: 'String', multivalued: false })
    expect(conditionKeyData('aws:sourceip')).toEqual({ name: 'aws:SourceIp', type: 'IPAddress', multivalued: false })
    expect(conditionKeyData('s3:max-keys')?.type).toBe('Numeric')
    expect(conditionKeyData('kms:BypassPolicyLockoutSafetyCheck')?.type).toBe('Bool')
    expect(conditionKeyData('aws:CurrentTime')?.type).toBe('Date')
    expect(conditionKeyData('iam:PermissionsBoundary')?.type).toBe('ARN')
  })

  it('are found by a tag key of the reader', () => {
    expect(conditionKeyData('aws:ResourceTag/team')?.name).toBe(`aws:ResourceTag/\${TagKey}`)
    expect(conditionKeyData('aws:principaltag/a/b')?.name).toBe(`aws:PrincipalTag/\${TagKey}`)
    expect(conditionKeyData('s3:ExistingObjectTag/team')?.name).toBe('s3:ExistingObjectTag/<key>')
    expect(conditionKeyData('kms:EncryptionContext:aws:s3:arn')?.name).toBe(
      `kms:EncryptionContext:\${EncryptionContextKey}`,
    )
    expect(conditionKeyData('events:Metadata/a/Matcher')?.name).toBe(`events:Metadata/\${MetadataKey}/Matcher`)
  })

  it('tell whether they hold several values', () => {
    const multivalued = [
      'aws:CalledVia',
      'aws:PrincipalOrgPaths',
      'aws:TagKeys',
      'dynamodb:Attributes',
      'a.example:amr',
    ]
    expect(multivalued.filter((key) => conditionKeyData(key)?.multivalued !== true)).toEqual([])
    const single = ['aws:CalledViaFirst', 'aws:PrincipalOrgID', 'aws:PrincipalTag/team', 's3:prefix', 'kms:ViaService']
    expect(single.filter((key) => conditionKeyData(key)?.multivalued !== false)).toEqual([])
  })

  it('of an OIDC provider are its claims', () => {
    expect(conditionKeyData('oidc.eks.us-east-1.amazonaws.com/id/AB12:sub')).toEqual({
      name: 'oidc.eks.us-east-1.amazonaws.com/id/AB12:sub',
      type: 'String',
      multivalued: false,
    })
  })

  it('that AWS does not document are unknown', () => {
    const keys = ['aws:SourceIpp', 's3:ExistingObjectTag/', 's3:ExistingObjectTag', 's3', '', ':', 'sub', 'oidc:sub']
    expect(keys.filter((key) => conditionKeyData(key) !== null)).toEqual([])
  })
})

describe('resource types of an ARN', () => {
  const region = 'us-east-1:111122223333'

  it('tell a bucket from the objects in it', () => {
    expect(resourceTypesOfArn('arn:aws:s3:::reports')[0]).toEqual({ service: 's3', name: 'bucket' })
    expect(resourceTypesOfArn('arn:aws:s3:::reports/2024/q1.csv')).toEqual([{ service: 's3', name: 'object' }])
    expect(resourceTypesOfArn('arn:aws-cn:s3:::reports/*')).toEqual([{ service: 's3', name: 'object' }])
  })

  it('are the closest, not every type that the text happens to fit', () => {
    expect(resourceTypesOfArn(`arn:aws:dynamodb:${region}:table/orders/index/by-day`)).toEqual([
      { service: 'dynamodb', name: 'index' },
    ])
    expect(resourceTypesOfArn(`arn:aws:dynamodb:${region}:table/orders`)).toEqual([
      { service: 'dynamodb', name: 'table' },
    ])
    expect(resourceTypesOfArn(`arn:aws:s3:${region}:accesspoint/main/object/k`)).toEqual([
      { service: 's3', name: 'accesspointobject' },
    ])
  })

  it('include those of other services, after those of its own', () => {
    const types = resourceTypesOfArn('arn:aws:iam::111122223333:role/teams/report-reader')
    expect(types[0]).toEqual({ service: 'iam', name: 'role' })
    expect(types).toContainEqual({ service: 'sts', name: 'role' })
  })

  it('are none for ARNs that no type has', () => {
    const arns = [
      'arn:aws:s3:us-east-1:111122223333:reports',
      'arn:aws:nosuch:::x',
      'not an arn',
      '*',
      'arn:aws:iam::1:x',
    ]
    expect(arns.flatMap(resourceTypesOfArn)).toEqual([])
  })

  it('say whether an action acts on the ARN', () => {
    expect(actsOnArn('s3:GetObject', 'arn:aws:s3:::reports/q1.csv')).toBe(true)
    expect(actsOnArn('s3:GetObject', 'arn:aws:s3:::reports')).toBe(false)
    expect(actsOnArn('s3:ListBucket', 'arn:aws:s3:::reports/*')).toBe(false)
    expect(actsOnArn('sts:AssumeRole', 'arn:aws:iam::111122223333:role/report-reader')).toBe(true)
    expect(actsOnArn('s3:ListAllMyBuckets', 'arn:aws:s3:::reports')).toBe(null)
    expect(actsOnArn('s3:ListObjects', 'arn:aws:s3:::reports')).toBe(null)
  })
})

describe('services', () => {
  it('are listed with the date of the data', () => {
    expect(servicePrefixes()).toEqual([...servicePrefixes()].sort())
    expect(servicePrefixes()).toContain('athena')
    expect(serviceDataDate).toMatch(/^20\d\d-\d\d-\d\d$/)
  })

  it('support resource control policies or not', () => {
    const supported = ['s3', 'sts', 'kms', 'sqs', 'secretsmanager', 'dynamodb', 'logs', 'events', 'ecr', 'cognito-idp']
    expect(supported.filter((service) => !supportsRcp(service))).toEqual([])
    expect(['glue', 'athena', 'lakeformation', 'lambda', 'sns', 'iam', ''].filter(supportsRcp)).toEqual([])
  })
})
