import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { setImmediate } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { isObject, type JsonObject, jsonOf } from '../../denial/json-value.ts'
import type { FoundEvent, TrailBatch, TrailProblem } from '../found.ts'
import type { TrailQuestion } from '../question.ts'
import { isNeedle } from './kernel.ts'
import { type LogFile, listFiles } from './list.ts'
import { reusedMemory } from './memory.ts'
import { type Pool, searchInWorkers } from './pool.ts'
import { scanFile } from './scan-file.ts'
import { newTally } from './tally.ts'
import type { Searched } from './task.ts'
import { needleOf, newSort, type Wanted } from './wanted.ts'

/** How files are searched; all may be left out. */
export interface FindOptions {
  /** Worker threads; 0 searches in this thread. As many as the machine has cores where it is left out. */
  readonly workers?: number
  /** The program of the workers; that of the built package where it is left out. */
  readonly workerProgram?: URL
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
  return search(paths, { kind: 'failed', question, keepsOthers: false }, options, isOutside, () => true)
}

/** Which records are asked for, failed or not. */
export interface RecordQuestion {
  /** Letters, digits and hyphens that every such record holds: an event id, `AssumeRole`. */
  readonly holding: string
  readonly accepts: (record: JsonObject) => boolean
}

/** The records in files and folders that hold a text and are accepted. */
export function findRecordsInFiles(
  paths: readonly string[],
  { holding, accepts }: RecordQuestion,
  options: FindOptions = {},
): AsyncGenerator<TrailBatch> {
  // Without a text that can be looked for as it is, every record is read.
  const text = isNeedle(holding) ? holding : ''
  return search(paths, { kind: 'holding', text }, options, () => false, accepts)
}

async function* search(
  paths: readonly string[],
  wanted: Wanted,
  options: FindOptions,
  isOutside: (file: LogFile) => boolean,
  accepts: (record: JsonObject) => boolean,
): AsyncGenerator<TrailBatch> {
  const listed = listFiles(paths)
  const files = listed.files.filter((file) => !isOutside(file))
  const tally = newTally()
  const state = newState(files)
  const early = listed.problems.flatMap(({ from, message }) => tally.add({ from, line: null, message }))
  if (early.length > 0)
    yield { events: [], problems: early, progress: state.progress(), newestLeft: state.newestLeft() }
  for await (const searched of searchFiles(files, wanted, options)) {
    const events: FoundEvent[] = []
    const problems: TrailProblem[] = []
    for (const one of searched) {
      state.done(one)
      addEvents(events, one, accepts)
      problems.push(...problemsOf(one).flatMap(tally.add))
    }
    yield { events, problems, progress: state.progress(), newestLeft: state.newestLeft() }
  }
  const rest = tally.rest()
  if (rest.length > 0) yield { events: [], problems: rest, progress: state.progress(), newestLeft: state.newestLeft() }
}

function addEvents(events: FoundEvent[], { file, scanned }: Searched, accepts: (record: JsonObject) => boolean): void {
  for (const { text, isAnswer } of scanned.found) {
    if (!isAnswer) continue
    const record = jsonOf(text)
    if (isObject(record) && accepts(record)) events.push({ record, from: file.path })
  }
}

function problemsOf({ file, scanned }: Searched): readonly TrailProblem[] {
  return scanned.problems.map(({ inside, line, message }) => ({
    from: inside === '' ? file.path : `${file.path}!${inside}`,
    line,
    message,
  }))
}

interface State {
  readonly done: (searched: Searched) => void
  readonly progress: () => TrailBatch['progress']
  readonly newestLeft: () => number | null
}

function newState(files: readonly LogFile[]): State {
  const open = new Set(files)
  const totalBytes = files.reduce((sum, { size }) => sum + size, 0)
  let [events, bytes] = [0, 0]
  return {
    done: ({ file, scanned }) => {
      open.delete(file)
      events += scanned.events
      bytes += file.size
    },
    progress: () => ({ events, bytes, totalBytes, parts: files.length - open.size, totalParts: files.length }),
    // They stand in order: the first that is open is the newest, and those without a date come first of all.
    newestLeft: () => {
      const [first] = open
      return first === undefined ? beforeAll : first.newest
    },
  }
}

// Before every time a record can have.
const beforeAll = -1

/** Below this many bytes a worker starts more slowly than the search is done. */
const worthWorkers = 4 * 1024 * 1024

async function* searchFiles(
  files: readonly LogFile[],
  wanted: Wanted,
  options: FindOptions,
): AsyncGenerator<readonly Searched[]> {
  const pool = poolFor(files, options)
  if (pool !== null) return yield* searchInWorkers(files, wanted, pool)
  const memoryFor = reusedMemory(needleOf(wanted))
  const sort = newSort(wanted)
  for (const file of files) {
    yield [{ file, scanned: scanFile(memoryFor(), file.path, sort) }]
    // Whoever shows the rows gets a turn.
    await setImmediate()
  }
}

function poolFor(files: readonly LogFile[], { workers, workerProgram }: FindOptions): Pool | null {
  const bytes = files.reduce((sum, { size }) => sum + size, 0)
  const count = workers ?? (bytes < worthWorkers ? 0 : availableParallelism())
  const program = workerProgram ?? builtProgram()
  return count === 0 || program === null ? null : { program, workers: count }
}

/** The program of the workers beside this bundle; null where the sources run as they are. */
function builtProgram(): URL | null {
  const places = ['./trail-worker.js', '../trail-worker.js'].map((path) => new URL(path, import.meta.url))
  return places.find((place) => existsSync(fileURLToPath(place))) ?? null
}
