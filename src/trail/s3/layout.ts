import type { TrailQuestion } from '../question.ts'

/** A place in a bucket of logs. */
export interface S3Place {
  readonly bucket: string
  /** Empty, or a prefix as S3 knows it. */
  readonly prefix: string
}

/** The place that an `s3://` address names; null for anything else. */
export function placeOf(address: string): S3Place | null {
  const [, bucket, prefix = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/([\s\S]*))?$/.exec(address) ?? []
  return bucket === undefined ? null : { bucket, prefix }
}

/**
 * How deep a prefix lies in the folders that a trail writes: `logs` lead to accounts, a `trail` to Regions, a `region` to
 * years and so on; a `day` holds files. `other` is no place that a trail made, so everything below it is read.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
 */
export type Depth =
  | 'above'
  | 'logs'
  | 'organization'
  | 'account'
  | 'trail'
  | 'region'
  | 'year'
  | 'month'
  | 'day'
  | 'other'

const levels: readonly (readonly [Depth, RegExp])[] = [
  ['logs', /^AWSLogs$/],
  ['organization', /^o-[a-z0-9]{10,32}$/],
  ['account', /^\d{12}$/],
  ['trail', /^CloudTrail(?:-NetworkActivity)?$/],
  ['region', /^[a-z]{2,4}(?:-[a-z]+)+-\d$/],
  ['year', /^\d{4}$/],
  ['month', /^\d{2}$/],
  ['day', /^\d{2}$/],
]

/** Where a prefix lies, with the account, Region and day that it tells. */
export interface Position {
  readonly depth: Depth
  readonly account: string | null
  readonly region: string | null
  /** `2026`, `2026-03` or `2026-03-02`, as far as it is known; empty above. */
  readonly date: string
}

/** Reads a prefix that ends in `/`, or is empty. */
export function positionOf(prefix: string): Position {
  const names = prefix.split('/').filter((name) => name !== '')
  const start = names.lastIndexOf('AWSLogs')
  const nothing = { account: null, region: null, date: '' }
  if (start < 0) return { depth: 'above', ...nothing }
  let [depth, at]: [Depth, number] = ['logs', 0]
  let [account, region]: [string | null, string | null] = [null, null]
  const date: string[] = []
  for (const name of names.slice(start + 1)) {
    // Only an organization trail has the folder of its organization.
    const next = levels.findIndex(
      ([, pattern], i) => i > at && i <= at + (depth === 'logs' ? 2 : 1) && pattern.test(name),
    )
    const level = levels[next]?.[0]
    if (level === undefined) return { depth: 'other', account, region, date: date.join('-') }
    if (level === 'account') account = name
    if (level === 'region') region = name
    if (level === 'year' || level === 'month' || level === 'day') date.push(name)
    depth = level
    at = next
  }
  return { depth, account, region, date: date.join('-') }
}

const dayMs = 86_400_000

/** Whether a prefix can hold what is asked for. A file lies under the day it was delivered on, which can be the next one. */
export function isWanted({ account, region, date }: Position, question: TrailQuestion): boolean {
  if (question.account !== null && account !== null && account !== question.account) return false
  if (question.region !== null && region !== null && region !== question.region) return false
  if (date === '') return true
  const first = question.since === null ? '' : dayOf(question.since).slice(0, date.length)
  const last = question.until === null ? '9' : dayOf(question.until - 1 + dayMs).slice(0, date.length)
  return date >= first && date <= last
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}
