import { closeSync, fstatSync, openSync, readSync, realpathSync } from 'node:fs'
import { sep } from 'node:path'
import { constants, gunzipSync } from 'node:zlib'
import { reasonOf } from '../../snapshot/system-fault.ts'
import { notRead } from '../files/fault.ts'
import { listFiles } from '../files/list.ts'
import type { TrailProblem } from '../found.ts'

/** A log file, and how DuckDB can read it. */
export interface LogFile {
  readonly path: string
  /** `odd`: not in the form that CloudTrail delivers, `{"Records":[…]}` on one line; our own reader takes it. */
  readonly form: 'gzip' | 'plain' | 'odd'
  /** Bytes once unpacked, as the file itself says. */
  readonly rawBytes: number
}

/** The log files of the sources, and the ones that cannot be opened. */
export interface LogFiles {
  readonly files: readonly LogFile[]
  readonly problems: readonly TrailProblem[]
}

/** Finds the log files in files and folders as every search does, and tells by the first bytes of each how it can be read. */
export function findLogFiles(sources: readonly string[]): LogFiles {
  const listed = listFiles(sources)
  const problems: TrailProblem[] = listed.problems.map(({ from, message }) => ({ from, line: null, message }))
  const files: LogFile[] = []
  for (const { path } of listed.files) {
    try {
      files.push(logFile(realpathSync(path)))
    } catch (error) {
      problems.push(unreadable(path, error))
    }
  }
  return { files, problems }
}

const headBytes = 1024
/** DuckDB holds a line in memory whole; a longer one is for our own reader. */
const longestLine = 256 * 1024 * 1024
const standardHead = /^\{[ \t]*"Records"[ \t]*:[ \t]*\[[ \t]*[{\]]/
/** DuckDB takes these in a path for wildcards. */
const wildcard = sep === '\\' ? /[*?[\]{}]/ : /[*?[\]{}\\]/

function logFile(path: string): LogFile {
  const file = openSync(path, 'r')
  try {
    const { size } = fstatSync(file)
    const head = bytesAt(file, 0, headBytes)
    const isGzip = head[0] === 0x1f && head[1] === 0x8b
    const rawBytes = isGzip ? sizeInTrailer(file, size) : size
    const isStandard = standardHead.test(textOf(head, isGzip)) && rawBytes < longestLine && !wildcard.test(path)
    return { path, form: isStandard ? (isGzip ? 'gzip' : 'plain') : 'odd', rawBytes }
  } finally {
    closeSync(file)
  }
}

function bytesAt(file: number, position: number, length: number): Buffer {
  const buffer = Buffer.alloc(length)
  return buffer.subarray(0, readSync(file, buffer, 0, length, position))
}

/** The last four bytes of a gzip file are the length of what it holds. */
function sizeInTrailer(file: number, size: number): number {
  const trailer = bytesAt(file, Math.max(0, size - 4), 4)
  return trailer.length === 4 ? trailer.readUInt32LE(0) : 0
}

function textOf(head: Buffer, isGzip: boolean): string {
  if (!isGzip) return head.toString('latin1')
  try {
    return gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH }).toString('latin1')
  } catch {
    return ''
  }
}

/** What kept a file from being read, as one sentence. */
export function unreadable(from: string, error: unknown): TrailProblem {
  return { from, line: null, message: notRead(reasonOf(error)) }
}
