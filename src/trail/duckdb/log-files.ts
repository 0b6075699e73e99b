import { closeSync, type Dirent, fstatSync, openSync, readdirSync, readSync, realpathSync, statSync } from 'node:fs'
import { join, sep } from 'node:path'
import { constants, gunzipSync } from 'node:zlib'
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

const logName = /\.(?:json|jsonl|ndjson|log|txt|cloudtrail)(?:\.gz|\.zst)?$/i
const deepest = 32

/** Finds the log files in files and folders, and tells by the first bytes of each how it can be read. Links in folders are not followed. */
export function findLogFiles(sources: readonly string[]): LogFiles {
  const problems: TrailProblem[] = []
  const paths = new Set(sources.flatMap((source) => pathsOf(source, problems)))
  const files: LogFile[] = []
  for (const path of paths) {
    try {
      files.push(logFile(path))
    } catch (error) {
      problems.push(unreadable(path, error))
    }
  }
  return { files, problems }
}

function pathsOf(source: string, problems: TrailProblem[]): readonly string[] {
  try {
    const path = realpathSync(source)
    if (!statSync(path).isDirectory()) return [path]
    const found: string[] = []
    list(path, 0, found, problems)
    if (found.length === 0) {
      problems.push({ from: source, line: null, message: 'The folder holds no log file: .json, .jsonl, .gz or .zst.' })
    }
    return found.sort()
  } catch (error) {
    problems.push(unreadable(source, error))
    return []
  }
}

function list(folder: string, depth: number, found: string[], problems: TrailProblem[]): void {
  let entries: readonly Dirent[]
  try {
    entries = readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    problems.push(unreadable(folder, error))
    return
  }
  for (const entry of entries) {
    const path = join(folder, entry.name)
    // CloudTrail puts the signatures of its log files beside them; they hold no events.
    if (entry.isDirectory() && depth < deepest && entry.name !== 'CloudTrail-Digest') {
      list(path, depth + 1, found, problems)
    } else if (entry.isFile() && logName.test(entry.name)) found.push(path)
  }
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

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'It does not exist.',
  EACCES: 'Permission to read it is missing.',
  EPERM: 'Permission to read it is missing.',
  EISDIR: 'It is a folder.',
  ELOOP: 'It is a link that leads back to itself.',
}

/** What kept a file from being read, as one sentence. */
export function unreadable(from: string, error: unknown): TrailProblem {
  const code = error !== null && typeof error === 'object' && 'code' in error ? String(error.code) : ''
  return { from, line: null, message: reasons[code] ?? `It cannot be read${code === '' ? '' : ` (${code})`}.` }
}
