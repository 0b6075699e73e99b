import { parentPort, workerData } from 'node:worker_threads'
import { reusedMemory } from './memory.ts'
import { scanFile } from './scan-file.ts'
import type { WorkerAnswer, WorkerStart, WorkerTask } from './task.ts'
import { needleOf, newSort } from './wanted.ts'

// What is handed to a worker is what `pool.ts` hands to it.
const { wanted } = workerData as WorkerStart
const sort = newSort(wanted)
const memoryFor = reusedMemory(needleOf(wanted))

parentPort?.on('message', (paths: WorkerTask) => {
  const answer: WorkerAnswer = paths.map((path) => scanFile(memoryFor(), path, sort))
  parentPort?.postMessage(answer)
})
