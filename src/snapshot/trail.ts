import { lineAndColumn, pointerOf, positionOf } from '../iam/position.ts'
import type { SnapshotFiles } from './files.ts'
import { field, isRecord, textAt } from './json.ts'
import { faultOf } from './json-fault.ts'
import type { LineColumn, RecordPlace } from './record-place.ts'
import type { SnapshotProblem } from './snapshot.ts'

/** A CloudTrail record as it was written, and the file that it stands in. */
export interface FoundRecord {
  readonly file: string
  readonly record: unknown
  readonly place: RecordPlace
}

/** CloudTrail records as they were written, and what could not be read. */
export interface Trail {
  readonly records: readonly FoundRecord[]
  readonly problems: readonly SnapshotProblem[]
}

/**
 * Every CloudTrail record in the files: log files (`Records`), lists, single events, one event a line, EventBridge
 * envelopes, and the answer of `aws cloudtrail lookup-events`.
 */
export function readTrail(files: SnapshotFiles): Trail {
  const found: FoundRecord[] = []
  const problems: SnapshotProblem[] = []
  for (const file of [...files.paths()].sort()) {
    const text = files.read(file) ?? ''
    if (text.trim() === '') continue
    const whole = parsedLine(text)
    const part: FilePart = { file, line: 1, text: () => files.read(file) }
    if (whole.ok) addRecords(whole.value, part, found)
    else addLines(text, part, found, problems)
  }
  return { records: found, problems }
}

/** A JSON text of a file: the whole of it, or one of its lines. */
interface FilePart {
  readonly file: string
  /** The line of the file on which it begins. */
  readonly line: number
  readonly text: () => string | null
}

function addLines(text: string, whole: FilePart, found: FoundRecord[], problems: SnapshotProblem[]): void {
  const lines = text.split('\n')
  const read = lines.map((line) => (line.trim() === '' ? null : parsedLine(line)))
  // Where not even one line is JSON the file is not a list of lines, and the fault of the whole says more.
  if (!read.some((line) => line?.ok === true && isRecord(line.value))) {
    const { offset, pointer, message } = faultOf(text)
    problems.push({ file: whole.file, ...lineAndColumn(text, offset), pointer, message })
    return
  }
  read.forEach((line, index) => {
    if (line === null) return
    const part = { ...whole, line: index + 1, text: () => whole.text()?.split('\n')[index] ?? null }
    if (line.ok) addRecords(line.value, part, found)
    else
      problems.push({
        file: whole.file,
        line: index + 1,
        column: 1,
        pointer: '',
        message: { en: 'The line is not valid JSON.', ko: '이 줄은 올바른 JSON이 아닙니다.' },
      })
  })
}

function parsedLine(line: string): { readonly ok: true; readonly value: unknown } | { readonly ok: false } {
  try {
    return { ok: true, value: JSON.parse(line) }
  } catch {
    return { ok: false }
  }
}

function addRecords(json: unknown, part: FilePart, found: FoundRecord[]): void {
  if (Array.isArray(json)) {
    for (const [index, item] of json.entries()) addRecord(item, pointerOf(index), part, found)
    return
  }
  for (const name of ['Records', 'Events', 'events']) {
    const list = field(json, name)
    if (!Array.isArray(list)) continue
    for (const [index, item] of list.entries()) addRecord(item, pointerOf(name, index), part, found)
    return
  }
  addRecord(json, '', part, found)
}

function addRecord(json: unknown, pointer: string, part: FilePart, found: FoundRecord[]): void {
  const embedded = textAt(json, 'CloudTrailEvent')
  const detail = field(json, 'detail')
  const parsed = embedded === null ? null : parsedLine(embedded)
  const [record, at] =
    parsed?.ok === true
      ? [parsed.value, `${pointer}/CloudTrailEvent`]
      : isRecord(detail)
        ? [detail, `${pointer}/detail`]
        : [json, pointer]
  if (!isRecord(record) || !Object.hasOwn(record, 'eventName')) return
  const find = (within: string): LineColumn | null => placeIn(part, parsed?.ok === true ? at : `${at}${within}`)
  found.push({ file: part.file, record, place: { pointer: at, find } })
}

function placeIn({ line, text }: FilePart, pointer: string): LineColumn | null {
  const at = positionOf(text() ?? '', pointer)
  return at === null ? null : { line: at.line + line - 1, column: at.column }
}
