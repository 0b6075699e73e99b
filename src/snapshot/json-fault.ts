import { pointerOf } from '../iam/position.ts'

/** Where a text stops being JSON. */
export interface JsonFault {
  readonly offset: number
  /** JSON pointer of the value being read there. */
  readonly pointer: string
  /** One sentence. */
  readonly message: string
}

/** The JSON value of a text, or the first fault in it. */
export type ParsedJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly fault: JsonFault }

/** Reads JSON; an empty text is the empty answer that the AWS CLI prints, `{}`. */
export function parseJson(text: string): ParsedJson {
  if (text.length < 64 && text.trim() === '') return { ok: true, value: {} }
  try {
    return { ok: true, value: JSON.parse(text) }
  } catch {
    return { ok: false, fault: faultOf(text) }
  }
}

/** A list or object that the scan is inside of. */
interface Open {
  readonly isObject: boolean
  /** Member or index being read. */
  key: string | number
}

type Expected = 'value' | 'valueOrEnd' | 'name' | 'nameOrEnd' | 'commaOrEnd'

interface Scan {
  readonly text: string
  readonly open: Open[]
  at: number
  expected: Expected
}

/** What is wrong at the scan's place, in words; null where it goes on. */
type Step = (scan: Scan, character: string) => string | null

/** The first fault of a text that is not JSON. `JSON.parse` finds it too, but each engine words its place differently. */
// INVARIANT: one pass without recursion, so neither a large text nor a deeply nested one is a problem.
export function faultOf(text: string): JsonFault {
  const scan: Scan = { text, open: [], at: 0, expected: 'value' }
  for (;;) {
    skipSpace(scan)
    const words = steps[scan.expected](scan, text.charAt(scan.at))
    if (words === null) continue
    const offset = Math.min(scan.at, text.length)
    const pointer = pointerOf(...scan.open.slice(0, deepestShown).map(({ key }) => key))
    const message = `The text is not valid JSON: ${offset === text.length ? 'it ends too early' : words}.`
    return { offset, pointer, message }
  }
}

/** A pointer that goes deeper is cut: nobody follows it by hand. */
const deepestShown = 100

const steps: Readonly<Record<Expected, Step>> = {
  value: readValue,
  valueOrEnd: (scan, character) => (character === ']' ? close(scan) : readValue(scan, character)),
  name: readName,
  nameOrEnd: (scan, character) => (character === '}' ? close(scan) : readName(scan, character)),
  commaOrEnd: readComma,
}

function close(scan: Scan): null {
  scan.open.pop()
  scan.at += 1
  scan.expected = 'commaOrEnd'
  return null
}

function readComma(scan: Scan, character: string): string | null {
  const inner = scan.open.at(-1)
  if (inner === undefined) return 'more text follows its end'
  const end = inner.isObject ? '}' : ']'
  if (character === end) return close(scan)
  if (character !== ',') return `a comma or \`${end}\` is expected`
  if (typeof inner.key === 'number') inner.key += 1
  scan.at += 1
  scan.expected = inner.isObject ? 'name' : 'value'
  return null
}

function readName(scan: Scan, character: string): string | null {
  const inner = scan.open.at(-1)
  if (character !== '"' || inner === undefined) return 'a member name in double quotes is expected'
  const start = scan.at
  const words = readString(scan)
  if (words !== null) return words
  inner.key = String(JSON.parse(scan.text.slice(start, scan.at)))
  skipSpace(scan)
  if (scan.text.charAt(scan.at) !== ':') return 'a colon is expected'
  scan.at += 1
  scan.expected = 'value'
  return null
}

function readValue(scan: Scan, character: string): string | null {
  if (character === '{' || character === '[') {
    const isObject = character === '{'
    scan.open.push({ isObject, key: isObject ? '' : 0 })
    scan.at += 1
    scan.expected = isObject ? 'nameOrEnd' : 'valueOrEnd'
    return null
  }
  scan.expected = 'commaOrEnd'
  return character === '"' ? readString(scan) : readWord(scan)
}

const word = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y

function readWord(scan: Scan): string | null {
  word.lastIndex = scan.at
  if (!word.test(scan.text)) return 'a value is expected'
  scan.at = word.lastIndex
  return null
}

function readString(scan: Scan): string | null {
  const { text } = scan
  let at = scan.at + 1
  for (; at < text.length && text.charAt(at) !== '"'; at++) {
    scan.at = at
    if (text.charCodeAt(at) < 0x20) return 'a control character in a string is not escaped'
    if (text.charAt(at) !== '\\') continue
    if (!/^(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.test(text.slice(at + 1, at + 6))) return 'a backslash escapes nothing known'
    at += 1
  }
  scan.at = at < text.length ? at + 1 : text.length
  return at < text.length ? null : 'the string does not end'
}

function skipSpace(scan: Scan): void {
  while (' \n\r\t'.includes(scan.text.charAt(scan.at) || '-')) scan.at += 1
}
