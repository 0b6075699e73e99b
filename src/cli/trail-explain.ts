import type { Language } from '../causes/cause.ts'
import type { Phrase } from '../iam/phrase.ts'
import { mattersReport } from '../report/matters.ts'
import { mattersJson } from '../report/matters-json.ts'
import { mattersText } from '../report/matters-text.ts'
import { count } from '../report/matters-words.ts'
import { visibleJson } from '../report/printable.ts'
import { trailHtml } from '../report/trail-html.ts'
import type { TrailRecord } from '../services/session.ts'
import { collectCounts } from '../trail/counts.ts'
import type { FoundEvent, TrailProblem } from '../trail/found.ts'
import { collectGroups } from '../trail/groups/collect-groups.ts'
import { combinedPlan } from '../trail/groups/combined-plan.ts'
import type { DenialGroup } from '../trail/groups/denial-group.ts'
import { factsOf } from '../trail/groups/explain-facts.ts'
import { explainGroups } from '../trail/groups/explain-groups.ts'
import {
  type IgnoreRule,
  ignoreKeys,
  parseIgnoreRules,
  withoutIgnored,
  withoutIgnoredCauses,
} from '../trail/groups/ignore-rules.ts'
import type { RecordSource } from '../trail/record-source.ts'
import { openGiven } from './explain.ts'
import { cliProblem, type ExitCode, type Io, printable, readInput, reasonOf, tell, usesColour } from './io.ts'
import { contextOfDenials, untold, type Watch } from './trail-context.ts'
import { historyOf, nothingFound } from './trail-history.ts'
import type { TrailOptions } from './trail-options.ts'
import { isNothingRead, tellSummary, watchSearch } from './trail-progress.ts'
import type { OpenedSource } from './trail-sources.ts'

/** Groups explained, the most frequent of those that are not ignored; more are counted and left. */
const mostGroups = 300

/** What `--explain` asks of its sources. */
export type SearchedSource = Pick<Extract<OpenedSource, { ok: true }>, 'find' | 'records' | 'signal'>

/** `undeny trail … --explain`: the denials as a short list of causes, with one plan of fixes for all of them. */
export async function explainTrail(
  { find, records, signal }: SearchedSource,
  options: TrailOptions,
  io: Io,
): Promise<ExitCode> {
  const { language, format } = options
  const opened = openGiven(options.snapshot)
  if (!opened.ok) return cliProblem(io, 3, opened.problem, language)
  const ignored = await ignoreRules(options.ignore, io)
  if (!ignored.ok) return cliProblem(io, ignored.code, ignored.problem, language)
  const { html } = options
  const unwritable = html === null ? null : await written(html, io.mayWrite(html), language, io)
  if (unwritable !== null) return unwritable
  const collector = collectGroups()
  const counter = collectCounts()
  const add = (event: FoundEvent): void => {
    if (collector.add(event)) counter.add(event)
  }
  const known = new Map<string, TrailProblem>()
  const told = await watchSearch(
    untold(find(options.question), known),
    (events) => events.forEach(add),
    language,
    signal,
    io,
  )
  const groups = collector.groups()
  if (collector.leftOut() > 0) tell(io, tooManyKinds(collector.leftOut()), language)
  const shown = withoutIgnored(groups, ignored.rules)
  const [explained, rest] = [shown.groups.slice(0, mostGroups), shown.groups.slice(mostGroups)]
  const asked = { snapshot: opened.snapshot, hasSnapshot: options.snapshot !== null }
  const watch: Watch = { language, signal, io, told: known }
  const around = signal.aborted ? ownRecords(explained) : await trailOf(explained, records, watch)
  const history = signal.aborted ? nothingFound : await historyOf(explained, factsOf(asked, around), records, watch)
  const facts = factsOf(asked, [...around, ...history.records])
  const explain = (some: readonly DenialGroup[]) => explainGroups(some, facts, history.log, groups)
  const { matters, hiddenCount } = withoutIgnoredCauses(explain(explained), ignored.rules, explain)
  const all = {
    matters,
    plan: combinedPlan(matters, facts, { plansAll: options.plansAll }),
    hiddenCount: shown.hiddenCount + hiddenCount,
    isInterrupted: signal.aborted,
    unexplained: { groupCount: rest.length, denialCount: rest.reduce((sum, { count }) => sum + count, 0) },
  }
  const report = mattersReport(all, language)
  io.stdout(
    format === 'json'
      ? `${visibleLines(JSON.stringify(mattersJson(all, language), null, 2))}\n`
      : mattersText(report, { language, colour: usesColour(io) }),
  )
  tellSummary(told, options, io)
  if (collector.copies() > 0) tell(io, countedOnce(collector.copies()), language)
  const page = html === null ? null : io.writeFile(html, trailHtml(report, counter.counts(), language))
  if (html !== null && page !== null && (await written(html, page, language, io)) !== null) return 3
  if (isNothingRead(told)) return 3
  return !all.isInterrupted &&
    rest.length + collector.leftOut() === 0 &&
    matters.every(({ diagnosis }) => diagnosis.certain)
    ? 0
    : 1
}

