import { closeSync, fstatSync, openSync } from 'node:fs'
import { isObject, type JsonObject, jsonOf } from '../../denial/json-value.ts'
import type { Phrase } from '../../iam/phrase.ts'
import { lineAndColumn } from '../../iam/position.ts'
import { faultOf } from '../../snapshot/json-fault.ts'
import { reasonOf } from '../../snapshot/system-fault.ts'
import { isTar, readTar } from '../../snapshot/tar.ts'
import { isRecordByItsStart } from './element-text.ts'
import { damagedBy, notRead } from './fault.ts'
import type { Memory } from './memory.ts'
import { isWithoutEvents } from './name.ts'
import { type Bytes, bytesOf, bytesOfFile, openInput } from './open-input.ts'
import { recordsIn, recordsInText } from './records.ts'
import { type Element, type Filling, fillFirst, scanText, wholeText } from './scan-text.ts'
import type { FoundText, Sort } from './wanted.ts'

/** What was wrong with a file. */
export interface FileProblem {
  /** Path inside an archive, or empty. */
  readonly inside: string
  readonly line: number | null
  readonly message: Phrase
  /** Whether it was read to its end and holds no record. */
  readonly holdsNone?: boolean
}

/** What a file holds. */
export interface ScannedFile {
  readonly found: readonly FoundText[]
  /** Records looked at. */
  readonly events: number
  readonly problems: readonly FileProblem[]
}

/** Finds what is wanted in a file; whatever is wrong with the file is told, never thrown. */
export function scanFile(memory: Memory, path: string, sort: Sort): ScannedFile {
  let descriptor: number | null = null
  try {
    descriptor = openSync(path, 'r')
    const { size } = fstatSync(descriptor)
    return scanBytes(memory, bytesOfFile(descriptor, size), sort)
  } catch (error) {
    return failed(notRead(reasonOf(error)))
  } finally {
    if (descriptor !== null) closeSync(descriptor)
  }
}

/** Finds what is wanted in the bytes of a file or of an archive. */
export function scanBytes(memory: Memory, source: Bytes, sort: Sort): ScannedFile {
  const opened = openInput(memory, source)
  if (!opened.ok) return failed(notRead(opened.problem))
  const first = fillFirst(memory, opened.input)
  if (first.end === first.start) return failed(notRead(first.fault ?? empty))
  const head = memory.bytes().subarray(first.start, Math.min(first.end, first.start + 512))
  const [isArchive, isWide] = [isTar(head), isUtf16(head)]
  if (!isArchive && !isWide) return scanLog(memory, source, opened.input, first, sort)
  const whole = wholeText(memory, opened.input, first)
  if (whole === null) return failed(notRead(tooLarge))
  if (isArchive) return scanArchive(memory, whole.bytes, sort)
  const encoding = whole.bytes[0] === 0xff ? 'utf-16le' : 'utf-16be'
  const text = new TextDecoder(encoding).decode(whole.bytes)
  return parseLog(text, whole.fault, sort) ?? { found: [], events: 0, problems: [noLogIn(text)] }
}

const empty: Phrase = { en: 'it is empty', ko: '비어 있습니다' }
const tooLarge: Phrase = { en: 'it is larger than 512 MB; unpack it', ko: '512MB를 넘으므로 풀어야 합니다' }
const noLog: Phrase = { en: 'It holds no CloudTrail records.', ko: 'CloudTrail 레코드가 없습니다.' }

function failed(message: Phrase): ScannedFile {
  return { found: [], events: 0, problems: [{ inside: '', line: null, message }] }
}

// PowerShell's `>` writes UTF-16.
function isUtf16(head: Uint8Array): boolean {
  return (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)
}

function scanArchive(memory: Memory, archive: Buffer, sort: Sort): ScannedFile {
  const tar = readTar(archive)
  if (!tar.ok) return failed(notRead({ en: `it ${tar.problem.en}`, ko: tar.problem.ko }))
  const parts = tar.files
    .filter(({ path }) => !isWithoutEvents(path))
    .map(({ path, content }) => ({ path, ...scanBytes(memory, bytesOf(content), sort) }))
  return {
    found: parts.flatMap(({ found }) => found),
    events: parts.reduce((sum, { events }) => sum + events, 0),
    problems: parts.flatMap(({ path, problems }) => problems.map((problem) => ({ ...problem, inside: path }))),
  }
}

function scanLog(
  memory: Memory,
  source: Bytes,
  input: Parameters<typeof scanText>[1],
  first: Filling,
  sort: Sort,
): ScannedFile {
  const sorted = newSorted(sort)
  const text = scanText(memory, input, first, sorted.take)
  const isExact = !text.isOdd && sorted.isJson() && (text.isClosed || text.fault !== null)
  if (isExact) {
    const silent = text.elements === 0 || sorted.isLog() || sorted.isKnown()
    // The elements of another list than a log's are no records.
    const events = silent ? text.elements : 0
    return { found: sorted.found, events, problems: problemsOf(text.fault, silent ? null : noLog) }
  }
  // Only parsing tells what the text holds; where that fails too, what was found stands.
  const again = openInput(memory, source)
  const whole = again.ok ? wholeText(memory, again.input, fillFirst(memory, again.input)) : null
  const parsed = whole === null ? null : parseLog(textOf(whole.bytes), whole.fault, sort)
  if (parsed !== null) return parsed
  if (!sorted.isLog()) {
    const problems =
      text.fault === null && whole !== null ? [noLogIn(textOf(whole.bytes))] : problemsOf(text.fault, noLog)
    return { found: sorted.found, events: 0, problems }
  }
  const damage = whole === null ? largeAndDamaged : brokenOff
  return { found: sorted.found, events: text.elements, problems: problemsOf(text.fault, damage) }
}

