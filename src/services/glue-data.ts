import type { GlueJob } from '../snapshot/glue.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { Caller } from './caller.ts'
import { asGlueRole } from './glue.ts'
import { bookmarkRequests, encryptedWrite } from './glue-keys.ts'
import { onlyWhen, type PlannedRequest, requestThrough } from './planned-request.ts'
import { bucketArnOf, objectArnOf, s3Requests } from './s3.ts'

/**
 * What the script of a job does with its data, as far as its arguments tell: list and read sources, write targets, and
 * keep bookmarks.
 * https://docs.aws.amazon.com/glue/latest/ug/getting-started-min-privs-job.html
 */
export function jobData(role: Caller, job: GlueJob, snapshot: Snapshot): readonly PlannedRequest[] {
  const ofArguments = job.arguments.flatMap(({ name, value }) => {
    const object = objectArnOf(value)
    const bucket = bucketArnOf(value)
    if (object === null || bucket === null) return []
    const list = requestThrough(asGlueRole, role, 's3:ListBucket', bucket)
    const use = useOfArgument(name)
    if (use === 'source')
      return [list, ...s3Requests(role, 's3:GetObject', recordedObject(object, snapshot), asGlueRole, snapshot)]
    if (use === 'other') return []
    const replaced = [list, requestThrough(asGlueRole, role, 's3:DeleteObject', object)]
    return [...encryptedWrite(role, object, job, snapshot), ...onlyWhen('overwriting', replaced)]
  })
  return [...ofArguments, ...bookmarkRequests(role, job, snapshot)]
}

type Use = 'source' | 'target' | 'other'

/** What a job argument is for is told by its name alone; one that tells nothing is left out of the chain. */
function useOfArgument(name: string): Use {
  const words = name.toLowerCase().split(/[^a-z]+/)
  if (words.some((word) => sourceWords.has(word))) return 'source'
  return words.some((word) => targetWords.has(word)) ? 'target' : 'other'
}

const sourceWords: ReadonlySet<string> = new Set(['source', 'src', 'input', 'in', 'read', 'from'])
const targetWords: ReadonlySet<string> = new Set([
  'target',
  'tgt',
  'output',
  'out',
  'write',
  'to',
  'dest',
  'destination',
  'sink',
])

/** For a location that stands for many objects, one recorded object below it where the snapshot has one. */
function recordedObject(objectArn: string, snapshot: Snapshot): string {
  if (!objectArn.endsWith('*')) return objectArn
  const [bucket = '', ...key] = objectArn
    .replace(/^arn:aws:s3:::/, '')
    .slice(0, -1)
    .split('/')
  const prefix = key.join('/')
  const recorded = snapshot
    .find('s3', 'HeadObject')
    .find(({ identifiers }) => identifiers[0] === bucket && (identifiers[1] ?? '').startsWith(prefix))
  return recorded === undefined ? objectArn : `arn:aws:s3:::${bucket}/${recorded.identifiers[1]}`
}
