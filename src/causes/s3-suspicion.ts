import type { Layer } from '../engine/trace.ts'
import { quoted } from '../fixes/cli-command.ts'
import { bucketOf, objectKeyOf } from '../services/resource-policy.ts'
import type { Fact } from '../snapshot/fact.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { SuspectInput, Suspicion } from './cause.ts'

/** Whether a denial is about Amazon S3; the settings of its buckets bear on no directory bucket. */
export function isS3({ call, denial }: SuspectInput): boolean {
  if (call.directory !== null) return false
  return denial.service === 's3' || call.action?.startsWith('s3:') === true
}

/** Whether it is about reading an object. */
export function readsObject({ call, denial }: SuspectInput): boolean {
  return /^s3:getobject/i.test(call.action ?? '') || /^(get|head)object$/i.test(denial.operation ?? '')
}

/** Whether it is about writing an object. */
export function writesObject({ call, denial }: SuspectInput): boolean {
  return (
    /^s3:putobject/i.test(call.action ?? '') ||
    /^(put|copy)object$|^uploadpart|^createmultipartupload$/i.test(denial.operation ?? '')
  )
}

/** S3 names no policy where a setting of its own refuses. */
export function namesNothing({ denial }: SuspectInput): boolean {
  return denial.claim.policyType === null && denial.claim.effect === null
}

/** When a setting of S3 is suspected, and the recorded answer that settles it. */
export interface S3Suspect {
  readonly layer: Layer
  readonly rank: number
  readonly when: (input: SuspectInput) => boolean
  /** Operation of `aws s3api` that shows the setting. */
  readonly operation: string
  readonly ofObject: boolean
  /** The recorded setting: nothing is suspected where it was read. */
  readonly fact: (snapshot: Snapshot, bucket: string, key: string) => Fact<unknown>
}

const settingLayers: ReadonlySet<Layer> = new Set([
  'acl',
  'blockedEncryption',
  'bpa',
  'mfaDelete',
  'noSuchKeyMasked',
  'objectLock',
  'objectOwnership',
  'requesterPays',
])

/** Once settings are open because nothing read explains the refusal, one that is not open does not bear on the request. */
function isRuledOut({ openLayers }: SuspectInput, layer: Layer): boolean {
  return openLayers.some((open) => settingLayers.has(open)) && !openLayers.includes(layer)
}

/** Suspects a setting that was not read, with the command that shows it. */
export function suspectS3(input: SuspectInput, suspect: S3Suspect): Suspicion | null {
  if (!isS3(input) || !suspect.when(input) || isRuledOut(input, suspect.layer)) return null
  const { call } = input
  const bucket = call.resource === null ? null : bucketOf(call.resource)
  const key = call.resource === null ? null : objectKeyOf(call.resource)
  const isAsked = bucket !== null && (!suspect.ofObject || key !== null)
  if (isAsked && suspect.fact(call.snapshot, bucket, key ?? '').kind !== 'unknown') return null
  const object = suspect.ofObject ? ` --key ${key === null ? 'KEY' : quoted(key)}` : ''
  const command = `aws s3api ${suspect.operation} --bucket ${bucket === null ? 'BUCKET' : quoted(bucket)}${object}`
  return { layer: suspect.layer, rank: suspect.rank, command }
}
