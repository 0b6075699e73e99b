import { describe, expect, it } from 'vitest'
import { parseNearDenials } from '../src/denial/parse.ts'
import { diagnose } from '../src/diagnose.ts'
import type { Diagnosis } from '../src/diagnosis/diagnosis.ts'
import { contextOf } from '../src/iam/context.ts'
import { filesOfObject } from '../src/snapshot/files.ts'
import { openSnapshot } from '../src/snapshot/snapshot.ts'
import {
  allow,
  alone,
  evidenceOf,
  type Files,
  firstFix,
  home,
  iam,
  type Json,
  mina,
  policy,
  suspected,
  told,
} from './cause-fixture.ts'
import {
  defaultDatabase,
  explainText,
  glueArn,
  lake,
  lakeGrant,
  ordersTable,
  query,
  queryId,
  queryPolicy,
  salesDatabase,
  table,
} from './query-fixture.ts'
import { outcomeOf } from './scenario-fixture.ts'

const at = `${home}/us-east-1/lakeformation`
const orders = glueArn('table/sales/orders')
const own = policy(
  allow(['lakeformation:GetDataAccess', 'glue:GetPartitions'], '*'),
  ...(queryPolicy('source')['Statement'] as readonly Json[]),
)

/** The catalog call that Glue refused, with everything that IAM could ask for allowed. */
function catalogCall(action: string, resource: string, files: Files, says = 'AccessDeniedException'): Diagnosis {
  const text = `An error occurred (${says}) when calling the ${action.split(':')[1]} operation: Insufficient Lake Formation permission(s)`
  const open = {
    ...iam({ mina: policy(allow(['glue:*', 'lakeformation:*'], '*')) }),
    ...alone(),
    [`${home}/us-east-1/glue/GetResourcePolicies.json`]: { GetResourcePoliciesResponseList: [] },
  }
  return explainText(text, { ...open, ...files }, { principal: mina, action, resource })
}

/** A failure that only reads like one, as the command line explains it. */
function near(
  text: string,
  files: Files,
  given: { readonly action?: string; readonly resource?: string } = {},
): Diagnosis {
  const [denial] = parseNearDenials(text)
  if (denial === undefined) throw new Error('the text holds no failure that undeny explains')
  const { action = null, resource = null } = given
  return diagnose({
    denial,
    snapshot: openSnapshot(filesOfObject(files)),
    hasSnapshot: true,
    given: { principal: mina, action, resource, context: contextOf({}), expectedPrincipal: null },
    trail: [],
  })
}

/** The same call with nothing of AWS's own word in it: what the facts alone say. */
function byFacts(action: string, resource: string, files: Files): Diagnosis {
  const text = `An error occurred (AccessDenied) when calling the ${action.split(':')[1]} operation: Access denied`
  const open = {
    ...iam({ mina: policy(allow(['glue:*', 'lakeformation:*'], '*')) }),
    ...alone(),
    [`${home}/us-east-1/glue/GetResourcePolicies.json`]: { GetResourcePoliciesResponseList: [] },
  }
  return explainText(text, { ...open, ...files }, { principal: mina, action, resource })
}

const lakeformation = (found: Diagnosis): readonly string[] =>
  outcomeOf(found).blockedBy.filter((layer) => layer === 'lakeformation')

const columnsOfOrders: Files = {
  [`${home}/us-east-1/glue/GetTables/sales.json`]: {
    TableList: [
      {
        DatabaseName: 'sales',
        Name: 'orders',
        StorageDescriptor: {
          Location: 's3://lake/orders/',
          Columns: [{ Name: 'id' }, { Name: 'price' }, { Name: 'email' }],
        },
        PartitionKeys: [{ Name: 'day' }],
      },
    ],
  },
}

