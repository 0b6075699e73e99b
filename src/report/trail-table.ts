import type { Language } from '../causes/cause.ts'
import type { TrailRow } from '../trail/row.ts'
import { csvLine } from './csv.ts'
import { printableLine, visibleJson } from './printable.ts'
import { padded, widthOf } from './width.ts'

/** The columns of AWS's own article, in its order. */
const members = ['time', 'identityArn', 'eventId', 'service', 'action', 'error', 'message'] as const

const headings: Readonly<Record<Language, readonly string[]>> = {
  en: ['Time', 'Identity ARN', 'Event ID', 'Service', 'Action', 'Error', 'Message'],
  ko: ['시간', '자격 증명 ARN', '이벤트 ID', '서비스', '작업', '오류', '메시지'],
}

/** Prints rows as they come, with its heading before the first of them. */
export interface RowPrinter {
  /** The text of some more rows. */
  readonly rows: (rows: readonly TrailRow[]) => string
  /** What is left to print after the last row. */
  readonly end: () => string
}

/** An aligned table. A column grows where a later row needs it; what was printed stays as it is. */
export function tablePrinter(language: Language): RowPrinter {
  let widths: readonly number[] | null = null
  return {
    rows: (rows) => {
      if (rows.length === 0) return ''
      const isFirst = widths === null
      const cells = rows.map((row) => members.map((member) => printableLine(row[member] ?? '')))
      const lines = isFirst ? [headings[language], ...cells] : cells
      const before = widths
      widths = members.map((_, at) =>
        lines.reduce((widest, line) => Math.max(widest, widthOf(line[at] ?? '')), before?.[at] ?? 0),
      )
      return lines.map((line) => aligned(line, widths ?? [])).join('')
    },
    end: () => '',
  }
}

function aligned(cells: readonly string[], widths: readonly number[]): string {
  const last = cells.length - 1
  return `${cells
    .map((cell, at) => (at === last ? cell : padded(cell, widths[at] ?? 0)))
    .join('  ')
    .trimEnd()}\n`
}

/** Comma-separated values, the heading always in English, so that a program reads it the same everywhere. */
export function csvPrinter(): RowPrinter {
  let isStarted = false
  const start = (): string => {
    const heading = isStarted ? '' : csvLine(headings.en)
    isStarted = true
    return heading
  }
  return {
    rows: (rows) =>
      rows.length === 0 ? '' : start() + rows.map((row) => csvLine(members.map((m) => row[m]))).join(''),
    end: start,
  }
}

/** One JSON array, or a JSON object a line where the rows have no end. */
export function jsonPrinter(isEndless: boolean): RowPrinter {
  if (isEndless) return { rows: (rows) => rows.map((row) => `${jsonLine(row)}\n`).join(''), end: () => '' }
  let isStarted = false
  return {
    rows: (rows) => {
      const before = (): string => {
        const text = isStarted ? ',\n  ' : '[\n  '
        isStarted = true
        return text
      }
      return rows.map((row) => before() + jsonLine(row)).join('')
    },
    end: () => (isStarted ? '\n]\n' : '[]\n'),
  }
}

function jsonLine(row: TrailRow): string {
  return visibleJson(JSON.stringify(row))
}
