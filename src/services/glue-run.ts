import { contextOf } from '../iam/context.ts'
import { type GlueJob, jobs, tables } from '../snapshot/glue.ts'
import { crawlers, type GlueCrawler } from '../snapshot/glue-runs.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { Hop } from './authorization.ts'
import type { Call } from './call.ts'
import { type Caller, callerOf } from './caller.ts'
import { catalogRequests, jobRequests } from './glue.ts'
import { directRequest, noExtra, type PlannedRequest } from './planned-request.ts'
import type { GlueRun } from './planned-work.ts'
import { bucketArnOf, objectArnOf, s3Requests } from './s3.ts'

const glueService = 'glue.amazonaws.com'
const asRole: Hop = { kind: 'serviceRole', service: glueService }

/** A run of a job: who starts it, the trust in AWS Glue, then the script, libraries, sources and targets as the job's role. */
export function jobRunRequests(run: GlueRun, starter: Caller | null, call: Call): readonly PlannedRequest[] {
  const { snapshot } = call
  const all = jobs(snapshot, run.account, run.region)
  const job = all.kind === 'known' ? all.value.find(({ name }) => name === run.name) : undefined
  const role = callerOf(sessionArn(run, 'GlueJobRunnerSession'), snapshot, null)
  if (job === undefined || role === null) return []
  return [
    ...(starter === null ? [] : [startRequest(starter, 'glue:StartJobRun', `job/${run.name}`, run)]),
    ...trustRequest(run, snapshot),
    ...connectionRequests(role, job.connections, run),
    ...ownFiles(job).flatMap(({ action, location }) => {
      const object = objectArnOf(location)
      return object === null ? [] : s3Requests(role, action, object, asRole, snapshot)
    }),
    ...jobRequests(call, role),
  ]
}

/** A run of a crawler: who starts it, the trust in AWS Glue, then the data it reads and the tables it writes as its role. */
export function crawlerRunRequests(run: GlueRun, starter: Caller | null, call: Call): readonly PlannedRequest[] {
  const { snapshot } = call
  const all = crawlers(snapshot, run.account, run.region)
  const crawler = all.kind === 'known' ? all.value.find(({ name }) => name === run.name) : undefined
  const role = callerOf(sessionArn(run, 'AWS-Crawler'), snapshot, null)
  if (crawler === undefined || role === null) return []
  return [
    ...(starter === null ? [] : [startRequest(starter, 'glue:StartCrawler', `crawler/${run.name}`, run)]),
    ...trustRequest(run, snapshot),
    ...connectionRequests(role, crawler.connections, run),
    ...crawledData(role, crawler, snapshot),
    ...crawledTables(role, crawler, snapshot),
  ]
}

function sessionArn({ roleArn }: GlueRun, session: string): string {
  const [, partition = 'aws', , , account = ''] = roleArn.split(':')
  return `arn:${partition}:sts::${account}:assumed-role/${roleArn.split('/').at(-1)}/${session}`
}

/**
 * Who starts a run needs the action on it. The role was handed over when the job or crawler was created, so
 * iam:PassRole is not asked again: the policies that Step Functions writes to start a job do without it.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-glue.html
 */
function startRequest(starter: Caller, action: string, resource: string, run: GlueRun): PlannedRequest {
  const arn = `arn:${run.roleArn.split(':')[1] ?? 'aws'}:glue:${run.region}:${run.account}:${resource}`
  return directRequest(starter, action, arn, false)
}

function trustRequest(run: GlueRun, snapshot: Snapshot): readonly PlannedRequest[] {
  const service = callerOf(glueService, snapshot, null)
  if (service === null) return []
  const extra = contextOf({ 'aws:SourceAccount': run.account })
  return [{ ...directRequest(service, 'sts:AssumeRole', run.roleArn, false), extra }]
}

// AWS: a job or crawler with a connection reads it from the Data Catalog with its role.
// https://docs.aws.amazon.com/glue/latest/dg/create-an-iam-role.html
function connectionRequests(role: Caller, names: readonly string[], run: GlueRun): readonly PlannedRequest[] {
  const prefix = `arn:${run.roleArn.split(':')[1] ?? 'aws'}:glue:${run.region}:${run.account}:connection`
  return [...new Set(names)].flatMap((name) => catalogRequests(role, 'glue:GetConnection', `${prefix}/${name}`, asRole))
}

