import { closeSync, openSync, readFileSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { Decompress } from 'fzstd'
import { isObject, type JsonObject } from '../../denial/json-value.ts'
import type { Phrase } from '../../iam/phrase.ts'
import { recordsInText } from '../files/records.ts'
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
  let longestLine = 0
  let size = largestPart
  return {
    add: (path) => {
      const read = recordsOfFile(path)
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

function recordsOfFile(path: string): FileRecords {
  const problem = (message: Phrase, line: number | null = null): FileRecords => ({
    records: [],
    problems: [{ from: path, line, message }],
  })
  let text: string
  try {
    if (statSync(path).size > largestFile) return problem(tooLargeFile)
    text = decoded(unpacked(readFileSync(path)))
  } catch (error) {
    const message = messageOfFault(error)
    return message === null ? { records: [], problems: [unreadable(path, error)] } : problem(message)
  }
  const { records, values, badLines } = recordsInText(text)
  const [faultLine = null] = badLines
  if (values === 0) return problem(noJson, faultLine)
  if (records.length === 0) return emptyLog.test(text) ? { records, problems: [] } : problem(noRecord)
  if (faultLine === null) return { records, problems: [] }
  return { records, problems: [{ from: path, line: faultLine, message: badLine }] }
}

const tooLargeFile: Phrase = { en: 'It is larger than 512 MB.', ko: '512MB를 넘습니다.' }
const noJson: Phrase = {
  en: 'It is neither JSON nor lines of JSON.',
  ko: 'JSON도, 줄마다 JSON이 있는 파일도 아닙니다.',
}
const noRecord: Phrase = { en: 'It holds no CloudTrail record.', ko: 'CloudTrail 레코드가 없습니다.' }
const badLine: Phrase = {
  en: 'The line is not JSON; the others are read.',
  ko: '이 줄은 JSON이 아니며, 다른 줄은 읽었습니다.',
}

const unpacksTooLarge: Phrase = { en: 'It unpacks to more than 512 MB.', ko: '압축을 풀면 512MB를 넘습니다.' }
const cutGzip: Phrase = {
  en: 'It is cut short: the gzip data ends too early.',
  ko: 'gzip 데이터가 중간에서 잘렸습니다.',
}

function damaged(format: string): Phrase {
  return {
    en: `It is damaged: its ${format} data cannot be unpacked.`,
    ko: `${format} 데이터가 손상되어 풀 수 없습니다.`,
  }
}

const emptyLog = /^\s*\{\s*"Records"\s*:\s*\[\s*\]\s*\}\s*$/

function unpacked(bytes: Buffer): Uint8Array {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return gunzipSync(bytes, { maxOutputLength: largestFile })
  if (bytes.length > 4 && bytes.readUInt32LE(0) === 0xfd2fb528) return unpackedZstd(bytes)
  return bytes
}

const tooLarge = 'ERR_BUFFER_TOO_LARGE'

function unpackedZstd(bytes: Uint8Array): Uint8Array {
  const chunks: Uint8Array[] = []
  let size = 0
  const stream = new Decompress((chunk) => {
    size += chunk.length
    if (size > largestFile) throw Object.assign(new Error('too large'), { code: tooLarge })
    chunks.push(chunk)
  })
  const step = 1024 * 1024
  for (let at = 0; at < bytes.length; at += step) stream.push(bytes.subarray(at, at + step), at + step >= bytes.length)
  return Buffer.concat(chunks)
}

/** PowerShell's `>` writes UTF-16 with a byte order mark. */
function decoded(bytes: Uint8Array): string {
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
  return new TextDecoder(isUtf16 ? (bytes[0] === 0xff ? 'utf-16le' : 'utf-16be') : 'utf-8').decode(bytes)
}

function messageOfFault(error: unknown): Phrase | null {
  const code = error !== null && typeof error === 'object' && 'code' in error ? String(error.code) : ''
  if (code === tooLarge) return unpacksTooLarge
  if (code === 'Z_BUF_ERROR') return cutGzip
  if (code.startsWith('Z_')) return damaged('gzip')
  return /zstd|invalid|corrupt|unexpected EOF/i.test(String(error)) ? damaged('zstd') : null
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
