import { denialsOfAnswer } from './authorization-answer.ts'
import { isCloudTrailRecord } from './cloudtrail-event.ts'
import type { Denial } from './denial.ts'
import { isObject, jsonOf } from './json-value.ts'

/** A part of an input: free text, or the denials of a JSON value that stood there. */
export type InputPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'denials'; readonly denials: readonly Denial[] }

/** Reads one CloudTrail record. */
export type ReadRecord = (record: unknown) => readonly Denial[]

/** Divides an input into free text and the JSON values that undeny knows: CloudTrail records in any wrapping, answers of AWS. */
export function partsOfInput(text: string, read: ReadRecord): readonly InputPart[] {
  if (!/eventName|DecodedMessage|matchedStatements|evaluatedEffect/.test(text)) return [{ kind: 'text', text }]
  const trimmed = text.trim()
  if (/^[{[]/.test(trimmed)) {
    const whole = jsonOf(trimmed)
    const denials = whole === undefined ? null : denialsOfJson(whole, read)
    if (denials !== null) return [{ kind: 'denials', denials }]
    if (whole !== undefined) return [{ kind: 'text', text }]
  }
  return partsAround(text, read)
}

/** The denials of a JSON value, or null where nothing in it is a record or answer. */
function denialsOfJson(value: unknown, read: ReadRecord): readonly Denial[] | null {
  const found: Denial[] = []
  return collect(value, found, 0, read) ? found : null
}

const deepest = 8

function collect(value: unknown, found: Denial[], depth: number, read: ReadRecord): boolean {
  if (depth > deepest) return false
  if (typeof value === 'string') {
    const inner = /^\s{0,20}[{[]/.test(value) && /eventName|matchedStatements/.test(value) ? jsonOf(value) : undefined
    return inner !== undefined && collect(inner, found, depth + 1, read)
  }
  if (Array.isArray(value)) {
    let known = false
    for (const item of value) known = collect(item, found, depth + 1, read) || known
    return known
  }
  if (!isObject(value)) return false
  const denials = isCloudTrailRecord(value) ? read(value) : denialsOfAnswer(value)
  if (denials === null) return collect(Object.values(value), found, depth + 1, read)
  for (const denial of denials) found.push(denial)
  return true
}

/** Finds the JSON values that start a line and reads the known ones; all else stays text. */
function partsAround(text: string, read: ReadRecord): readonly InputPart[] {
  const parts: InputPart[] = []
  let textStart = 0
  for (const { start, end } of jsonSpans(text)) {
    const value = jsonOf(text.slice(start, end))
    const denials = value === undefined ? null : denialsOfJson(value, read)
    if (denials === null) continue
    parts.push({ kind: 'text', text: text.slice(textStart, start) }, { kind: 'denials', denials })
    textStart = end
  }
  parts.push({ kind: 'text', text: text.slice(textStart) })
  return parts
}

// A text may open brackets that it never closes; each such one costs a pass to the end, so only so many are tried.
const mostUnclosed = 20

function jsonSpans(text: string): readonly { readonly start: number; readonly end: number }[] {
  const spans: { readonly start: number; readonly end: number }[] = []
  const opening = /(?<=^|\n|[\s,])[{[](?=\s{0,200}["{[])/g
  let unclosed = 0
  for (let match = opening.exec(text); match !== null && unclosed < mostUnclosed; match = opening.exec(text)) {
    const end = endOfJson(text, match.index)
    if (end === -1) unclosed += 1
    else {
      spans.push({ start: match.index, end })
      opening.lastIndex = end
    }
  }
  return spans
}

function endOfJson(text: string, start: number): number {
  const tokens = /["{}[\]]/g
  tokens.lastIndex = start
  let depth = 0
  for (let token = tokens.exec(text); token !== null; token = tokens.exec(text)) {
    const character = token[0]
    if (character === '"') {
      const end = endOfString(text, token.index + 1)
      if (end === -1) return -1
      tokens.lastIndex = end
    } else {
      depth += character === '{' || character === '[' ? 1 : -1
      if (depth === 0) return token.index + 1
    }
  }
  return -1
}

function endOfString(text: string, start: number): number {
  const ends = /["\\\n]/g
  ends.lastIndex = start
  for (let token = ends.exec(text); token !== null; token = ends.exec(text)) {
    if (token[0] === '"') return token.index + 1
    if (token[0] === '\n') return -1
    ends.lastIndex = token.index + 2
  }
  return -1
}
