import type { Evidence } from '../causes/cause.ts'
import { lineAndColumn, positionOf } from '../iam/position.ts'
import type { Authorization } from '../services/authorization.ts'
import { policyText } from '../snapshot/policy-text.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { Excerpt } from './diagnosis.ts'

/** A statement longer than this is shown around the marked place only. */
const mostLines = 14

/** The lines of the deciding statement, with the place that decides marked; null where no statement does. */
export function excerptOf({ place }: Evidence, authorization: Authorization, snapshot: Snapshot): Excerpt | null {
  if (place === null) return null
  const stored = authorization.storedById.get(place.at.policyId)
  if (stored === undefined) return null
  const pointer = statementPointer(stored.document, place.at.index)
  const text = policyText(snapshot, stored)
  if (text === null) return null
  const statement = positionOf(text.text, pointer)
  const mark = positionOf(text.text, `${pointer}${place.within}`) ?? statement
  if (statement === null || mark === null) return null
  const all = text.text.split('\n')
  const from = statement.line - 1
  const to = lineAndColumn(text.text, statement.offset + statement.length).line
  const at = mark.line - 1
  const [first, last] = to - from <= mostLines ? [from, to] : [Math.max(from, at - 6), Math.min(to, at + 7)]
  return {
    document: stored.source.file,
    pointer: `${stored.source.pointer}${pointer}${place.within}`,
    line: text.firstLine + at,
    column: mark.column,
    length: mark.length,
    firstLine: text.firstLine + first,
    lines: all.slice(first, last),
    inFile: text.inFile,
    note: null,
  }
}

/** `Statement` may be a single object instead of a list. */
function statementPointer(
  document: { readonly ok: boolean; readonly document?: { readonly json: unknown } },
  index: number,
): string {
  const json = document.document?.json
  const statements = typeof json === 'object' && json !== null && 'Statement' in json ? json.Statement : []
  return Array.isArray(statements) ? `/Statement/${index}` : '/Statement'
}
