import type { Language } from '../causes/cause.ts'
import type { Phrase } from '../iam/phrase.ts'
import type { TrailBatch, TrailProblem, TrailProgress } from '../trail/found.ts'
import { noProgress } from '../trail/several.ts'
import { type Io, printable, printablePhrase, tell } from './io.ts'
import type { TrailOptions } from './trail-options.ts'

/** What came of a search. */
export interface Told {
  readonly rows: number
  readonly problems: number
  readonly progress: TrailProgress
}

/** Whether a search came to nothing because of what it could not read; what it had no need to open is no fault. */
export function isNothingRead({ problems, progress }: Told): boolean {
  return problems > 0 && progress.events === 0 && (progress.skipped ?? 0) === 0
}

/** Some of what a search found, and how far it is. */
type Part = Pick<TrailBatch, 'events' | 'problems' | 'progress'>

/**
 * Follows a search to its end or to an interruption (null: it ends by itself): hands on what it finds, tells its problems,
 * shows its progress. Of many problems the first few are told, and at the end how many files the others are about.
 */
export async function watchSearch(
  parts: AsyncIterable<Part>,
  take: (events: Part['events']) => void,
  language: Language,
  signal: AbortSignal | null,
  io: Io,
): Promise<Told> {
  let told: Told = {
    rows: 0,
    problems: 0,
    progress: noProgress,
  }
  const bar = progressLine(io, language)
  let untold = 0
  for await (const { events, problems, progress } of parts) {
    bar.clear()
    take(events)
    problems.forEach((problem, i) => {
      if (told.problems + i < mostProblems) tellProblem(problem, language, io)
      else untold += problem.files ?? 1
    })
    told = { rows: told.rows + events.length, problems: told.problems + problems.length, progress }
    bar.show(told)
    if (signal?.aborted === true) break
  }
  bar.clear()
  if (untold > 0) tell(io, moreProblems(untold), language)
  return told
}

/** Tells that a search ended before its time. */
export function tellInterruption(language: Language, io: Io): void {
  tell(io, interrupted, language)
}

const interrupted: Phrase = {
  en: 'The search was interrupted; newer and older rows may be missing.',
  ko: '검색이 중단되어 빠진 행이 있을 수 있습니다.',
}

function moreProblems(files: number): Phrase {
  return { en: `${count(files)} more could not be read.`, ko: `읽지 못한 것이 ${count(files)}개 더 있습니다.` }
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
function progressLine(io: Io, language: Language): ProgressLine {
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

function tellProblem({ from, line, message }: TrailProblem, language: Language, io: Io): void {
  tell(io, printablePhrase(message), language, `${printable(from)}${line === null ? '' : `:${line}`}`)
}

/** Tells what a search came to. */
export function tellSummary(told: Told, { question, engine, language }: TrailOptions, io: Io): void {
  if (isNothingRead(told)) return
  const { rows, progress } = told
  // An engine gives the rows alone: how many records it looked at, nobody knows.
  const records = engine.kind === 'local' ? progress.events : null
  const [en, ko] = question.allErrors ? ['error', '오류'] : ['denial', '거부']
  const { skipped = 0 } = progress
  const isOlder = records === 0 && skipped > 0
  const found = { en: summaryEn(rows, records, en), ko: summaryKo(rows, records, ko) }
  tell(io, isOlder ? onlyOlder(skipped, en, ko) : found, language)
}

function onlyOlder(files: number, en: string, ko: string): Phrase {
  const whose = files === 1 ? 'the only log file is' : `all ${count(files)} log files are`
  return {
    en: `No ${en}s: by ${files === 1 ? 'its name' : 'their names'} ${whose} older.`,
    ko: `${ko}를 찾지 못했습니다. 이름을 보면 로그 파일 ${count(files)}개에는 모두 더 이전의 이벤트만 있습니다.`,
  }
}

function summaryEn(rows: number, records: number | null, what: string): string {
  if (records === null) return `${plural(rows, what)}.`
  return records === 0 ? 'There are no CloudTrail records.' : `${plural(rows, what)} in ${plural(records, 'record')}.`
}

function summaryKo(rows: number, records: number | null, what: string): string {
  if (records === null) return `${what} ${count(rows)}건을 찾았습니다.`
  if (records === 0) return 'CloudTrail 레코드가 없습니다.'
  const read = `레코드 ${count(records)}개에서`
  return rows === 0 ? `${read} ${what}를 찾지 못했습니다.` : `${read} ${what} ${count(rows)}건을 찾았습니다.`
}

function plural(number: number, noun: string): string {
  return `${number === 0 ? 'No' : count(number)} ${noun}${number === 1 ? '' : 's'}`
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
