import { type GlueJob, jobs } from '../snapshot/glue.ts'
import type { Call } from './call.ts'
import type { Caller } from './caller.ts'

/** The job of a denial: by name or run id in the log, else the only job that runs with the role. */
export function jobOf(call: Call, caller: Caller): GlueJob | null {
  const account = caller.principal.account
  if (account === null || !isGlueSession(call, caller)) return null
  const all = jobs(call.snapshot, account)
  if (all.kind !== 'known') return null
  const roleArn = caller.principal.roleArn
  const roleName = roleArn?.split('/').at(-1)
  const ofRole = all.value.filter((job) => job.role === roleArn || job.role === roleName)
  const named = call.denial.hints.glueJobName
  const byName = ofRole.find((job) => job.name === named || scriptName(job) === named)
  if (byName !== undefined) return byName
  return ofRole.length === 1 ? (ofRole[0] ?? null) : null
}

// AWS: Glue names the sessions of a job run `GlueJobRunnerSession`.
// https://docs.aws.amazon.com/glue/latest/dg/monitor-cloudtrail.html
function isGlueSession(call: Call, caller: Caller): boolean {
  return caller.principal.arn?.endsWith('/GlueJobRunnerSession') === true || call.denial.hints.glueJobRunId !== null
}

function scriptName(job: GlueJob): string | null {
  return (
    job.scriptLocation
      ?.split('/')
      .at(-1)
      ?.replace(/\.(py|scala)$/, '') ?? null
  )
}
