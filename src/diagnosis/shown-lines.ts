/** A place in lines: which of them, the column from 0, and how many characters. */
export interface Mark {
  readonly line: number
  readonly column: number
  readonly length: number
}

/** Lines made ready to be shown, and the mark in them. */
export interface ShownLines {
  readonly lines: readonly string[]
  readonly mark: Mark
}

/** A line of a minified document is cut to this, around the mark. */
const longest = 200
const before = 60

/** Takes off the indentation that all lines share, and cuts long lines so that the mark stays in sight. */
export function shownLines(lines: readonly string[], mark: Mark): ShownLines {
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length)
  const indent = Math.min(...indents, mark.column)
  const dedented = lines.map((line) => line.slice(Math.min(indent, line.length)).replace(/\r$/, ''))
  const marked = dedented[mark.line] ?? ''
  const column = mark.column - indent
  const start = marked.length > longest ? Math.max(0, column - before) : 0
  const head = start === 0 ? '' : '…'
  const shown = dedented.map((line, i) => (i === mark.line ? `${head}${cut(line.slice(start))}` : cut(line)))
  const shownColumn = column - start + head.length
  const room = Math.max(1, (shown[mark.line]?.length ?? 0) - shownColumn)
  return { lines: shown, mark: { line: mark.line, column: shownColumn, length: Math.min(mark.length, room) } }
}

function cut(line: string): string {
  return line.length > longest ? `${line.slice(0, longest)}…` : line
}
