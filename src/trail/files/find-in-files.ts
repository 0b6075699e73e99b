import { setImmediate } from 'node:timers/promises'
import { isObject, type JsonObject, jsonOf } from '../../denial/json-value.ts'
import type { FoundEvent, TrailBatch, TrailProblem } from '../found.ts'
import { answersQuestion, type TrailQuestion } from '../question.ts'
import { type Cache, hasCache, openCache } from './cache.ts'
import { bytesIn, type Listed, type LogFile, listFiles } from './list.ts'
import { reusedMemory } from './memory.ts'
import { newPools, type PoolOptions, type Pools } from './pools.ts'
import { readFound } from './read-found.ts'
import { type ScannedFile, scanFile } from './scan-file.ts'
import { newTally } from './tally.ts'
import type { Searched } from './task.ts'
import { type Holding, needleOf, newSort, type Wanted } from './wanted.ts'

/** How files are searched; all may be left out. */
export interface FindOptions extends PoolOptions {
  /** Where to keep what was found for the next time (`cacheFolder`); nothing is kept where it is left out. */
  readonly cacheFolder?: string
  /** Bytes of logs below which a cache is not worth its while. */
  readonly cachedFrom?: number
}

/** The failed calls in files and folders that answer a question. */
export function findInFiles(
  paths: readonly string[],
  question: TrailQuestion,
  options: FindOptions = {},
): AsyncGenerator<TrailBatch> {
  const { since } = question
  // A file holds nothing newer than its name; how much older its events are nobody knows.
  const isOutside = ({ newest }: LogFile): boolean => since !== null && newest !== null && newest <= since
  return searchWithCache(paths, question, options, isOutside)
}

/** Which records are asked for, failed or not. */
export interface RecordQuestion {
  /** Every such record is of one of these kinds; they are looked for at the same time. */
  readonly holding: readonly Holding[]
  readonly accepts: (record: JsonObject) => boolean
  /** Milliseconds since 1970 that every such record is later than or at. */
  readonly since?: number | null
}

/** The records in files and folders that are of one of some kinds and accepted. */
export async function* findRecordsInFiles(
  paths: readonly string[],
  { holding, accepts, since = null }: RecordQuestion,
  options: FindOptions = {},
): AsyncGenerator<TrailBatch> {
  // Where there is nothing to look for, what cannot be listed is told all the same.
  const isOpened = ({ newest }: LogFile): boolean =>
    holding.length > 0 && (since === null || newest === null || newest > since)
  const pools = newPools(options)
  try {
    const { files, problems } = listFiles(paths, (file) => {
      if (isOpened(file)) pools.expect(file)
    })
    const wanted: Wanted = { kind: 'holding', any: holding }
    const opened = files.filter(isOpened)
    const skipped = files.length - opened.length
    yield* search({ files: opened, problems }, { wanted, pools, accepts, cache: null, skipped })
  } finally {
    await pools.close()
  }
}

/** What one search goes by. */
interface Search {
  readonly wanted: Wanted
  readonly pools: Pools
  readonly accepts: (record: JsonObject) => boolean
  readonly cache: Cache | null
  /** Files that are not opened. */
  readonly skipped: number
}

const worthCache = 32 * 1024 * 1024

async function* searchWithCache(
  paths: readonly string[],
  question: TrailQuestion,
  options: FindOptions,
  isOutside: (file: LogFile) => boolean,
): AsyncGenerator<TrailBatch> {
  const { cacheFolder: folder, cachedFrom = worthCache } = options
  const pools = newPools(options)
  // Where a cache knows the files there may be nothing to search.
  const isFresh = folder === undefined || !hasCache(folder, paths)
  let cache: Cache | null = null
  let isComplete = false
  try {
    const listed = listFiles(paths, (file) => {
      if (isFresh && !isOutside(file)) pools.expect(file)
    })
    const files = listed.files.filter((file) => !isOutside(file))
    const isWorth = folder !== undefined && bytesIn(files) >= cachedFrom
    cache = isWorth ? await openCache(folder, paths, listed.files, question) : null
    const wanted: Wanted = { kind: 'failed', question, keepsOthers: cache !== null }
    // Whether they are denials, the cache knows.
    const accepts = (record: JsonObject): boolean => answersQuestion(record, { ...question, allErrors: true })
    const skipped = listed.files.length - files.length
    yield* search({ ...listed, files }, { wanted, pools, accepts, cache, skipped })
    isComplete = true
  } finally {
    await pools.close()
    await cache?.close(isComplete)
  }
}

