import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import { quoted } from '../sql/literal.ts'
import type { Searched } from './task.ts'
import type { FoundText } from './wanted.ts'

/** What a search found, written down row by row while it goes on. */
export interface CacheRows {
  readonly add: (searched: Searched) => void
  readonly count: () => number
  /** Whether there is more than is found again in a moment. */
  readonly isWorthWriting: () => boolean
  /** Ends the writing; gives what SQL calls the rows, the files they are of, and the files that are kept from before. */
  readonly finish: (known: readonly string[]) => {
    readonly rows: string
    readonly files: string
    readonly known: string
  }
  readonly remove: () => void
}

// CloudTrail writes records of 256 KB at most.
const longestRecord = 1024 * 1024
const worthWriting = 4 * 1024 * 1024

// No JSON text and no path that is kept holds it.
const separator = '\u0001'

/** Rows in a file beside the cache and in two more that begin like it; nothing is written before there is a row. */
export function newCacheRows(path: string): CacheRows {
  const [rows, list, known] = [path, `${path}.files`, `${path}.known`]
  let descriptor: number | null = null
  let isBroken = false
  let bytes = 0
  const files: string[] = []

  const add: CacheRows['add'] = ({ file, scanned }) => {
    const isKept = !isBroken && scanned.problems.length === 0 && isPlain(file.path)
    if (!isKept || scanned.found.some(({ text }) => text.length > longestRecord)) return
    const number = files.length
    // One row stands for the file itself.
    const packs = packsOf(scanned.found).map((pack, at) => [number, at + 1, ...pack])
    const lines = [[number, 0, '', '', '', ''], ...packs]
    const text = lines.map((line) => `${line.join(separator)}\n`).join('')
    try {
      descriptor ??= openSync(rows, 'wx', 0o600)
      writeSync(descriptor, text)
    } catch {
      isBroken = true
      return
    }
    files.push([number, file.path, file.size, file.changed, scanned.events].join(separator))
    bytes += file.size
  }

  const end = (): void => {
    if (descriptor !== null) closeSync(descriptor)
    descriptor = null
  }

  return {
    add,
    count: () => (isBroken ? 0 : files.length),
    isWorthWriting: () => !isBroken && bytes >= worthWriting,
    finish: (before) => {
      end()
      writeLines(list, files)
      writeLines(known, before)
      return {
        rows: table(
          rows,
          'number INTEGER, part INTEGER, earliest BIGINT, latest BIGINT, denials VARCHAR, others VARCHAR',
        ),
        files: table(list, 'number INTEGER, path VARCHAR, size BIGINT, changed DOUBLE, events BIGINT'),
        known: table(known, 'path VARCHAR'),
      }
    },
    remove: () => {
      end()
      for (const one of [rows, list, known]) rmSync(one, { force: true })
    },
  }
}

// Denials have a column of their own, so that only that is read where nothing else is asked for.
type Pack = readonly [earliest: number | '', latest: number | '', denials: string, others: string]

// A row for each record would take longer to hand over than to parse.
const longestPack = 256 * 1024

/** Puts the denials of a file together, and its other failures: members of a JSON list, on one line. */
function packsOf(found: readonly FoundText[]): readonly Pack[] {
  return [true, false].flatMap((isDenied) => {
    const packs: Pack[] = []
    let texts: string[] = []
    let times: number[] = []
    let length = 0
    const end = (): void => {
      if (texts.length > 0)
        packs.push([
          earliestOf(times),
          latestOf(times),
          ...(isDenied ? ([texts.join(','), ''] as const) : (['', texts.join(',')] as const)),
        ])
      texts = []
      times = []
      length = 0
    }
    for (const one of found) {
      if (one.isDenied !== isDenied) continue
      if (length + one.text.length > longestPack) end()
      texts.push(onOneLine(one.text))
      if (one.time !== null) times.push(one.time)
      length += one.text.length
    }
    end()
    return packs
  })
}

function earliestOf(times: readonly number[]): number | '' {
  return times.length === 0 ? '' : times.reduce((a, b) => Math.min(a, b))
}

function latestOf(times: readonly number[]): number | '' {
  return times.length === 0 ? '' : times.reduce((a, b) => Math.max(a, b))
}

function writeLines(path: string, lines: readonly string[]): void {
  const descriptor = openSync(path, 'wx', 0o600)
  try {
    writeSync(descriptor, lines.map((line) => `${line}\n`).join(''))
  } finally {
    closeSync(descriptor)
  }
}

function table(path: string, columns: string): string {
  const types = columns.split(', ').map((column) => {
    const [name = '', type = ''] = column.split(' ')
    return `${quoted(name)}: ${quoted(type)}`
  })
  const format = `delim = '${separator}', quote = '', escape = '', header = false, auto_detect = false`
  const longest = `max_line_size = ${4 * longestRecord + 100}, buffer_size = ${9 * longestRecord}`
  return `read_csv(${quoted(path)}, ${format}, ${longest}, columns = {${types.join(', ')}})`
}

function isPlain(path: string): boolean {
  return !/[^\P{Cc}]/u.test(path)
}

// Line ends lie between the members of a record, never in its texts.
function onOneLine(text: string): string {
  return /[\r\n]/.test(text) ? text.replace(/[\r\n]+/g, ' ') : text
}
