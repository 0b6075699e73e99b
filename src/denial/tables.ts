/** Text with the wrapped cells of tables put back together, one cell a line in the order of the columns. */
export function unfoldTables(text: string): string {
  if (!/^[ \t]{0,20}[-=|+]/m.test(text)) return text
  const lines = text.split('\n')
  const out: string[] = []
  for (let at = 0; at < lines.length; ) {
    const table = spacedTable(lines, at) ?? pipedTable(lines, at)
    if (table === null) {
      out.push(lines[at] ?? '')
      at += 1
    } else {
      for (const cell of table.cells) out.push(cell)
      at = table.end
    }
  }
  return out.join('\n')
}

interface Table {
  readonly cells: readonly string[]
  /** The first line after the table. */
  readonly end: number
}

const rule = /^[ \t]{0,20}[-=]{10,}[ \t]{0,20}$/

/** A table of SAM: a header between two rules, columns at fixed places. */
function spacedTable(lines: readonly string[], at: number): Table | null {
  if (!rule.test((lines[at] ?? '').slice(0, 2_000)) || !rule.test((lines[at + 2] ?? '').slice(0, 2_000))) return null
  const starts = columnStarts(lines[at + 1] ?? '')
  if (starts.length < 2) return null
  const rows: string[][] = []
  let end = at + 3
  for (; end < lines.length; end += 1) {
    const line = lines[end] ?? ''
    if (line.trim() === '' || rule.test(line.slice(0, 2_000))) break
    addToRows(
      rows,
      starts.map((start, column) => line.slice(start, starts[column + 1])),
    )
  }
  return { cells: rows.flatMap(wholeCells), end }
}

function columnStarts(header: string): readonly number[] {
  if (header.length > 2_000) return []
  return [...header.matchAll(/(?<=^|[ ]{2})\S/g)].map((match) => match.index)
}

const longestRow = 20_000

/** A table drawn with `|`: a row whose first cell is empty continues the row above. */
function pipedTable(lines: readonly string[], at: number): Table | null {
  const first = cellsOf(lines[at] ?? '')
  if (first === null) return null
  const rows: string[][] = []
  let end = at
  for (; end < lines.length; end += 1) {
    const line = lines[end] ?? ''
    if (/^[ \t]{0,20}[+|][-=+|: ]{5,}$/.test(line.slice(0, 2_000))) continue
    const cells = cellsOf(line)
    if (cells === null || cells.length !== first.length) break
    addToRows(rows, cells)
  }
  return { cells: rows.flatMap(wholeCells), end }
}

function cellsOf(line: string): readonly string[] | null {
  if (line.length > longestRow) return null
  const trimmed = line.trim()
  if (trimmed.length < 2 || !trimmed.startsWith('|') || !trimmed.endsWith('|')) return null
  return trimmed.slice(1, -1).split('|')
}

function addToRows(rows: string[][], cells: readonly string[]): void {
  const last = rows.at(-1)
  const continues = cells[0]?.trim() === '' && last !== undefined && last.length === cells.length
  if (!continues) {
    rows.push(cells.map((cell) => cell.trim()))
    return
  }
  for (const [column, cell] of cells.entries()) {
    if (cell.trim() !== '') last[column] = `${last[column] ?? ''}\n${cell.trim()}`
  }
}

function wholeCells(row: readonly string[]): readonly string[] {
  return row.filter((cell) => cell !== '')
}