/** What is wrong with a text that holds no records: one that is meant as JSON has a fault at some place. */
function noLogIn(text: string): FileProblem {
  const bare = text.replace(/^\ufeff/, '')
  // Of JSON lines the first one is whole.
  const [firstLine = ''] = /^[^\n]*/.exec(bare) ?? []
  if (!meantAsJson.test(bare) || jsonOf(firstLine) !== undefined)
    return { inside: '', line: null, message: noLog, holdsNone: true }
  const { offset, message } = faultOf(bare)
  const { line, column } = lineAndColumn(bare, offset)
  const [en, ko] = [message.en, message.ko].map((sentence) => sentence.replace(/\.$/, ''))
  return { inside: '', line, message: { en: `${en} (column ${column}).`, ko: `${ko} (${column}번째 열).` } }
}

const meantAsJson = /^\s*(?:\{\s*["}]|\[\s*[{[\]])/

function textOf(bytes: Buffer): string {
  return bytes.length > 0x1fffffe0 ? '' : bytes.toString('utf8')
}

const largeAndDamaged: Phrase = {
  en: 'It is damaged and larger than 512 MB; what was whole of it was searched.',
  ko: '손상되었고 512MB를 넘습니다. 온전한 부분은 검색했습니다.',
}

const brokenOff: Phrase = {
  en: 'It is damaged: it ends, or breaks off, inside a record; what was whole of it was searched.',
  ko: '손상되어 레코드 중간에서 끝나거나 끊깁니다. 온전한 부분은 검색했습니다.',
}

function problemsOf(fault: Phrase | null, other: Phrase | null): readonly FileProblem[] {
  const message = fault === null ? other : damagedBy(fault)
  return message === null
    ? []
    : [{ inside: '', line: null, message, ...(message === noLog ? { holdsNone: true } : {}) }]
}

/** Parses all of a text; null where nothing of it is JSON. */
function parseLog(text: string, fault: Phrase | null, sort: Sort): ScannedFile | null {
  const { records, values, badLines } = recordsInText(text)
  if (values === 0) return null
  const sorted = newSorted(sort)
  for (const record of records) sorted.add(record, null)
  const isNoLog = fault === null && records.length === 0
  const problems = isNoLog && badLines.length > 0 ? [noLogIn(text)] : [...problemsOf(fault, isNoLog ? noLog : null)]
  const [line, ...more] = badLines
  if (line !== undefined && fault === null && records.length > 0) {
    problems.push({ inside: '', line, message: badLine(more.length) })
  }
  return { found: sorted.found, events: records.length, problems }
}

function badLine(others: number): Phrase {
  const [restEn, restKo] =
    others === 0 ? ['', ''] : [` Nor are ${count(others)} others.`, ` 다른 ${count(others)}개 줄도 그렇습니다.`]
  return { en: `The line is not valid JSON.${restEn}`, ko: `이 줄은 올바른 JSON이 아닙니다.${restKo}` }
}

function count(number: number): string {
  return number.toLocaleString('en')
}

interface Sorted {
  readonly take: (element: Element) => void
  readonly add: (record: JsonObject, text: string | null) => void
  readonly found: readonly FoundText[]
  readonly isJson: () => boolean
  /** Whether a record was among what was handed out. */
  readonly isLog: () => boolean
  /** Whether the text is one that CloudTrail writes without events: a digest, an insight. */
  readonly isKnown: () => boolean
}

function newSorted(sort: Sort): Sorted {
  const found: FoundText[] = []
  let [isJson, isLog, isKnown] = [true, false, false]
  const add: Sorted['add'] = (record, text) => {
    const one = sort.ofRecord(record, text)
    if (one !== null) found.push(one)
  }
  const take: Sorted['take'] = (element) => {
    isLog ||= isRecordByItsStart(element)
    const one = isLog ? sort.ofElement(element) : 'parse'
    if (one === 'parse') parse(element.bytes.toString('utf8', element.start, element.end))
    else if (one !== null) found.push(one)
  }
  const parse = (element: string): void => {
    const value = jsonOf(element)
    if (value === undefined) isJson = false
    const records = recordsIn(value)
    if (records.length > 0) isLog = true
    else if (isObject(value)) isKnown ||= 'digestStartTime' in value || 'insightDetails' in value
    for (const record of records) add(record, record === value ? element : null)
  }
  return { take, add, found, isJson: () => isJson, isLog: () => isLog, isKnown: () => isKnown }
}
