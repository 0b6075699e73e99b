import { describe, expect, it } from 'vitest'
import { allow, deny, elsewhere, type Files, home, type Json, mina, policy } from '../../test/cause-fixture.ts'
import {
  defaultDatabase,
  explainQuery,
  explainText,
  glueArn,
  lake,
  lakeGrant,
  ordersTable,
  query,
  queryId,
  queryStatements,
  salesDatabase,
} from '../../test/query-fixture.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'

const region = 'us-east-1'
const everything = policy(allow('*', '*'))
const source = 's3://lake/orders/'

/** One request of the chain as it is compared: what is asked on what, and what refuses it. */
function chain({ requests }: Diagnosis): readonly (readonly string[])[] {
  return requests.map(({ authorization: { request }, decision }) => [
    request.action,
    request.resource,
    ...decision.blockedBy,
  ])
}

function actions(diagnosis: Diagnosis): readonly string[] {
  return [...new Set(chain(diagnosis).map(([action = '']) => action))]
}

function occasional({ occasional: all }: Diagnosis): readonly string[] {
  return [...new Set(all.map(({ occasion, authorization }) => `${occasion} ${authorization.request.action}`))]
}

function orders(more: Json = {}): Files {
  const own = { DatabaseName: 'sales', Name: 'orders', StorageDescriptor: { Location: source }, ...more }
  return { [`${home}/${region}/glue/GetTables/sales.json`]: { TableList: [own] } }
}

const byDay = { PartitionKeys: [{ Name: 'dt', Type: 'string' }] }

function explainSql(sql: string, own: Json, files: Files = {}): Diagnosis {
  return explainQuery('glue:GetDatabase', glueArn('database/default'), { ...query(own, { sql }), ...files })
}

describe('the partitions of a table', () => {
  it('are fetched on the table, its database and the catalog', () => {
    const asked = chain(explainSql('SELECT * FROM sales.orders', everything, orders(byDay)))
    expect(asked.filter(([action]) => action === 'glue:GetPartitions')).toEqual([
      ['glue:GetPartitions', glueArn('table/sales/orders')],
      ['glue:GetPartitions', glueArn('database/sales')],
      ['glue:GetPartitions', glueArn('catalog')],
    ])
  })

  it.each([
    ['a table without partition keys', {}],
    ['partition projection', { ...byDay, Parameters: { 'projection.enabled': 'true' } }],
    ['an Iceberg table', { ...byDay, Parameters: { table_type: 'ICEBERG' } }],
  ])('are not asked for: %s', (_, more) => {
    expect(actions(explainSql('SELECT * FROM sales.orders', everything, orders(more)))).not.toContain(
      'glue:GetPartitions',
    )
  })

  it('are no reason for a refusal where only single ones would be looked up', () => {
    const own = policy(...Object.values(queryStatements), allow('glue:GetPartitions', '*'))
    const diagnosis = explainQuery('glue:GetTable', glueArn('table/sales/orders'), { ...query(own), ...orders(byDay) })
    expect(diagnosis.verdict.blockedBy).toEqual([])
    expect(occasional(diagnosis)).toEqual(
      expect.arrayContaining(['singlePartitions glue:GetPartition', 'singlePartitions glue:BatchGetPartition']),
    )
  })
})

