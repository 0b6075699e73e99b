import { isCloudTrailRecord } from '../../denial/cloudtrail-event.ts'
import { isObject, type JsonObject, jsonOf } from '../../denial/json-value.ts'

/** Members that hold records: log files, LookupEvents, CloudWatch Logs, EventBridge. */
const holders = ['Records', 'Events', 'events', 'logEvents', 'detail', 'CloudTrailEvent', 'message']

const deepest = 8

/**
 * Every CloudTrail record in a JSON value: a record, a list, a log file (`Records`), an EventBridge event (`detail`), an
 * answer of LookupEvents or of CloudWatch Logs, where each record is a text.
 */
export function recordsIn(value: unknown, depth = 0): readonly JsonObject[] {
  if (depth > deepest) return []
  if (typeof value === 'string') return value.startsWith('{') ? recordsIn(jsonOf(value), depth + 1) : []
  if (Array.isArray(value)) return value.flatMap((item: unknown) => recordsIn(item, depth + 1))
  if (!isObject(value)) return []
  if (isCloudTrailRecord(value)) return [value]
  return holders.flatMap((name) => (Object.hasOwn(value, name) ? recordsIn(value[name], depth + 1) : []))
}

/** The records of a text, and the lines of it that are no JSON. */
export interface TextRecords {
  readonly records: readonly JsonObject[]
  /** JSON values that the text holds. */
  readonly values: number
  readonly badLines: readonly number[]
}

/**
 * Reads a whole text by parsing it: as one JSON value, as values behind each other, else line by line, where a line may
 * begin with a time.
 */
export function recordsInText(text: string): TextRecords {
  const bare = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
  const whole = jsonOf(bare)
  if (whole !== undefined) return { records: recordsIn(whole), values: 1, badLines: [] }
  const several = valuesIn(bare)
  if (several !== null)
    return { records: several.flatMap((one) => recordsIn(one)), values: several.length, badLines: [] }
  const records: JsonObject[] = []
  const badLines: number[] = []
  let values = 0
  bare.split('\n').forEach((line, index) => {
    if (line.trim() === '') return
    const value = valueOfLine(line)
    if (value === undefined) {
      badLines.push(index + 1)
      return
    }
    values += 1
    for (const record of recordsIn(value)) records.push(record)
  })
  return { records, values, badLines }
}

function valueOfLine(line: string): unknown {
  const value = jsonOf(line)
  if (value !== undefined) return value
  const start = line.search(/[{[]/)
  return start > 0 ? jsonOf(line.slice(start)) : undefined
}

/** The JSON objects and lists that a text consists of; null where it holds anything else. */
function valuesIn(text: string): readonly unknown[] | null {
  const values: unknown[] = []
  const token = /["{}[\]]/g
  let depth = 0
  let start = 0
  for (let found = token.exec(text); found !== null; found = token.exec(text)) {
    const sign = found[0]
    if (sign === '"') {
      token.lastIndex = endOfString(text, token.lastIndex)
      continue
    }
    depth += sign === '{' || sign === '[' ? 1 : -1
    if (depth > 0) continue
    const value = depth < 0 ? undefined : jsonOf(text.slice(start, token.lastIndex))
    if (value === undefined) return null
    values.push(value)
    start = token.lastIndex
  }
  return text.slice(start).trim() === '' && values.length > 0 ? values : null
}

function endOfString(text: string, from: number): number {
  const end = /["\\]/g
  end.lastIndex = from
  for (let found = end.exec(text); found !== null; found = end.exec(text)) {
    if (found[0] === '"') return found.index + 1
    end.lastIndex = found.index + 2
  }
  return text.length
}
