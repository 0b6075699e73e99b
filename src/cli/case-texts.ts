/** The text of one case within the input, with the line it begins on and its JSON path there. */
export interface CaseText {
  readonly text: string
  readonly line: number
  /** Empty, or `/3` for the fourth element of an array. */
  readonly pointer: string
}

/** Cuts the input into cases: the elements of an array, one object, or one object a line. */
export function caseTexts(input: string): readonly CaseText[] {
  const start = input.search(/\S/)
  if (start === -1) return []
  if (input[start] === '[') return elementsOf(input, start)
  return isJson(input) ? [{ text: input, line: 1, pointer: '' }] : linesOf(input)
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** The lines, or the whole text as one (malformed) case where no line is JSON by itself. */
function linesOf(input: string): readonly CaseText[] {
  const lines = input.split('\n').map((text, index) => ({ text: text.trim(), line: index + 1, pointer: '' }))
  const filled = lines.filter(({ text }) => text !== '')
  const isLines = filled.length > 1 && filled.some(({ text }) => text.startsWith('{') && isJson(text))
  return isLines ? filled : [{ text: input, line: 1, pointer: '' }]
}

const openers: ReadonlySet<string> = new Set(['{', '['])
const closers: ReadonlySet<string> = new Set(['}', ']'])

/** One pass over an array's text; a malformed element spoils no other as long as its brackets and quotes are whole. */
function elementsOf(input: string, start: number): readonly CaseText[] {
  const elements: CaseText[] = []
  let depth = 0
  let from = start + 1
  const lineOf = lineReader(input)
  const cut = (to: number, isLast: boolean): void => {
    const raw = input.slice(from, to)
    const text = raw.trim()
    if (text !== '' || !isLast || elements.length > 0) {
      const line = lineOf(from + Math.max(raw.search(/\S/), 0))
      elements.push({ text, line, pointer: `/${elements.length}` })
    }
    from = to + 1
  }
  for (let at = start; at < input.length; at += 1) {
    const character = input[at] ?? ''
    if (character === '"') at = endOfString(input, at)
    else if (openers.has(character)) depth += 1
    else if (closers.has(character)) depth -= 1
    if (character === ',' && depth === 1) cut(at, false)
    if (depth === 0) {
      cut(at, true)
      return elements
    }
  }
  cut(input.length, true)
  return elements
}

function endOfString(input: string, start: number): number {
  for (let at = start + 1; at < input.length; at += 1) {
    if (input[at] === '\\') at += 1
    else if (input[at] === '"') return at
  }
  return input.length
}

/** The line of an offset, for offsets that only grow: every newline is looked for once. */
function lineReader(input: string): (offset: number) => number {
  let line = 1
  let newline = input.indexOf('\n')
  return (offset) => {
    while (newline !== -1 && newline < offset) {
      line += 1
      newline = input.indexOf('\n', newline + 1)
    }
    return line
  }
}