describe('a grant by LF-Tags', () => {
  const tag = (key: string, value: string): Json => ({ TagKey: key, TagValues: [value] })
  const byTags = (type: 'TABLE' | 'DATABASE', permission: string, ...tags: readonly Json[]): Json =>
    lakeGrant(mina, { LFTagPolicy: { CatalogId: home, ResourceType: type, Expression: tags } }, permission)
  const tagsOf = (answer: Json): Files => ({ [`${at}/GetResourceLFTags/sales/orders.json`]: answer })
  const team = { TagKey: 'team', TagValues: ['web', 'data'] }

  function select(grants: readonly Json[], files: Files): Diagnosis {
    return byFacts('glue:GetTable', orders, { ...lake(grants), ...files })
  }

  it('allows where every key of the expression has one of its values on the table', () => {
    const tags = tagsOf({ LFTagsOnTable: [tag('team', 'data'), tag('stage', 'prod')] })
    expect(lakeformation(select([byTags('TABLE', 'SELECT', team, tag('stage', 'prod'))], tags))).toEqual([])
    expect(lakeformation(select([byTags('TABLE', 'SELECT', team, tag('stage', 'test'))], tags))).toEqual([
      'lakeformation',
    ])
    expect(lakeformation(select([byTags('TABLE', 'SELECT', team, tag('area', 'eu'))], tags))).toEqual(['lakeformation'])
  })

  it('allows by a tag that the table takes over from its database, but for its own value', () => {
    const grant = [byTags('TABLE', 'SELECT', tag('stage', 'prod'))]
    const ofDatabase = { [`${at}/GetResourceLFTags/sales.json`]: { LFTagOnDatabase: [tag('stage', 'prod')] } }
    expect(lakeformation(select(grant, { ...ofDatabase, ...tagsOf({}) }))).toEqual([])
    expect(lakeformation(select(grant, tagsOf({ LFTagOnDatabase: [tag('stage', 'prod')] })))).toEqual([])
    const other = tagsOf({ LFTagOnDatabase: [tag('stage', 'prod')], LFTagsOnTable: [tag('stage', 'test')] })
    expect(lakeformation(select(grant, other))).toEqual(['lakeformation'])
  })

  it('adds to what is granted on the table itself', () => {
    const tags = tagsOf({ LFTagsOnTable: [tag('team', 'data')] })
    const byName = lakeGrant(mina, ordersTable, 'DESCRIBE')
    expect(lakeformation(select([byTags('TABLE', 'SELECT', tag('team', 'web')), byName], tags))).toEqual([])
  })

  it('is open while the tags are not recorded, and the command that reads them is named', () => {
    const found = select([byTags('TABLE', 'SELECT', team)], {})
    expect(lakeformation(found)).toEqual([])
    expect(outcomeOf(found).confirmed).toEqual([])
    expect(found.unknowns).toContainEqual({
      kind: 'document',
      fact: expect.objectContaining({ en: 'LF-Tags of table sales.orders' }),
      permission: 'lakeformation:GetResourceLFTags',
      command:
        "aws lakeformation get-resource-lf-tags --resource 'Table={DatabaseName='sales',Name='orders'}' --region us-east-1",
    })
  })

  it('follows an expression that is saved under a name', () => {
    const saved = lakeGrant(mina, { LFTagPolicy: { ResourceType: 'TABLE', ExpressionName: 'ours' } }, 'SELECT')
    const tags = tagsOf({ LFTagsOnTable: [tag('team', 'data')] })
    const expression = { [`${at}/GetLFTagExpression/ours.json`]: { Name: 'ours', Expression: [team] } }
    expect(lakeformation(select([saved], { ...tags, ...expression }))).toEqual([])
    expect(select([saved], tags).unknowns.map(({ fact }) => fact.en)).toContain('LF-Tag expression ours')
  })

  it('on databases allows CREATE_TABLE and says nothing of tables', () => {
    const grant = [byTags('DATABASE', 'CREATE_TABLE', tag('stage', 'prod'))]
    const files = {
      ...lake(grant),
      [`${at}/GetResourceLFTags/sales.json`]: { LFTagOnDatabase: [tag('stage', 'prod')] },
    }
    expect(lakeformation(byFacts('glue:CreateTable', orders, files))).toEqual([])
    expect(lakeformation(byFacts('glue:GetTable', orders, { ...files, ...tagsOf({}) }))).toEqual(['lakeformation'])
    const missing = byFacts('glue:CreateTable', orders, lake(grant)).unknowns.map(({ command }) => command)
    expect(missing).toContain(
      "aws lakeformation get-resource-lf-tags --resource 'Database={Name='sales'}' --region us-east-1",
    )
  })

  it('to another principal leaves nothing open', () => {
    const grant = {
      ...byTags('TABLE', 'SELECT', team),
      Principal: { DataLakePrincipalIdentifier: `arn:aws:iam::${home}:role/other` },
    }
    expect(lakeformation(select([grant], {}))).toEqual(['lakeformation'])
  })
})

