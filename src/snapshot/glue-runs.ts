import type { Fact } from './fact.ts'
import { argumentsAt, glueMissing, inRegions, type JobArgument } from './glue.ts'
import { field, isTrueAt, listAt, textAt, textsAt, timeOf } from './json.ts'
import type { Snapshot } from './snapshot.ts'

/** One run of a Glue job. */
export interface GlueJobRun {
  readonly id: string
  readonly jobName: string
  readonly state: string
  readonly errorMessage: string | null
  readonly arguments: readonly JobArgument[]
  /** Milliseconds since 1970; null where the answer does not say. */
  readonly startedAt: number | null
}

/** A Glue crawler. */
export interface GlueCrawler {
  readonly name: string
  readonly account: string
  readonly region: string
  /** Role name or ARN. */
  readonly role: string
  readonly databaseName: string | null
  /** `s3://` locations that it reads. */
  readonly s3Paths: readonly string[]
  readonly connections: readonly string[]
  readonly lastError: string | null
  readonly usesLakeFormation: boolean
  /** What the names of its tables begin with. */
  readonly tablePrefix: string
  /** Tables of the Data Catalog that it updates. */
  readonly catalogTables: readonly { readonly database: string; readonly name: string }[]
  /** Names or ARNs of the DynamoDB tables that it scans. */
  readonly dynamoTables: readonly string[]
  readonly securityConfiguration: string | null
}

/** Where a Glue connection leads to. */
export interface GlueConnection {
  readonly name: string
  readonly account: string
  readonly region: string
  readonly subnetId: string | null
  readonly securityGroupIds: readonly string[]
}

/** One run of a job: from its own answer, else from the list of the job's runs. */
export function jobRun(snapshot: Snapshot, account: string, jobName: string, runId: string): Fact<GlueJobRun> {
  for (const found of snapshot.find('glue', 'GetJobRun', jobName, runId)) {
    if (found.account !== account || found.fact.kind === 'unknown') continue
    if (found.fact.kind === 'absent') return found.fact
    return { ...found.fact, value: jobRunIn(field(found.fact.value, 'JobRun')) }
  }
  const runs = jobRuns(snapshot, account, jobName)
  const run = runs.kind === 'known' ? runs.value.find((item) => item.id === runId) : undefined
  if (runs.kind === 'known' && run !== undefined) return { ...runs, value: run }
  return { kind: 'unknown', missing: glueMissing(account, '', 'GetJobRun', jobName, runId) }
}

/** The recorded runs of a job. */
export function jobRuns(snapshot: Snapshot, account: string, jobName: string): Fact<readonly GlueJobRun[]> {
  const answers = snapshot.find('glue', 'GetJobRuns', jobName).filter((found) => found.account === account)
  const fact = answers.find((found) => found.fact.kind === 'known')?.fact ?? answers[0]?.fact
  if (fact === undefined) return { kind: 'unknown', missing: glueMissing(account, '', 'GetJobRuns', jobName) }
  return fact.kind === 'known' ? { ...fact, value: listAt(fact.value, 'JobRuns').map(jobRunIn) } : fact
}

/** Every recorded crawler of an account, in one Region or in all. */
export function crawlers(snapshot: Snapshot, account: string, region?: string): Fact<readonly GlueCrawler[]> {
  return inRegions(snapshot, 'GetCrawlers', account, region, (found) =>
    listAt(found.json, 'Crawlers').map((crawler) => ({
      name: textAt(crawler, 'Name') ?? '',
      account: found.account,
      region: found.region,
      role: textAt(crawler, 'Role') ?? '',
      databaseName: textAt(crawler, 'DatabaseName'),
      s3Paths: [
        ...listAt(crawler, 'Targets', 'S3Targets').flatMap((target) => textAt(target, 'Path') ?? []),
        ...listAt(crawler, 'Targets', 'DeltaTargets').flatMap((target) => textsAt(target, 'DeltaTables')),
      ],
      connections: ['S3Targets', 'JdbcTargets', 'DeltaTargets'].flatMap((type) =>
        listAt(crawler, 'Targets', type).flatMap((target) => textAt(target, 'ConnectionName') ?? []),
      ),
      lastError: textAt(crawler, 'LastCrawl', 'ErrorMessage'),
      usesLakeFormation: isTrueAt(crawler, 'LakeFormationConfiguration', 'UseLakeFormationCredentials'),
      tablePrefix: textAt(crawler, 'TablePrefix') ?? '',
      catalogTables: listAt(crawler, 'Targets', 'CatalogTargets').flatMap((target) =>
        textsAt(target, 'Tables').map((name) => ({ database: textAt(target, 'DatabaseName') ?? '', name })),
      ),
      dynamoTables: listAt(crawler, 'Targets', 'DynamoDBTargets').flatMap((target) => textAt(target, 'Path') ?? []),
      securityConfiguration: textAt(crawler, 'CrawlerSecurityConfiguration'),
    })),
  )
}

/** Every recorded connection of an account, in one Region or in all. */
export function connections(snapshot: Snapshot, account: string, region?: string): Fact<readonly GlueConnection[]> {
  return inRegions(snapshot, 'GetConnections', account, region, (found) =>
    listAt(found.json, 'ConnectionList').map((connection) => ({
      name: textAt(connection, 'Name') ?? '',
      account: found.account,
      region: found.region,
      subnetId: textAt(connection, 'PhysicalConnectionRequirements', 'SubnetId'),
      securityGroupIds: textsAt(connection, 'PhysicalConnectionRequirements', 'SecurityGroupIdList'),
    })),
  )
}

function jobRunIn(json: unknown): GlueJobRun {
  return {
    id: textAt(json, 'Id') ?? '',
    jobName: textAt(json, 'JobName') ?? '',
    state: textAt(json, 'JobRunState') ?? '',
    errorMessage: textAt(json, 'ErrorMessage'),
    arguments: argumentsAt(json, 'Arguments'),
    startedAt: timeOf(field(json, 'StartedOn')),
  }
}
