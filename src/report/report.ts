import type { Language } from '../causes/cause.ts'
import { namedLayer } from '../diagnosis/claim.ts'
import type { CauseStatus, Diagnosis, FoundCause, Unknown } from '../diagnosis/diagnosis.ts'
import type { Fix } from '../fixes/fix.ts'
import { assumptionText } from './assumption.ts'
import { type CauseBlock, causeBlocks, type SuspectGroup, suspectGroups } from './cause-blocks.ts'
import { type ChainNode, chainTree } from './chain-tree.ts'
import { type FixBlock, fixBlocks } from './fix-blocks.ts'
import { notesOf } from './notes.ts'
import { summary } from './summary.ts'

/**
 * A diagnosis in words, in the order in which it is read; every printed form is laid out from it. In sentences, values
 * stand in backticks.
 */
export interface Report {
  readonly summary: readonly string[]
  /** Empty where the summary says all there is to say about the one request. */
  readonly chain: readonly ChainNode[]
  readonly causes: readonly CauseBlock[]
  readonly suspects: readonly SuspectGroup[]
  /** What follows where no cause does: nothing refuses, nothing was read, or the credentials are at fault. */
  readonly notes: readonly string[]
  readonly fixes: readonly FixBlock[]
  readonly isCertain: boolean
  readonly unknowns: readonly UnknownRow[]
  readonly assumptions: string | null
  /** Codes of the causes told, for their pages. */
  readonly codes: readonly string[]
  /** Causes that the facts rule out, where all are asked for. */
  readonly ruledOut: readonly string[]
  /** Whether `--apply-script` has anything to print. */
  readonly hasScript: boolean
  /** What gives a fuller answer. */
  readonly advice: string | null
}

/** A missing fact by its name in the report's language. */
export interface UnknownRow extends Omit<Unknown, 'fact'> {
  readonly fact: string
}

/** A diagnosis in words. */
export function reportOf(diagnosis: Diagnosis, language: Language): Report {
  const open = diagnosis.causes.filter((cause) => cause.status !== 'ruledOut')
  const told = inOrder(open.filter(isTold), diagnosis)
  const suspected = open.filter((cause) => !isTold(cause))
  const { notes, advice } = notesOf(diagnosis, language)
  const first = diagnosis.fixes[0]
  return {
    summary: summary[language](diagnosis),
    chain: diagnosis.denial.notPermission ? [] : chainTree(diagnosis, language),
    causes: causeBlocks(told, diagnosis.requests, language),
    suspects: diagnosis.denial.notPermission ? [] : suspectGroups(suspected, language),
    notes,
    fixes: fixBlocks(distinct(diagnosis.fixes), diagnosis.requests, language),
    isCertain: diagnosis.certain,
    unknowns: diagnosis.denial.notPermission ? [] : unknownsOf(diagnosis, language),
    assumptions: assumptionsOf(diagnosis, language),
    codes: [...new Set(told.map((cause) => cause.code))],
    ruledOut: diagnosis.causes.filter((c) => c.status === 'ruledOut').map(({ code, name }) => `${code} ${name}`),
    hasScript: first?.outcome.verified === true && first.edits.some((edit) => edit.cli !== null),
    advice,
  }
}

/** Causes by the chain; of one request first those of the layer that AWS names, then by the order of its layers. */
function inOrder(causes: readonly FoundCause[], { denial, requests }: Diagnosis): readonly FoundCause[] {
  const rank = ({ request, layer }: FoundCause): number => {
    const judged = requests[request]
    if (layer === null || judged === undefined) return -2
    const named = judged.reported ? namedLayer(denial, judged.authorization.request.action) : null
    const at = judged.decision.blockedBy.indexOf(layer)
    return layer === named?.layer ? -1 : at < 0 ? judged.decision.blockedBy.length : at
  }
  return [...causes].sort((a, b) => a.request - b.request || rank(a) - rank(b))
}

/** A cause with a reason of its own; one that is only suspected has none. */
function isTold(cause: {
  readonly status: CauseStatus
  readonly words: Diagnosis['causes'][number]['words']
  readonly excerpt: unknown
}): boolean {
  return cause.status === 'confirmed' || cause.excerpt !== null || cause.words.en.why !== ''
}

function unknownsOf({ unknowns }: Diagnosis, language: Language): readonly UnknownRow[] {
  return unknowns.map((unknown) => ({ ...unknown, fact: unknown.fact[language] }))
}

/** The same edits in another order are the same fix. */
function distinct(fixes: readonly Fix[]): readonly Fix[] {
  const key = ({ edits }: Fix): string => JSON.stringify(edits.map(({ edit }) => JSON.stringify(edit)).sort())
  return fixes.filter((fix, i) => fixes.findIndex((other) => key(other) === key(fix)) === i)
}

function assumptionsOf({ assumptions }: Diagnosis, language: Language): string | null {
  if (assumptions.length === 0) return null
  const separator = language === 'en' ? '; ' : ', '
  return `${assumptions.map((assumption) => assumptionText[language](assumption)).join(separator)}.`
}
