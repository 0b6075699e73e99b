import type { LogFile } from './list.ts'
import type { ScannedFile } from './scan-file.ts'
import type { Wanted } from './wanted.ts'

/** What a worker is told before its first task. */
export interface WorkerStart {
  readonly wanted: Wanted
}

/** What a worker is asked to do: files to search, by their paths. */
export type WorkerTask = readonly string[]

/** What it answers: one for each file, in their order. */
export type WorkerAnswer = readonly ScannedFile[]

/** A file with what was found in it. */
export interface Searched {
  readonly file: LogFile
  readonly scanned: ScannedFile
}

const mostFiles = 64
const mostBytes = 1024 * 1024

/** Divides files, in their order, into tasks worth a message each; the first are small, so that rows come at once. */
export function tasksOf(files: readonly LogFile[], workers: number): LogFile[][] {
  const tasks: LogFile[][] = []
  let task: LogFile[] = []
  let bytes = 0
  for (const file of files) {
    task.push(file)
    bytes += file.size
    if (tasks.length < 2 * workers || task.length >= mostFiles || bytes >= mostBytes) {
      tasks.push(task)
      task = []
      bytes = 0
    }
  }
  if (task.length > 0) tasks.push(task)
  return tasks
}
