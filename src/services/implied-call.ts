import type { Denial } from '../denial/denial.ts'
import { jobs, tables } from '../snapshot/glue.ts'
import { crawlers, type GlueCrawler } from '../snapshot/glue-runs.ts'
import { findRole } from '../snapshot/iam.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'

/** The parts of a call that a service's own wording implies without naming them; null where it does not. */
export interface ImpliedCall {
  readonly principal: string | null
  readonly action: string | null
  readonly resource: string | null
}

/** What the wording of Athena, Glue and Lake Formation implies, with the job, crawler or table that the snapshot shows. */
export function impliedCall(denial: Denial, snapshot: Snapshot): ImpliedCall {
  if (isGlueTrust(denial)) {
    const role = denial.resource?.startsWith('arn:') === true ? denial.resource : roleOfRun(denial, snapshot)
    return { principal: 'glue.amazonaws.com', action: 'sts:AssumeRole', resource: role }
  }
  const action = actionImplied(denial)
  const resource = tableImplied(denial, action, snapshot) ?? tableNotFound(denial, snapshot) ?? keyNamed(denial)
  return { principal: sessionOfRun(denial, snapshot), action, resource }
}

/** Glue says that it cannot assume the role of a job or crawler; who started it is not the one that the role has to trust. */
function isGlueTrust({ action, service, principal, hints }: Denial): boolean {
  if (action?.toLowerCase() !== 'sts:assumerole') return false
  const isGlue = service === 'glue' || /AWS Glue service|glue\.amazonaws\.com/i.test(hints.message)
  return isGlue && (principal === null || !/assumerole/i.test(hints.message))
}

// AWS words these refusals by what it did, not by the action.
// https://docs.aws.amazon.com/athena/latest/ug/troubleshooting-athena.html
const wordings: readonly (readonly [RegExp, string])[] = [
  [/\bAccess denied when writing (?:output|to)\b/i, 's3:PutObject'],
  [/\bUnable to verify\/create output bucket\b/i, 's3:GetBucketLocation'],
  [/\bPermission denied on S3 path\b|\bHIVE_CANNOT_OPEN_SPLIT\b|\bHIVE_CURSOR_ERROR\b/i, 's3:GetObject'],
  [/\bError Accessing Customer Data\b/i, 's3:GetObject'],
  [/\bcannot be resolved or requester is not authorized to access requested resource/i, 'lakeformation:GetDataAccess'],
  [/\bTABLE_NOT_FOUND\b/, 'glue:GetTable'],
  [/\bSCHEMA_NOT_FOUND\b/, 'glue:GetDatabase'],
  [/\bRequired (?:Create Database)\b/i, 'glue:CreateDatabase'],
  [/\bRequired (?:Create Table)\b/i, 'glue:CreateTable'],
  [/\bRequired (?:Select|Describe|Insert|Delete)\b/i, 'glue:GetTable'],
  [/\bRequired (?:Alter)\b/i, 'glue:UpdateTable'],
  [/\bRequired (?:Drop)\b/i, 'glue:DeleteTable'],
]

/** Operations of the Data Catalog whose names another service has as well. */
const catalogOperation = /^(Create|Update|Delete|Get)(Table|Database|Partition)s?$|^Batch\w+Partition$/

function actionImplied({ action, operation, claim, hints }: Denial): string | null {
  // Lake Formation guards the Data Catalog, so a table of another service is not meant.
  if (claim.policyType === 'lakeFormation' && operation !== null && catalogOperation.test(operation))
    return `glue:${operation}`
  if (action !== null) return null
  return wordings.find(([wording]) => wording.test(hints.message))?.[1] ?? null
}

/** The key that KMS speaks of in a refusal that names no resource: one that is absent, disabled or waits for its deletion. */
function keyNamed({ action, resource, hints }: Denial): string | null {
  if (resource !== null || action?.startsWith('kms:') !== true) return null
  return /\barn:[\w-]{1,20}:kms:[\w-]{1,30}:\d{12}:(?:key|alias)\/[\w/-]{1,256}/.exec(hints.message)?.[0] ?? null
}

/** The table that Lake Formation names by its bare name, where the snapshot holds exactly one such table. */
function tableImplied(denial: Denial, action: string | null, snapshot: Snapshot): string | null {
  const { claim, resource } = denial
  const asked = action ?? denial.action
  if (claim.policyType !== 'lakeFormation' || asked?.startsWith('glue:') !== true || resource === null) return null
  const name = /^[\w.$-]{1,255}/.exec(resource.trim())?.[0]?.split('.').at(-1)?.toLowerCase()
  return onlyTable(snapshot, (table) => table.name.toLowerCase() === name)
}