describe('what is granted', () => {
  it.each([
    ['glue:UpdateTable', orders, ordersTable, 'ALTER'],
    ['glue:DeleteTable', orders, ordersTable, 'DROP'],
    ['glue:CreateTable', orders, salesDatabase, 'CREATE_TABLE'],
    ['glue:UpdateDatabase', glueArn('database/sales'), salesDatabase, 'ALTER'],
    ['glue:DeleteDatabase', glueArn('database/sales'), salesDatabase, 'DROP'],
    ['glue:CreateDatabase', glueArn('database/new'), { Catalog: {} }, 'CREATE_DATABASE'],
  ])('%s needs its own permission', (action, resource, on, permission) => {
    expect(lakeformation(byFacts(action, resource, lake([lakeGrant(mina, on, permission)])))).toEqual([])
    const other = lakeGrant(mina, on, 'DESCRIBE')
    expect(lakeformation(byFacts(action, resource, lake([other])))).toEqual(['lakeformation'])
  })

  it('on a table is no permission on its database but to see it', () => {
    const files = lake([lakeGrant(mina, ordersTable, 'ALL')])
    expect(lakeformation(byFacts('glue:GetDatabase', glueArn('database/sales'), files))).toEqual([])
    expect(lakeformation(byFacts('glue:CreateTable', orders, files))).toEqual(['lakeformation'])
  })

  it('under a condition on the principal is open', () => {
    const conditional = {
      ...lakeGrant(mina, ordersTable, 'SELECT'),
      Condition: { Expression: 'context.iam.principalTags.x' },
    }
    expect(outcomeOf(byFacts('glue:GetTable', orders, lake([conditional])))).toMatchObject({
      blockedBy: [],
      certain: false,
    })
  })

  it('to create databases is granted on the catalog', () => {
    const others = lakeGrant(`arn:aws:iam::${home}:role/other`, { Catalog: {} }, 'CREATE_DATABASE')
    const fix = firstFix(byFacts('glue:CreateDatabase', glueArn('database/new'), lake([others])))
    expect(fix).toMatchObject({ verified: true, edits: [{ target: 'lakeformation:grant' }] })
    expect(JSON.stringify(fix)).toContain('"Catalog":{}')
  })

  it('on the catalog is listed apart: a missing list proves no refusal', () => {
    const found = byFacts('glue:CreateDatabase', glueArn('database/new'), lake([]))
    expect(lakeformation(found)).toEqual([])
    const claimed = catalogCall('glue:CreateDatabase', glueArn('database/new'), lake([]))
    expect(claimed.unknowns.map(({ command }) => command)).toContain(
      'aws lakeformation list-permissions --region us-east-1 --resource-type CATALOG',
    )
  })

  it('to administrators is to see all metadata, to create databases and to use every location', () => {
    const admins = (...names: readonly string[]): Files => ({
      ...lake([]),
      [`${at}/GetDataLakeSettings.json`]: {
        DataLakeSettings: { DataLakeAdmins: names.map((name) => ({ DataLakePrincipalIdentifier: name })) },
      },
    })
    expect(lakeformation(byFacts('glue:GetTable', orders, admins(mina)))).toEqual([])
    expect(lakeformation(byFacts('glue:DeleteTable', orders, admins(mina)))).toEqual(['lakeformation'])
    expect(lakeformation(byFacts('glue:GetTable', orders, admins()))).toEqual(['lakeformation'])
    const reads = {
      [`${at}/GetDataLakeSettings.json`]: {
        DataLakeSettings: { ReadOnlyAdmins: [{ DataLakePrincipalIdentifier: mina }] },
      },
    }
    expect(lakeformation(byFacts('glue:GetTable', orders, { ...lake([]), ...reads }))).toEqual([])
  })

  it('is not called missing while the administrators are not recorded', () => {
    const { [`${at}/GetDataLakeSettings.json`]: _, ...files } = lake([])
    const found = byFacts('glue:GetTable', orders, files)
    expect(lakeformation(found)).toEqual([])
    expect(found.unknowns.map(({ fact }) => fact.en)).toContain(`Lake Formation settings of ${home}`)
  })
})

