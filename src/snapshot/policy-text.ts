import { type Position, positionOf } from '../iam/position.ts'
import { decodeDocument } from './document.ts'
import { field } from './json.ts'
import type { Snapshot } from './snapshot.ts'
import type { StoredPolicy } from './stored-policy.ts'

/** A policy document as text to show. */
export interface PolicyText {
  readonly text: string
  /** Line of the file on which the text begins; 1 where the text is not part of the file as it is. */
  readonly firstLine: number
  /** Column, from 1, at which the text begins on its first line. */
  readonly firstColumn: number
  /** True where the text stands in the file so, false where it was decoded and laid out. */
  readonly inFile: boolean
}

/** A place in a policy's text. */
export interface PolicyPosition {
  /** Line and column in the file where the text stands there, else in the text. */
  readonly line: number
  readonly column: number
  readonly length: number
  /** Offset in the text. */
  readonly offset: number
  readonly inFile: boolean
}

/**
 * The document's own text: the part of the file where it stands there as JSON on several lines, else the document
 * decoded and laid out with two spaces.
 */
export function policyText(snapshot: Snapshot, policy: StoredPolicy): PolicyText {
  const raw = rawText(snapshot, policy)
  if (policy.encoding === 'json' && raw?.text.includes('\n') && isDocument(raw.text, policy)) {
    return { text: raw.text, firstLine: raw.at.line, firstColumn: raw.at.column, inFile: true }
  }
  const decoded = raw === null ? null : decodeDocument(parsedOrNothing(raw.text))
  const json = policy.document.ok ? policy.document.document.json : decoded?.ok === true ? decoded.json : undefined
  const text = json === undefined ? undecodable(raw?.text) : JSON.stringify(json, null, 2)
  return { text, firstLine: 1, firstColumn: 1, inFile: false }
}

/** Where a value of the document stands, by its JSON pointer in the document; null where there is none. */
export function policyPosition(snapshot: Snapshot, policy: StoredPolicy, pointer: string): PolicyPosition | null {
  return positionIn(policyText(snapshot, policy), pointer)
}

/** The same in a text that was read before. */
export function positionIn(shown: PolicyText, pointer: string): PolicyPosition | null {
  const at = positionOf(shown.text, pointer)
  if (at === null) return null
  const { offset, length } = at
  return {
    line: shown.firstLine + at.line - 1,
    column: at.line === 1 ? shown.firstColumn + at.column - 1 : at.column,
    length,
    offset,
    inFile: shown.inFile,
  }
}

interface RawText {
  readonly text: string
  readonly at: Position
}

function rawText(snapshot: Snapshot, policy: StoredPolicy): RawText | null {
  const text = snapshot.text(policy.source.file)
  const at = snapshot.position(policy.source.file, policy.source.pointer)
  return text === null || at === null ? null : { text: text.slice(at.offset, at.offset + at.length), at }
}

// The source of a policy that AWS attaches itself may be the list that names it: its document stands nowhere.
function isDocument(raw: string, policy: StoredPolicy): boolean {
  return !policy.document.ok || field(parsedOrNothing(raw), 'Statement') !== undefined
}

function parsedOrNothing(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A document that is no JSON is shown as it was recorded, without the quotes of its string. */
function undecodable(raw: string | undefined): string {
  const value = parsedOrNothing(raw ?? '')
  return typeof value === 'string' ? value : (raw ?? '')
}
