import { lineAndColumn } from '../iam/position.ts'
import type { SnapshotFiles } from './files.ts'
import { field, isRecord, textAt } from './json.ts'
import { faultOf } from './json-fault.ts'
import type { SnapshotProblem } from './snapshot.ts'

/** A CloudTrail record as it was written, and the file that it stands in. */
export interface FoundRecord {
  readonly file: string
  readonly record: unknown
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
    const records: unknown[] = []
    if (whole.ok) addRecords(whole.value, records)
    else addLines(file, text, records, problems)
    for (const record of records) found.push({ file, record })
  }
  return { records: found, problems }
}

function addLines(file: string, text: string, records: unknown[], problems: SnapshotProblem[]): void {
  const lines = text.split('\n')
  const read = lines.map((line) => (line.trim() === '' ? null : parsedLine(line)))
  // Where not even one line is JSON the file is not a list of lines, and the fault of the whole says more.
  if (!read.some((line) => line?.ok === true && isRecord(line.value))) {
    const { offset, pointer, message } = faultOf(text)
    problems.push({ file, ...lineAndColumn(text, offset), pointer, message })
    return
  }
  read.forEach((line, index) => {
    if (line === null) return
    if (line.ok) addRecords(line.value, records)
    else problems.push({ file, line: index + 1, column: 1, pointer: '', message: 'The line is not valid JSON.' })
  })
}

function parsedLine(line: string): { readonly ok: true; readonly value: unknown } | { readonly ok: false } {
  try {
    return { ok: true, value: JSON.parse(line) }
  } catch {
    return { ok: false }
  }
}

function addRecords(json: unknown, records: unknown[]): void {
  if (Array.isArray(json)) {
    for (const item of json) addRecord(item, records)
    return
  }
  for (const name of ['Records', 'Events', 'events']) {
    const list = field(json, name)
    if (!Array.isArray(list)) continue
    for (const item of list) addRecord(item, records)
    return
  }
  addRecord(json, records)
}

function addRecord(json: unknown, records: unknown[]): void {
  const embedded = textAt(json, 'CloudTrailEvent')
  const detail = field(json, 'detail')
  const parsed = embedded === null ? null : parsedLine(embedded)
  const record = parsed?.ok === true ? parsed.value : isRecord(detail) ? detail : json
  if (isRecord(record) && Object.hasOwn(record, 'eventName')) records.push(record)
}
