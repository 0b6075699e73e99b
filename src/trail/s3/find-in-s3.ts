import type { S3Client } from '@aws-sdk/client-s3'
import type { JsonObject } from '../../denial/json-value.ts'
import type { Phrase } from '../../iam/phrase.ts'
import { soughtTest } from '../../services/clue-fit.ts'
import { clueHoldings } from '../files/clue-holdings.ts'
import { reusedMemory } from '../files/memory.ts'
import { bytesOf } from '../files/open-input.ts'
import { readFound } from '../files/read-found.ts'
import { scanBytes } from '../files/scan-file.ts'
import { newTally } from '../files/tally.ts'
import { needleOf, newSort, type Wanted } from '../files/wanted.ts'
import type { TrailBatch, TrailProblem } from '../found.ts'
import { everyDenial, type TrailQuestion } from '../question.ts'
import type { RecordSource } from '../record-source.ts'
import { boundedClues, dayMs, mergedStretches } from '../stretches.ts'
import { reasonOfS3 } from './fault.ts'
import { inOrder } from './in-order.ts'
import type { S3Place } from './layout.ts'
import { listDays, type S3Day, type S3File } from './list.ts'

/** Where and how to look. */
export interface S3Options {
  readonly place: S3Place
  readonly client: S3Client
  readonly signal: AbortSignal
}

/** A log is at most 50 MB before it is compressed, so nothing larger is one. */
const largest = 512 * 1024 * 1024

/**
 * The failed calls in the logs of a bucket: only the days that are asked for are listed, the newest first, and what is
 * read is searched as it comes and stored nowhere.
 */
export function findInS3(question: TrailQuestion, options: S3Options): AsyncGenerator<TrailBatch> {
  const wanted: Wanted = { kind: 'failed', question, keepsOthers: false }
  return search({ questions: [question], wanted, holds: () => true, accepts: () => true }, options)
}

/** CloudTrail delivers within minutes, and now and then later. */
const lateMs = 2 * 3_600_000

/** The records of a bucket's logs: only the days on which they can have been delivered are listed and read. */
export function recordsInS3(options: S3Options, now: number): RecordSource {
  return ({ clues: all, accepts }) => {
    const clues = boundedClues(all, now)
    const holds = ({ newest }: S3File): boolean =>
      newest === null || clues.some(({ since, until }) => newest > since && newest <= until + lateMs)
    return search(
      {
        questions: mergedStretches(clues, 2 * dayMs).map((stretch) => ({ ...everyDenial, ...stretch })),
        wanted: { kind: 'holding', any: clueHoldings(clues) },
        holds,
        accepts: soughtTest({ clues, accepts }),
      },
      options,
    )
  }
}

/** What one search goes by. */
interface Search {
  /** Which days are listed. */
  readonly questions: readonly TrailQuestion[]
  readonly wanted: Wanted
  readonly holds: (file: S3File) => boolean
  readonly accepts: (record: JsonObject) => boolean
}

async function* search(set: Search, options: S3Options): AsyncGenerator<TrailBatch> {
  const { place, signal } = options
  const state: State = { events: 0, bytes: 0, parts: 0 }
  const tally = newTally()
  const leftOut = new Set<string>()
  const leaveOut = (folders: readonly string[]): void => {
    for (const folder of folders) leftOut.add(folder)
  }
  // What lies in no day's folder is listed for every question.
  const read = new Set<string>()
  try {
    for (const question of set.questions) {
      for await (const { date, files } of listDays({ ...options, question, leaveOut })) {
        const left = files.filter((file) => set.holds(file) && !read.has(file.key))
        yield* searchDay({ date, files: left }, set, options, { state, tally })
        if (date === null) for (const { key } of left) read.add(key)
      }
    }
  } catch (error) {
    if (signal.aborted) return
    const problem = {
      from: `s3://${place.bucket}/${place.prefix}`,
      line: null,
      message: reasonOfS3(error, 's3:ListBucket'),
    }
    yield { events: [], problems: [problem], progress: progressOf(state), newestLeft: null }
  }
  const besides = leftOut.size === 0 ? [] : [besideTrails([...leftOut], place)]
  const problems = [...besides, ...tally.rest()]
  yield { events: [], problems, progress: progressOf(state), newestLeft: Number.NEGATIVE_INFINITY }
}

