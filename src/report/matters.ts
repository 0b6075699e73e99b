import type { Language } from '../causes/cause.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'
import type { CombinedPlan, PlannedChange } from '../trail/groups/combined-plan.ts'
import type { DenialGroup } from '../trail/groups/denial-group.ts'
import type { Matter } from '../trail/groups/explain-groups.ts'
import { type CauseBlock, causeBlocks } from './cause-blocks.ts'
import { changedLines } from './changed-lines.ts'
import { instruction } from './instruction.ts'
import { labels } from './labels.ts'
import { changeText, succeededText } from './matter-history.ts'
import { mattersWords } from './matters-words.ts'
import { noiseText } from './noise.ts'
import { ownerName } from './owner.ts'
import { reasonText } from './reason.ts'
import { shortResource } from './short-names.ts'

/** The denials of a log as a short list of causes with one plan of fixes. */
export interface Matters {
  readonly matters: readonly Matter[]
  readonly plan: CombinedPlan
  /** Denials that an ignore file hides. */
  readonly hiddenCount: number
  /** Whether the search was interrupted, so that all of this is of a part of the log. */
  readonly isInterrupted: boolean
  /** Rarer groups of denials, beyond as many as are explained. */
  readonly unexplained: { readonly groupCount: number; readonly denialCount: number }
}

/** The same in words, from which every printed form is laid out; values in sentences stand in backticks. */
export interface MattersReport {
  readonly headline: string
  /** Whether an ignore file hides denials. */
  readonly hasHidden: boolean
  readonly matters: readonly MatterBlock[]
  /** Null where there is nothing to plan for. */
  readonly plan: PlanBlock | null
  /** What follows: what is left alone, and why little is known. */
  readonly notes: readonly string[]
}

/** One cause with what it denied. */
export interface MatterBlock {
  readonly number: number
  readonly count: number
  readonly denials: string
  readonly span: string
  readonly calls: readonly CallRow[]
  readonly moreCalls: string
  readonly causes: readonly CauseBlock[]
  /** The causes that remain, where it is not certain. */
  readonly possible: string
  readonly settledBy: string | null
  /** That the call succeeded later, and what it shows; empty where no log tells so. */
  readonly success: string
  /** Whether everything that was denied has succeeded since. */
  readonly hasSucceeded: boolean
  /** Who changed what around the denials, the earliest first. */
  readonly changes: readonly string[]
  readonly noise: string
}

/** Who was denied what, how often. */
export interface CallRow {
  readonly principal: string
  readonly action: string
  readonly resource: string
  readonly count: number
}

/** The fixes of all causes. */
export interface PlanBlock {
  readonly title: string
  readonly isVerified: boolean
  readonly changes: readonly ChangeBlock[]
  readonly open: readonly string[]
}

/** Everything that changes in one document. */
export interface ChangeBlock {
  readonly number: number
  readonly instructions: readonly string[]
  readonly owner: string
  /** The matters it is for; empty where there is only one. */
  readonly serves: string
  /** That a pattern covers more than was denied; empty where none does. */
  readonly width: string
  /** Lines that change. */
  readonly changes: readonly string[]
  readonly cli: string | null
}

const mostCalls = 6
const mostSuspects = 3

/** A list of causes in words. */
export function mattersReport(all: Matters, language: Language): MattersReport {
  const { matters, plan, hiddenCount, unexplained, isInterrupted } = all
  const words = mattersWords[language]
  const total = matters.reduce((sum, matter) => sum + matter.count, 0)
  const hasSnapshot = matters.some(({ diagnosis }) => diagnosis.hasSnapshot)
  const planned = matters.length - plan.left.length - plan.succeeded.length
  return {
    headline: words.headline(total, matters.length, hiddenCount),
    hasHidden: hiddenCount > 0,
    matters: matters.map((matter, i) => matterBlock(matter, i + 1, language)),
    plan: planned === 0 || !hasSnapshot ? null : planBlock(plan, matters, planned, language),
    notes: [
      ...(isInterrupted ? [words.interrupted] : []),
      ...(unexplained.groupCount === 0 ? [] : [words.unexplained(unexplained.groupCount, unexplained.denialCount)]),
      ...(planned === 0 || hasSnapshot ? [] : [words.withoutSnapshot]),
      ...(plan.succeeded.length === 0 ? [] : [words.succeededSince(plan.succeeded.map((matter) => matter + 1))]),
      ...(plan.left.length === 0 ? [] : [words.leftAlone(plan.left.map((matter) => matter + 1))]),
    ],
  }
}

