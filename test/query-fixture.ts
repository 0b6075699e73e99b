import { parseDenials } from '../src/denial/parse.ts'
import { requestDenial } from '../src/denial/request-denial.ts'
import { diagnose } from '../src/diagnose.ts'
import type { Diagnosis } from '../src/diagnosis/diagnosis.ts'
import { contextOf } from '../src/iam/context.ts'
import { filesOfObject } from '../src/snapshot/files.ts'
import { openSnapshot } from '../src/snapshot/snapshot.ts'
import { allow, alone, bucket, type Files, home, iam, type Json, mina, policy } from './cause-fixture.ts'

/** Id of the query of the fixtures. */
export const queryId = '11112222-3333-4444-5555-666677778888'

const region = 'us-east-1'

/** An ARN of the Data Catalog: `table/sales/orders`, `catalog`. */
export function glueArn(resource: string, account: string = home): string {
  return `arn:aws:glue:${region}:${account}:${resource}`
}

/** What the caller of a query needs, statement by statement. */
export const queryStatements: Readonly<Record<'workgroup' | 'catalog' | 'source' | 'results', Json>> = {
  workgroup: allow('athena:StartQueryExecution', `arn:aws:athena:${region}:${home}:workgroup/analysts`),
  catalog: allow(
    ['glue:GetTable', 'glue:GetDatabase'],
    [glueArn('catalog'), glueArn('database/sales'), glueArn('database/default'), glueArn('table/sales/orders')],
  ),
  source: allow(['s3:GetObject', 's3:ListBucket'], ['arn:aws:s3:::lake', 'arn:aws:s3:::lake/*']),
  results: allow(['s3:PutObject', 's3:GetBucketLocation'], ['arn:aws:s3:::results', 'arn:aws:s3:::results/*']),
}

/** All of these statements but those that are named. */
export function queryPolicy(...without: readonly (keyof typeof queryStatements)[]): Json {
  return policy(
    ...Object.entries(queryStatements).flatMap(([name, json]) => (without.some((one) => one === name) ? [] : [json])),
  )
}

/** A table of the Data Catalog, `sales.orders` where nothing else is said. */
export function table(location = 's3://lake/orders/'): Files {
  const own = { DatabaseName: 'sales', Name: 'orders', StorageDescriptor: { Location: location } }
  return { [`${home}/${region}/glue/GetTables/sales.json`]: { TableList: [own] } }
}

/** Lake Formation of the account: its grants and registered locations; nothing left to IAM. */
export function lake(permissions: readonly Json[], locations: readonly string[] = ['arn:aws:s3:::lake']): Files {
  const at = `${home}/${region}/lakeformation`
  return {
    [`${at}/ListPermissions.json`]: { PrincipalResourcePermissions: permissions },
    [`${at}/ListResources.json`]: { ResourceInfoList: locations.map((arn) => ({ ResourceArn: arn })) },
    [`${at}/ListLakeFormationOptIns.json`]: { LakeFormationOptInsInfoList: [] },
    [`${at}/GetDataLakeSettings.json`]: { DataLakeSettings: { DataLakeAdmins: [] } },
  }
}

/** One Lake Formation grant. */
export function lakeGrant(principal: string, resource: Json, ...permissions: readonly string[]): Json {
  return { Principal: { DataLakePrincipalIdentifier: principal }, Resource: resource, Permissions: permissions }
}

export const ordersTable: Json = { Table: { CatalogId: home, DatabaseName: 'sales', Name: 'orders' } }
export const salesDatabase: Json = { Database: { CatalogId: home, Name: 'sales' } }
export const defaultDatabase: Json = { Database: { CatalogId: home, Name: 'default' } }

/** A recorded query of user mina with its table, buckets and workgroup. */
export function query(own: Json, more: { readonly sql?: string; readonly enforced?: string } = {}): Files {
  const result = more.enforced === undefined ? {} : { OutputLocation: more.enforced }
  const settings = { EnforceWorkGroupConfiguration: more.enforced !== undefined, ResultConfiguration: result }
  const files = {
    ...iam({ mina: own }),
    ...alone(),
    ...table(),
    ...bucket('lake', null),
    ...bucket('results', null),
    [`${home}/global/s3/ListBuckets.json`]: {
      Buckets: [
        { Name: 'lake', BucketRegion: region },
        { Name: 'results', BucketRegion: region },
      ],
    },
    [`${home}/${region}/glue/GetResourcePolicies.json`]: { GetResourcePoliciesResponseList: [] },
    [`${home}/${region}/athena/GetWorkGroup/analysts.json`]: {
      WorkGroup: { Name: 'analysts', Configuration: settings },
    },
    [`${home}/${region}/athena/GetQueryExecution/${queryId}.json`]: {
      QueryExecution: {
        QueryExecutionId: queryId,
        Query: more.sql ?? 'SELECT * FROM sales.orders',
        WorkGroup: 'analysts',
        QueryExecutionContext: { Database: 'sales' },
        ResultConfiguration: { OutputLocation: `s3://results/${queryId}.csv` },
        Status: { State: 'FAILED' },
      },
    },
  }
  return files
}

/** Explains a text as the command line does, with what the options add. */
export function explainText(
  text: string,
  files: Files,
  given: { readonly principal?: string; readonly action?: string; readonly resource?: string } = {},
): Diagnosis {
  const [denial = requestDenial(text)] = parseDenials(text)
  const { principal = null, action = null, resource = null } = given
  return diagnose({
    denial,
    snapshot: openSnapshot(filesOfObject(files)),
    hasSnapshot: true,
    given: { principal, action, resource, context: contextOf({}), expectedPrincipal: null },
    trail: [],
  })
}

/** Explains the recorded query as AWS reports its refusal. */
export function explainQuery(action: string, resource: string, files: Files): Diagnosis {
  return explainText(
    `Insufficient permissions to execute the query. User: ${mina} is not authorized to perform: ${action} on resource: ${resource} Query Id: ${queryId}`,
    files,
  )
}

/** One request of a chain as it is compared: what is asked on what, and what refuses it. */
export function chainOf({ requests }: Diagnosis): readonly (readonly string[])[] {
  return requests.map(({ authorization: { request }, decision }) => [
    request.action,
    request.resource,
    ...decision.blockedBy,
  ])
}

/** Explains a recorded query with this text, of which Athena reports the `default` database. */
export function explainSql(sql: string, own: Json, files: Files = {}): Diagnosis {
  return explainQuery('glue:GetDatabase', glueArn('database/default'), { ...query(own, { sql }), ...files })
}
