import { describe, expect, it } from 'vitest'
import { queryExecution, workGroup } from './athena.ts'
import { routeTables, vpcEndpoint } from './ec2.ts'
import { filesOfObject } from './files.ts'
import { catalogEncryption, catalogPolicy, databases, jobs, table, tables } from './glue.ts'
import { connections, crawlers, jobRun } from './glue-runs.ts'
import { dataLakeSettings, lakeFormationPermissions, registeredLocations } from './lakeformation.ts'
import { storedResourcePolicy } from './resource-policies.ts'
import { openSnapshot, type Snapshot } from './snapshot.ts'

const account = '111122223333'
const snapshotOf = (files: Readonly<Record<string, unknown>>): Snapshot =>
  openSnapshot(
    filesOfObject(Object.fromEntries(Object.entries(files).map(([name, value]) => [`${account}/${name}.json`, value]))),
  )
const empty = '{"Version":"2012-10-17","Statement":[]}'

describe('Glue', () => {
  it('reads the catalog policy, absent where the list is empty', () => {
    const file = 'us-east-1/glue/GetResourcePolicies'
    const policy = { GetResourcePoliciesResponseList: [{ PolicyInJson: empty }] }
    expect(catalogPolicy(snapshotOf({ [file]: policy }), account, 'us-east-1')).toMatchObject({
      value: { target: `catalog-policy:${account}` },
      source: { pointer: '/GetResourcePoliciesResponseList/0/PolicyInJson' },
    })
    const none = snapshotOf({ [file]: { GetResourcePoliciesResponseList: [] } })
    expect(catalogPolicy(none, account, 'us-east-1').kind).toBe('absent')
    expect(catalogPolicy(none, account, 'eu-west-1').kind).toBe('unknown')
  })

  it('reads tables from the list and one by one, and where links lead', () => {
    const link = { Name: 'shared', TargetTable: { CatalogId: '444455556666', DatabaseName: 'd', Name: 't' } }
    const snapshot = snapshotOf({
      'us-east-1/glue/GetTables/sales': { TableList: [link] },
      'us-east-1/glue/GetTable/sales/orders': {
        Table: { Name: 'orders', DatabaseName: 'sales', StorageDescriptor: { Location: 's3://data/orders/' } },
      },
      'us-east-1/glue/GetDatabases': { DatabaseList: [{ Name: 'sales' }] },
    })
    const found = tables(snapshot, account, 'us-east-1', 'sales')
    expect(
      found.kind === 'known' && found.value.map((item) => [item.name, item.location, item.linkTo?.catalogId]),
    ).toEqual([
      ['orders', 's3://data/orders/', undefined],
      ['shared', null, '444455556666'],
    ])
    expect(table(snapshot, account, 'us-east-1', 'sales', 'none').kind).toBe('unknown')
    expect(tables(snapshot, account, 'us-east-1', 'other').kind).toBe('unknown')
    expect(databases(snapshot, account, 'us-east-1')).toMatchObject({ value: [{ name: 'sales', linkTo: null }] })
  })

  it('reads jobs of all Regions, their runs, crawlers and connections', () => {
    const job = {
      Name: 'etl',
      Role: 'etl-role',
      DefaultArguments: { '--in': 's3://raw/' },
      Connections: { Connections: ['db'] },
    }
    const snapshot = snapshotOf({
      'us-east-1/glue/GetJobs': { Jobs: [job] },
      'eu-west-1/glue/GetJobs': { Jobs: [{ Name: 'other' }] },
      'us-east-1/glue/GetJobRuns/etl': { JobRuns: [{ Id: 'jr_1', JobName: 'etl', StartedOn: 1767323045 }] },
      'us-east-1/glue/GetCrawlers': { Crawlers: [{ Name: 'c', Targets: { S3Targets: [{ Path: 's3://raw/' }] } }] },
      'us-east-1/glue/GetConnections': {
        ConnectionList: [{ Name: 'db', PhysicalConnectionRequirements: { SubnetId: 'subnet-1' } }],
      },
    })
    const all = jobs(snapshot, account)
    expect(all.kind === 'known' && all.value.map((item) => [item.name, item.region])).toEqual([
      ['other', 'eu-west-1'],
      ['etl', 'us-east-1'],
    ])
    expect(jobs(snapshot, account, 'us-east-1')).toMatchObject({
      value: [{ role: 'etl-role', arguments: [{ name: '--in', value: 's3://raw/' }], connections: ['db'] }],
    })
    expect(jobRun(snapshot, account, 'etl', 'jr_1')).toMatchObject({ value: { startedAt: 1767323045000 } })
    expect(jobRun(snapshot, account, 'etl', 'jr_2').kind).toBe('unknown')
    expect(crawlers(snapshot, account)).toMatchObject({ value: [{ s3Paths: ['s3://raw/'] }] })
    expect(connections(snapshot, account)).toMatchObject({ value: [{ subnetId: 'subnet-1' }] })
  })

  it('reads whose key encrypts the catalog', () => {
    const settings = (atRest: object) => ({
      'us-east-1/glue/GetDataCatalogEncryptionSettings': {
        DataCatalogEncryptionSettings: { EncryptionAtRest: atRest },
      },
    })
    const key = { CatalogEncryptionMode: 'SSE-KMS', SseAwsKmsKeyId: 'alias/catalog' }
    expect(catalogEncryption(snapshotOf(settings(key)), account, 'us-east-1')).toMatchObject({
      value: { keyId: 'alias/catalog', passwordKeyId: null },
    })
    const off = settings({ CatalogEncryptionMode: 'DISABLED' })
    expect(catalogEncryption(snapshotOf(off), account, 'us-east-1')).toMatchObject({ value: { keyId: null } })
  })
})

