import { describe, expect, it } from 'vitest'
import { allow, type Files, home, type Json, mina, policy } from '../../test/cause-fixture.ts'
import { chainOfAnswer, check } from '../../test/check-fixture.ts'
import { glueArn, query, queryPolicy, queryStatements } from '../../test/query-fixture.ts'

const group = `arn:aws:athena:us-east-1:${home}:workgroup/analysts`
const ask = ['athena', 'query', '--workgroup', 'analysts', '--as', mina]
const select = [...ask, '--sql', 'SELECT * FROM sales.orders']

function files(own: Json, tables: readonly Json[] = []): Files {
  const orders = { DatabaseName: 'sales', Name: 'orders', StorageDescriptor: { Location: 's3://lake/orders/' } }
  return {
    ...query(own, { enforced: 's3://results' }),
    [`${home}/us-east-1/glue/GetTables/sales.json`]: { TableList: [orders, ...tables] },
  }
}

const daily = { DatabaseName: 'sales', Name: 'daily', StorageDescriptor: { Location: 's3://lake/daily/' } }
const view = { DatabaseName: 'sales', Name: 'recent', TableType: 'VIRTUAL_VIEW', StorageDescriptor: { Location: '' } }

describe('undeny check athena query', () => {
  it('allows a query whose every part is allowed', async () => {
    const answer = await check(files(queryPolicy()), ...select, '--json')
    expect(answer.code).toBe(0)
    expect(JSON.parse(answer.stdout)).toMatchObject({ certain: true, verdict: { possible: ['allowed'] } })
    expect(chainOfAnswer(answer)).toEqual([
      ['athena:StartQueryExecution', group],
      ['glue:GetTable', glueArn('table/sales/orders')],
      ['glue:GetTable', glueArn('database/sales')],
      ['glue:GetTable', glueArn('catalog')],
      ['s3:ListBucket', 'arn:aws:s3:::lake'],
      ['s3:GetObject', 'arn:aws:s3:::lake/orders/*'],
      ['glue:GetDatabase', glueArn('database/default')],
      ['glue:GetDatabase', glueArn('catalog')],
      ['s3:GetBucketLocation', 'arn:aws:s3:::results'],
      ['s3:PutObject', 'arn:aws:s3:::results/*'],
    ])
  })

  it.each([
    ['workgroup', ['athena:StartQueryExecution']],
    ['source', ['s3:ListBucket', 's3:GetObject']],
    ['results', ['s3:GetBucketLocation', 's3:PutObject']],
  ] as const)('names what is refused where the statement for the %s is missing', async (part, refused) => {
    const answer = await check(files(queryPolicy(part)), ...select, '--json')
    const blocked = chainOfAnswer(answer).filter(([, , ...blockedBy]) => blockedBy.length > 0)
    expect(answer.code).toBe(0)
    expect(blocked.map(([action]) => action)).toEqual(refused)
  })

  it('offers a fix that was verified over the whole chain', async () => {
    const { stdout } = await check(files(queryPolicy('results')), ...select)
    expect(stdout).toContain('athena-results-not-writable')
    expect(stdout).toContain('verified: all 10 requests are then allowed')
    expect(stdout).not.toContain('for query')
  })

  it('asks for the same by the name of the table as by the SQL', async () => {
    const bySql = await check(files(queryPolicy()), ...select, '--json')
    const byName = await check(files(queryPolicy()), ...ask, '--table', 'sales.orders', '--json')
    expect(chainOfAnswer(byName)).toEqual(chainOfAnswer(bySql))
  })

  it('asks for writing the table of INSERT INTO and not for reading it', async () => {
    const answer = await check(
      files(queryPolicy(), [daily]),
      ...[...ask, '--sql', 'INSERT INTO daily SELECT * FROM orders', '--database', 'sales', '--json'],
    )
    const ofDaily = chainOfAnswer(answer).filter(([, resource]) => resource.includes('daily'))
    expect(ofDaily).toEqual([
      ['glue:GetTable', glueArn('table/sales/daily'), 'identity'],
      ['s3:PutObject', 'arn:aws:s3:::lake/daily/*', 'identity'],
    ])
  })

  it('asks for creating the table of CTAS at its location', async () => {
    const create = allow('glue:CreateTable', [
      glueArn('catalog'),
      glueArn('database/sales'),
      glueArn('table/sales/made'),
    ])
    const own = policy(...Object.values(queryStatements), create)
    const args = ['--table', 'sales.made', '--table', 'sales.orders', '--ctas', 's3://lake/made']
    const answer = await check(files(own), ...ask, ...args, '--json')
    expect(chainOfAnswer(answer)).toContainEqual(['s3:PutObject', 'arn:aws:s3:::lake/made/*', 'identity'])
    expect(chainOfAnswer(answer)).toContainEqual(['glue:CreateTable', glueArn('table/sales/made')])
    expect(chainOfAnswer(answer)).toContainEqual(['s3:GetObject', 'arn:aws:s3:::lake/orders/*'])
  })

  it('gives the rows of a SELECT to the table named beside it, by default below the results', async () => {
    const create = allow('glue:CreateTable', '*')
    const own = policy(...Object.values(queryStatements), create)
    const sql = ['--sql', 'SELECT * FROM sales.orders', '--table', 'sales.made']
    const made = chainOfAnswer(await check(files(own), ...ask, ...sql, '--ctas', '--json'))
    expect(made).toContainEqual(['glue:CreateTable', glueArn('table/sales/made')])
    expect(made).toContainEqual(['s3:GetObject', 'arn:aws:s3:::lake/orders/*'])
    expect(made.some(([action, resource]) => action === 's3:PutObject' && resource.includes('results'))).toBe(true)
    const added = await check(
      files(queryPolicy(), [daily]),
      ...[...ask, '--sql', 'SELECT * FROM sales.orders', '--table', 'sales.daily', '--insert', '--json'],
    )
    expect(chainOfAnswer(added)).toContainEqual(['s3:PutObject', 'arn:aws:s3:::lake/daily/*', 'identity'])
  })

  it('takes `--insert` beside a statement that says it itself', async () => {
    const insert = ['--sql', 'INSERT INTO sales.daily SELECT * FROM sales.orders', '--json']
    const plain = await check(files(queryPolicy(), [daily]), ...ask, ...insert)
    const said = await check(files(queryPolicy(), [daily]), ...ask, ...insert, '--insert')
    expect(chainOfAnswer(said)).toEqual(chainOfAnswer(plain))
  })

  it.each([
    [[...ask, '--sql', 'VACUUM sales.orders'], 2, 'This SQL could not be read; name its tables with `--table'],
    [[...ask], 2, '`undeny check athena query` takes `--as ARN --workgroup NAME`'],
    [[...ask, '--table', 'orders'], 2, '`undeny check athena query` takes'],
    [[...select, '--insert'], 2, '`undeny check athena query` takes'],
    [['athena', 'query', '--workgroup', 'analysts', '--sql', 'SELECT 1'], 2, '`undeny check athena query` takes'],
    [[...ask, '--table', 'sales.more'], 3, 'The snapshot does not hold table `sales.more`; `aws glue get-table'],
    [[...ask, '--table', 'sales.recent'], 3, 'Table `sales.recent` is a view or a link'],
    [['athena', 'query', '--workgroup', 'w2', '--as', mina, '--sql', 'SELECT 1'], 3, 'does not hold workgroup `w2`'],
    [[...select.slice(0, -1), 'SHOW x', '--lang', 'ko'], 2, '이 SQL을 읽지 못했습니다.'],
  ])('says in one sentence what is missing: %j', async (args, code, problem) => {
    const answer = await check(files(queryPolicy(), [view]), ...args)
    expect(answer.stderr).toContain(problem)
    expect(answer.code).toBe(code)
  })

  it('knows what DDL does by the statement alone', async () => {
    const answer = await check(
      files(queryPolicy()),
      ...ask,
      '--sql',
      'MSCK REPAIR TABLE orders',
      '--database',
      'sales',
      '--json',
    )
    const refused = chainOfAnswer(answer).filter(([, , ...blockedBy]) => blockedBy.length > 0)
    expect(answer.code).toBe(0)
    expect(new Set(refused.map(([action]) => action))).toEqual(
      new Set(['glue:GetPartitions', 'glue:BatchCreatePartition']),
    )
  })

  it('asks for the function of a connector, and for no table', async () => {
    const connector = `arn:aws:lambda:us-east-1:${home}:function:connector`
    const recorded = {
      ...files(queryPolicy()),
      [`${home}/us-east-1/athena/GetDataCatalog/crm.json`]: {
        DataCatalog: { Name: 'crm', Type: 'LAMBDA', Parameters: { function: connector } },
      },
      [`${home}/us-east-1/lambda/GetPolicy/connector.json`]: { error: { code: 'ResourceNotFoundException' } },
    }
    const sql = ['--sql', 'SELECT * FROM leads', '--catalog', 'crm']
    const answer = await check(recorded, ...ask, ...sql, '--json')
    expect(answer.code).toBe(0)
    expect(chainOfAnswer(answer)).toEqual([
      ['athena:StartQueryExecution', group],
      ['athena:GetDataCatalog', `arn:aws:athena:us-east-1:${home}:datacatalog/crm`, 'identity'],
      ['lambda:InvokeFunction', connector, 'identity'],
      ['s3:GetBucketLocation', 'arn:aws:s3:::results'],
      ['s3:PutObject', 'arn:aws:s3:::results/*'],
    ])
    const unread = await check(files(queryPolicy()), ...ask, ...sql)
    expect(unread.code).toBe(1)
    expect(unread.stdout).toContain('aws athena get-data-catalog --name crm --region us-east-1')
  })

  it('asks for no bucket where Athena keeps the results', async () => {
    const configuration = { ManagedQueryResultsConfiguration: { Enabled: true } }
    const recorded = {
      ...files(queryPolicy('results')),
      [`${home}/us-east-1/athena/GetWorkGroup/analysts.json`]: { WorkGroup: { Configuration: configuration } },
    }
    const answer = await check(recorded, ...select, '--json')
    expect(answer.code).toBe(0)
    expect(JSON.parse(answer.stdout)).toMatchObject({ certain: true, verdict: { possible: ['allowed'] } })
  })

  it('tells besides the answer what only large results would be refused', async () => {
    const { code, stdout } = await check(files(queryPolicy()), ...select)
    expect(code).toBe(0)
    expect(stdout).toContain('The recorded policies and settings allow it.')
    expect(stdout).toContain(
      'Also refused, but only asked where objects are uploaded in parts: s3:ListBucketMultipartUploads',
    )
  })

  it('needs to know where the results go', async () => {
    const { code, stderr } = await check(query(queryPolicy()), ...select)
    expect(code).toBe(3)
    expect(stderr).toContain('Workgroup `analysts` names no location for results')
  })

  it.each([
    ['a workgroup that leaves it to the client', query(queryPolicy()), 'arn:aws:s3:::own/*'],
    ['a workgroup that enforces its own', files(queryPolicy()), 'arn:aws:s3:::results/*'],
  ])('takes the location that the client asks for into account: %s', async (_, recorded, written) => {
    const answer = await check(recorded, ...select, '--output-location', 's3://own', '--json')
    expect(chainOfAnswer(answer).at(-1)?.slice(0, 2)).toEqual(['s3:PutObject', written])
  })

  it('takes only an S3 location for the results', async () => {
    const { code } = await check(files(queryPolicy()), ...select, '--output-location', 'own')
    expect(code).toBe(2)
  })
})
