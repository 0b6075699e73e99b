import { mattersReport } from '../report/matters.ts'
import { mattersJson } from '../report/matters-json.ts'
import { mattersText } from '../report/matters-text.ts'
import { visibleJson } from '../report/printable.ts'
import { trailHtml } from '../report/trail-html.ts'
import type { TrailRecord } from '../services/session.ts'
import { collectCounts } from '../trail/counts.ts'
import type { FoundEvent } from '../trail/found.ts'
import { combinedPlan } from '../trail/groups/combined-plan.ts'
import { collectGroups, type DenialGroup } from '../trail/groups/denial-group.ts'
import { explainGroups, type Facts } from '../trail/groups/explain-groups.ts'
import { type IgnoreRule, ignoreKeys, parseIgnoreRules, withoutIgnored } from '../trail/groups/ignore-rules.ts'
import type { RecordSource } from '../trail/record-source.ts'
import { openGiven } from './explain.ts'
import { cliProblem, type ExitCode, type Io, printable, readInput, reasonOf, usesColour } from './io.ts'
import type { UsageProblem } from './options.ts'
import { contextOfDenials, untold, type Watch } from './trail-context.ts'
import type { TrailOptions } from './trail-options.ts'
import { isNothingRead, summaryLine, watchSearch } from './trail-progress.ts'
import type { OpenedSource } from './trail-sources.ts'

/** Groups explained; more are counted and left. */
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
  if (!opened.ok) return cliProblem(io, 3, opened.problem)
  const ignored = await ignoreRules(options.ignore, io)
  if (!ignored.ok) return cliProblem(io, ignored.code, ignored.problem[language])
  const collector = collectGroups()
  const counter = collectCounts()
  const add = (event: FoundEvent): void => {
    collector.add(event)
    counter.add(event)
  }
  const known = new Set<string>()
  const told = await watchSearch(
    untold(find(options.question), known),
    (events) => events.forEach(add),
    language,
    signal,
    io,
  )
  const groups = collector.groups()
  if (groups.length > mostGroups) io.stderr(`undeny: ${leftOut[language](groups.length - mostGroups)}\n`)
  const explained = groups.slice(0, mostGroups)
  const trail = signal.aborted
    ? ownRecords(explained)
    : await trailOf(explained, records, { language, signal, io, told: known })
  const facts: Facts = { snapshot: opened.snapshot, hasSnapshot: options.snapshot !== null, trail }
  const { matters, hiddenCount } = withoutIgnored(explainGroups(explained, facts), ignored.rules)
  const all = { matters, plan: combinedPlan(matters, facts, { plansNoise: options.plansNoise }), hiddenCount }
  const report = mattersReport(all, language)
  if (options.html !== null) {
    const failed = await writeHtml(options.html, trailHtml(report, counter.counts(), language), io)
    if (failed !== null) return failed
  }
  io.stdout(
    format === 'json'
      ? `${visibleLines(JSON.stringify(mattersJson(all, language), null, 2))}\n`
      : mattersText(report, { language, colour: usesColour(io) }),
  )
  io.stderr(summaryLine(told, options, language))
  if (isNothingRead(told)) return 3
  return matters.every(({ diagnosis }) => diagnosis.certain) ? 0 : 1
}

/** What the source tells beside the denials themselves. */
function trailOf(groups: readonly DenialGroup[], records: RecordSource, watch: Watch): Promise<readonly TrailRecord[]> {
  const denials = groups.flatMap(({ examples }) => examples.map(({ denial }) => denial))
  return contextOfDenials(denials, ownRecords(groups), records, watch)
}

function ownRecords(groups: readonly DenialGroup[]): readonly TrailRecord[] {
  return groups.flatMap(({ examples }) => examples.map(({ event }) => ({ file: event.from, record: event.record })))
}

async function writeHtml(file: string, page: string, io: Io): Promise<ExitCode | null> {
  try {
    await io.writeFile(file, page)
    return null
  } catch (error) {
    return cliProblem(io, 3, `\`${printable(file)}\` could not be written: ${reasonOf(error)}.`)
  }
}

function visibleLines(json: string): string {
  return json.split('\n').map(visibleJson).join('\n')
}

const leftOut: UsageProblemOf = {
  en: (rest) =>
    `${rest} rarer kinds of denials are not explained; ask for less with --principal, --service or --since.`,
  ko: (rest) =>
    `드문 종류의 거부 ${rest}가지는 설명하지 않았습니다. --principal, --service, --since 옵션으로 범위를 좁히세요.`,
}

type UsageProblemOf = Readonly<Record<keyof UsageProblem, (rest: number) => string>>

type Rules =
  | { readonly ok: true; readonly rules: readonly IgnoreRule[] }
  | { readonly ok: false; readonly code: ExitCode; readonly problem: UsageProblem }

async function ignoreRules(file: string | null, io: Io): Promise<Rules> {
  if (file === null) return { ok: true, rules: [] }
  const input = await readInput(file, io)
  if (!input.ok) return { ok: false, code: 3, problem: { en: input.problem, ko: input.problem } }
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