describe('Athena', () => {
  it('reads workgroups and queries', () => {
    const configuration = {
      ResultConfiguration: { OutputLocation: 's3://results/' },
      EnforceWorkGroupConfiguration: false,
    }
    const query = {
      Query: 'SELECT 1',
      WorkGroup: 'team',
      QueryExecutionContext: { Database: 'sales' },
      ResultConfiguration: { EncryptionConfiguration: { EncryptionOption: 'SSE_KMS', KmsKey: 'k' } },
      Status: { State: 'FAILED', StateChangeReason: 'Access denied' },
    }
    const snapshot = snapshotOf({
      'us-east-1/athena/GetWorkGroup/team': { WorkGroup: { Configuration: configuration } },
      'us-east-1/athena/GetQueryExecution/q1': { QueryExecution: query },
    })
    expect(workGroup(snapshot, account, 'us-east-1', 'team')).toMatchObject({
      value: { outputLocation: 's3://results/', enforcesSettings: false, expectedBucketOwner: null },
    })
    expect(queryExecution(snapshot, 'q1')).toMatchObject({
      value: {
        account,
        region: 'us-east-1',
        workGroup: 'team',
        database: 'sales',
        encryption: { option: 'SSE_KMS', keyId: 'k' },
        failureReason: 'Access denied',
      },
    })
    expect(queryExecution(snapshot, 'q2')).toMatchObject({
      kind: 'unknown',
      missing: { command: 'aws athena get-query-execution --query-execution-id q2' },
    })
  })
})