describe('hybrid access mode', () => {
  const everyone = lakeGrant('IAM_ALLOWED_PRINCIPALS', ordersTable, 'ALL')
  function inHybrid(grants: readonly Json[], optIns: readonly Json[] | null): Files {
    const { [`${at}/ListLakeFormationOptIns.json`]: _, ...rest } = lake(grants)
    return {
      ...rest,
      ...table(),
      [`${at}/ListResources.json`]: {
        ResourceInfoList: [{ ResourceArn: 'arn:aws:s3:::lake', HybridAccessEnabled: true }],
      },
      ...(optIns === null ? {} : { [`${at}/ListLakeFormationOptIns.json`]: { LakeFormationOptInsInfoList: optIns } }),
    }
  }

  const optIn = { Principal: { DataLakePrincipalIdentifier: mina }, Resource: ordersTable }

  it('who opted in needs a grant as well, everybody else goes by IAM', () => {
    expect(lakeformation(byFacts('glue:GetTable', orders, inHybrid([everyone], [optIn])))).toEqual(['lakeformation'])
    const granted = [everyone, lakeGrant(mina, ordersTable, 'SELECT')]
    expect(lakeformation(byFacts('glue:GetTable', orders, inHybrid(granted, [optIn])))).toEqual([])
    expect(lakeformation(byFacts('glue:GetTable', orders, inHybrid([everyone], [])))).toEqual([])
  })

  it('is open while the opt-ins are not recorded', () => {
    const found = byFacts('glue:GetTable', orders, inHybrid([everyone], null))
    expect(lakeformation(found)).toEqual([])
    expect(found.unknowns.map(({ fact }) => fact.en)).toContain(`Lake Formation opt-ins of ${home}`)
  })

  it('asks for the data location permission of a new table, whoever opted in', () => {
    const everyones = lakeGrant('IAM_ALLOWED_PRINCIPALS', salesDatabase, 'ALL')
    const text =
      'An error occurred (AccessDeniedException) when calling the CreateTable operation: Insufficient Lake Formation permission(s) on s3://lake/orders/new/'
    const files = {
      ...iam({ mina: policy(allow('glue:*', '*')) }),
      ...alone(),
      ...inHybrid([everyones], []),
      [`${home}/us-east-1/glue/GetDatabases.json`]: { DatabaseList: [{ Name: 'sales' }] },
      [`${home}/us-east-1/glue/GetResourcePolicies.json`]: { GetResourcePoliciesResponseList: [] },
    }
    const found = explainText(text, files, { principal: mina, resource: orders })
    expect(new Set(told(found))).toEqual(new Set(['lakeformation-data-location']))
    expect(firstFix(found)).toMatchObject({ verified: true })
  })
})