function matterBlock(matter: Matter, number: number, language: Language): MatterBlock {
  const words = mattersWords[language]
  const { diagnosis, noise, first, last } = matter
  const calls = callRows(matter.groups, language)
  const isScan = noise?.kind === 'scanner'
  const confirmed = isScan ? [] : diagnosis.causes.filter((cause) => cause.status === 'confirmed')
  const isOpen = !isScan && !diagnosis.certain
  return {
    number,
    count: matter.count,
    denials: words.denials(matter.count),
    span: first === last ? (first ?? '') : `${first ?? '?'} … ${last ?? '?'}`,
    calls: calls.slice(0, mostCalls),
    moreCalls: calls.length > mostCalls ? words.more(calls.length - mostCalls) : '',
    causes: causeBlocks(confirmed, diagnosis.requests, language),
    possible: isOpen ? possibleText(diagnosis, confirmed.length > 0, language) : '',
    // Without a snapshot the same command would stand under every matter.
    settledBy: isOpen && diagnosis.hasSnapshot ? commandOf(diagnosis) : null,
    ...historyOf(matter, language),
    noise: noise === null ? '' : noiseText[language](noise),
  }
}

function historyOf({ history }: Matter, language: Language): Pick<MatterBlock, 'success' | 'hasSucceeded' | 'changes'> {
  const { success, changes } = history
  return {
    success: success === null ? '' : succeededText[language](success),
    hasSucceeded: success !== null && success.doubt === null,
    changes: [
      ...changes.before.toReversed().map((change) => changeText[language](change, 'before')),
      ...changes.between.map((change) => changeText[language](change, 'between')),
      ...changes.after.map((change) => changeText[language](change, 'after')),
    ],
  }
}

function possibleText({ causes }: Diagnosis, isPartlyTold: boolean, language: Language): string {
  const words = mattersWords[language]
  const possible = causes.filter((cause) => cause.status === 'possible')
  const names = possible.slice(0, mostSuspects).map(({ code, name }) => `${code} ${name}`)
  const rest = possible.length - names.length
  if (names.length === 0) return isPartlyTold ? '' : words.noCause
  return `${words.possible}: ${names.join(', ')}${rest > 0 ? ` +${rest}` : ''}`
}

function commandOf({ causes, unknowns }: Diagnosis): string | null {
  const suspect = causes.find((cause) => cause.status === 'possible' && cause.command !== null)
  return suspect?.command ?? unknowns[0]?.command ?? null
}

/** Groups that read the same are one row: they differ in a word of AWS's message. */
function callRows(groups: readonly DenialGroup[], language: Language): readonly CallRow[] {
  const rows = new Map<string, CallRow>()
  for (const group of groups) {
    const resource = resourceOf(group, language)
    const principal = group.principal ?? mattersWords[language].nobody
    const key = JSON.stringify([principal, group.action, resource])
    const known = rows.get(key)
    rows.set(key, { principal, action: group.action, resource, count: (known?.count ?? 0) + group.count })
  }
  return [...rows.values()].sort((a, b) => b.count - a.count)
}

function resourceOf({ resources, hasMoreResources, pattern }: DenialGroup, language: Language): string {
  const [only] = resources
  if (only === undefined) return ''
  if (resources.length === 1 && !hasMoreResources) return shortResource(only)
  const number = mattersWords[language].resources(resources.length, hasMoreResources)
  return pattern === null ? number : `${shortResource(pattern)} (${number})`
}

function planBlock(
  { changes, solved, unsolved, alsoAllows, left, succeeded }: CombinedPlan,
  matters: readonly Matter[],
  planned: number,
  language: Language,
): PlanBlock {
  const words = mattersWords[language]
  const { triedCount, newlyAllowedCount } = alsoAllows
  const isVerified = changes.length > 0 && solved.length > 0
  const reasons = { noise: left.length > 0, succeeded: succeeded.length > 0 }
  return {
    title: isVerified
      ? words.plan(changes.length, solved.length, planned, reasons, triedCount, newlyAllowedCount)
      : words.noPlan,
    isVerified,
    changes: isVerified ? changes.map((change, i) => changeBlock(change, i + 1, matters.length, language)) : [],
    open: unsolved.map(({ matter, reason }) => {
      const requests = matters[matter]?.diagnosis.requests ?? []
      const why = reason === null ? words.noFix : reasonText[language](reason, requests)
      return words.staysOpen(matter + 1, why)
    }),
  }
}

function changeBlock(change: PlannedChange, number: number, all: number, language: Language): ChangeBlock {
  const { edits, matters, patterns } = change
  const [first] = edits
  return {
    number,
    instructions: edits.map((edit) => instruction[language](edit)),
    owner: first === undefined ? '' : labels[language].byOwner(ownerName[language](first.owner)),
    serves: all === 1 ? '' : mattersWords[language].serves(matters.map((matter) => matter + 1)),
    width: patterns.length === 0 ? '' : mattersWords[language].wider(patterns),
    changes: edits.flatMap(({ diff }) => (diff === '' ? [] : changedLines(diff))),
    cli: first?.cli ?? null,
  }
}