describe('EC2', () => {
  it('finds an endpoint by id, with its policy and kind', () => {
    const endpoint = { VpcEndpointId: 'vpce-1', VpcEndpointType: 'Gateway', ServiceName: 's', PolicyDocument: empty }
    const snapshot = snapshotOf({
      'us-east-1/ec2/DescribeVpcEndpoints': { VpcEndpoints: [endpoint, { VpcEndpointId: 'vpce-2' }] },
    })
    expect(vpcEndpoint(snapshot, 'vpce-1')).toMatchObject({
      value: {
        kind: 'gateway',
        policy: {
          kind: 'known',
          value: { target: 'vpce:vpce-1' },
          source: { pointer: '/VpcEndpoints/0/PolicyDocument' },
        },
      },
    })
    expect(vpcEndpoint(snapshot, 'vpce-2')).toMatchObject({ value: { kind: 'unknown', policy: { kind: 'absent' } } })
    expect(vpcEndpoint(snapshot, 'vpce-3')).toMatchObject({
      kind: 'unknown',
      missing: { command: 'aws ec2 describe-vpc-endpoints --vpc-endpoint-ids vpce-3' },
    })
  })

  it('reads routes with what they lead to', () => {
    const routes = [
      { DestinationPrefixListId: 'pl-1', GatewayId: 'vpce-1', State: 'active' },
      { DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-1', State: 'blackhole' },
    ]
    const associations = [{ SubnetId: 'subnet-1', Main: false }]
    const snapshot = snapshotOf({
      'us-east-1/ec2/DescribeRouteTables': { RouteTables: [{ Routes: routes, Associations: associations }] },
    })
    expect(routeTables(snapshot, account, 'us-east-1')).toMatchObject({
      value: [
        {
          isMain: false,
          subnetIds: ['subnet-1'],
          routes: [
            { destination: 'pl-1', target: 'vpce-1', isActive: true },
            { destination: '0.0.0.0/0', target: 'nat-1', isActive: false },
          ],
        },
      ],
    })
  })
})

describe('Lake Formation', () => {
  it('reads settings, grants and locations', () => {
    const principal = { DataLakePrincipalIdentifier: 'arn:aws:iam::111122223333:role/analyst' }
    const grant = (resource: object) => ({ Principal: principal, Resource: resource, Permissions: ['SELECT'] })
    const snapshot = snapshotOf({
      'us-east-1/lakeformation/GetDataLakeSettings': { DataLakeSettings: { DataLakeAdmins: [principal] } },
      'us-east-1/lakeformation/ListPermissions': {
        PrincipalResourcePermissions: [
          grant({ Table: { DatabaseName: 'sales', Name: 'orders' } }),
          grant({ Table: { DatabaseName: 'sales', TableWildcard: {} } }),
          grant({ TableWithColumns: { DatabaseName: 'sales', Name: 'orders', ColumnNames: ['id'] } }),
          grant({ DataLocation: { ResourceArn: 'arn:aws:s3:::data' } }),
          grant({ Catalog: {} }),
          grant({ LFTag: { TagKey: 'team' } }),
          grant({ LFTagPolicy: { ResourceType: 'TABLE', Expression: [{ TagKey: 'team', TagValues: ['web'] }] } }),
          grant({ LFTagPolicy: { ResourceType: 'DATABASE', ExpressionName: 'web' } }),
          grant({
            DataCellsFilter: { TableCatalogId: account, DatabaseName: 'sales', TableName: 'orders', Name: 'eu' },
          }),
        ],
      },
      'us-east-1/lakeformation/ListResources': {
        ResourceInfoList: [{ ResourceArn: 'arn:aws:s3:::data', HybridAccessEnabled: true }],
      },
    })
    expect(dataLakeSettings(snapshot, account, 'us-east-1')).toMatchObject({
      value: { admins: [principal.DataLakePrincipalIdentifier], databaseDefaults: [], tableDefaults: [] },
    })
    const grants = lakeFormationPermissions(snapshot, account, 'us-east-1')
    expect(grants.kind === 'known' && grants.value.map((item) => item.resource)).toMatchObject([
      { kind: 'table', name: 'orders' },
      { kind: 'table', name: null },
      { kind: 'columns', columns: ['id'] },
      { kind: 'dataLocation', arn: 'arn:aws:s3:::data' },
      { kind: 'catalog' },
      { kind: 'other' },
      {
        kind: 'tags',
        type: 'table',
        expression: { kind: 'conditions', conditions: [{ key: 'team', values: ['web'] }] },
      },
      { kind: 'tags', type: 'database', expression: { kind: 'saved', name: 'web' } },
      { kind: 'columns', database: 'sales', name: 'orders', columns: [] },
    ])
    expect(registeredLocations(snapshot, account, 'us-east-1')).toMatchObject({ value: [{ isHybrid: true }] })
  })
})

describe('storedResourcePolicy', () => {
  it('finds a policy filed under ARN, name or URL, by the operation of the service or by GetResourcePolicy', () => {
    const snapshot = snapshotOf({
      'us-east-1/sqs/GetQueueAttributes/https%3A%2F%2Fsqs.us-east-1.amazonaws.com%2F111122223333%2Fjobs': {
        Attributes: { Policy: empty },
      },
      'us-east-1/lambda/GetPolicy/resize': { Policy: empty },
      'us-east-1/ecr/GetRepositoryPolicy/team%2Fapp': { policyText: empty },
      'us-east-1/secretsmanager/GetResourcePolicy/db%2Fpassword': { ResourcePolicy: empty },
      'us-east-1/sns/GetResourcePolicy/arn%3Aaws%3Asns%3Aus-east-1%3A111122223333%3Aalarms': { Policy: empty },
    })
    const arns = [
      'arn:aws:sqs:us-east-1:111122223333:jobs',
      'arn:aws:lambda:us-east-1:111122223333:function:resize',
      'arn:aws:ecr:us-east-1:111122223333:repository/team/app',
      'arn:aws:secretsmanager:us-east-1:111122223333:secret:db/password-AbCdEf',
      'arn:aws:sns:us-east-1:111122223333:alarms',
    ]
    for (const arn of arns) {
      expect(storedResourcePolicy(snapshot, arn)).toMatchObject({
        kind: 'known',
        value: { target: `resource-policy:${arn}` },
      })
    }
    expect(storedResourcePolicy(snapshot, 'arn:aws:sqs:us-east-1:444455556666:jobs').kind).toBe('unknown')
    expect(storedResourcePolicy(snapshot, 'arn:aws:lambda:eu-west-1:111122223333:function:resize').kind).toBe('unknown')
  })

  it('is absent where the answer holds none, or AWS said so', () => {
    const snapshot = snapshotOf({
      'us-east-1/secretsmanager/GetResourcePolicy/a': { Name: 'a' },
      'us-east-1/lambda/GetPolicy/b': { error: { code: 'ResourceNotFoundException' } },
    })
    expect(storedResourcePolicy(snapshot, 'arn:aws:secretsmanager:us-east-1:111122223333:secret:a-AbCdEf').kind).toBe(
      'absent',
    )
    expect(storedResourcePolicy(snapshot, 'arn:aws:lambda:us-east-1:111122223333:function:b').kind).toBe('absent')
  })

  it('names the command of the service', () => {
    expect(storedResourcePolicy(snapshotOf({}), 'arn:aws:sqs:us-east-1:111122223333:jobs')).toMatchObject({
      missing: {
        command:
          'aws sqs get-queue-attributes --queue-url https://sqs.us-east-1.amazonaws.com/111122223333/jobs --attribute-names Policy --region us-east-1',
      },
    })
  })
})
