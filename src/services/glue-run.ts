import { contextOf } from '../iam/context.ts'
import type { Missing } from '../snapshot/fact.ts'
import { catalogPolicy, jobs, tables } from '../snapshot/glue.ts'
import { crawlers, type GlueCrawler } from '../snapshot/glue-runs.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { Call } from './call.ts'
import { type Caller, callerOf } from './caller.ts'
import { connectionRequests } from './glue-connections.ts'
import { crawledData, crawledTables } from './glue-crawl.ts'
import { jobData } from './glue-data.ts'
import { folder, startFileRequests, temporaryUse, temporaryWrites } from './glue-files.ts'
import { jobOf } from './glue-job.ts'
import { type GlueWork, securityOf } from './glue-keys.ts'
import { logRequests } from './glue-logs.ts'
import { directRequest, isPlanned, onlyWhen, type PlannedRequest } from './planned-request.ts'
import type { GlueRun } from './planned-work.ts'

/**
 * A run of a job: who starts it, the trust in AWS Glue, then its connections, script and libraries, temporary folder,
 * sources, targets and logs as the job's role.
 */
export function jobRunRequests(run: GlueRun, starter: Caller | null, call: Call): readonly PlannedRequest[] {
  const { snapshot } = call
  const all = jobs(snapshot, run.account, run.region)
  const job = all.kind === 'known' ? all.value.find(({ name }) => name === run.name) : undefined
  const role = callerOf(sessionArn(run, 'GlueJobRunnerSession'), snapshot, null)
  if (job === undefined || role === null) return []
  return [
    ...(starter === null ? [] : [startRequest(starter, 'glue:StartJobRun', `job/${run.name}`, run)]),
    ...trustRequest(run, snapshot),
    ...connectionRequests(role, job.connections, job, snapshot),
    ...startFileRequests(role, job, snapshot),
    ...temporaryWrites(role, job, snapshot),
    ...jobData(role, job, snapshot),
    ...temporaryUse(role, job),
    ...logRequests(role, '/aws-glue/jobs/output', job, snapshot),
  ]
}

/**
 * What the job behind a failed run needs as its role. A script that was refused something runs already, so what comes
 * before it is told only where that is what was refused. Empty where the snapshot does not show which job it was.
 */
export function jobRequests(call: Call, caller: Caller): readonly PlannedRequest[] {
  const job = jobOf(call, caller)
  if (job === null) return []
  const { action, resource, snapshot } = call
  const start = [
    ...connectionRequests(caller, job.connections, job, snapshot),
    ...startFileRequests(caller, job, snapshot),
  ]
  const isStart = isPlanned(start, directRequest(caller, action ?? '', resource ?? '', true))
  return [
    ...(isStart ? start : []),
    ...jobData(caller, job, snapshot),
    ...onlyWhen('temporaryFiles', temporaryWrites(caller, job, snapshot)),
    ...temporaryUse(caller, job),
  ]
}

/**
 * What the crawler behind a failed run needs as its role: the data that it reads, and the tables that it writes where the
 * snapshot tells which those are. Empty where it does not show which crawler it was.
 */
export function crawlerRequests(call: Call, caller: Caller): readonly PlannedRequest[] {
  const crawler = crawlerOf(call, caller)
  if (crawler === null) return []
  const { account, region, databaseName } = crawler
  const isRecorded =
    catalogPolicy(call.snapshot, account, region).kind !== 'unknown' &&
    (databaseName === null || tables(call.snapshot, account, region, databaseName).kind === 'known')
  return [
    ...crawledData(caller, crawler, call.snapshot),
    ...(isRecorded ? crawledTables(caller, crawler, call.snapshot) : []),
  ]
}

/** The one crawler that runs with the role of a session of crawlers; of several the one whose path was refused. */
function crawlerOf({ snapshot, resource }: Call, { principal }: Caller): GlueCrawler | null {
  const { account, arn, roleArn } = principal
  // AWS: crawlers name their sessions `AWS-Crawler`.
  // https://docs.aws.amazon.com/glue/latest/dg/monitor-cloudtrail.html
  if (account === null || arn?.endsWith('/AWS-Crawler') !== true) return null
  const all = crawlers(snapshot, account)
  const name = roleArn?.split('/').at(-1)
  const ofRole = all.kind === 'known' ? all.value.filter((one) => one.role.split('/').at(-1) === name) : []
  const place = resource?.replace(/^arn:[^:]*:s3:::/, 's3://') ?? ''
  const reading = ofRole.filter(({ s3Paths }) => s3Paths.some((path) => folder(place).startsWith(folder(path))))
  const [only, ...others] = reading.length > 0 ? reading : ofRole
  return only !== undefined && others.length === 0 ? only : null
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
    ...connectionRequests(role, crawler.connections, crawler, snapshot),
    ...crawledData(role, crawler, snapshot),
    ...crawledTables(role, crawler, snapshot),
    ...logRequests(role, '/aws-glue/crawlers', crawler, snapshot),
  ]
}

/** What the chain of a job or crawler hangs on that could not be read: its security configuration. */
export function runUnread(call: Call): readonly Missing[] {
  const work = workOf(call)
  const security = work === null ? null : securityOf(work, call.snapshot)
  return security?.kind === 'unknown' ? [security.missing] : []
}

function workOf(call: Call): GlueWork | null {
  const { work, snapshot, caller } = call
  if (work?.kind === 'glueJob' || work?.kind === 'glueCrawler') {
    const { account, region, name } = work.run
    const all = work.kind === 'glueJob' ? jobs(snapshot, account, region) : crawlers(snapshot, account, region)
    return (all.kind === 'known' ? all.value.find((one) => one.name === name) : null) ?? null
  }
  return caller === null ? null : jobOf(call, caller)
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
  const service = callerOf('glue.amazonaws.com', snapshot, null)
  if (service === null) return []
  const extra = contextOf({ 'aws:SourceAccount': run.account })
  return [{ ...directRequest(service, 'sts:AssumeRole', run.roleArn, false), extra }]
}
