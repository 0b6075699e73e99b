import { closeSync, fstatSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { isObject, type JsonObject } from '../../denial/json-value.ts'
import type { Phrase } from '../../iam/phrase.ts'
import { isTar } from '../../snapshot/tar.ts'
import { damagedBy, notRead } from '../files/fault.ts'
import { isGzip } from '../files/gzip-input.ts'
import { type Memory, reusedMemory } from '../files/memory.ts'
import { bytesOf, bytesOfFile } from '../files/open-input.ts'
import { type FileProblem, scanBytes } from '../files/scan-file.ts'
import { unpacked } from '../files/unpacked.ts'
import type { FoundText, Sort } from '../files/wanted.ts'
import type { TrailProblem } from '../found.ts'
import { type ColumnType, cloudTrailColumns } from '../sql/columns.ts'
import { unreadable } from './log-files.ts'

/** Files of JSON lines that DuckDB reads: one record with the path of its log file on each. */
export interface RewrittenFiles {
  readonly paths: readonly string[]
  readonly longestLine: number
}

const largestFile = 512 * 1024 * 1024 - 1024
const largestPart = 64 * 1024 * 1024

/** Writes the records of odd files as lines of one form into a private folder. */
export function oddFileWriter(folder: string): {
  readonly add: (path: string) => readonly TrailProblem[]
  readonly written: () => RewrittenFiles
} {
  const paths: string[] = []
  const memoryFor = reusedMemory({ text: '', isMember: false })
  let longestLine = 0
  let size = largestPart
  return {
    add: (path) => {
      const read = recordsOfFile(path, memoryFor())
      if (read.records.length === 0) return read.problems
      if (size >= largestPart) {
        paths.push(join(folder, `events-${paths.length}.ndjson`))
        size = 0
      }
      const file = openSync(paths.at(-1) ?? folder, 'a', 0o600)
      try {
        for (const record of read.records) {
          const line = Buffer.from(`${lineOf(path, record)}\n`)
          longestLine = Math.max(longestLine, line.length)
          size += writeSync(file, line)
        }
      } finally {
        closeSync(file)
      }
      return read.problems
    },
    written: () => ({ paths, longestLine }),
  }
}

interface FileRecords {
  readonly records: readonly JsonObject[]
  readonly problems: readonly TrailProblem[]
}

/** Reads a file as every search does, but holds all of it; what comes before a fault is read, and the fault is named. */
function recordsOfFile(path: string, memory: Memory): FileRecords {
  const problem = (message: Phrase): FileRecords => ({ records: [], problems: [{ from: path, line: null, message }] })
  let file: number | null = null
  try {
    file = openSync(path, 'r')
    const { size } = fstatSync(file)
    if (size > largestFile) return problem(notRead(tooLarge))
    const whole = unpacked(memory, bytesOfFile(file, size))
    if (!whole.ok) return problem(notRead(whole.problem))
    // What is packed twice could unpack to any size.
    if (isTar(whole.bytes) || isGzip(whole.bytes)) return problem(notRead(archive))
    const { records, problems } = recordsOfBytes(whole.bytes, memory)
    const named = whole.fault === null ? problems : [{ line: null, message: damagedBy(whole.fault) }]
    return { records, problems: named.map(({ line, message }) => ({ from: path, line, message })) }
  } catch (error) {
    return { records: [], problems: [unreadable(path, error)] }
  } finally {
    if (file !== null) closeSync(file)
  }
}

function recordsOfBytes(
  bytes: Buffer,
  memory: Memory,
): {
  readonly records: readonly JsonObject[]
  readonly problems: readonly FileProblem[]
} {
  // A file may be scanned twice; only what the last scan gives counts.
  const recordOf = new Map<FoundText, JsonObject>()
  const ofRecord: Sort['ofRecord'] = (record) => {
    const one: FoundText = { text: '', time: null, isDenied: false, isAnswer: true, isParsed: true }
    recordOf.set(one, record)
    return one
  }
  const scanned = scanBytes(memory, bytesOf(bytes), { ofRecord, ofElement: () => 'parse' })
  const records = scanned.found.map((one) => recordOf.get(one)).filter(isObject)
  return { records, problems: scanned.problems }
}

const tooLarge: Phrase = { en: 'it is larger than 512 MB', ko: '512MB를 넘습니다' }
const archive: Phrase = {
  en: 'it is an archive, or packed twice; unpack it',
  ko: '아카이브이거나 두 번 압축되어 있으므로 먼저 푸세요',
}

/** A record as one line, in which each column has the type of the table. */
function lineOf(path: string, record: JsonObject): string {
  const members = cloudTrailColumns.map(({ member, type }) => [member, fitted(record[member], type)] as const)
  const line = JSON.stringify({ path, record: Object.fromEntries(members) })
  return line.includes('\\ud') ? line.replace(loneSurrogate, '$1\\ufffd') : line
}

// JSON may hold half a character, which DuckDB refuses; JavaScript writes such a half as an escape.
const loneSurrogate = /((?:^|[^\\])(?:\\\\)*)\\ud[89a-f][0-9a-f]{2}/g

function fitted(value: unknown, type: ColumnType): unknown {
  switch (type.kind) {
    case 'text':
      return value
    case 'map':
      return isObject(value) ? value : null
    case 'list':
      return Array.isArray(value) ? value.map((item) => fitted(item, type.of)) : null
    case 'struct':
      return isObject(value)
        ? Object.fromEntries(Object.entries(type.fields).map(([name, of]) => [name, fitted(value[name], of)] as const))
        : null
  }
}