describe('what a statement does to the catalog', () => {
  it.each([
    ['DROP TABLE sales.orders', ['glue:GetTable', 'glue:DeleteTable']],
    ["ALTER TABLE sales.orders SET LOCATION 's3://lake/x/'", ['glue:GetTable', 'glue:UpdateTable']],
    ['DESCRIBE sales.orders', ['glue:GetTable']],
    ['SHOW PARTITIONS sales.orders', ['glue:GetTable', 'glue:GetPartitions']],
    [
      'MSCK REPAIR TABLE sales.orders',
      ['glue:GetTable', 'glue:GetPartitions', 'glue:BatchCreatePartition', 's3:ListBucket'],
    ],
    ['CREATE EXTERNAL TABLE sales.made (a int)', ['glue:CreateTable']],
    ['CREATE OR REPLACE VIEW sales.orders AS SELECT 1', ['glue:UpdateTable']],
    ['CREATE DATABASE crm', ['glue:CreateDatabase']],
    ['ALTER DATABASE sales SET DBPROPERTIES (1=1)', ['glue:UpdateDatabase']],
    ['SHOW TABLES IN sales', ['glue:GetTables']],
    ['SHOW DATABASES', ['glue:GetDatabases']],
    ['SELECT * FROM sales.orders', ['glue:GetTable', 's3:ListBucket', 's3:GetObject']],
    [
      "CREATE TABLE sales.made WITH (external_location = 's3://lake/made/') AS SELECT * FROM sales.orders",
      ['glue:GetTable', 's3:ListBucket', 's3:GetObject', 'glue:CreateTable', 's3:PutObject'],
    ],
    [
      "UNLOAD (SELECT * FROM sales.orders) TO 's3://lake/out/'",
      ['glue:GetTable', 's3:ListBucket', 's3:GetObject', 's3:PutObject'],
    ],
  ])('%s', (sql, expected) => {
    const always = new Set(['athena:StartQueryExecution', 'glue:GetDatabase', 's3:GetBucketLocation', 's3:PutObject'])
    const asked = chain(explainSql(sql, everything, orders()))
    const own = asked.filter(([action = '', resource = '']) => !always.has(action) || resource.includes(':lake/'))
    expect([...new Set(own.map(([action]) => action))]).toEqual(expected)
  })

  it('asks for dropping a database on all that lies in it', () => {
    const asked = chain(explainSql('DROP DATABASE crm CASCADE', everything))
    expect(asked.filter(([action]) => action === 'glue:DeleteDatabase').map(([, resource]) => resource)).toEqual([
      glueArn('database/crm'),
      glueArn('catalog'),
      glueArn('table/crm/*'),
      glueArn('userDefinedFunction/crm/*'),
    ])
    expect(actions(explainSql('DROP DATABASE crm', everything))).not.toContain('glue:DeleteTable')
  })

  it('asks for new partitions of INSERT INTO only as something that may come', () => {
    const own = policy(allow('*', '*'), deny('glue:BatchCreatePartition', '*'))
    const diagnosis = explainSql('INSERT INTO sales.orders SELECT 1', own, orders(byDay))
    expect(diagnosis.verdict.blockedBy).toEqual([])
    expect(occasional(diagnosis)).toEqual(['newPartitions glue:BatchCreatePartition'])
    expect(chain(diagnosis)).toContainEqual(['s3:PutObject', 'arn:aws:s3:::lake/orders/*'])
  })
})

describe('Lake Formation', () => {
  it('does not stand in the way of dropping a table on which DROP is granted', () => {
    const grants = [
      lakeGrant(mina, ordersTable, 'SELECT', 'DESCRIBE', 'DROP'),
      lakeGrant(mina, salesDatabase, 'DESCRIBE'),
      lakeGrant(mina, defaultDatabase, 'DESCRIBE'),
    ]
    const diagnosis = explainSql('DROP TABLE sales.orders', everything, lake(grants))
    expect(diagnosis.verdict.blockedBy).toEqual([])
  })
})

describe('results', () => {
  it('that are uploaded in parts or fetched are told apart from the query itself', () => {
    const diagnosis = explainSql('SELECT * FROM sales.orders', policy(...Object.values(queryStatements)))
    expect(diagnosis.verdict.blockedBy).toEqual([])
    expect(occasional(diagnosis)).toEqual([
      'multipartUpload s3:ListBucketMultipartUploads',
      'multipartUpload s3:ListMultipartUploadParts',
      'multipartUpload s3:AbortMultipartUpload',
      'readingResults s3:ListBucket',
      'readingResults s3:GetObject',
    ])
  })

  it('are a cause where AWS reports the part that it refused', () => {
    const file = `arn:aws:s3:::results/${queryId}.csv`
    const diagnosis = explainQuery('s3:AbortMultipartUpload', file, query(policy(...Object.values(queryStatements))))
    expect(chain(diagnosis)).toContainEqual(['s3:AbortMultipartUpload', file, 'identity'])
    expect(diagnosis.causes.filter((c) => c.status === 'confirmed').map((c) => c.name)).toContain(
      'athena-results-not-writable',
    )
    expect(occasional(diagnosis)).not.toContain('multipartUpload s3:AbortMultipartUpload')
  })

  it('need no bucket where Athena keeps them', () => {
    const files = query(everything)
    const at = `${home}/${region}/athena/GetQueryExecution/${queryId}.json`
    const recorded = files[at]?.['QueryExecution']
    const managed = {
      ...(typeof recorded === 'object' ? recorded : {}),
      ResultConfiguration: {},
      ManagedQueryResultsConfiguration: { Enabled: true },
    }
    const own = { ...files, [at]: { QueryExecution: managed } }
    const asked = chain(explainQuery('glue:GetTable', glueArn('catalog'), own))
    expect(asked.filter(([, resource = '']) => resource.includes(':::results'))).toEqual([])
  })
})

