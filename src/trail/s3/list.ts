import type { ListObjectsV2CommandOutput, S3Client } from '@aws-sdk/client-s3'
import { isWithoutEvents, newestIn } from '../files/name.ts'
import type { TrailQuestion } from '../question.ts'
import { isWanted, positionOf, type S3Place } from './layout.ts'
import { type Turns, turnsOf } from './turns.ts'

/** A log file in a bucket. */
export interface S3File {
  readonly key: string
  /** Bytes as stored. */
  readonly size: number
  /** Milliseconds since 1970: the file holds nothing newer; null where its name does not tell. */
  readonly newest: number | null
}

/** The files of one day, or of a place that is in no day. */
export interface S3Day {
  /** `2026-03-02`; null for what lies in no day's folder. */
  readonly date: string | null
  readonly files: readonly S3File[]
}

/** Listings on their way at the same time: an organization has thousands of accounts, each with its Regions. */
const mostAsked = 24

/** How a bucket is listed. */
export interface ListOptions {
  readonly client: S3Client
  readonly place: S3Place
  readonly question: TrailQuestion
  readonly signal: AbortSignal
  /** Told once of folders beside those of trails that are not read, or not looked into. */
  readonly leaveOut?: ((folders: readonly string[]) => void) | undefined
}

interface Listing extends ListOptions {
  readonly turns: Turns
}

/**
 * The log files that can hold what is asked for, day by day, the newest day first and what lies in no day's folder before
 * all. Folders are opened one level at a time, so that years which nobody asks for are never listed.
 */
export async function* listDays(given: ListOptions): AsyncGenerator<S3Day> {
  const options: Listing = { ...given, turns: turnsOf(mostAsked) }
  const { regions, loose } = await regionsBelow(options.place.prefix, options)
  for (const prefix of loose) {
    for await (const files of filesBelow(prefix, options)) if (files.length > 0) yield { date: null, files }
  }
  const days = regions.map((prefix) => daysBelow(prefix, options))
  const heads = await Promise.all(days.map(async (day) => ({ day, head: await day.next() })))
  for (;;) {
    const dates = heads.flatMap(({ head }) => (head.done === true ? [] : [head.value.date]))
    const date = dates.toSorted().at(-1)
    if (date === undefined) return
    const own = heads.filter(({ head }) => head.done !== true && head.value.date === date)
    const files = await Promise.all(
      own.map(({ head }) => (head.done === true ? [] : allFiles(head.value.prefix, options))),
    )
    yield { date, files: files.flat().sort(newestFirst) }
    await Promise.all(
      own.map(async (one) => {
        one.head = await one.day.next()
      }),
    )
  }
}

function newestFirst(a: S3File, b: S3File): number {
  return (b.newest ?? Number.POSITIVE_INFINITY) - (a.newest ?? Number.POSITIVE_INFINITY)
}

/** What a place leads to: folders of Regions (or of days in them), and folders that no trail made, which are read whole. */
interface Below {
  readonly regions: readonly string[]
  readonly loose: readonly string[]
}

const nothing: Below = { regions: [], loose: [] }

async function regionsBelow(given: string, options: Listing): Promise<Below> {
  const position = positionOf(given)
  // `AWSLogs` without a slash is that folder, and not also `AWSLogs-old`.
  const isFolder = position.depth !== 'above' && position.depth !== 'other' && !given.endsWith('/')
  const prefix = isFolder ? `${given}/` : given
  if (!isWanted(position, options.question)) return nothing
  switch (position.depth) {
    case 'other':
      return { regions: [], loose: [prefix] }
    case 'region':
    case 'year':
    case 'month':
    case 'day':
      return { regions: [prefix], loose: [] }
    case 'above':
      return (await trailsBelow(prefix, options)) ?? { regions: [], loose: [prefix] }
    default: {
      const folders = await foldersOf(prefix, options)
      return belowAll(
        folders.filter((folder) => positionOf(folder).depth !== 'other'),
        options,
      )
    }
  }
}

/** Folders above `AWSLogs` that are looked into: a trail has one prefix, which may have several names in it. */
const deepest = 4
/** More folders than this beside each other are those of something else. */
const mostBeside = 100
/** Pages of a thousand names that are looked at in a folder which need not be above a trail. */
const mostPages = 10

/**
 * What every `AWSLogs` below a prefix leads to; null where there is none. What lies beside them is not read: it can be
 * anything, and it is told.
 */
