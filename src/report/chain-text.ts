import type { ChainNode, ChainRow } from './chain-tree.ts'
import { type Answer, verdictWord } from './labels.ts'
import type { Page } from './page.ts'
import { plain, printableLine } from './printable.ts'
import { cutMiddle } from './short-names.ts'
import { padded, widthOf } from './width.ts'

/** Columns of the tree with its verdicts: long resources lose their middle before a line grows wider. */
const pageWidth = 110
const [leastResource, mostResource] = [28, 64]

/** The chain as lines: the tree, then what each request asks for, its verdict and what denies it, in columns. */
export function chainLines(nodes: readonly ChainNode[], page: Page): readonly string[] {
  const lines = linesOf(nodes, '', true)
  const rows = lines.flatMap(({ row }) => row ?? [])
  const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map(widthOf))
  const treeWidth = widest(lines.flatMap(({ row, guide, text }) => (row === null ? [] : [guide + text])))
  const answerWidth = widest(rows.map((row) => verdictWord(row, page.words)))
  const byWidth = Math.min(24, widest(rows.map(({ by }) => by)))
  const room = pageWidth - treeWidth - answerWidth - byWidth - 8
  const resources = rows.map((row) => resourceText(row, Math.min(mostResource, Math.max(leastResource, room))))
  const resourceWidth = widest(resources)
  return lines.map(({ guide, text, row }) => {
    if (row === null) return `  ${guide}${text}`.trimEnd()
    const verdict = paintAnswer(row.answer, padded(verdictWord(row, page.words), answerWidth), page)
    const cells = [
      `${row.isReported ? '▸' : ' '} ${padded(guide + text, treeWidth)}`,
      padded(resources[rows.indexOf(row)] ?? '', resourceWidth),
      verdict,
      printableLine([row.by, row.note].filter((text) => text !== '').join(', ')),
    ]
    return cells.join('  ').trimEnd()
  })
}

interface Line {
  readonly guide: string
  readonly text: string
  /** Null for the name of a part. */
  readonly row: ChainRow | null
}

function linesOf(nodes: readonly ChainNode[], guide: string, isTop: boolean): readonly Line[] {
  return nodes.flatMap((node, i): readonly Line[] => {
    const isLast = i === nodes.length - 1
    const own = isTop ? '' : `${guide}${isLast ? '└ ' : '├ '}`
    const below = isTop ? '' : `${guide}${isLast ? '  ' : '│ '}`
    const line =
      node.kind === 'part'
        ? { guide: own, text: cutMiddle(plain(node.name), mostResource), row: null }
        : { guide: own, text: printableLine(node.row.action), row: node.row }
    return [line, ...linesOf(node.nodes, below, false)]
  })
}

/** A resource, and its ancestors by their type; below its own name by its type as well: `table, database, catalog`. */
export function resourceNames({ resources: [first, ...ancestors], isNamedAbove }: ChainRow): string {
  const type = (name: string): string => name.split('/')[0] ?? name
  return [isNamedAbove && ancestors.length > 0 ? type(first) : first, ...ancestors.map(type)].join(', ')
}

function resourceText(row: ChainRow, room: number): string {
  return printableLine(cutMiddle(resourceNames(row), room))
}

function paintAnswer(answer: Answer, text: string, { paint }: Page): string {
  switch (answer) {
    case 'allowed':
      return paint.green(text)
    case 'denied':
      return paint.red(text)
    case 'notCertain':
      return paint.yellow(text)
  }
}