// AWS: a table that Lake Formation hides is answered with EntityNotFound, which Athena words so.
// https://docs.aws.amazon.com/lake-formation/latest/dg/error-message-update.html
/** The table that Athena did not find, where the snapshot holds it: `Table 'awsdatacatalog.sales.orders' does not exist`. */
function tableNotFound({ hints }: Denial, snapshot: Snapshot): string | null {
  const match = /\bTABLE_NOT_FOUND\b[^']{0,80}'(?:\w{1,255}\.)?(\w{1,255})\.(\w{1,255})'/.exec(hints.message)
  const [, database, name] = match ?? []
  if (database === undefined || name === undefined) return null
  return onlyTable(snapshot, (table) => table.database === database && table.name.toLowerCase() === name.toLowerCase())
}

/** ARN of the one recorded table that fits; null where none or several do. */
function onlyTable(
  snapshot: Snapshot,
  fits: (table: { readonly database: string; readonly name: string }) => boolean,
): string | null {
  const places = [...snapshot.recorded('glue', 'GetTables'), ...snapshot.recorded('glue', 'GetTable')]
  const found = places.flatMap(({ account, region, identifiers: [database = ''] }) => {
    const all = tables(snapshot, account, region, database)
    if (all.kind !== 'known') return []
    return all.value
      .filter(fits)
      .map((table) => `arn:aws:glue:${region}:${account}:table/${table.database}/${table.name}`)
  })
  const [only, ...others] = [...new Set(found)]
  return only !== undefined && others.length === 0 ? only : null
}

/** The session of the job or crawler that a log is of, where the log names no principal. */
function sessionOfRun(denial: Denial, snapshot: Snapshot): string | null {
  if (denial.principal !== null) return null
  const crawler = crawlerOf(denial, snapshot)
  if (crawler !== null) return sessionOf(crawler.account, crawler.role, 'AWS-Crawler', snapshot)
  const job = jobNamed(denial, snapshot)
  return job === null ? null : sessionOf(job.account, job.role, 'GlueJobRunnerSession', snapshot)
}

function roleOfRun(denial: Denial, snapshot: Snapshot): string | null {
  const run = jobNamed(denial, snapshot) ?? crawlerOf(denial, snapshot)
  if (run === null) return null
  return run.role.startsWith('arn:') ? run.role : roleArn(run.account, run.role, snapshot)
}

function sessionOf(account: string, role: string, session: string, snapshot: Snapshot): string {
  const arn = role.startsWith('arn:') ? role : roleArn(account, role, snapshot)
  const owner = arn?.split(':')[4] ?? account
  return `arn:aws:sts::${owner}:assumed-role/${role.split('/').at(-1)}/${session}`
}

function roleArn(account: string, role: string, snapshot: Snapshot): string | null {
  const found = findRole(snapshot, account, role.split('/').at(-1) ?? '')
  return found.kind === 'known' ? found.value.arn : null
}

/** The job that the log names, else the only one where the log is of a job run. */
function jobNamed({ hints }: Denial, snapshot: Snapshot): { readonly account: string; readonly role: string } | null {
  const all = accountsOf(snapshot, 'GetJobs').flatMap((account) => {
    const known = jobs(snapshot, account)
    return known.kind === 'known' ? known.value : []
  })
  const named = all.find(({ name }) => name === hints.glueJobName)
  if (named !== undefined) return named
  const isRun = hints.glueJobRunId !== null || /\bjob run failed\b|\bLAUNCH ERROR\b/i.test(hints.message)
  return isRun && all.length === 1 ? (all[0] ?? null) : null
}

/** The one crawler that reads the path of a crawler's log line. */
function crawlerOf({ hints }: Denial, snapshot: Snapshot): GlueCrawler | null {
  if (!/\bError Accessing Customer Data\b|\bcrawler\b/i.test(hints.message)) return null
  const all = accountsOf(snapshot, 'GetCrawlers').flatMap((account) => {
    const known = crawlers(snapshot, account)
    return known.kind === 'known' ? known.value : []
  })
  const reading = all.filter(({ s3Paths, name }) =>
    hints.s3Locations.length === 0
      ? hints.message.includes(name)
      : s3Paths.some((path) => hints.s3Locations.some((location) => location.startsWith(path.replace(/\/$/, '')))),
  )
  return reading.length === 1 ? (reading[0] ?? null) : null
}

function accountsOf(snapshot: Snapshot, operation: string): readonly string[] {
  return [...new Set(snapshot.recorded('glue', operation).map(({ account }) => account))]
}
