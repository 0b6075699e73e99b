import type { Phrase } from '../iam/phrase.ts'
import { pointerOf } from '../iam/position.ts'

/** Where a text stops being JSON. */
export interface JsonFault {
  readonly offset: number
  /** JSON pointer of the value being read there. */
  readonly pointer: string
  /** One sentence. */
  readonly message: Phrase
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

/** What is wrong at the scan's place, as a clause; null where it goes on. */
type Step = (scan: Scan, character: string) => Phrase | null

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
    const why = offset === text.length ? endsEarly : words
    const message = { en: `The text is not valid JSON: ${why.en}.`, ko: `올바른 JSON이 아닙니다. ${why.ko}.` }
    return { offset, pointer, message }
  }
}

const endsEarly: Phrase = { en: 'it ends too early', ko: '텍스트가 너무 일찍 끝납니다' }

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

function readComma(scan: Scan, character: string): Phrase | null {
  const inner = scan.open.at(-1)
  if (inner === undefined) return { en: 'more text follows its end', ko: '끝난 뒤에 텍스트가 더 있습니다' }
  const end = inner.isObject ? '}' : ']'
  if (character === end) return close(scan)
  if (character !== ',') {
    return { en: `a comma or \`${end}\` is expected`, ko: `쉼표 또는 \`${end}\` 문자가 있어야 합니다` }
  }
  if (typeof inner.key === 'number') inner.key += 1
  scan.at += 1
  scan.expected = inner.isObject ? 'name' : 'value'
  return null
}

function readName(scan: Scan, character: string): Phrase | null {
  const inner = scan.open.at(-1)
  if (character !== '"' || inner === undefined) {
    return { en: 'a member name in double quotes is expected', ko: '큰따옴표로 묶은 멤버 이름이 있어야 합니다' }
  }
  const start = scan.at
  const words = readString(scan)
  if (words !== null) return words
  inner.key = String(JSON.parse(scan.text.slice(start, scan.at)))
  skipSpace(scan)
  if (scan.text.charAt(scan.at) !== ':') return { en: 'a colon is expected', ko: '콜론이 있어야 합니다' }
  scan.at += 1
  scan.expected = 'value'
  return null
}

function readValue(scan: Scan, character: string): Phrase | null {
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

function readWord(scan: Scan): Phrase | null {
  word.lastIndex = scan.at
  if (!word.test(scan.text)) return { en: 'a value is expected', ko: '값이 있어야 합니다' }
  scan.at = word.lastIndex
  return null
}

function readString(scan: Scan): Phrase | null {
  const { text } = scan
  let at = scan.at + 1
  for (; at < text.length && text.charAt(at) !== '"'; at++) {
    scan.at = at
    if (text.charCodeAt(at) < 0x20) return unescaped
    if (text.charAt(at) !== '\\') continue
    if (!/^(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.test(text.slice(at + 1, at + 6))) return unknownEscape
    at += 1
  }
  scan.at = at < text.length ? at + 1 : text.length
  return at < text.length ? null : endless
}

const unescaped: Phrase = {
  en: 'a control character in a string is not escaped',
  ko: '문자열의 제어 문자가 이스케이프되지 않았습니다',
}

const unknownEscape: Phrase = {
  en: 'a backslash escapes nothing known',
  ko: '백슬래시 뒤의 문자는 이스케이프할 수 없는 문자입니다',
}

const endless: Phrase = { en: 'the string does not end', ko: '문자열이 끝나지 않습니다' }

function skipSpace(scan: Scan): void {
  while (' \n\r\t'.includes(scan.text.charAt(scan.at) || '-')) scan.at += 1
}
