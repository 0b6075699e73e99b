import { describe, expect, it } from 'vitest'
import { allow, deny, type Files, home, type Json, mina, policy } from '../../test/cause-fixture.ts'
import {
  chainOf,
  defaultDatabase,
  explainQuery,
  explainSql,
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

function actions(diagnosis: Diagnosis): readonly string[] {
  return [...new Set(chainOf(diagnosis).map(([action = '']) => action))]
}

function occasional({ occasional: all }: Diagnosis): readonly string[] {
  return [...new Set(all.map(({ occasion, authorization }) => `${occasion} ${authorization.request.action}`))]
}

function orders(more: Json = {}): Files {
  const own = { DatabaseName: 'sales', Name: 'orders', StorageDescriptor: { Location: 's3://lake/orders/' }, ...more }
  return { [`${home}/${region}/glue/GetTables/sales.json`]: { TableList: [own] } }
}

const byDay = { PartitionKeys: [{ Name: 'dt', Type: 'string' }] }

describe('the partitions of a table', () => {
  it('are fetched on the table, its database and the catalog', () => {
    const asked = chainOf(explainSql('SELECT * FROM sales.orders', everything, orders(byDay)))
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

describe('a view', () => {
  const viewOf = (sql: string, more: Json = {}): Json => ({
    DatabaseName: 'sales',
    ViewOriginalText: `/* Presto View: ${btoa(JSON.stringify({ originalSql: sql, schema: 'sales' }))} */`,
    ...more,
  })

  it('is read with the tables behind it, once each', () => {
    const list = [
      viewOf('SELECT * FROM newest', { Name: 'recent' }),
      viewOf('SELECT * FROM orders JOIN recent', { Name: 'newest' }),
      { DatabaseName: 'sales', Name: 'orders', StorageDescriptor: { Location: 's3://lake/orders/' } },
    ]
    const files = { [`${home}/${region}/glue/GetTables/sales.json`]: { TableList: list } }
    const asked = chainOf(explainSql('SELECT * FROM sales.recent', everything, files))
    const ofTables = asked.filter(([, resource = '']) => /:table\/|:lake/.test(resource))
    expect(ofTables).toEqual([
      ['glue:GetTable', glueArn('table/sales/recent')],
      ['glue:GetTable', glueArn('table/sales/newest')],
      ['glue:GetTable', glueArn('table/sales/orders')],
      ['s3:ListBucket', 'arn:aws:s3:::lake'],
      ['s3:GetObject', 'arn:aws:s3:::lake/orders/*'],
    ])
  })

  it.each(['/* Presto View: !! */', '/* Presto View: e30= */', '/* Presto View: eA== */', ''])(
    'whose text cannot be read stands alone: %j',
    (text) => {
      const view = { DatabaseName: 'sales', Name: 'recent', ViewOriginalText: text }
      const files = { [`${home}/${region}/glue/GetTables/sales.json`]: { TableList: [view] } }
      const asked = chainOf(explainSql('SELECT * FROM sales.recent', everything, files))
      expect(asked.filter(([, resource = '']) => /:table\//.test(resource))).toEqual([
        ['glue:GetTable', glueArn('table/sales/recent')],
      ])
    },
  )
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
    const asked = chainOf(explainSql(sql, everything, orders()))
    const own = asked.filter(([action = '', resource = '']) => !always.has(action) || resource.includes(':lake/'))
    expect([...new Set(own.map(([action]) => action))]).toEqual(expected)
  })

  it('asks for dropping a database on all that lies in it', () => {
    const asked = chainOf(explainSql('DROP DATABASE crm CASCADE', everything))
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
    expect(chainOf(diagnosis)).toContainEqual(['s3:PutObject', 'arn:aws:s3:::lake/orders/*'])
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
    expect(chainOf(diagnosis)).toContainEqual(['s3:AbortMultipartUpload', file, 'identity'])
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
    const asked = chainOf(explainQuery('glue:GetTable', glueArn('catalog'), own))
    expect(asked.filter(([, resource = '']) => resource.includes(':::results'))).toEqual([])
  })
})

describe('data in a location of hybrid access mode', () => {
  const at = `${home}/${region}/lakeformation`
  const everyone = lakeGrant('IAM_ALLOWED_PRINCIPALS', ordersTable, 'ALL')

  function read(principal: string | null): readonly string[] {
    const optIns =
      principal === null ? [] : [{ Principal: { DataLakePrincipalIdentifier: principal }, Resource: ordersTable }]
    const hybrid = {
      ...lake([everyone, lakeGrant(mina, ordersTable, 'SELECT')]),
      [`${at}/ListResources.json`]: {
        ResourceInfoList: [{ ResourceArn: 'arn:aws:s3:::lake', HybridAccessEnabled: true }],
      },
      [`${at}/ListLakeFormationOptIns.json`]: { LakeFormationOptInsInfoList: optIns },
    }
    const asked = chainOf(explainSql('SELECT * FROM sales.orders', everything, { ...orders(), ...hybrid }))
    return asked.flatMap(([action = '', resource]) =>
      action === 'lakeformation:GetDataAccess' || resource?.startsWith('arn:aws:s3:::lake') === true ? [action] : [],
    )
  }

  it('is handed out by Lake Formation to who opted in, and read from S3 by everybody else', () => {
    expect(read(mina)).toEqual(['lakeformation:GetDataAccess'])
    expect(read(`arn:aws:iam::${home}:user/jun`)).toEqual(['s3:ListBucket', 's3:GetObject'])
    expect(read(null)).toEqual(['s3:ListBucket', 's3:GetObject'])
  })
})
