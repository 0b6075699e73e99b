import { createColors } from 'picocolors'
import type { Language } from '../causes/cause.ts'
import type { Diagnosis, Excerpt, FoundCause, JudgedRequest } from '../diagnosis/diagnosis.ts'
import type { Fix, RenderedEdit } from '../fixes/fix.ts'
import { assumptionText } from './assumption.ts'
import { instruction } from './instruction.ts'
import { type Labels, labels } from './labels.ts'
import { ownerName } from './owner.ts'
import { printableLine } from './printable.ts'
import { reasonText } from './reason.ts'
import { shortResource } from './short-resource.ts'
import { summary } from './summary.ts'
import { padded } from './width.ts'

/** How a text report is printed. */
export interface TextOptions {
  readonly language: Language
  /** Colour marks verdicts only; without it nothing is lost. */
  readonly colour: boolean
}

type Colours = ReturnType<typeof createColors>

interface Page extends TextOptions {
  readonly words: Labels
  readonly paint: Colours
}

/** A diagnosis for people: what happened, what blocks and why, the fixes with their proof, what is not known. */
export function reportText(diagnosis: Diagnosis, options: TextOptions): string {
  const page: Page = { ...options, words: labels[options.language], paint: createColors(options.colour) }
  const confirmed = diagnosis.causes.filter((c) => c.excerpt !== null || c.words[page.language].why !== '')
  const suspected = diagnosis.causes.filter((c) => !confirmed.includes(c))
  const sections = [
    [plain(summary[page.language](diagnosis))],
    diagnosis.requests.length > 1 ? chainLines(diagnosis, page) : [],
    ...confirmed.map((cause) => causeLines(cause, page)),
    suspected.length === 0 ? [] : suspectLines(suspected, page),
    ...diagnosis.fixes.map((fix, i) => fixLines(fix, i, diagnosis, page)),
    diagnosis.fixes.some((f) => f.edits.some((e) => e.cli !== null)) ? [`  ${page.words.nothingChanged}`] : [],
    unknownLines(diagnosis, page),
    assumptionLines(diagnosis, page),
  ]
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

function chainLines({ requests, nextDenials }: Diagnosis, page: Page): readonly string[] {
  const rows = requests.map((judged, i) => {
    const { action, resource } = judged.authorization.request
    const isNext = nextDenials.some((n) => n.request === i) && !judged.reported
    return { judged, action: printableLine(action), resource: printableLine(shortResource(resource)), isNext }
  })
  const widest = (of: (row: (typeof rows)[number]) => string): number => Math.max(...rows.map((row) => of(row).length))
  const actionWidth = widest((r) => r.action)
  const resourceWidth = Math.min(
    60,
    widest((r) => r.resource),
  )
  return rows.map(({ judged, action, resource, isNext }) => {
    const mark = judged.reported ? '▸' : ' '
    const layers = judged.decision.blockedBy.join(', ')
    const note = isNext ? page.words.next : ''
    const verdict = verdictWord(judged, page)
    return `${mark} ${action.padEnd(actionWidth)}  ${resource.padEnd(resourceWidth)}  ${verdict}  ${[layers, note].filter((t) => t !== '').join('  ')}`.trimEnd()
  })
}

function verdictWord({ decision }: JudgedRequest, { words, paint }: Page): string {
  const [only, ...others] = decision.possible
  const allDenied = decision.possible.every((v) => v !== 'allowed')
  const width = Math.max(
    ...[words.verdict.allowed, words.verdict.explicitDeny, words.notCertain].map((w) => padded(w, 0).length),
  )
  if (only === undefined || (others.length > 0 && !allDenied)) return paint.yellow(padded(words.notCertain, width))
  return only === 'allowed'
    ? paint.green(padded(words.verdict.allowed, width))
    : paint.red(padded(words.verdict.explicitDeny, width))
}

function causeLines(cause: FoundCause, page: Page): readonly string[] {
  const { headline, why } = cause.words[page.language]
  const status =
    cause.status === 'confirmed'
      ? page.paint.red(page.words.status.confirmed)
      : page.paint.yellow(page.words.status[cause.status])
  return [
    `${page.paint.bold(`${cause.code} ${cause.name}`)}   ${status}`,
    `  ${plain(headline)}`,
    ...(cause.excerpt === null ? [] : excerptLines(cause.excerpt, page)),
    ...(why === '' ? [] : [`  ${plain(why)}`]),
  ]
}

function excerptLines(excerpt: Excerpt, { words, paint }: Page): readonly string[] {
  const width = String(excerpt.firstLine + excerpt.lines.length).length
  const note = excerpt.inFile ? '' : `  (${words.decoded})`
  const lines = excerpt.lines.flatMap((line, i) => {
    const number = excerpt.firstLine + i
    const shown = `      ${String(number).padStart(width)} │ ${printableLine(line)}`
    if (number !== excerpt.line) return [paint.dim(shown)]
    const caret = '^'.repeat(Math.max(1, Math.min(excerpt.length, line.length - excerpt.column + 1)))
    return [shown, `      ${' '.repeat(width)} │ ${' '.repeat(excerpt.column - 1)}${paint.red(caret)}`]
  })
  return [`      ${printableLine(excerpt.document)}:${excerpt.line}${note}`, ...lines]
}

function suspectLines(suspected: readonly FoundCause[], page: Page): readonly string[] {
  const rows = suspected.flatMap((cause, i) => [
    `  ${String(i + 1).padStart(2)}  ${cause.code} ${cause.name}   ${page.paint.yellow(page.words.status[cause.status])}`,
    `      ${plain(cause.words[page.language].headline)}`,
    ...(cause.command === null ? [] : [`      ${page.words.settles}: ${printableLine(cause.command)}`]),
  ])
  return [page.words.possibleCauses, ...rows]
}

function fixLines(fix: Fix, index: number, diagnosis: Diagnosis, page: Page): readonly string[] {
  const { words, language } = page
  const proof = fix.outcome.verified
    ? page.paint.green(words.verified(diagnosis.requests.length, fix.alsoAllows))
    : `${page.paint.yellow(words.unverified)}: ${reasonText[language](fix.outcome.reason).replace(/\.$/, '')}`
  const title = diagnosis.fixes.length === 1 ? words.fix : `${words.fix} ${index + 1}`
  const examples = fix.alsoAllows.examples.map(
    ({ principal, action, resource }) =>
      `     ${words.example}: ${printableLine(`${principal.arn ?? 'anonymous'} ${action} ${resource}`)}`,
  )
  return [
    `${page.paint.bold(title)} (${words.edits(fix.edits.length)}, ${proof})`,
    ...fix.edits.flatMap((edit, i) => editLines(edit, i, page)),
    ...examples,
  ]
}

function editLines(edit: RenderedEdit, index: number, page: Page): readonly string[] {
  const { language, words } = page
  const owner = ownerName[language](edit.owner)
  return [
    `  ${index + 1}  ${plain(instruction[language](edit))}`,
    `     ${words.by(owner)}`,
    ...changedLines(edit.diff).map(
      (line) => `       ${line.startsWith('+') ? page.paint.green(line) : page.paint.red(line)}`,
    ),
  ]
}

/** The changed lines of a diff, without its headers and context. */
function changedLines(diff: string): readonly string[] {
  return diff
    .split('\n')
    .filter((line) => /^[+-](?![+-]{2} )/.test(line))
    .map(printableLine)
}

function unknownLines({ unknowns }: Diagnosis, { words }: Page): readonly string[] {
  if (unknowns.length === 0) return []
  const rows = unknowns.flatMap(({ fact, permission, command }) => [
    `  ${printableLine(fact)}${permission === null ? '' : `   ${words.needs} ${permission}`}`,
    ...(command === null ? [] : [`    ${printableLine(command)}`]),
  ])
  return [words.notKnown, ...rows]
}

function assumptionLines({ assumptions }: Diagnosis, { words, language }: Page): readonly string[] {
  if (assumptions.length === 0) return []
  return [`${words.assumed}: ${plain(assumptions.map((a) => assumptionText[language](a)).join('; '))}.`]
}

/** Words for a terminal: the backticks that mark values are dropped, control characters made visible. */
function plain(text: string): string {
  return printableLine(text.replaceAll('`', ''))
}
