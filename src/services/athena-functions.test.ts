import { describe, expect, it } from 'vitest'
import { allow, deny, elsewhere, type Files, home, type Json, mina, policy } from '../../test/cause-fixture.ts'
import { chainOf, explainQuery, explainSql, explainText, glueArn, query, queryId } from '../../test/query-fixture.ts'

const region = 'us-east-1'
const everything = policy(allow('*', '*'))

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
    expect(chainOf(diagnosis).slice(1, 3)).toEqual([
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
    const asked = chainOf(explainSql(sql, everything, registered('LAMBDA', split)))
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
    const shared = { DatabaseName: 'sales', Name: 'orders', StorageDescriptor: { Location: 's3://lake/orders/' } }
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
    expect(chainOf(diagnosis)).toContainEqual(['glue:GetTable', glueArn('table/sales/orders', elsewhere), 'resource'])
    expect(chainOf(diagnosis)).toContainEqual([
      'athena:GetDataCatalog',
      `arn:aws:athena:${region}:${home}:datacatalog/Orders`,
    ])
  })

  it('may be a function that the query names itself', () => {
    const asked = chainOf(explainSql('SELECT * FROM "lambda:Connector".db.t', everything))
    expect(asked).toContainEqual(['lambda:InvokeFunction', `arn:aws:lambda:${region}:${home}:function:Connector`])
    expect(asked.flat()).not.toContain('athena:GetDataCatalog')
  })
})

describe('external functions', () => {
  it('are invoked as the caller', () => {
    const sql =
      "USING EXTERNAL FUNCTION f(a VARCHAR) RETURNS VARCHAR LAMBDA 'redact', EXTERNAL FUNCTION g(a INT) RETURNS INT SAGEMAKER 'Score' SELECT f(id) FROM sales.orders"
    const asked = chainOf(explainSql(sql, everything))
    expect(asked).toContainEqual(['lambda:InvokeFunction', `arn:aws:lambda:${region}:${home}:function:redact`])
    expect(asked).toContainEqual(['sagemaker:InvokeEndpoint', `arn:aws:sagemaker:${region}:${home}:endpoint/score`])
  })
})
