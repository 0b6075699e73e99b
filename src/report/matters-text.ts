import { createColors } from 'picocolors'
import { locationOf } from './cause-blocks.ts'
import { labels } from './labels.ts'
import type { CallRow, ChangeBlock, MatterBlock, MattersReport, PlanBlock } from './matters.ts'
import { count } from './matters-words.ts'
import type { Page } from './page.ts'
import { plain, printableLine } from './printable.ts'
import { cutMiddle } from './short-names.ts'
import type { TextOptions } from './text.ts'

/** More changed lines of one document than a reader compares on a terminal. */
const mostChanges = 40

/** A list of causes laid out for a terminal, what hurts most first. */
export function mattersText(report: MattersReport, { language, colour }: TextOptions): string {
  const page: Page = { language, words: labels[language], paint: createColors(colour) }
  const sections = [
    [report.headline],
    ...report.matters.map((matter) => matterLines(matter, page)),
    report.plan === null ? [] : planLines(report.plan, page),
    report.notes.map(plain),
  ]
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

function matterLines(matter: MatterBlock, page: Page): readonly string[] {
  const { paint, words, language } = page
  const {
    number,
    denials,
    span,
    calls,
    moreCalls,
    causes,
    possible,
    settledBy,
    success,
    hasSucceeded,
    changes,
    noise,
  } = matter
  return [
    `${paint.bold(`${String(number).padStart(2)}  ${denials}`)}   ${printableLine(span)}`,
    ...calls.map((call) => callLine(call, calls.length > 1)),
    ...(moreCalls === '' ? [] : [`    ${moreCalls}`]),
    ...causes.flatMap((cause) => [
      `    ${paint.bold(`${cause.code} ${cause.name}`)}   ${paint.red(words.status.confirmed)}`,
      `      ${plain(cause.headline)}`,
      ...(cause.excerpt === null ? [] : [`      ${printableLine(locationOf(cause.excerpt, language))}`]),
    ]),
    ...(possible === '' ? [] : [`    ${paint.yellow(possible)}`]),
    ...(settledBy === null ? [] : [`      ${words.settledBy}: ${printableLine(settledBy)}`]),
    ...changes.map((change) => `    ${plain(change)}`),
    ...(success === '' ? [] : [`    ${hasSucceeded ? paint.green(plain(success)) : plain(success)}`]),
    ...(noise === '' ? [] : [`    ${plain(noise)}`]),
  ]
}

function callLine(call: CallRow, isOneOfSeveral: boolean): string {
  const cells = [cutMiddle(call.principal), call.action, cutMiddle(call.resource)]
  const row = cells.filter((cell) => cell !== '').map(printableLine)
  return `    ${[...row, ...(isOneOfSeveral ? [`×${count(call.count)}`] : [])].join('  ')}`
}

function planLines({ title, isVerified, changes, open }: PlanBlock, { paint }: Page): readonly string[] {
  return [
    isVerified ? paint.bold(title) : paint.yellow(title),
    ...changes.flatMap(changeLines),
    ...open.map((line) => `  ${plain(line)}`),
  ]
}

function changeLines({ number, instructions, owner, serves, width, changes }: ChangeBlock): readonly string[] {
  const rest = changes.length - mostChanges
  const about = [owner, serves].filter((text) => text !== '')
  return [
    ...instructions.map((line, i) => `  ${i === 0 ? number : ' '}  ${plain(line)}`),
    `     ${plain(about.join(', '))}`,
    ...(width === '' ? [] : [`     ${plain(width)}`]),
    ...changes.slice(0, mostChanges).map((line) => `       ${printableLine(line)}`),
    ...(rest > 0 ? ['       …'] : []),
  ]
}
