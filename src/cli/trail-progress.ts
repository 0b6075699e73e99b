import type { Language } from '../causes/cause.ts'
import type { TrailProblem, TrailProgress } from '../trail/found.ts'
import { type Io, printable } from './io.ts'

/** What came of a search. */
export interface Told {
  readonly rows: number
  readonly problems: number
  readonly progress: TrailProgress
}

/** A line on a person's terminal that is drawn over and over while a search goes on. */
export interface ProgressLine {
  readonly show: (told: Told) => void
  /** Takes the line away, so that something else can be printed. */
  readonly clear: () => void
}

/** No more often than the eye sees. */
const leastMs = 80

/** The progress of a search: how much is read and how fast. Silent where nobody looks. */
export function progressLine(io: Io, language: Language): ProgressLine {
  if (!io.stderrIsTerminal) return { show: () => {}, clear: () => {} }
  const started = io.now().getTime()
  let shownAt = 0
  let isShown = false
  return {
    show: (told) => {
      const now = io.now().getTime()
      if (now - shownAt < leastMs) return
      shownAt = now
      isShown = true
      io.stderr(`\r\u001b[2K${progressText(told, Math.max(1, now - started), language)}`)
    },
    clear: () => {
      if (isShown) io.stderr('\r\u001b[2K')
      isShown = false
    },
  }
}

const barWidth = 20

/** One line: a bar where the whole is known, the records, the bytes and the rate so far. */
export function progressText({ rows, progress }: Told, ms: number, language: Language): string {
  const { events, bytes, totalBytes } = progress
  const share = totalBytes === null || totalBytes === 0 ? null : Math.min(1, bytes / totalBytes)
  const done = Math.round((share ?? 0) * barWidth)
  const bar = share === null ? '' : `${'█'.repeat(done)}${'░'.repeat(barWidth - done)} ${Math.floor(share * 100)}%  `
  const of = totalBytes === null ? '' : ` / ${sizeText(totalBytes)}`
  const rate = Math.round((events * 1000) / ms)
  return language === 'ko'
    ? `${bar}${sizeText(bytes)}${of}  레코드 ${count(events)}개 (초당 ${count(rate)}개)  ${count(rows)}행`
    : `${bar}${sizeText(bytes)}${of}  ${count(events)} records (${count(rate)} a second)  ${count(rows)} rows`
}

/** Problems told one by one; what goes beyond is counted. */
const mostProblems = 20

/** Tells one thing that could not be read, unless many were told before it. */
export function tellProblem({ from, line, message }: TrailProblem, toldBefore: number, io: Io): void {
  if (toldBefore >= mostProblems) return
  io.stderr(`undeny: ${printable(from)}${line === null ? '' : `:${line}`}: ${printable(message)}\n`)
}

/** What a search came to, for standard error. */
export function summaryLine(told: Told, allErrors: boolean, language: Language): string {
  const { rows, problems, progress } = told
  if (progress.events === 0 && problems > 0) return ''
  const more = Math.max(0, problems - mostProblems)
  if (language === 'ko') {
    const what = allErrors ? '오류' : '거부'
    const untold = more === 0 ? '' : `undeny: 읽지 못한 것이 ${count(more)}개 더 있습니다.\n`
    return `${untold}undeny: 레코드 ${count(progress.events)}개에서 ${what} ${count(rows)}건을 찾았습니다.\n`
  }
  const what = allErrors ? 'error' : 'denial'
  const untold = more === 0 ? '' : `undeny: ${count(more)} more could not be read.\n`
  return `${untold}undeny: ${plural(rows, what)} in ${plural(progress.events, 'record')}.\n`
}

function plural(number: number, noun: string): string {
  return `${number === 0 ? 'No' : count(number)} ${noun}${number === 1 ? '' : 's'}`.replace(/^No (?=record)/, '0 ')
}

function count(number: number): string {
  return number.toLocaleString('en-US')
}

/** Bytes in the unit that gives the shortest number: `433.7 MB`. */
export function sizeText(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB']
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3))
  const value = bytes / 1000 ** power
  return `${power === 0 ? value : value.toFixed(1)} ${units[power]}`
}