describe('an encrypted Data Catalog', () => {
  const key = `arn:aws:kms:${region}:${home}:key/1234abcd-12ab-34cd-56ef-1234567890ab`
  const encrypted = (mode: string, id: string): Files => ({
    [`${home}/${region}/glue/GetDataCatalogEncryptionSettings.json`]: {
      DataCatalogEncryptionSettings: { EncryptionAtRest: { CatalogEncryptionMode: mode, SseAwsKmsKeyId: id } },
    },
  })

  it('is decrypted for who reads it and given data keys for who writes it', () => {
    const files = encrypted('SSE-KMS', key)
    const read = chain(explainSql('SELECT * FROM sales.orders', everything, files))
    const written = chain(explainSql('CREATE EXTERNAL TABLE sales.made (a int)', everything, files))
    const ofKey = (all: readonly (readonly string[])[]): readonly string[] =>
      all.flatMap(([action = '', resource]) => (resource === key ? [action] : []))
    expect(ofKey(read)).toEqual(['kms:Decrypt'])
    expect(ofKey(written)).toEqual(['kms:Decrypt', 'kms:GenerateDataKey'])
  })

  it.each([
    ['the key that AWS manages', 'SSE-KMS', 'alias/aws/glue'],
    ['a service role that uses the key', 'SSE-KMS-WITH-SERVICE-ROLE', key],
    ['no encryption', 'DISABLED', key],
  ])('asks nothing of the caller: %s', (_, mode, id) => {
    const asked = actions(explainSql('SELECT * FROM sales.orders', everything, encrypted(mode, id)))
    expect(asked.filter((action) => action.startsWith('kms:'))).toEqual([])
  })
})

