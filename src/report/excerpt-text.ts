import { type ExcerptBlock, locationOf } from './cause-blocks.ts'
import type { Page } from './page.ts'
import { plain, printableLine } from './printable.ts'
import { widthOf } from './width.ts'

/** An excerpt with line numbers, a caret under the deciding place and the note beside it. */
export function excerptLines(excerpt: ExcerptBlock, { paint, language }: Page): readonly string[] {
  return [
    `      ${printableLine(locationOf(excerpt, language))}`,
    ...numberedLines(excerpt).map(({ text, kind }) => `      ${kind === 'line' ? paint.dim(text) : text}`),
  ]
}

/** A line of an excerpt without colour. */
export interface NumberedLine {
  readonly kind: 'line' | 'marked' | 'caret'
  readonly text: string
}

/** The lines of an excerpt, with the caret's line below the marked one; without colour and indentation. */
export function numberedLines({ lines, note }: ExcerptBlock): readonly NumberedLine[] {
  const width = Math.max(...lines.map((line) => String(line.number).length))
  return lines.flatMap(({ number, before, marked, after }): readonly NumberedLine[] => {
    const [start, middle, end] = [before, marked, after].map(printableLine)
    const text = `${String(number).padStart(width)} │ ${start ?? ''}${middle ?? ''}${end ?? ''}`
    if (marked === '') return [{ kind: 'line', text }]
    const caret = `${' '.repeat(widthOf(start ?? ''))}${'^'.repeat(widthOf(middle ?? ''))}`
    const words = note === '' ? '' : ` ${plain(note)}`
    return [
      { kind: 'marked', text },
      { kind: 'caret', text: `${' '.repeat(width)} │ ${caret}${words}` },
    ]
  })
}
