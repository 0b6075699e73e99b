import type { GlueJob } from '../snapshot/glue.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { Caller } from './caller.ts'
import { asGlueRole } from './glue.ts'
import { encryptedWrite } from './glue-keys.ts'
import { onlyWhen, type PlannedRequest, requestThrough } from './planned-request.ts'
import { bucketArnOf, objectArnOf, s3Requests } from './s3.ts'

// AWS: special parameters of jobs name further files, several of them separated by commas.
// https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-glue-arguments.html
const readArguments: ReadonlySet<string> = new Set(['--extra-py-files', '--extra-jars', '--extra-files'])
const writtenArguments: ReadonlySet<string> = new Set(['--tempdir', '--spark-event-logs-path'])

/** The script of a job and the further files that AWS Glue reads before it runs. */
export function startFileRequests(role: Caller, job: GlueJob, snapshot: Snapshot): readonly PlannedRequest[] {
  const script = job.scriptLocation === null ? [] : [job.scriptLocation]
  return [...script, ...locationsIn(job, readArguments)].flatMap((location) => {
    const object = objectArnOf(location)
    return object === null ? [] : s3Requests(role, 's3:GetObject', object, asGlueRole, snapshot)
  })
}

/** Writing the temporary folder and the event logs of a job. */
export function temporaryWrites(role: Caller, job: GlueJob, snapshot: Snapshot): readonly PlannedRequest[] {
  return locationsIn(job, writtenArguments).flatMap((location) => {
    const objects = objectArnOf(folder(location))
    return objects === null ? [] : encryptedWrite(role, objects, job, snapshot)
  })
}

/** What else a script does in the temporary folder: list, read back and delete. */
export function temporaryUse(role: Caller, job: GlueJob): readonly PlannedRequest[] {
  const requests = locationsIn(job, new Set(['--tempdir'])).flatMap((location) => {
    const bucket = bucketArnOf(location)
    const objects = objectArnOf(folder(location))
    if (bucket === null || objects === null) return []
    return [
      requestThrough(asGlueRole, role, 's3:ListBucket', bucket),
      requestThrough(asGlueRole, role, 's3:GetObject', objects),
      requestThrough(asGlueRole, role, 's3:DeleteObject', objects),
    ]
  })
  return onlyWhen('temporaryFiles', requests)
}

function locationsIn(job: GlueJob, names: ReadonlySet<string>): readonly string[] {
  return job.arguments.flatMap(({ name, value }) =>
    names.has(name.toLowerCase())
      ? value
          .split(',')
          .map((text) => text.trim())
          .filter((text) => text.startsWith('s3'))
      : [],
  )
}

/** A location as the folder that it names. */
export function folder(location: string): string {
  return location.endsWith('/') ? location : `${location}/`
}