interface OwnFile {
  readonly action: 's3:GetObject' | 's3:PutObject'
  readonly location: string
}

// AWS: special parameters of jobs name further files, several of them separated by commas.
// https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-glue-arguments.html
const readArguments: ReadonlySet<string> = new Set(['--extra-py-files', '--extra-jars', '--extra-files'])
const writtenArguments: ReadonlySet<string> = new Set(['--tempdir', '--spark-event-logs-path'])

/** The script and the further files that Glue itself reads for a job, and where it writes for it. */
function ownFiles(job: GlueJob): readonly OwnFile[] {
  const script = job.scriptLocation === null ? [] : [{ action: 's3:GetObject', location: job.scriptLocation } as const]
  const ofArguments = job.arguments.flatMap(({ name, value }): readonly OwnFile[] => {
    const argument = name.toLowerCase()
    const locations = value
      .split(',')
      .map((text) => text.trim())
      .filter((text) => text.startsWith('s3'))
    if (readArguments.has(argument)) return locations.map((location) => ({ action: 's3:GetObject', location }))
    if (!writtenArguments.has(argument)) return []
    return locations.map((location) => ({ action: 's3:PutObject', location: folder(location) }))
  })
  return [...script, ...ofArguments]
}

function folder(location: string): string {
  return location.endsWith('/') ? location : `${location}/`
}

/** Every path of a crawler is listed and read. */
function crawledData(role: Caller, crawler: GlueCrawler, snapshot: Snapshot): readonly PlannedRequest[] {
  // AWS: a crawler that uses Lake Formation credentials reads with those that Lake Formation hands out.
  // https://docs.aws.amazon.com/glue/latest/dg/crawler-lf-integ.html
  if (crawler.usesLakeFormation)
    return [{ ...directRequest(role, 'lakeformation:GetDataAccess', '*', false), hop: asRole }]
  return crawler.s3Paths.flatMap((path) => {
    const bucket = bucketArnOf(path)
    const objects = objectArnOf(folder(path))
    if (bucket === null || objects === null) return []
    const list = {
      caller: role,
      action: 's3:ListBucket',
      resource: bucket,
      hop: asRole,
      extra: noExtra,
      reported: false,
    }
    return [list, ...s3Requests(role, 's3:GetObject', objects, asRole, snapshot)]
  })
}

/** The database of a crawler is looked up, a table that lies in a path of it updated, and one for every other path created. */
function crawledTables(role: Caller, crawler: GlueCrawler, snapshot: Snapshot): readonly PlannedRequest[] {
  const { account, region, databaseName: database, s3Paths } = crawler
  if (database === null) return []
  const prefix = `arn:aws:glue:${region}:${account}`
  const recorded = tables(snapshot, account, region, database)
  const known = recorded.kind === 'known' ? recorded.value : []
  const ofPaths = s3Paths.flatMap((path) => {
    const inside = known.filter(({ location }) => location !== null && folder(location).startsWith(folder(path)))
    const names = inside.length === 0 ? [tableNameOf(path)] : inside.map(({ name }) => name)
    const actions = inside.length === 0 ? ['glue:CreateTable'] : ['glue:GetTable', 'glue:UpdateTable']
    return names.flatMap((name) =>
      actions.flatMap((action) => catalogRequests(role, action, `${prefix}:table/${database}/${name}`, asRole)),
    )
  })
  return [...catalogRequests(role, 'glue:GetDatabase', `${prefix}:database/${database}`, asRole), ...ofPaths]
}

// AWS: a crawler names a table after the folder, in lower case with other characters as underscores.
// https://docs.aws.amazon.com/glue/latest/dg/crawler-s3-folder-table-partition.html
function tableNameOf(path: string): string {
  const name = path.replace(/\/+$/, '').split('/').at(-1) ?? ''
  return name.toLowerCase().replace(/[^a-z0-9_]/g, '_')
}