async function trailsBelow(start: string, options: Listing): Promise<Below | null> {
  const logs: string[] = []
  const leftOut: string[] = []
  let level: readonly string[] = [start]
  for (let depth = 0; depth < deepest && level.length <= mostBeside; depth += 1) {
    const pages = depth === 0 ? Number.POSITIVE_INFINITY : mostPages
    const opened = await Promise.all(level.map((prefix) => openFolder(prefix, pages, options)))
    leftOut.push(...level.filter((_, at) => opened[at]?.isLeftOut === true))
    const folders = opened.flatMap((folder) => folder.folders)
    const isLogs = (folder: string): boolean => positionOf(folder).depth === 'logs'
    logs.push(...folders.filter(isLogs))
    level = folders.filter((folder) => !isLogs(folder))
  }
  if (logs.length === 0) return null
  const all = [...leftOut, ...level]
  if (all.length > 0) options.leaveOut?.(all)
  return belowAll(logs, options)
}

interface Folder {
  readonly folders: readonly string[]
  /** Whether it holds what can be a log by its name, or more than was looked at. */
  readonly isLeftOut: boolean
}

const logName = /\.(?:jsonl?|ndjson|gz|zst)$/i

async function openFolder(prefix: string, most: number, options: Listing): Promise<Folder> {
  const folders: string[] = []
  let isLeftOut = false
  let pages = 0
  for await (const { CommonPrefixes = [], Contents = [], IsTruncated } of pagesOf(prefix, '/', options)) {
    pages += 1
    for (const { Prefix } of CommonPrefixes) if (Prefix !== undefined) folders.push(Prefix)
    isLeftOut ||= Contents.some(({ Key = '' }) => logName.test(Key) && !isWithoutEvents(Key))
    if (pages < most) continue
    isLeftOut ||= IsTruncated === true
    break
  }
  return { folders, isLeftOut }
}

async function belowAll(prefixes: readonly string[], options: Listing): Promise<Below> {
  const below = await Promise.all(prefixes.map((prefix) => regionsBelow(prefix, options)))
  return { regions: below.flatMap(({ regions }) => regions), loose: below.flatMap(({ loose }) => loose) }
}

interface Day {
  readonly date: string
  readonly prefix: string
}

/** The day folders below a folder of a Region, a year or a month, the newest first. */
async function* daysBelow(prefix: string, options: Listing): AsyncGenerator<Day> {
  const position = positionOf(prefix)
  if (!isWanted(position, options.question)) return
  if (position.depth === 'day') {
    yield { date: position.date, prefix }
    return
  }
  if (position.depth === 'other') return
  const folders = await foldersOf(prefix, options)
  for (const folder of folders.toSorted().reverse()) yield* daysBelow(folder, options)
}

async function foldersOf(prefix: string, options: Listing): Promise<readonly string[]> {
  const folders: string[] = []
  for await (const { CommonPrefixes = [] } of pagesOf(prefix, '/', options))
    folders.push(...CommonPrefixes.flatMap(({ Prefix }) => Prefix ?? []))
  return folders
}

async function allFiles(prefix: string, options: Listing): Promise<readonly S3File[]> {
  const files: S3File[] = []
  for await (const page of filesBelow(prefix, options)) files.push(...page)
  return files
}

/** Every file below a prefix that can answer, a page of a thousand at a time; digests and insights hold no events. */
async function* filesBelow(prefix: string, options: Listing): AsyncGenerator<readonly S3File[]> {
  for await (const { Contents = [] } of pagesOf(prefix, undefined, options))
    yield Contents.flatMap(({ Key, Size }) =>
      Key === undefined || Key.endsWith('/') || isWithoutEvents(Key) || isBefore(newestIn(Key), options.question)
        ? []
        : [{ key: Key, size: Size ?? 0, newest: newestIn(Key) }],
    )
}

/** Whether everything in a file is older than what is asked for. */
function isBefore(newest: number | null, { since }: TrailQuestion): boolean {
  return since !== null && newest !== null && newest <= since
}

async function* pagesOf(
  Prefix: string,
  Delimiter: string | undefined,
  { client, place, signal, turns }: Listing,
): AsyncGenerator<ListObjectsV2CommandOutput> {
  const { paginateListObjectsV2 } = await import('@aws-sdk/client-s3')
  const asked = { Bucket: place.bucket, Prefix, ...(Delimiter === undefined ? {} : { Delimiter }) }
  const pages = paginateListObjectsV2({ client }, asked, { abortSignal: signal })
  for (;;) {
    const page = await turns.take(() => pages.next())
    if (page.done === true) return
    yield page.value
  }
}