describe('registered data catalogs', () => {
  const connector = `arn:aws:lambda:${region}:${home}:function:connector`
  const registered = (type: string, parameters: Json): Files => ({
    [`${home}/${region}/athena/GetDataCatalog/Orders.json`]: {
      DataCatalog: { Name: 'Orders', Type: type, Parameters: parameters },
    },
  })
  const noPolicy: Files = {
    [`${home}/${region}/lambda/GetPolicy/connector.json`]: { error: { code: 'ResourceNotFoundException' } },
  }
  const sql = 'SELECT * FROM "orders".db.t'

  it('invoke the function of their connector as the caller, through Athena', () => {
    const diagnosis = explainSql(sql, everything, { ...registered('LAMBDA', { function: connector }), ...noPolicy })
    expect(chain(diagnosis).slice(1, 3)).toEqual([
      ['athena:GetDataCatalog', `arn:aws:athena:${region}:${home}:datacatalog/Orders`],
      ['lambda:InvokeFunction', connector],
    ])
    const [, , invoked] = diagnosis.requests
    expect(invoked?.authorization.request.context.get('aws:calledvia')).toEqual(['athena.amazonaws.com'])
  })

  it('are a part of the query that cannot be read where the function is refused', () => {
    const own = policy(allow('*', '*'), deny('lambda:InvokeFunction', '*'))
    const files = { ...query(own, { sql }), ...registered('LAMBDA', { function: connector }), ...noPolicy }
    const diagnosis = explainQuery('lambda:InvokeFunction', connector, files)
    expect(diagnosis.causes.filter((c) => c.status === 'confirmed').map((c) => c.name)).toEqual(
      expect.arrayContaining(['identity-explicit-deny', 'athena-source-not-readable']),
    )
  })

  it('ask for both functions where metadata and records have one each', () => {
    const split = { 'metadata-function': 'meta', 'record-function': connector }
    const asked = chain(explainSql(sql, everything, registered('LAMBDA', split)))
    expect(asked.filter(([action]) => action === 'lambda:InvokeFunction').map(([, resource]) => resource)).toEqual([
      `arn:aws:lambda:${region}:${home}:function:meta`,
      connector,
    ])
  })

  it('read what the connector spilled only where that is needed', () => {
    const files = {
      ...registered('LAMBDA', { function: connector }),
      ...noPolicy,
      [`${home}/${region}/lambda/GetFunctionConfiguration/connector.json`]: {
        Environment: { Variables: { spill_bucket: 'spills' } },
      },
    }
    const own = policy(allow('*', '*'), deny('s3:GetObject', 'arn:aws:s3:::spills/*'))
    const diagnosis = explainSql(sql, own, files)
    expect(diagnosis.verdict.blockedBy).toEqual([])
    const [spilled] = diagnosis.occasional
    expect([spilled?.occasion, spilled?.authorization.request.resource]).toEqual([
      'spilledAnswer',
      'arn:aws:s3:::spills/athena-federation-spill/*',
    ])
  })

  it('leave the answer open where nothing is recorded of one, and name the command', () => {
    const listed = {
      [`${home}/${region}/athena/ListDataCatalogs.json`]: { DataCatalogsSummary: [{ CatalogName: 'Orders' }] },
    }
    const diagnosis = explainSql(sql, everything, listed)
    expect(diagnosis.certain).toBe(false)
    expect(diagnosis.unknowns).toContainEqual(
      expect.objectContaining({ command: `aws athena get-data-catalog --name Orders --region ${region}` }),
    )
  })

  it('that stand for the catalog of another account are asked for there', () => {
    const shared = { DatabaseName: 'sales', Name: 'orders', StorageDescriptor: { Location: source } }
    const files = {
      ...query(everything, { sql: 'SELECT * FROM "orders".sales.orders' }),
      ...registered('GLUE', { 'catalog-id': elsewhere }),
      [`${elsewhere}/${region}/glue/GetTables/sales.json`]: { TableList: [shared] },
      [`${elsewhere}/${region}/glue/GetResourcePolicies.json`]: { GetResourcePoliciesResponseList: [] },
    }
    const diagnosis = explainText(
      `User: ${mina} is not authorized to perform: glue:GetTable on resource: ${glueArn('table/sales/orders', elsewhere)} because no resource-based policy allows the glue:GetTable action Query Id: ${queryId}`,
      files,
    )
    expect(chain(diagnosis)).toContainEqual(['glue:GetTable', glueArn('table/sales/orders', elsewhere), 'resource'])
    expect(chain(diagnosis)).toContainEqual([
      'athena:GetDataCatalog',
      `arn:aws:athena:${region}:${home}:datacatalog/Orders`,
    ])
  })

  it('may be a function that the query names itself', () => {
    const asked = chain(explainSql('SELECT * FROM "lambda:Connector".db.t', everything))
    expect(asked).toContainEqual(['lambda:InvokeFunction', `arn:aws:lambda:${region}:${home}:function:Connector`])
    expect(asked.flat()).not.toContain('athena:GetDataCatalog')
  })
})

describe('external functions', () => {
  it('are invoked as the caller', () => {
    const sql =
      "USING EXTERNAL FUNCTION f(a VARCHAR) RETURNS VARCHAR LAMBDA 'redact', EXTERNAL FUNCTION g(a INT) RETURNS INT SAGEMAKER 'Score' SELECT f(id) FROM sales.orders"
    const asked = chain(explainSql(sql, everything))
    expect(asked).toContainEqual(['lambda:InvokeFunction', `arn:aws:lambda:${region}:${home}:function:redact`])
    expect(asked).toContainEqual(['sagemaker:InvokeEndpoint', `arn:aws:sagemaker:${region}:${home}:endpoint/score`])
  })
})
