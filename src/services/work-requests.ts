import { jobs } from '../snapshot/glue.ts'
import { crawlers } from '../snapshot/glue-runs.ts'
import { findRole } from '../snapshot/iam.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { Call } from './call.ts'
import type { Caller } from './caller.ts'
import { crawlerRunRequests, jobRunRequests } from './glue-run.ts'
import type { PlannedRequest } from './planned-request.ts'
import type { GlueRun, PlannedWork } from './planned-work.ts'
import { copyRequests } from './s3-copy.ts'

/** The requests of planned work in the order they are made; empty where the call's own request says it all. */
export function workRequests(work: PlannedWork, caller: Caller, call: Call): readonly PlannedRequest[] {
  switch (work.kind) {
    case 'glueJob':
      return jobRunRequests(work.run, work.startedBy === null ? null : caller, call)
    case 'glueCrawler':
      return crawlerRunRequests(work.run, work.startedBy === null ? null : caller, call)
    case 's3Copy':
      return copyRequests(
        caller,
        call.directory?.resource ?? call.resource ?? '',
        work.target,
        work.versionId,
        call.snapshot,
      )
    // The chain of a query is built from the call that starts it.
    case 'query':
    case 'publicRead':
      return []
  }
}

/** The recorded jobs or crawlers of a name, in every account and Region; those whose role is not recorded have none. */
export function glueRuns(kind: 'glueJob' | 'glueCrawler', name: string, snapshot: Snapshot): readonly GlueRun[] {
  const operation = kind === 'glueJob' ? 'GetJobs' : 'GetCrawlers'
  const accounts = [...new Set(snapshot.recorded('glue', operation).map(({ account }) => account))]
  return accounts.flatMap((account) => {
    const all = kind === 'glueJob' ? jobs(snapshot, account) : crawlers(snapshot, account)
    if (all.kind !== 'known') return []
    return all.value
      .filter((one) => one.name === name)
      .map(({ region, role }) => ({ name, account, region, roleArn: roleArnOf(account, role, snapshot) }))
  })
}

function roleArnOf(account: string, role: string, snapshot: Snapshot): string {
  if (role.startsWith('arn:')) return role
  const found = findRole(snapshot, account, role.split('/').at(-1) ?? '')
  return found.kind === 'known' ? found.value.arn : `arn:aws:iam::${account}:role/${role}`
}
