import { describe, expect, it } from 'vitest'
import {
  allow,
  alone,
  bucket,
  deny,
  type Files,
  home,
  iam,
  type Json,
  policy,
  reader,
} from '../../test/cause-fixture.ts'
import { type CheckAnswer, chainOfAnswer, check } from '../../test/check-fixture.ts'
import { explainText } from '../../test/query-fixture.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'

const region = 'us-east-1'
const key = `arn:aws:kms:${region}:${home}:key/1234abcd-12ab-34cd-56ef-1234567890ab`
const glueTrust = policy({ Effect: 'Allow', Principal: { Service: 'glue.amazonaws.com' }, Action: 'sts:AssumeRole' })
const everything = policy(allow('*', '*'))
const delegating = policy({
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${home}:root` },
  Action: 'kms:*',
  Resource: '*',
})

const job = {
  Name: 'nightly',
  Role: reader,
  Command: { Name: 'glueetl', ScriptLocation: 's3://code/nightly.py' },
  DefaultArguments: {
    '--source_path': 's3://lake/raw/',
    '--target_path': 's3://lake/out/',
    '--TempDir': 's3://scratch/tmp',
    '--extra-jars': 's3://code/a.jar, s3://code/b.jar',
  },
}

function files(own: Json, more: Json = {}, crawler: Json = {}): Files {
  const id = key.split('/')[1]
  return {
    ...iam({ reader: own, trust: glueTrust }),
    ...alone(),
    ...bucket('lake', null),
    ...bucket('code', null),
    ...bucket('scratch', null),
    [`${home}/${region}/glue/GetJobs.json`]: { Jobs: [{ ...job, ...more }] },
    [`${home}/${region}/glue/GetCrawlers.json`]: { Crawlers: [{ Name: 'raw', Role: 'reader', ...crawler }] },
    [`${home}/${region}/glue/GetResourcePolicies.json`]: { GetResourcePoliciesResponseList: [] },
    [`${home}/${region}/kms/DescribeKey/${id}.json`]: {
      KeyMetadata: { Arn: key, KeyId: id, KeyManager: 'CUSTOMER', KeyState: 'Enabled', Enabled: true },
    },
    [`${home}/${region}/kms/GetKeyPolicy/${id}.json`]: { Policy: JSON.stringify(delegating) },
  }
}

function security(encryption: Json): Files {
  return {
    [`${home}/${region}/glue/GetSecurityConfigurations.json`]: {
      SecurityConfigurations: [{ Name: 'sealed', EncryptionConfiguration: encryption }],
    },
  }
}

async function run(recorded: Files, ...more: readonly string[]): Promise<CheckAnswer> {
  return check(recorded, 'glue', ...(more.length === 0 ? ['job', 'nightly'] : more), '--json')
}

function refused(action: string, resource: string, recorded: Files): Diagnosis {
  const session = `arn:aws:sts::${home}:assumed-role/reader/GlueJobRunnerSession`
  const text = `User: ${session} is not authorized to perform: ${action} on resource: "${resource}" because no identity-based policy allows the ${action} action (Service: Amazon S3; Status Code: 403; Error Code: AccessDenied)`
  return explainText(text, recorded)
}

function asked({ requests }: Diagnosis): readonly string[] {
  return requests.map(({ authorization: { request } }) => `${request.action} ${request.resource}`)
}

interface Occasional {
  readonly occasional: readonly { readonly occasion: string; readonly action: string }[]
}

function occasional({ stdout }: CheckAnswer): readonly string[] {
  // The shape of the printed JSON is the one that the diagnosis promises.
  const answer = JSON.parse(stdout) as Occasional
  return answer.occasional.map(({ occasion, action }) => `${occasion} ${action}`)
}

describe('a run of a job', () => {
  it('reads its script and libraries and uses its folders', async () => {
    const answer = await run(files(everything))
    expect(chainOfAnswer(answer)).toEqual([
      ['sts:AssumeRole', reader],
      ['s3:GetObject', 'arn:aws:s3:::code/nightly.py'],
      ['s3:GetObject', 'arn:aws:s3:::code/a.jar'],
      ['s3:GetObject', 'arn:aws:s3:::code/b.jar'],
      ['s3:PutObject', 'arn:aws:s3:::scratch/tmp/*'],
      ['s3:ListBucket', 'arn:aws:s3:::lake'],
      ['s3:GetObject', 'arn:aws:s3:::lake/raw/*'],
      ['s3:PutObject', 'arn:aws:s3:::lake/out/*'],
    ])
    expect(occasional(answer)).toEqual([])
  })

  it('is allowed although its logs would be refused, and says so', async () => {
    const own = policy(allow('s3:*', '*'))
    const answer = await run(files(own))
    expect(JSON.parse(answer.stdout)).toMatchObject({ certain: true, verdict: { possible: ['allowed'] } })
    expect(occasional(answer)).toEqual([
      'logs logs:CreateLogGroup',
      'logs logs:CreateLogStream',
      'logs logs:PutLogEvents',
    ])
    const { stdout } = await check(files(own), 'glue', 'job', 'nightly')
    expect(stdout).toContain('Also refused, but only asked for the logs and metrics of the run: logs:CreateLogGroup')
  })

  it('makes network interfaces where its connection has a subnet', async () => {
    const connection = {
      Name: 'db',
      PhysicalConnectionRequirements: { SubnetId: 'subnet-1', SecurityGroupIdList: ['sg-1'] },
    }
    const recorded = {
      ...files(policy(allow('*', '*'), deny('ec2:DescribeRouteTables', '*')), { Connections: { Connections: ['db'] } }),
      [`${home}/${region}/glue/GetConnections.json`]: { ConnectionList: [connection] },
    }
    const ofNetwork = chainOfAnswer(await run(recorded)).filter(([action]) => action.startsWith('ec2:'))
    expect(ofNetwork).toEqual([
      ['ec2:DescribeVpcEndpoints', '*'],
      ['ec2:DescribeRouteTables', '*', 'identity'],
      ['ec2:DescribeSubnets', '*'],
      ['ec2:DescribeSecurityGroups', '*'],
      ['ec2:DescribeVpcAttribute', '*'],
      ['ec2:CreateNetworkInterface', `arn:aws:ec2:${region}:${home}:subnet/subnet-1`],
      ['ec2:CreateNetworkInterface', `arn:aws:ec2:${region}:${home}:security-group/sg-1`],
      ['ec2:CreateNetworkInterface', `arn:aws:ec2:${region}:${home}:network-interface/*`],
    ])
  })

  it('makes none for a connection without a subnet', async () => {
    const recorded = {
      ...files(everything, { Connections: { Connections: ['db'] } }),
      [`${home}/${region}/glue/GetConnections.json`]: { ConnectionList: [{ Name: 'db' }] },
    }
    const chain = chainOfAnswer(await run(recorded))
    expect(chain.filter(([action]) => action.startsWith('ec2:'))).toEqual([])
    expect(chain).toContainEqual(['glue:GetConnection', `arn:aws:glue:${region}:${home}:connection/db`])
  })
})

describe('the security configuration of a job', () => {
  const sealed = { SecurityConfiguration: 'sealed' }

  it('puts its key in the place of that of the bucket', async () => {
    const sse = security({ S3Encryption: [{ S3EncryptionMode: 'SSE-KMS', KmsKeyArn: key }] })
    const own = policy(allow(['s3:*', 'logs:*'], '*'))
    const chain = chainOfAnswer(await run({ ...files(own, sealed), ...sse }))
    expect(chain.filter(([, resource]) => resource === key)).toEqual([['kms:GenerateDataKey', key, 'identity']])
  })

  it('sends the encryption that a bucket policy asks for', async () => {
    const onlyKms = policy({
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:PutObject',
      Resource: 'arn:aws:s3:::lake/*',
      Condition: { StringNotEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' } },
    })
    const sse = security({ S3Encryption: [{ S3EncryptionMode: 'SSE-KMS', KmsKeyArn: key }] })
    const recorded = { ...files(everything, sealed), ...bucket('lake', onlyKms) }
    const target = (answer: CheckAnswer): unknown =>
      chainOfAnswer(answer).find(([, resource]) => resource === 'arn:aws:s3:::lake/out/*')
    expect(target(await run({ ...recorded, ...sse }))).toEqual(['s3:PutObject', 'arn:aws:s3:::lake/out/*'])
    const without = { ...files(everything), ...bucket('lake', onlyKms) }
    expect(target(await run(without))).toEqual(['s3:PutObject', 'arn:aws:s3:::lake/out/*', 'resource'])
  })

  it('encrypts the bookmarks of a job that keeps them', async () => {
    const csb = security({ JobBookmarksEncryption: { JobBookmarksEncryptionMode: 'CSE-KMS', KmsKeyArn: key } })
    const keeping = { DefaultArguments: { '--job-bookmark-option': 'job-bookmark-enable' } }
    const ofKey = async (more: Json): Promise<readonly string[]> =>
      chainOfAnswer(await run({ ...files(everything, { ...sealed, ...more }), ...csb })).flatMap(
        ([action, resource]) => (resource === key ? [action] : []),
      )
    expect(await ofKey(keeping)).toEqual(['kms:Encrypt', 'kms:Decrypt'])
    expect(await ofKey({})).toEqual([])
  })

  it('lets CloudWatch Logs use the key of the logs only by the key policy', async () => {
    const logs = security({ CloudWatchEncryption: { CloudWatchEncryptionMode: 'SSE-KMS', KmsKeyArn: key } })
    const answer = await run({ ...files(everything, sealed), ...logs })
    expect(occasional(answer)).toEqual(['logs kms:GenerateDataKey', 'logs kms:Decrypt'])
    expect(JSON.parse(answer.stdout)).toMatchObject({ certain: true })
  })

  it('leaves the answer open where it was not recorded, and names the command', async () => {
    const answer = await run(files(everything, sealed))
    expect(answer.code).toBe(1)
    expect(answer.stdout).toContain(`aws glue get-security-configuration --name sealed --region ${region}`)
  })
})

describe('a job that was refused something', () => {
  const own = policy(allow(['s3:GetObject', 's3:ListBucket'], ['arn:aws:s3:::lake', 'arn:aws:s3:::lake/raw/*']))

  it('was running already: what comes before is not told', () => {
    const diagnosis = refused('s3:PutObject', 'arn:aws:s3:::lake/out/part-0', files(own))
    expect(asked(diagnosis)).toEqual([
      's3:ListBucket arn:aws:s3:::lake',
      's3:GetObject arn:aws:s3:::lake/raw/*',
      's3:PutObject arn:aws:s3:::lake/out/part-0',
    ])
    expect(diagnosis.occasional.map(({ occasion }) => occasion)).toContain('temporaryFiles')
  })

  it('tells the whole run where its script was refused', () => {
    const diagnosis = refused('s3:GetObject', 'arn:aws:s3:::code/nightly.py', files(own))
    expect(asked(diagnosis)).toEqual([
      's3:GetObject arn:aws:s3:::code/nightly.py',
      's3:GetObject arn:aws:s3:::code/a.jar',
      's3:GetObject arn:aws:s3:::code/b.jar',
      's3:ListBucket arn:aws:s3:::lake',
      's3:GetObject arn:aws:s3:::lake/raw/*',
      's3:PutObject arn:aws:s3:::lake/out/*',
    ])
    expect(diagnosis.nextDenials).toEqual([])
    expect(diagnosis.fixes.some(({ outcome }) => outcome.verified)).toBe(true)
  })

  it('tells the temporary folder where that was refused', () => {
    const diagnosis = refused('s3:PutObject', 'arn:aws:s3:::scratch/tmp/part-0', files(own))
    expect(asked(diagnosis)).toContain('s3:PutObject arn:aws:s3:::scratch/tmp/part-0')
    expect(diagnosis.requests.filter(({ reported }) => reported)).toHaveLength(1)
  })
})

describe('a crawler that was refused something', () => {
  const session = `arn:aws:sts::${home}:assumed-role/reader/AWS-Crawler`
  const text = `User: ${session} is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::lake/raw/a.csv" because no identity-based policy allows the s3:GetObject action`
  const own = policy(allow('s3:ListBucket', 'arn:aws:s3:::lake'))
  const crawler = { DatabaseName: 'sales', Targets: { S3Targets: [{ Path: 's3://lake/raw' }] } }
  const data = ['s3:ListBucket arn:aws:s3:::lake', 's3:GetObject arn:aws:s3:::lake/raw/a.csv']

  it('is told with its tables, where the snapshot shows which they are', () => {
    const recorded = {
      ...files(own, {}, crawler),
      [`${home}/${region}/glue/GetTables/sales.json`]: { TableList: [] },
    }
    const diagnosis = explainText(text, recorded)
    expect([...new Set(asked(diagnosis).map((one) => one.split(' ')[0]))]).toEqual([
      's3:ListBucket',
      's3:GetObject',
      'glue:GetDatabase',
      'glue:CreateTable',
    ])
    expect(diagnosis.requests.find(({ reported }) => reported)?.authorization.request.action).toBe('s3:GetObject')
  })

  it('is told without them otherwise', () => {
    expect(asked(explainText(text, files(own, {}, crawler)))).toEqual(data)
  })

  it('is not guessed among several of a role', () => {
    const twins = ['raw', 'copy'].map((Name) => ({ Name, Role: reader, ...crawler }))
    const recorded = { ...files(own), [`${home}/${region}/glue/GetCrawlers.json`]: { Crawlers: twins } }
    expect(asked(explainText(text, recorded))).toEqual(data.slice(1))
  })
})

describe('a run of a crawler', () => {
  const path = { S3Targets: [{ Path: 's3://lake/raw' }] }

  it('names a new table with its prefix, and adds partitions where there are new ones', async () => {
    const recorded = {
      ...files(
        policy(allow('*', '*'), deny('glue:BatchCreatePartition', '*')),
        {},
        {
          DatabaseName: 'sales',
          TablePrefix: 'x_',
          Targets: path,
        },
      ),
      [`${home}/${region}/glue/GetTables/sales.json`]: { TableList: [] },
    }
    const answer = await run(recorded, 'crawler', 'raw')
    expect(chainOfAnswer(answer)).toContainEqual([
      'glue:CreateTable',
      `arn:aws:glue:${region}:${home}:table/sales/x_raw`,
    ])
    expect(new Set(occasional(answer))).toEqual(new Set(['newPartitions glue:BatchCreatePartition']))
  })

  it('reads Delta and DynamoDB tables and updates those of the catalog that it names', async () => {
    const targets = {
      DeltaTargets: [{ DeltaTables: ['s3://lake/delta'] }],
      DynamoDBTargets: [{ Path: 'Orders' }],
      CatalogTargets: [{ DatabaseName: 'sales', Tables: ['orders'] }],
    }
    const orders = { DatabaseName: 'sales', Name: 'orders', StorageDescriptor: { Location: 's3://lake/orders/' } }
    const recorded = {
      ...files(everything, {}, { Targets: targets }),
      [`${home}/${region}/glue/GetTables/sales.json`]: { TableList: [orders] },
    }
    const table = `arn:aws:glue:${region}:${home}:table/sales/orders`
    const ofTables = chainOfAnswer(await run(recorded, 'crawler', 'raw')).filter(([, resource]) =>
      /[/:](delta|orders|table\/Orders)/.test(resource),
    )
    expect(ofTables).toEqual([
      ['s3:GetObject', 'arn:aws:s3:::lake/delta/*'],
      ['s3:GetObject', 'arn:aws:s3:::lake/orders/*'],
      ['dynamodb:DescribeTable', `arn:aws:dynamodb:${region}:${home}:table/Orders`],
      ['dynamodb:Scan', `arn:aws:dynamodb:${region}:${home}:table/Orders`],
      ['glue:GetTable', table],
      ['glue:UpdateTable', table],
    ])
  })

  it('uses the key of an encrypted Data Catalog', async () => {
    const recorded = {
      ...files(policy(allow(['s3:*', 'glue:*', 'logs:*'], '*')), {}, { DatabaseName: 'sales', Targets: path }),
      [`${home}/${region}/glue/GetTables/sales.json`]: { TableList: [] },
      [`${home}/${region}/glue/GetDataCatalogEncryptionSettings.json`]: {
        DataCatalogEncryptionSettings: { EncryptionAtRest: { CatalogEncryptionMode: 'SSE-KMS', SseAwsKmsKeyId: key } },
      },
    }
    const chain = chainOfAnswer(await run(recorded, 'crawler', 'raw'))
    expect(chain.filter(([, resource]) => resource === key)).toEqual([
      ['kms:Decrypt', key, 'identity'],
      ['kms:GenerateDataKey', key, 'identity'],
    ])
  })
})