const mostNamed = 3

/** What is said of folders that are not read since trails lie beside them. */
function besideTrails(folders: readonly string[], { bucket, prefix }: S3Place): TrailProblem {
  const names = folders.slice(0, mostNamed).map((folder) => `\`s3://${bucket}/${folder}\``)
  const more = folders.length - names.length
  const [moreEn, moreKo] = more === 0 ? ['', ''] : [` and ${more.toLocaleString('en')} more`, ` 외 ${more}곳`]
  return {
    from: `s3://${bucket}/${prefix}`,
    line: null,
    message: {
      en: `What lies in \`AWSLogs\` folders was read alone, without ${names.join(', ')}${moreEn}, which can hold logs as well; name a folder or a file to read it.`,
      ko: `\`AWSLogs\` 폴더에 있는 것만 읽었고, 로그가 있을 수 있는 ${names.join(', ')}${moreKo}에서는 읽지 않았습니다. 읽으려면 그 폴더나 파일을 지정하세요.`,
    },
  }
}

interface State {
  events: number
  bytes: number
  parts: number
}

interface Shared {
  readonly state: State
  readonly tally: ReturnType<typeof newTally>
}

async function* searchDay(
  { date, files }: S3Day,
  { wanted, accepts }: Search,
  options: S3Options,
  { state, tally }: Shared,
): AsyncGenerator<TrailBatch> {
  const memoryFor = reusedMemory(needleOf(wanted))
  const sort = newSort(wanted)
  const strict = newSort(wanted, true)
  let at = 0
  for await (const { file, content } of inOrder(files, (file) => contentOf(file, options))) {
    // What an interruption broke off is no fault of the file.
    if (options.signal.aborted) return
    at += 1
    const from = `s3://${options.place.bucket}/${file.key}`
    const problems: TrailProblem[] = []
    const events: { record: Record<string, unknown>; from: string }[] = []
    if (content.ok) {
      const first = scanBytes(memoryFor(), bytesOf(content.bytes), sort)
      const told = readFound(first.found)
      const scanned = told === null ? scanBytes(memoryFor(), bytesOf(content.bytes), strict) : first
      state.events += scanned.events
      state.bytes += file.size
      state.parts += 1
      for (const { record } of told ?? readFound(scanned.found) ?? [])
        if (record !== null && accepts(record)) events.push({ record, from })
      for (const { inside, ...problem } of scanned.problems)
        problems.push(...tally.add({ ...problem, from: inside === '' ? from : `${from}!${inside}` }))
    } else {
      problems.push(...tally.add({ from, line: null, message: content.problem }))
    }
    const next = files[at]
    yield { events, problems, progress: progressOf(state), newestLeft: newestAfter(date, next) }
  }
}

/** What is left after a file: the rest of its day, and older days, which hold nothing newer than the start of this one. */
function newestAfter(date: string | null, next: S3File | undefined): number | null {
  if (date === null) return null
  return next === undefined ? startOf(date) : next.newest
}

/** Milliseconds since 1970 of the start of a day: a file lies in the folder of the day it was delivered on. */
function startOf(date: string): number | null {
  const start = Date.parse(`${date}T00:00:00Z`)
  return Number.isNaN(start) ? null : start
}

function progressOf({ events, bytes, parts }: State): TrailBatch['progress'] {
  return { events, bytes, totalBytes: null, parts, totalParts: null }
}

type Content = { readonly ok: true; readonly bytes: Uint8Array } | { readonly ok: false; readonly problem: Phrase }

const tooLarge: Phrase = {
  en: 'It is larger than 512 MB, so it is no CloudTrail log.',
  ko: '512MB를 넘으므로 CloudTrail 로그가 아닙니다.',
}

async function contentOf({ key, size }: S3File, { client, place, signal }: S3Options): Promise<Content> {
  if (size > largest) return { ok: false, problem: tooLarge }
  try {
    const { GetObjectCommand } = await import('@aws-sdk/client-s3')
    const answer = await client.send(new GetObjectCommand({ Bucket: place.bucket, Key: key }), { abortSignal: signal })
    return { ok: true, bytes: (await answer.Body?.transformToByteArray()) ?? new Uint8Array() }
  } catch (error) {
    return { ok: false, problem: reasonOfS3(error, 's3:GetObject') }
  }
}
