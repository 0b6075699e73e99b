import type { EditBlock, FixBlock } from './fix-blocks.ts'
import type { Page } from './page.ts'
import { plain, printableLine } from './printable.ts'
import { padded, widthOf } from './width.ts'

/** More changed lines than a reader compares on a terminal; the whole diff is in the other forms of the report. */
const mostChanges = 40

/** A fix: in full with its changed lines, or in short. */
export function fixLines(fix: FixBlock, isFull: boolean, page: Page): readonly string[] {
  const { words, paint } = page
  const proof = fix.isVerified ? paint.green(plain(fix.proof)) : paint.yellow(plain(fix.proof))
  return [
    `${paint.bold(fix.title)} (${fix.editCount}, ${proof})`,
    ...fix.edits.flatMap((edit) => editLines(edit, isFull, page)),
    ...(fix.sameAsFirst.length === 0 ? [] : [`     ${words.sameEdits(fix.sameAsFirst)}`]),
    ...exampleLines(fix, page),
  ]
}

function editLines(edit: EditBlock, isFull: boolean, { words }: Page): readonly string[] {
  const changes = edit.changes.slice(0, mostChanges).map((line) => `       ${printableLine(line)}`)
  const rest = edit.changes.length - changes.length
  const about = [edit.owner, ...(edit.advice === null ? [] : [edit.advice])].map(plain)
  return [
    `  ${edit.number}  ${plain(edit.instruction)}`,
    ...(isFull ? about.map((line) => `     ${line}`) : [`     ${about[0] ?? ''}`]),
    ...changes,
    ...(edit.command === null ? [] : [`       ${printableLine(edit.command)}`]),
    ...(rest > 0 ? [`       ${words.moreLines(rest)}`] : []),
  ]
}

function exampleLines({ examples, moreExamples }: FixBlock, { words }: Page): readonly string[] {
  if (examples.length === 0) return []
  const [who, what] = [0, 1].map((column) =>
    Math.max(...examples.map((row) => widthOf(printableLine(row[column] ?? '')))),
  )
  const rows = examples.map(
    ([principal, action, resource]) =>
      `       ${padded(printableLine(principal), who ?? 0)}  ${padded(printableLine(action), what ?? 0)}  ${printableLine(resource)}`,
  )
  const rest = moreExamples > 0 ? [`       ${words.more(moreExamples)}`] : []
  return [`     ${words.newlyAllowed}:`, ...rows, ...rest]
}
