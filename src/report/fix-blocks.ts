import type { Language } from '../causes/cause.ts'
import type { JudgedRequest } from '../diagnosis/diagnosis.ts'
import type { Fix, RenderedEdit } from '../fixes/fix.ts'
import { adviceText } from './advice.ts'
import { changedLines } from './changed-lines.ts'
import { editCommand } from './edit-command.ts'
import { instruction } from './instruction.ts'
import { labels } from './labels.ts'
import { ownerName } from './owner.ts'
import { reasonText } from './reason.ts'
import { shortPrincipal, shortResource } from './short-names.ts'

/** One fix in words. */
export interface FixBlock {
  readonly title: string
  readonly isVerified: boolean
  readonly editCount: string
  /** What was verified, or why it was not. */
  readonly proof: string
  readonly edits: readonly EditBlock[]
  /** Numbers of the edits of the first fix that are part of this one too. */
  readonly sameAsFirst: readonly number[]
  /** Requests that are newly allowed: principal, action and resource. */
  readonly examples: readonly (readonly [string, string, string])[]
  readonly moreExamples: number
}

/** One edit in words. */
export interface EditBlock {
  readonly number: number
  readonly instruction: string
  readonly owner: string
  readonly advice: string | null
  /** Lines that change, without the punctuation that moves with them; none in a fix that is told in short. */
  readonly changes: readonly string[]
  readonly diff: string
  readonly cli: string | null
  /** The command that is the whole edit, where one line is. */
  readonly command: string | null
}

const mostExamples = 3

/** The fixes, the first in full, the others in short. */
export function fixBlocks(
  fixes: readonly Fix[],
  requests: readonly JudgedRequest[],
  language: Language,
): readonly FixBlock[] {
  const firstKeys = fixes[0]?.edits.map(editKey) ?? []
  return fixes.map((fix, i) => {
    const isFirst = i === 0
    const known = (edit: RenderedEdit): boolean => !isFirst && firstKeys.includes(editKey(edit))
    const examples = examplesOf(fix)
    return {
      title: fixes.length === 1 ? labels[language].fix : `${labels[language].fix} ${i + 1}`,
      isVerified: fix.outcome.verified,
      editCount: labels[language].edits(fix.edits.length),
      proof: proofOf(fix, requests, language),
      edits: fix.edits.flatMap((edit, at) =>
        known(edit) ? [] : [editBlock(edit, at + 1, isFirst, editCommand(edit, fix, requests), language)],
      ),
      sameAsFirst: fix.edits.filter(known).map((edit) => firstKeys.indexOf(editKey(edit)) + 1),
      examples: isFirst ? examples.slice(0, mostExamples) : [],
      moreExamples: isFirst
        ? Math.max(0, fix.alsoAllows.newlyAllowedCount - Math.min(mostExamples, examples.length))
        : 0,
    }
  })
}

function editKey({ edit }: RenderedEdit): string {
  return JSON.stringify(edit)
}

function proofOf(fix: Fix, requests: readonly JudgedRequest[], language: Language): string {
  const words = labels[language]
  if (fix.edits.every(({ edit }) => edit.kind === 'noChange')) return words.noChange
  return fix.outcome.verified
    ? words.verified(requests.length, fix.alsoAllows)
    : `${words.unverified}: ${reasonText[language](fix.outcome.reason, requests).replace(/\.$/, '')}`
}

function editBlock(
  rendered: RenderedEdit,
  number: number,
  isFull: boolean,
  command: string | null,
  language: Language,
): EditBlock {
  return {
    number,
    instruction: instruction[language](rendered),
    owner: labels[language].byOwner(ownerName[language](rendered.owner)),
    advice: adviceText[language](rendered),
    changes: isFull ? changedLines(rendered.diff) : [],
    diff: rendered.diff,
    cli: rendered.cli,
    command,
  }
}

/** Examples in short form; sessions of one role read the same and are told once. */
function examplesOf(fix: Fix): readonly (readonly [string, string, string])[] {
  const rows = fix.alsoAllows.examples.map(
    ({ principal, action, resource }) => [shortPrincipal(principal), action, shortResource(resource)] as const,
  )
  return rows.filter((row, i) => rows.findIndex((other) => other.join(' ') === row.join(' ')) === i)
}
