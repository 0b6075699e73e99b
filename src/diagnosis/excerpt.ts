import type { Evidence } from '../causes/cause.ts'
import { positionOf, segmentsOf } from '../iam/position.ts'
import type { Authorization } from '../services/authorization.ts'
import { policyText, positionIn } from '../snapshot/policy-text.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { StoredPolicy } from '../snapshot/stored-policy.ts'
import type { Excerpt } from './diagnosis.ts'
import { noteOf } from './excerpt-note.ts'
import { shownLines } from './shown-lines.ts'

/** A statement longer than this is shown around the marked place only. */
const mostLines = 14

/** The lines of the deciding statement, with the place that decides marked; null where no statement does. */
export function excerptOf({ place }: Evidence, authorization: Authorization, snapshot: Snapshot): Excerpt | null {
  if (place === null) return null
  const stored = authorization.storedById.get(place.at.policyId)
  if (stored === undefined) return null
  const statementAt = statementPointer(stored.document, place.at.index)
  const pointer = `${statementAt}${place.within}`
  const shown = policyText(snapshot, stored)
  const statement = positionOf(shown.text, statementAt)
  const mark = statement === null ? null : markOf(shown.text, statementAt, place.within)
  if (statement === null || mark === null) return null
  const from = statement.line - 1
  const to = from + newlinesIn(shown.text, statement.offset, statement.length) + 1
  const at = lineOf(shown.text, mark.offset) - 1
  const [first, last] = to - from <= mostLines ? [from, to] : [Math.max(from, at - 6), Math.min(to, at + 7)]
  const lines = linesOf(shown.text, first, last)
  const column = mark.offset - lineStart(shown.text, mark.offset)
  const window = shownLines(lines, { line: at - first, column, length: mark.length })
  const inFile = positionInFile(snapshot, stored, pointer, mark.offset)
  return {
    document: stored.source.file,
    pointer: `${stored.source.pointer}${pointer}`,
    line: inFile?.line ?? 1,
    column: inFile?.column ?? 1,
    firstLine: shown.firstLine + first,
    lines: window.lines,
    mark: { line: shown.firstLine + at, column: window.mark.column + 1, length: window.mark.length },
    inFile: shown.inFile,
    note: noteOf(place, authorization),
  }
}

interface Span {
  readonly offset: number
  readonly length: number
}

/** The value that decides; for one of several lines its key, and for one that is not there the statement's effect. */
function markOf(text: string, statementAt: string, within: string): Span | null {
  for (let pointer = within; pointer !== ''; pointer = pointer.slice(0, pointer.lastIndexOf('/'))) {
    const value = positionOf(text, `${statementAt}${pointer}`)
    if (value === null) continue
    const end = text.indexOf('\n', value.offset)
    if (end === -1 || value.offset + value.length <= end) return value
    return keyOf(text, value, pointer) ?? { offset: value.offset, length: 1 }
  }
  return positionOf(text, `${statementAt}/Effect`) ?? positionOf(text, statementAt)
}

/** The member name before a value, where it stands on the same line. */
function keyOf(text: string, value: Span, pointer: string): Span | null {
  const name = JSON.stringify(segmentsOf(pointer)?.at(-1) ?? '')
  const start = Math.max(lineStart(text, value.offset), value.offset - name.length - 80)
  const before = text.slice(start, value.offset).trimEnd()
  const upTo = before.endsWith(':') ? before.slice(0, -1).trimEnd() : ''
  return upTo.endsWith(name) ? { offset: start + upTo.length - name.length, length: name.length } : null
}

/** Where a reader finds it in the file: the place itself, or the string that holds the document. */
function positionInFile(
  snapshot: Snapshot,
  stored: StoredPolicy,
  pointer: string,
  markOffset: number,
): { readonly line: number; readonly column: number } | null {
  if (stored.find !== undefined) return stored.find()
  const shown = policyText(snapshot, stored)
  if (!shown.inFile) return snapshot.position(stored.source.file, stored.source.pointer)
  const value = positionIn(shown, pointer)
  if (value?.offset === markOffset) return value
  const line = lineOf(shown.text, markOffset)
  const column = markOffset - lineStart(shown.text, markOffset) + 1
  return { line: shown.firstLine + line - 1, column: line === 1 ? shown.firstColumn + column - 1 : column }
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1
}

function lineOf(text: string, offset: number): number {
  return newlinesIn(text, 0, offset) + 1
}

function newlinesIn(text: string, offset: number, length: number): number {
  let count = 0
  for (let at = text.indexOf('\n', offset); at !== -1 && at < offset + length; at = text.indexOf('\n', at + 1)) count++
  return count
}

/** Lines `first` to `last` (from 0, the last excluded) without splitting the whole text. */
function linesOf(text: string, first: number, last: number): readonly string[] {
  const lines: string[] = []
  let start = 0
  for (let line = 0; line < last; line++) {
    const end = text.indexOf('\n', start)
    if (line >= first) lines.push(text.slice(start, end === -1 ? text.length : end))
    if (end === -1) break
    start = end + 1
  }
  return lines
}

/** `Statement` may be a single object instead of a list. */
function statementPointer(document: StoredPolicy['document'], index: number): string {
  const json = document.ok ? document.document.json : undefined
  const statements = typeof json === 'object' && json !== null && 'Statement' in json ? json.Statement : []
  return Array.isArray(statements) ? `/Statement/${index}` : '/Statement'
}
