import { isCloudTrailRecord } from '../../denial/cloudtrail-event.ts'
import { isObject, type JsonObject, jsonOf } from '../../denial/json-value.ts'

const deepest = 8

/**
 * The CloudTrail records in a JSON value of any shape: a record, a list, `Records`, the `Events` of LookupEvents, an
 * EventBridge envelope, the `logEvents` of CloudWatch Logs, also where JSON stands in a text.
 */
export function recordsIn(value: unknown): readonly JsonObject[] {
  const found: JsonObject[] = []
  collect(value, found, 0)
  return found
}

function collect(value: unknown, found: JsonObject[], depth: number): void {
  if (depth > deepest) return
  if (typeof value === 'string') {
    if (/^\s*[{[]/.test(value)) collect(jsonOf(value), found, depth + 1)
  } else if (Array.isArray(value)) {
    for (const item of value) collect(item, found, depth + 1)
  } else if (isObject(value)) {
    if (Array.isArray(value.Records)) found.push(...value.Records.filter(isObject))
    else if (isCloudTrailRecord(value) && !('CloudTrailEvent' in value)) found.push(value)
    else for (const key of envelopes) collect(value[key], found, depth + 1)
  }
}

const envelopes = ['Events', 'CloudTrailEvent', 'detail', 'logEvents', 'message', 'events'] as const

/** The JSON values of a text: one, one on each line, or one after the other. */
export function jsonValuesOf(text: string): {
  readonly values: readonly unknown[]
  /** The first line that holds no JSON; null where all do. */
  readonly faultLine: number | null
} {
  const whole = jsonOf(text)
  if (whole !== undefined) return { values: [whole], faultLine: null }
  const lines = text.split('\n').map((line) => (line.trim() === '' ? null : (jsonOf(line) ?? unread)))
  const faultLine = lines.indexOf(unread)
  const values = lines.filter((value) => value !== null && value !== unread)
  if (faultLine === -1) return { values, faultLine: null }
  const joined = joinedValues(text)
  if (joined !== null) return { values: joined, faultLine: null }
  return { values, faultLine: faultLine + 1 }
}

const unread: unique symbol = Symbol('unread')

/** `{…}{…}`, as `zcat *.json.gz` writes them; null where the text is something else. */
function joinedValues(text: string): readonly unknown[] | null {
  const values: unknown[] = []
  const marks = /"(?:[^"\\]|\\[\s\S])*"|[{}[\]]/g
  let [depth, start] = [0, 0]
  for (let mark = marks.exec(text); mark !== null; mark = marks.exec(text)) {
    const character = mark[0].charAt(0)
    if (character === '"') continue
    depth += character === '{' || character === '[' ? 1 : -1
    if (depth > 0) continue
    const value = jsonOf(text.slice(start, mark.index + 1))
    if (value === undefined) return null
    values.push(value)
    start = mark.index + 1
  }
  return depth === 0 && text.slice(start).trim() === '' ? values : null
}
