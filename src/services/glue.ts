import { parseArn } from '../iam/arn.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { Hop } from './authorization.ts'
import type { Call } from './call.ts'
import type { Caller } from './caller.ts'
import { jobOf } from './glue-job.ts'
import { type PlannedRequest, requestThrough } from './planned-request.ts'
import { bucketArnOf, objectArnOf, s3Requests } from './s3.ts'

/**
 * The ARNs that one Data Catalog action is judged on: the object and all its ancestors.
 * https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html
 */
export function catalogArns(resource: string): readonly string[] {
  const arn = parseArn(resource)
  if (arn === null || arn.service !== 'glue') return [resource]
  const [type = '', database = '', ...rest] = arn.resource.split('/')
  const prefix = `arn:${arn.partition}:glue:${arn.region}:${arn.account}`
  const catalog = `${prefix}:catalog`
  switch (type) {
    case 'table':
    case 'tableVersion':
    case 'userDefinedFunction':
      return rest.length === 0 ? [resource] : [resource, `${prefix}:database/${database}`, catalog]
    case 'database':
    case 'connection':
      return [resource, catalog]
    default:
      return [resource]
  }
}

/** One catalog action on an object and its ancestors. */
export function catalogRequests(caller: Caller, action: string, resource: string, hop: Hop): readonly PlannedRequest[] {
  return catalogArns(resource).map((arn) => requestThrough(hop, caller, action, arn))
}

/**
 * What the job behind a failed run needs of S3: list and read its sources, write its targets. Empty where the snapshot
 * does not show which job it was.
 */
export function jobRequests(call: Call, caller: Caller): readonly PlannedRequest[] {
  const job = jobOf(call, caller)
  if (job === null) return []
  const hop: Hop = { kind: 'serviceRole', service: 'glue.amazonaws.com' }
  return job.arguments.flatMap(({ name, value }) => {
    const object = objectArnOf(value)
    const bucket = bucketArnOf(value)
    if (object === null || bucket === null) return []
    const use = useOfArgument(name)
    const list = requestThrough(hop, caller, 's3:ListBucket', bucket)
    const read = s3Requests(caller, 's3:GetObject', recordedObject(object, call.snapshot), hop, call.snapshot)
    const write = s3Requests(caller, 's3:PutObject', object, hop, call.snapshot)
    if (use === 'source') return [list, ...read]
    return use === 'target' ? write : []
  })
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
