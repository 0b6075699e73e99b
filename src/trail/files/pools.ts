import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { bytesIn, type LogFile } from './list.ts'
import { openPool, type Pool } from './pool.ts'

/** Who searches; both may be left out. */
export interface PoolOptions {
  /** Worker threads; 0 searches in this thread. As many as the machine has cores where it is left out. */
  readonly workers?: number
  /** The program of the workers; that of the built package where it is left out. */
  readonly workerProgram?: URL
}

/** Below this many bytes a worker starts more slowly than the search is done. */
const worthWorkers = 4 * 1024 * 1024

/** The worker threads of one search, which start when it is known that they are worth it. */
export interface Pools {
  /** Takes a file that will be searched into account: workers start while the rest is listed. */
  readonly expect: (file: LogFile) => void
  /** The pool for these files; null where this thread searches them. */
  readonly poolFor: (files: readonly LogFile[]) => Pool | null
  readonly close: () => Promise<void>
}

/** No worker yet. */
export function newPools({ workers, workerProgram }: PoolOptions): Pools {
  let pool: Pool | null = null
  let expected = 0
  const open = (bytes: number): void => {
    const count = workers ?? (bytes < worthWorkers ? 0 : availableParallelism())
    if (pool !== null || count === 0) return
    const program = workerProgram ?? builtProgram()
    if (program !== null) pool = openPool(program, count)
  }
  return {
    expect: ({ size }) => {
      expected += size
      open(expected)
    },
    poolFor: (files) => {
      if (files.length > 0) open(bytesIn(files))
      return pool
    },
    close: async () => {
      await pool?.close()
    },
  }
}

/** The program of the workers beside this bundle; null where the sources run as they are. */
function builtProgram(): URL | null {
  const places = ['./trail-worker.cjs', '../trail-worker.cjs'].map((path) => new URL(path, import.meta.url))
  return places.find((place) => existsSync(fileURLToPath(place))) ?? null
}
