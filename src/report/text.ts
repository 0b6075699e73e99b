import { createColors } from 'picocolors'
import type { Language } from '../causes/cause.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'
import type { CauseBlock, SuspectGroup } from './cause-blocks.ts'
import { chainLines } from './chain-text.ts'
import { excerptLines } from './excerpt-text.ts'
import { fixLines } from './fix-text.ts'
import { labels } from './labels.ts'
import type { Page } from './page.ts'
import { plain, printableLine } from './printable.ts'
import { type Report, reportOf } from './report.ts'

/** How a text report is printed. */
export interface TextOptions {
  readonly language: Language
  /** Colour marks verdicts only; without it nothing is lost. */
  readonly colour: boolean
}

/** A diagnosis for people: what happened, what blocks and why, the fixes with their proof, what is not known. */
export function reportText(diagnosis: Diagnosis, options: TextOptions): string {
  return textOf(reportOf(diagnosis, options.language), options)
}

/** A report laid out for a terminal. */
export function textOf(report: Report, { language, colour }: TextOptions): string {
  const page: Page = { language, words: labels[language], paint: createColors(colour) }
  const sections = [
    report.summary.map(plain),
    chainLines(report.chain, page),
    ...report.causes.map((cause) => causeLines(cause, page)),
    report.notes.map(plain),
    suspectLines(report.suspects, page),
    ...report.fixes.map((fix, i) => fixLines(fix, i === 0, page)),
    unknownLines(report, page),
    closingLines(report, page),
  ]
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

function causeLines(cause: CauseBlock, page: Page): readonly string[] {
  const { paint, words } = page
  const status = cause.status === 'confirmed' ? paint.red : paint.yellow
  return [
    `${paint.bold(`${cause.code} ${cause.name}`)}   ${status(words.status[cause.status])}`,
    `  ${plain(cause.headline)}`,
    ...(cause.excerpt === null ? [] : excerptLines(cause.excerpt, page)),
    ...(cause.why === '' ? [] : [`  ${plain(cause.why)}`]),
    ...(cause.alsoFor.length === 0 ? [] : [`  ${words.alsoFor}: ${plain(cause.alsoFor.join(', '))}`]),
  ]
}

function suspectLines(groups: readonly SuspectGroup[], { words }: Page): readonly string[] {
  if (groups.length === 0) return []
  const all = groups.flatMap((group) => group.causes)
  const nameWidth = Math.max(...all.map(({ code, name }) => code.length + 1 + name.length))
  const rows = groups.flatMap(({ causes, command }, i) => [
    ...causes.map(({ code, name, headline }, j) => {
      const number = j === 0 ? String(i + 1) : ''
      return `  ${number.padStart(2)}  ${`${code} ${name}`.padEnd(nameWidth)}  ${plain(headline)}`
    }),
    ...(command === null ? [] : [`      ${words.settledBy}: ${printableLine(command)}`]),
  ])
  return [words.possibleCauses, ...rows]
}

function unknownLines({ unknowns, isCertain, causes }: Report, { words }: Page): readonly string[] {
  if (unknowns.length === 0) return []
  const rows = unknowns.flatMap(({ fact, permission, command }) => [
    `  ${printableLine(fact)}${permission === null ? '' : `   ${words.needs(permission)}`}`,
    ...(command === null ? [] : [`    ${printableLine(command)}`]),
  ])
  return [isCertain || causes.length === 0 ? words.notKnown : words.notKnownSoUncertain, ...rows]
}

/** One line each: what was assumed, where the commands are, where more is told. */
function closingLines(report: Report, { words }: Page): readonly string[] {
  const pages = report.codes.slice(0, 3).map((code) => `undeny causes ${code}`)
  return [
    ...(report.assumptions === null ? [] : [`${words.assumed}: ${plain(report.assumptions)}`]),
    ...(report.ruledOut.length === 0 ? [] : [`${words.ruledOut}: ${report.ruledOut.join(', ')}.`]),
    ...(report.hasScript ? [plain(words.nothingChanged)] : []),
    ...(pages.length === 0 ? [] : [`${words.pages}: ${pages.join(', ')}`]),
    ...(report.advice === null ? [] : [plain(report.advice)]),
  ]
}
