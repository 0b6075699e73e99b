import { parentPort } from 'node:worker_threads'
import { reusedMemory } from './memory.ts'
import { scanFile } from './scan-file.ts'
import type { WorkerAnswer, WorkerStart, WorkerTask } from './task.ts'
import { needleOf, newSort, type Wanted } from './wanted.ts'

let search: ((paths: WorkerTask) => WorkerAnswer) | null = null

// What is handed to a worker is what `pool.ts` hands to it: first what is wanted, then one task after another.
parentPort?.on('message', (message: WorkerStart | WorkerTask) => {
  if ('wanted' in message) search = newSearch(message.wanted)
  else parentPort?.postMessage(search?.(message))
})

function newSearch(wanted: Wanted): (paths: WorkerTask) => WorkerAnswer {
  const sort = newSort(wanted)
  const memoryFor = reusedMemory(needleOf(wanted))
  return (paths) => paths.map((path) => scanFile(memoryFor(), path, sort))
}