/** What the source tells beside the denials themselves. */
function trailOf(groups: readonly DenialGroup[], records: RecordSource, watch: Watch): Promise<readonly TrailRecord[]> {
  const denials = groups.flatMap(({ examples }) => examples.map(({ denial }) => denial))
  return contextOfDenials(denials, ownRecords(groups), records, watch)
}

function ownRecords(groups: readonly DenialGroup[]): readonly TrailRecord[] {
  return groups.flatMap(({ examples }) => examples.map(({ event }) => ({ file: event.from, record: event.record })))
}

/** Null where a file was written, or can be; else the exit code, and why was told. */
async function written(file: string, work: Promise<void>, language: Language, io: Io): Promise<ExitCode | null> {
  try {
    await work
    return null
  } catch (error) {
    const [name, { en, ko }] = [`\`${printable(file)}\``, reasonOf(error)]
    const problem = { en: `${name} could not be written: ${en}.`, ko: `${name} 파일을 쓰지 못했습니다. ${ko}.` }
    return cliProblem(io, 3, problem, language)
  }
}

function visibleLines(json: string): string {
  return json.split('\n').map(visibleJson).join('\n')
}

function countedOnce(copies: number): Phrase {
  const are = copies === 1 ? 'is a copy of an event that another record tells' : 'are copies of events that others tell'
  return {
    en: `${count(copies)} of these records ${are}, of a second account or file; the list counts each event once.`,
    ko: `이 가운데 레코드 ${count(copies)}개는 다른 계정이나 파일에 이미 있는 이벤트의 사본입니다. 목록에서는 이벤트마다 한 번만 셉니다.`,
  }
}

function tooManyKinds(denials: number): Phrase {
  const [en, ko] = [denials === 1 ? '1 denial' : `${count(denials)} denials`, count(denials)]
  return {
    en: `${en} of further kinds, beyond 10,000, were not kept and count nowhere; ask for less with --principal, --service or --since.`,
    ko: `10,000가지를 넘는 종류의 거부 ${ko}건은 보관하지 않아 어디에도 세지 않았습니다. --principal, --service, --since 옵션으로 범위를 좁히세요.`,
  }
}

type Rules =
  | { readonly ok: true; readonly rules: readonly IgnoreRule[] }
  | { readonly ok: false; readonly code: ExitCode; readonly problem: Phrase }

async function ignoreRules(file: string | null, io: Io): Promise<Rules> {
  if (file === null) return { ok: true, rules: [] }
  const input = await readInput(file, io)
  if (!input.ok) return { ok: false, code: 3, problem: input.problem }
  const parsed = parseIgnoreRules(input.text)
  if (parsed.ok) return parsed
  const { line, fault } = parsed
  const place = `${printable(file)}:${line}`
  const word = printable(fault.word)
  const problem =
    fault.kind === 'noPair'
      ? {
          en: `${place}: \`${word}\` is no KEY=PATTERN; a remark begins with #.`,
          ko: `${place}: \`${word}\` 값은 KEY=PATTERN 형식이 아닙니다. 설명은 #으로 시작합니다.`,
        }
      : {
          en: `${place}: \`${word}\` is no key; the keys are ${ignoreKeys.join(', ')}.`,
          ko: `${place}: \`${word}\` 키는 없습니다. 쓸 수 있는 키는 ${ignoreKeys.join(', ')}입니다.`,
        }
  return { ok: false, code: 3, problem }
}