describe('grants on columns', () => {
  const sees = [lakeGrant(mina, salesDatabase, 'DESCRIBE'), lakeGrant(mina, defaultDatabase, 'DESCRIBE')]
  const columns = (scope: Json): Json =>
    lakeGrant(
      mina,
      { TableWithColumns: { CatalogId: home, DatabaseName: 'sales', Name: 'orders', ...scope } },
      'SELECT',
    )

  /** What Lake Formation says to the data of a query. */
  function dataOf(sql: string, ...grants: readonly Json[]): readonly string[] {
    const text = `Access denied Query Id: ${queryId}`
    const files = { ...query(own, { sql }), ...columnsOfOrders, ...lake([...sees, ...grants]) }
    const found = explainText(text, files, { principal: mina, action: 'lakeformation:GetDataAccess', resource: '*' })
    return found.requests
      .filter(({ authorization }) => authorization.request.action === 'lakeformation:GetDataAccess')
      .flatMap(({ decision }) => decision.possible)
      .toSorted()
  }

  it('allow a query of these columns, and `SELECT *`, which then reads them alone', () => {
    const some = columns({ ColumnNames: ['id', 'Day'] })
    expect(dataOf('SELECT id FROM sales.orders WHERE day = 1', some)).toEqual(['allowed'])
    expect(dataOf('SELECT * FROM sales.orders', some)).toEqual(['allowed'])
  })

  it('add up', () => {
    const sql = 'SELECT id, price FROM sales.orders'
    expect(dataOf(sql, columns({ ColumnNames: ['id'] }), columns({ ColumnNames: ['price'] }))).toEqual(['allowed'])
    expect(dataOf(sql, columns({ ColumnNames: ['id'] }))).toEqual(['allowed', 'implicitDeny'])
  })

  it('of all but some leave a query of those open', () => {
    const allButEmail = columns({ ColumnWildcard: { ExcludedColumnNames: ['email'] } })
    expect(dataOf('SELECT id, price FROM sales.orders', allButEmail)).toEqual(['allowed'])
    expect(dataOf('SELECT email FROM sales.orders', allButEmail)).toEqual(['allowed', 'implicitDeny'])
  })

  it('by a data filter count for its table, whose columns are then open', () => {
    const filter = { TableCatalogId: home, DatabaseName: 'sales', TableName: 'orders', Name: 'eu' }
    const filtered = lakeGrant(mina, { DataCellsFilter: filter }, 'SELECT')
    expect(dataOf('SELECT id FROM sales.orders', filtered)).toEqual(['allowed', 'implicitDeny'])
    expect(dataOf('SELECT id FROM sales.orders')).toEqual(['implicitDeny'])
  })
})

describe('refusals that read as not found', () => {
  const recorded = {
    ...iam({ mina: policy(allow(['glue:*', 'athena:*'], '*')) }),
    ...alone(),
    ...table(),
    ...lake([]),
    [`${home}/us-east-1/glue/GetResourcePolicies.json`]: { GetResourcePoliciesResponseList: [] },
  }

  it.each([
    'An error occurred (EntityNotFoundException) when calling the GetTable operation: Entity Not Found',
    "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.sales.orders' does not exist",
  ])('a table that is recorded and governed is hidden, not absent: %s', (text) => {
    const given = text.startsWith('TABLE') ? {} : { resource: orders, action: 'glue:GetTable' }
    const found = near(text, recorded, given)
    expect(evidenceOf(found, 'lakeformation-no-grant')).toMatchObject([{ resource: orders, needed: ['DESCRIBE'] }])
    expect(firstFix(found)).toMatchObject({ verified: true, edits: [{ target: 'lakeformation:grant' }] })
  })

  it('proves nothing of a table that is not recorded', () => {
    expect(
      told(near("TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.sales.refunds' does not exist", recorded)),
    ).toEqual([])
  })

  it('a column that is not granted is possible, never certain: it can be a wrong name', () => {
    const text = `COLUMN_NOT_FOUND: line 1:8: Column 'email' cannot be resolved or requester is not authorized to access requested resources Query Id: ${queryId}`
    const scope = { TableWithColumns: { DatabaseName: 'sales', Name: 'orders', ColumnNames: ['id'] } }
    const sees = [lakeGrant(mina, salesDatabase, 'DESCRIBE'), lakeGrant(mina, defaultDatabase, 'DESCRIBE')]
    const files = { ...query(own, { sql: 'SELECT email FROM sales.orders' }), ...columnsOfOrders }
    const found = explainText(
      text,
      { ...files, ...lake([...sees, lakeGrant(mina, scope, 'SELECT')]) },
      { principal: mina },
    )
    expect(told(found)).toEqual([])
    expect(suspected(found)).toContain('lakeformation-no-grant')
  })
})
