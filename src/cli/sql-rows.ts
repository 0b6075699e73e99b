import { csvLine } from '../report/csv.ts'
import { printableLine, printableText, visibleJson } from '../report/printable.ts'
import { padded, widthOf } from '../report/width.ts'
import { cellText } from '../trail/sql/cell.ts'
import type { SqlColumn, SqlValue } from '../trail/sql/engine.ts'

type Row = readonly SqlValue[]

/** Prints rows as they come. */
export interface RowPrinter {
  readonly add: (rows: readonly Row[]) => void
  readonly end: () => void
}

/** A printer of a result: an aligned table, a JSON array with one row on a line, or CSV. */
export function rowPrinter(
  format: 'table' | 'json' | 'csv',
  columns: readonly SqlColumn[],
  write: (text: string) => void,
): RowPrinter {
  switch (format) {
    case 'table':
      return tablePrinter(columns, write)
    case 'json':
      return jsonPrinter(columns, write)
    case 'csv':
      write(csvLine(columns.map(({ name }) => printableText(name))))
      return {
        add: (rows) => write(rows.map((row) => csvLine(cellsOf(row, columns).map(printableText))).join('')),
        end: () => {},
      }
  }
}

function cellsOf(row: Row, columns: readonly SqlColumn[]): readonly string[] {
  return columns.map(({ type }, at) => cellText(row[at] ?? null, type))
}

/** A long text, like request parameters, would push all else off the screen. */
const widest = 200

function tablePrinter(columns: readonly SqlColumn[], write: (text: string) => void): RowPrinter {
  const lines: (readonly string[])[] = [columns.map(({ name }) => shown(name))]
  return {
    add: (rows) => {
      for (const row of rows) lines.push(cellsOf(row, columns).map(shown))
    },
    end: () => {
      const widths = columns.map((_, at) => lines.reduce((most, cells) => Math.max(most, widthOf(cells[at] ?? '')), 1))
      const rule = widths.map((width) => '-'.repeat(width))
      const [head = [], ...body] = lines
      for (const cells of [head, rule, ...body]) {
        write(
          `${cells
            .map((cell, at) => padded(cell, widths[at] ?? 0))
            .join('  ')
            .trimEnd()}\n`,
        )
      }
    },
  }
}

function shown(text: string): string {
  const cut = [...text.slice(0, widest * 2)]
  return printableLine(cut.length > widest ? `${cut.slice(0, widest).join('')}…` : text)
}

function jsonPrinter(columns: readonly SqlColumn[], write: (text: string) => void): RowPrinter {
  const names = distinct(columns.map(({ name }) => name))
  let isFirst = true
  return {
    add: (rows) => {
      for (const row of rows) {
        const object = Object.fromEntries(names.map((name, at) => [name, row[at] ?? null] as const))
        write(`${isFirst ? '[' : ','}\n${visibleJson(JSON.stringify(object))}`)
        isFirst = false
      }
    },
    end: () => write(isFirst ? '[]\n' : '\n]\n'),
  }
}

/** A result may have two columns of one name; in JSON the second gets a number. */
function distinct(names: readonly string[]): readonly string[] {
  const taken = new Set<string>()
  return names.map((name) => {
    let own = name
    for (let number = 2; taken.has(own); number++) own = `${name}_${number}`
    taken.add(own)
    return own
  })
}
