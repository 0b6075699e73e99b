import { Worker } from 'node:worker_threads'
import type { Phrase } from '../../iam/phrase.ts'
import type { LogFile } from './list.ts'
import { type Searched, tasksOf, type WorkerAnswer, type WorkerStart, type WorkerTask } from './task.ts'
import type { Wanted } from './wanted.ts'

/** Worker threads that search files. */
export interface Pool {
  /**
   * Searches files and gives what was found as it comes; asked for once. A worker that breaks down costs the one file it was
   * at; the others go on.
   */
  readonly search: (files: readonly LogFile[], wanted: Wanted) => AsyncGenerator<readonly Searched[]>
  /** Ends the workers, whatever they are at. */
  readonly close: () => Promise<void>
}

/** What keeps a pool going; it is changed by what the workers say. */
interface Run {
  readonly program: URL
  /** What the workers are told before their first task; null while nobody knows. */
  start: WorkerStart | null
  readonly waiting: LogFile[][]
  readonly ready: Searched[]
  /** Characters of what was found in those that are ready. */
  readyLength: number
  /** The tasks that each worker has, in their order. */
  readonly busy: Map<Worker, LogFile[][]>
  wake: () => void
  isOver: boolean
}

// Answers that wait to be taken: more than that, and the workers pause.
const mostReady = 512
const longestReady = 32 * 1024 * 1024

// A worker goes on with its next task while the last answer waits to be read.
const tasksAhead = 2

/** Starts workers at once, so that they are there by the time it is known what to search. */
export function openPool(program: URL, workers: number): Pool {
  const run: Run = {
    program,
    start: null,
    waiting: [],
    ready: [],
    readyLength: 0,
    busy: new Map(),
    wake: () => {},
    isOver: false,
  }
  for (let count = workers; count > 0; count--) startWorker(run)
  return {
    search: (files, wanted) => searchIn(run, tasksOf(files, workers), wanted),
    close: async () => {
      run.isOver = true
      await Promise.all([...run.busy.keys()].map((worker) => worker.terminate()))
    },
  }
}

async function* searchIn(run: Run, tasks: readonly LogFile[][], wanted: Wanted): AsyncGenerator<readonly Searched[]> {
  const start: WorkerStart = { wanted }
  run.start = start
  run.waiting.push(...[...tasks].reverse())
  for (const worker of run.busy.keys()) worker.postMessage(start)
  // One that could not be started is tried again, and then told of.
  if (run.busy.size === 0 && run.waiting.length > 0) startWorker(run)
  handOutAll(run)
  while (isBusy(run) || run.ready.length > 0 || run.waiting.length > 0) {
    if (run.ready.length === 0) {
      await new Promise<void>((resolve) => {
        run.wake = resolve
      })
    }
    const ready = run.ready.splice(0)
    run.readyLength = 0
    handOutAll(run)
    if (ready.length > 0) yield ready
  }
}

function startWorker(run: Run): void {
  const worker = new Worker(run.program, { stdout: false, stderr: false })
  run.busy.set(worker, [])
  if (run.start !== null) worker.postMessage(run.start)
  let reason: Phrase = { en: 'it was ended', ko: '강제로 끝났습니다' }
  worker.on('message', (answer: WorkerAnswer) => {
    const task = run.busy.get(worker)?.shift() ?? []
    task.forEach((file, at) => {
      const scanned = answer[at]
      if (scanned === undefined) return
      run.ready.push({ file, scanned })
      for (const { text } of scanned.found) run.readyLength += text.length
    })
    if (run.ready.length < mostReady && run.readyLength < longestReady) handOut(run, worker)
    run.wake()
  })
  worker.on('error', (error) => {
    const message = error.message.slice(0, 200)
    reason = { en: message, ko: message }
  })
  worker.on('exit', () => {
    const [task, ...more] = run.busy.get(worker) ?? []
    run.busy.delete(worker)
    if (run.isOver) return
    // What was not begun is given to others.
    run.waiting.push(...more.reverse())
    if (task !== undefined) breakDown(run, task, reason)
    if (run.waiting.length > 0) startWorker(run)
    handOutAll(run)
    run.wake()
  })
}

function isBusy({ busy }: Run): boolean {
  return [...busy.values()].some((tasks) => tasks.length > 0)
}

function handOutAll(run: Run): void {
  for (const worker of run.busy.keys()) handOut(run, worker)
}

function handOut(run: Run, worker: Worker): void {
  const tasks = run.busy.get(worker)
  // The last tasks are for whoever is free first.
  while (tasks !== undefined && tasks.length < (run.waiting.length > run.busy.size ? tasksAhead : 1)) {
    const task = run.waiting.pop()
    if (task === undefined) return
    tasks.push(task)
    const message: WorkerTask = task.map(({ path }) => path)
    worker.postMessage(message)
  }
}

/** Of several files nobody knows which broke the worker: they are tried again one by one. */
function breakDown(run: Run, task: readonly LogFile[], reason: Phrase): void {
  const [file, ...more] = task
  if (file === undefined) return
  if (more.length > 0) {
    for (const one of [...task].reverse()) run.waiting.push([one])
    return
  }
  const message = {
    en: `It could not be searched: the worker broke down over it (${reason.en}).`,
    ko: `검색하지 못했습니다. 작업 스레드가 이 파일에서 멈추었습니다(${reason.ko}).`,
  }
  run.ready.push({ file, scanned: { found: [], events: 0, problems: [{ inside: '', line: null, message }] } })
}