async function* search(listed: Listed, set: Search): AsyncGenerator<TrailBatch> {
  const { files } = listed
  const tally = newTally()
  const memoryFor = reusedMemory(needleOf(set.wanted))
  const strict = newSort(set.wanted, true)
  const again = (file: LogFile): ScannedFile => scanFile(memoryFor(), file.path, strict)
  const state = newState(files, set.skipped)
  const batch = (events: readonly FoundEvent[], problems: readonly TrailProblem[]): TrailBatch => ({
    events,
    problems,
    progress: state.progress(),
    newestLeft: state.newestLeft(),
  })
  const early = listed.problems.flatMap(({ from, message }) => tally.add({ from, line: null, message }))
  if (early.length > 0 || set.skipped > 0) yield batch([], early)
  for await (const events of cachedEvents(set)) yield batch(events, [])
  const known = set.cache?.known ?? new Map<string, number>()
  for (const file of files) state.knows(file, known.get(file.path))
  if (known.size > 0) yield batch([], [])
  for await (const searched of searchFiles(
    files.filter(({ path }) => !known.has(path)),
    set,
  )) {
    const events: FoundEvent[] = []
    const problems: TrailProblem[] = []
    for (const told of searched) {
      const one = read(told, set, again, events)
      state.done(one)
      set.cache?.keep(one)
      problems.push(...problemsOf(one).flatMap(tally.add))
    }
    yield batch(events, problems)
  }
  const rest = tally.rest()
  if (rest.length > 0) yield batch([], rest)
}

async function* cachedEvents({ wanted, accepts, cache }: Search): AsyncGenerator<readonly FoundEvent[]> {
  if (cache === null || wanted.kind !== 'failed' || cache.known.size === 0) return
  for await (const rows of cache.rows(wanted.question)) {
    yield rows.flatMap(({ path: from, records: text }) => {
      const records = jsonOf(`[${text}]`)
      const all: readonly unknown[] = Array.isArray(records) ? records : []
      return all.filter(isObject).flatMap((record) => (accepts(record) ? [{ record, from }] : []))
    })
  }
}

/** Adds the events that were found in a file; gives what the search of the file told, with what only reading them tells. */
function read(
  { file, scanned: told }: Searched,
  { wanted, accepts }: Search,
  again: (file: LogFile) => ScannedFile,
  events: FoundEvent[],
): Searched {
  const first = readFound(told.found)
  const scanned = first === null ? again(file) : told
  const found = first ?? readFound(scanned.found) ?? []
  for (const { record } of found)
    if (record !== null && (wanted.kind === 'failed' || accepts(record))) events.push({ record, from: file.path })
  return { file, scanned: { ...scanned, found: found.map(({ text }) => text) } }
}

function problemsOf({ file, scanned }: Searched): readonly TrailProblem[] {
  return scanned.problems.map(({ inside, ...problem }) => ({
    ...problem,
    from: inside === '' ? file.path : `${file.path}!${inside}`,
  }))
}

interface State {
  readonly done: (searched: Searched) => void
  /** Takes a file for done where the number of its events is known. */
  readonly knows: (file: LogFile, events: number | undefined) => void
  readonly progress: () => TrailBatch['progress']
  readonly newestLeft: () => number | null
}

function newState(files: readonly LogFile[], skipped: number): State {
  const open = new Set(files)
  const totalBytes = bytesIn(files)
  let [events, bytes] = [0, 0]
  const knows: State['knows'] = (file, count) => {
    if (count === undefined) return
    open.delete(file)
    events += count
    bytes += file.size
  }
  return {
    knows,
    done: ({ file, scanned }) => knows(file, scanned.events),
    progress: () => ({ events, bytes, totalBytes, parts: files.length - open.size, totalParts: files.length, skipped }),
    // They stand in order: the first that is open is the newest, and those without a date come first of all.
    newestLeft: () => {
      const [first] = open
      return first === undefined ? beforeAll : first.newest
    },
  }
}

// Before every time a record can have.
const beforeAll = -1

async function* searchFiles(files: readonly LogFile[], { wanted, pools }: Search): AsyncGenerator<readonly Searched[]> {
  const pool = pools.poolFor(files)
  if (pool !== null) return yield* pool.search(files, wanted)
  const memoryFor = reusedMemory(needleOf(wanted))
  const sort = newSort(wanted)
  for (const file of files) {
    yield [{ file, scanned: scanFile(memoryFor(), file.path, sort) }]
    // Whoever shows the rows gets a turn.
    await setImmediate()
  }
}
