import { Worker } from 'node:worker_threads'
import type { LogFile } from './list.ts'
import { type Searched, tasksOf, type WorkerAnswer, type WorkerStart } from './task.ts'
import type { Wanted } from './wanted.ts'

/** Which program the workers run, and how many of them. */
export interface Pool {
  readonly program: URL
  readonly workers: number
}

/** What keeps a pool going; it is changed by what the workers say. */
interface Run {
  readonly waiting: LogFile[][]
  readonly ready: Searched[]
  readonly busy: Map<Worker, readonly LogFile[]>
  readonly idle: Worker[]
  wake: () => void
  isOver: boolean
}

// Answers that wait to be taken: more than that, and the workers pause.
const mostReady = 512

/**
 * Searches files in worker threads and gives what was found as it comes. A worker that breaks down costs the one file it
 * was at; the others go on.
 */
export async function* searchInWorkers(
  files: readonly LogFile[],
  wanted: Wanted,
  { program, workers }: Pool,
): AsyncGenerator<readonly Searched[]> {
  const waiting = tasksOf(files, workers).reverse()
  const run: Run = { waiting, ready: [], busy: new Map(), idle: [], wake: () => {}, isOver: false }
  try {
    for (let count = Math.min(workers, waiting.length); count > 0; count--) startWorker(run, wanted, program)
    while (run.busy.size > 0 || run.ready.length > 0 || run.waiting.length > 0) {
      if (run.ready.length === 0) {
        await new Promise<void>((resolve) => {
          run.wake = resolve
        })
      }
      const ready = run.ready.splice(0)
      while (run.idle.length > 0 && run.waiting.length > 0) handOut(run, run.idle.pop())
      if (ready.length > 0) yield ready
    }
  } finally {
    run.isOver = true
    await Promise.all([...run.busy.keys(), ...run.idle].map((worker) => worker.terminate()))
  }
}

function startWorker(run: Run, wanted: Wanted, program: URL): void {
  const start: WorkerStart = { wanted }
  const worker = new Worker(program, { workerData: start, stdout: false, stderr: false })
  let reason = 'it was ended'
  worker.on('message', (answer: WorkerAnswer) => {
    const task = run.busy.get(worker) ?? []
    run.busy.delete(worker)
    task.forEach((file, at) => {
      const scanned = answer[at]
      if (scanned !== undefined) run.ready.push({ file, scanned })
    })
    if (run.ready.length < mostReady && run.waiting.length > 0) handOut(run, worker)
    else run.idle.push(worker)
    run.wake()
  })
  worker.on('error', (error) => {
    reason = error.message.slice(0, 200)
  })
  worker.on('exit', () => {
    const task = run.busy.get(worker)
    run.busy.delete(worker)
    if (task === undefined || run.isOver) return
    breakDown(run, task, reason)
    if (run.waiting.length > 0) startWorker(run, wanted, program)
    run.wake()
  })
  handOut(run, worker)
}

function handOut(run: Run, worker: Worker | undefined): void {
  const task = run.waiting.pop()
  if (worker === undefined || task === undefined) return
  run.busy.set(worker, task)
  worker.postMessage(task.map(({ path }) => path))
}

/** Of several files nobody knows which broke the worker: they are tried again one by one. */
function breakDown(run: Run, task: readonly LogFile[], reason: string): void {
  const [file, ...more] = task
  if (file === undefined) return
  if (more.length > 0) {
    for (const one of [...task].reverse()) run.waiting.push([one])
    return
  }
  const message = `It could not be searched: the worker broke down over it (${reason}).`
  run.ready.push({ file, scanned: { found: [], events: 0, problems: [{ inside: '', line: null, message }] } })
}
