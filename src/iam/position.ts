/** Where a value stands in a JSON text: lines and columns count from 1, offset and length in UTF-16 units. */
export interface Position {
  readonly offset: number
  readonly length: number
  readonly line: number
  readonly column: number
}

/** The JSON pointer made of these members and indexes. */
export function pointerOf(...segments: readonly (string | number)[]): string {
  return segments.map((segment) => `/${String(segment).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/** The members and indexes of a JSON pointer; null where the text is no pointer. */
export function segmentsOf(pointer: string): readonly string[] | null {
  if (pointer === '') return []
  if (!pointer.startsWith('/')) return null
  return pointer
    .slice(1)
    .split('/')
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** Where the value at a JSON pointer stands in the text; null where there is none. The text is scanned, not parsed. */
export function positionOf(text: string, pointer: string): Position | null {
  const segments = segmentsOf(pointer)
  if (segments === null) return null
  let start = skipSpace(text, text.charCodeAt(0) === 0xfeff ? 1 : 0)
  for (const segment of segments) {
    const next = stepInto(text, start, segment)
    if (next === null) return null
    start = next
  }
  const end = skipValue(text, start)
  return end <= start ? null : { offset: start, length: end - start, ...lineAndColumn(text, start) }
}

/** Line and column, from 1, of an offset in the text. */
export function lineAndColumn(text: string, offset: number): { readonly line: number; readonly column: number } {
  let line = 1
  let lineStart = 0
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', lineStart)) {
    line += 1
    lineStart = at + 1
  }
  return { line, column: offset - lineStart + 1 }
}

const quote = 0x22
const backslash = 0x5c
const comma = 0x2c
const colon = 0x3a
const openBrace = 0x7b
const closeBrace = 0x7d
const openBracket = 0x5b
const closeBracket = 0x5d

function stepInto(text: string, start: number, segment: string): number | null {
  const first = text.charCodeAt(start)
  if (first === openBrace) return memberOf(text, start, segment)
  if (first === openBracket && /^(0|[1-9]\d{0,14})$/.test(segment)) return elementOf(text, start, Number(segment))
  return null
}

// JSON.parse keeps the last of several members with one name, so the scan goes on to the end of the object.
function memberOf(text: string, start: number, name: string): number | null {
  let found: number | null = null
  let at = skipSpace(text, start + 1)
  while (text.charCodeAt(at) === quote) {
    const nameEnd = skipString(text, at)
    const isAsked = nameOf(text, at, nameEnd) === name
    at = skipSpace(text, nameEnd)
    if (text.charCodeAt(at) !== colon) return found
    at = skipSpace(text, at + 1)
    if (isAsked) found = at
    at = skipSpace(text, skipValue(text, at))
    if (text.charCodeAt(at) !== comma) return found
    at = skipSpace(text, at + 1)
  }
  return found
}

function elementOf(text: string, start: number, index: number): number | null {
  let at = skipSpace(text, start + 1)
  for (let count = 0; at < text.length && text.charCodeAt(at) !== closeBracket; count++) {
    if (count === index) return at
    at = skipSpace(text, skipValue(text, at))
    if (text.charCodeAt(at) !== comma) return null
    at = skipSpace(text, at + 1)
  }
  return null
}

function nameOf(text: string, start: number, end: number): string | null {
  const raw = text.slice(start, end)
  if (!raw.includes('\\')) return raw.slice(1, -1)
  try {
    return String(JSON.parse(raw))
  } catch {
    return null
  }
}

function skipSpace(text: string, start: number): number {
  let at = start
  while (at < text.length && isSpace(text.charCodeAt(at))) at++
  return at
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
}

function skipString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let slashes = 0
    while (text.charCodeAt(at - 1 - slashes) === backslash) slashes++
    if (slashes % 2 === 0) return at + 1
  }
  return text.length
}

/** The offset behind the value that begins at `start`. */
function skipValue(text: string, start: number): number {
  const first = text.charCodeAt(start)
  if (first === quote) return skipString(text, start)
  if (first === openBrace || first === openBracket) return skipContainer(text, start)
  let at = start
  while (at < text.length && !endsScalar(text.charCodeAt(at))) at++
  return at
}

function endsScalar(code: number): boolean {
  return code === comma || code === closeBrace || code === closeBracket || isSpace(code)
}

// The expression engine runs through 50 MB several times faster than a loop over characters.
function skipContainer(text: string, start: number): number {
  const structural = /["{}[\]]/g
  structural.lastIndex = start
  let depth = 0
  while (structural.test(text)) {
    const at = structural.lastIndex - 1
    const code = text.charCodeAt(at)
    if (code === quote) structural.lastIndex = skipString(text, at)
    else depth += code === openBrace || code === openBracket ? 1 : -1
    if (depth === 0) return at + 1
  }
  return text.length
}
