import { readdirSync, type Stats, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Phrase } from '../../iam/phrase.ts'
import { reasonOf } from '../../snapshot/system-fault.ts'
import { notRead } from './fault.ts'
import { isWithoutEvents, newestIn } from './name.ts'

/** A file to search. */
export interface LogFile {
  readonly path: string
  readonly size: number
  /** Milliseconds since 1970. */
  readonly changed: number
  /** Milliseconds since 1970 that its events are older than, where its name tells. */
  readonly newest: number | null
}

/** The files below some paths: those without a date first, then the newest; and what could not be listed. */
export interface Listed {
  readonly files: readonly LogFile[]
  readonly problems: readonly { readonly from: string; readonly message: Phrase }[]
}

/** Bytes of files, as stored. */
export function bytesIn(files: readonly LogFile[]): number {
  return files.reduce((sum, { size }) => sum + size, 0)
}

const deepest = 64

const noFile: Phrase = { en: 'it is no file', ko: '파일이 아닙니다' }
const tooDeep: Phrase = { en: 'it lies too deep', ko: '폴더 안으로 너무 깊이 들어가 있습니다' }

/**
 * Lists files, and folders with all that is below them. What is reached twice, by a link of either kind or by two names on
 * the command line, is read once. `met` is told of each file as soon as it is met.
 */
export function listFiles(paths: readonly string[], met: (file: LogFile) => void = () => {}): Listed {
  const files = new Map<string, LogFile>()
  const problems: { from: string; message: Phrase }[] = []
  const seen = new Set<string>()

  const tell = (from: string, reason: Phrase): void => {
    problems.push({ from, message: notRead(reason) })
  }

  const visit = (path: string, depth: number, isNamed: boolean): void => {
    const stats = statsOf(path)
    if ('reason' in stats) tell(path, stats.reason)
    else if (stats.isDirectory()) visitFolder(path, `${stats.dev}:${stats.ino}`, depth)
    else if (!stats.isFile()) tell(path, noFile)
    // Who names a file wants it read.
    else if (isNamed || !isWithoutEvents(path)) {
      const id = idOfFile(path, stats)
      if (files.has(id)) return
      const file: LogFile = { path, size: stats.size, changed: stats.mtimeMs, newest: newestIn(path) }
      files.set(id, file)
      met(file)
    }
  }

  const visitFolder = (path: string, id: string, depth: number): void => {
    if (seen.has(id)) return
    seen.add(id)
    if (depth > deepest) {
      tell(path, tooDeep)
      return
    }
    try {
      for (const name of readdirSync(path)) visit(join(path, name), depth + 1, false)
    } catch (error) {
      tell(path, reasonOf(error))
    }
  }

  for (const path of paths) visit(path, 0, true)
  return { files: [...files.values()].sort(byNewest), problems }
}

/** The same for every name of a file; its path where the file system numbers no files, or so high that numbers are rounded. */
function idOfFile(path: string, { dev, ino }: Stats): string {
  return ino > 0 && Number.isSafeInteger(ino) ? `${dev}:${ino}` : path
}

function statsOf(path: string): Stats | { readonly reason: Phrase } {
  try {
    return statSync(path)
  } catch (error) {
    return { reason: reasonOf(error) }
  }
}

function byNewest(a: LogFile, b: LogFile): number {
  if (a.newest !== b.newest) return (b.newest ?? Number.POSITIVE_INFINITY) - (a.newest ?? Number.POSITIVE_INFINITY)
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0
}
