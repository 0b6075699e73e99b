import { judgedCall } from '../../diagnosis/judged-call.ts'
import { decide } from '../../engine/decide.ts'
import { alsoAllowed, otherRequests } from '../../fixes/also-allows.ts'
import type { PlanInput } from '../../fixes/candidate.ts'
import { policyIdOf } from '../../fixes/edit.ts'
import { editPolicies } from '../../fixes/edited-policies.ts'
import type { AlsoAllows, RenderedEdit, Unverified } from '../../fixes/fix.ts'
import { renderEdits } from '../../fixes/render-edit.ts'
import { outcomeOf, storedOf } from '../../fixes/verify.ts'
import { loggedDenial } from '../../services/logged-denial.ts'
import type { StoredPolicy } from '../../snapshot/stored-policy.ts'
import { compacted } from './compact-edits.ts'
import type { DenialExample, DenialGroup } from './denial-group.ts'
import { type Facts, nothingGiven } from './explain-facts.ts'
import { explainExample, isNoise, type Matter } from './explain-groups.ts'
import { hasSucceeded } from './matter-history.ts'
import { type Case, caseOf, decided, decisionsOf, editsFor, failuresOf, isOpened } from './planned-case.ts'
import type { PlannedEdit } from './planned-edit.ts'

/** A document, a setting or a request, with everything that changes in it. */
export interface PlannedChange {
  readonly edits: readonly RenderedEdit[]
  readonly matters: readonly number[]
  /** Patterns that stand for many denied resources, and so also for others. */
  readonly patterns: readonly string[]
}

/** One set of edits for all matters of a log; every document is touched once. */
export interface CombinedPlan {
  readonly changes: readonly PlannedChange[]
  /**
   * Matters of which each example was decided again with all edits in place and is then allowed. What the recorded
   * policies allowed all along is none of them: nothing that was read explains its denial, so nothing can mend it.
   */
  readonly solved: readonly number[]
  /** Matters that are noise and that nothing was planned for. */
  readonly left: readonly number[]
  /** Matters that have succeeded since their last denial, so that nothing was planned for them either. */
  readonly succeeded: readonly number[]
  /** The others: why, where a fix was tried; null where none was found. */
  readonly unsolved: readonly { readonly matter: number; readonly reason: Unverified | null }[]
  readonly alsoAllows: AlsoAllows
}

/** Examples of one matter that a plan has to allow. */
const mostExamples = 12

/**
 * Joins the fixes of all matters into one plan. Each example of each matter is decided with what is planned so far, and
 * its own fix is added where it is not yet allowed; at the end everything is decided again with the whole plan.
 */
export function combinedPlan(
  matters: readonly Matter[],
  facts: Facts,
  { plansAll }: { readonly plansAll: boolean },
): CombinedPlan {
  const planned: PlannedEdit[] = []
  const cases: Case[] = []
  const indexesOf = (isLeft: (matter: Matter) => boolean): readonly number[] =>
    matters.flatMap((matter, index) => (!plansAll && isLeft(matter) ? [index] : []))
  const left = indexesOf(isNoise)
  const succeeded = indexesOf((matter) => !isNoise(matter) && hasSucceeded(matter.history))
  const unplanned = [...left, ...succeeded]
  matters.forEach((matter, index) => {
    if (unplanned.includes(index)) return
    for (const group of matter.groups)
      for (const example of examplesOf(group, matter)) addExample(example, group, index, { planned, cases, facts })
  })
  cases.push(
    ...matters.flatMap((matter, index) => (unplanned.includes(index) ? [] : furtherCases(matter, index, facts))),
  )
  const short = compacted(planned)
  const isAsGood = failuresOf(cases, short).length <= failuresOf(cases, planned).length
  return planOf(isAsGood ? short : planned, cases, matters, { left, succeeded })
}

/** Of each group at least two, so that none is planned for unseen. */
function examplesOf({ examples }: DenialGroup, { groups }: Matter): readonly DenialExample[] {
  return examples.slice(0, Math.max(2, Math.floor(mostExamples / groups.length)))
}

/** Denied resources beside the examples on which a plan is proved; they are spread over all that are remembered. */
const mostFurther = 6

/** The same denied call for other denied resources: a plan that opens the examples alone is no plan for the rest. */
function furtherCases(of: Matter, matter: number, { snapshot, about }: Facts): readonly Case[] {
  return of.groups.flatMap((group) => {
    const examples = examplesOf(group, of)
    const [example] = examples
    const others = group.resources.filter((resource) => examples.every(({ denial }) => denial.resource !== resource))
    if (example === undefined || others.length === 0) return []
    const step = Math.ceil(others.length / mostFurther)
    const logged = loggedDenial(example.denial, nothingGiven, about(example.denial))
    return others
      .filter((_, at) => at % step === step - 1 || at === others.length - 1)
      .flatMap((resource) => {
        const keyDenial = logged.keyDenial === null ? null : { ...logged.keyDenial, objectArn: resource }
        const judged = judgedCall({ ...logged, keyDenial }, snapshot, { ...nothingGiven, resource })
        return judged.chain === null ? [] : [caseOf(judged, matter)]
      })
  })
}

interface Draft {
  readonly planned: PlannedEdit[]
  readonly cases: Case[]
  readonly facts: Facts
}

function addExample(
  example: DenialExample,
  group: DenialGroup,
  matter: number,
  { planned, cases, facts }: Draft,
): void {
  const { denial } = example
  const judged = judgedCall(loggedDenial(denial, nothingGiven, facts.about(denial)), facts.snapshot, nothingGiven)
  const item = caseOf(judged, matter)
  cases.push(item)
  if (item.isUnexplained || (!judged.ofCall.settled && isOpened(item, planned))) return
  const fix = explainExample(example, facts).fixes.find(({ outcome }) => outcome.verified)
  if (fix === undefined && judged.ofCall.settled) cases[cases.length - 1] = { ...item, isUnexplained: true }
  for (const { edit, cause } of fix?.edits ?? [])
    addEdit(planned, { edit, cause, matters: [matter], groups: [group], patterns: [] })
}

function addEdit(planned: PlannedEdit[], added: PlannedEdit): void {
  const key = JSON.stringify(added.edit)
  const at = planned.findIndex((other) => JSON.stringify(other.edit) === key)
  const known = planned[at]
  if (known === undefined) planned.push(added)
  else
    planned[at] = { ...known, matters: union(known.matters, added.matters), groups: union(known.groups, added.groups) }
}

function union<T>(some: readonly T[], more: readonly T[]): readonly T[] {
  return [...new Set([...some, ...more])]
}

function planOf(
  planned: readonly PlannedEdit[],
  cases: readonly Case[],
  matters: readonly Matter[],
  { left, succeeded }: Pick<CombinedPlan, 'left' | 'succeeded'>,
): CombinedPlan {
  const failures = failuresOf(cases, planned)
  const solved = matters.flatMap((_, index) => {
    const own = cases.filter(({ matter }) => matter === index)
    return own.length > 0 && own.every((item) => !failures.includes(item)) ? [index] : []
  })
  // An edit that serves no matter which is then allowed opens something for nothing.
  const useful = planned.filter((edit) => edit.matters.some((matter) => solved.includes(matter)))
  const isStillSolved = solved.every((index) => failuresOf(casesOf(cases, index), useful).length === 0)
  const kept = isStillSolved ? useful : planned
  return {
    changes: changesOf(kept, cases),
    solved,
    left,
    succeeded,
    unsolved: matters.flatMap(({ diagnosis: own }, matter) => {
      if ([...solved, ...left, ...succeeded].includes(matter)) return []
      const failed = failures.find((item) => item.matter === matter)
      const isPlanned = planned.some((edit) => edit.matters.includes(matter))
      const tried = failed === undefined || !isPlanned ? own.fixes[0]?.outcome : outcomeOf(decisionsOf(failed, planned))
      return [{ matter, reason: tried === undefined || tried.verified ? null : tried.reason }]
    }),
    alsoAllows: openedBy(kept, cases),
  }
}

function casesOf(cases: readonly Case[], index: number): readonly Case[] {
  return cases.filter(({ matter }) => matter === index)
}

/** One change for each document; a setting or a request edit is a change of its own. */
function changesOf(planned: readonly PlannedEdit[], cases: readonly Case[]): readonly PlannedChange[] {
  const stored = new Map(cases.flatMap((item) => [...storedOf(item.authorizations)]))
  const documentIds = [...new Set(planned.flatMap(({ edit }) => policyIdOf(edit) ?? []))]
  const ofDocuments = documentIds.flatMap((policyId) => {
    const own = planned.filter(({ edit }) => policyIdOf(edit) === policyId)
    return changeOf(own, cases, stored)
  })
  const others = planned.filter(({ edit }) => policyIdOf(edit) === null)
  return [...ofDocuments, ...others.flatMap((edit) => changeOf([edit], cases, stored))]
}

function changeOf(
  own: readonly PlannedEdit[],
  cases: readonly Case[],
  stored: ReadonlyMap<string, StoredPolicy>,
): readonly PlannedChange[] {
  const matters = [...new Set(own.flatMap((edit) => edit.matters))].sort((a, b) => a - b)
  const item = cases.find(({ matter }) => matters.includes(matter))
  const edited = editPolicies(
    own.map(({ edit }) => edit),
    stored,
  )
  if (item === undefined || !edited.ok) return []
  const candidates = own.map(({ edit, cause }) => ({ edit, cause, request: 0, layer: null }))
  const patterns = own.flatMap((edit) => edit.patterns)
  return [{ edits: renderEdits(candidates, edited.byId, inputOf(item)), matters, patterns }]
}

function inputOf({ call, authorizations }: Case): PlanInput {
  const decisions = authorizations.map((a) => decide(a.request, a.policies, a.gates))
  return { authorizations, decisions, candidates: [], call }
}

/** What the whole plan opens beside the denied calls, tried around one example of each matter. */
function openedBy(planned: readonly PlannedEdit[], cases: readonly Case[]): AlsoAllows {
  const firsts = cases.filter((item, i) => cases.findIndex(({ matter }) => matter === item.matter) === i)
  const all = firsts.flatMap((item) => {
    const after = decided(item, planned)
    return after === null ? [] : [alsoAllowed(editsFor(item, planned), after, inputOf(item), otherRequests(item.call))]
  })
  const examples = all.flatMap((one) => one.examples)
  return {
    triedCount: all.reduce((sum, one) => sum + one.triedCount, 0),
    newlyAllowedCount: all.reduce((sum, one) => sum + one.newlyAllowedCount, 0),
    examples: examples
      .filter((one, i) => examples.findIndex((other) => sameRequest(one, other)) === i)
      .slice(0, mostShown),
  }
}

const mostShown = 5

function sameRequest(a: AlsoAllows['examples'][number], b: AlsoAllows['examples'][number]): boolean {
  return a.principal.arn === b.principal.arn && a.action === b.action && a.resource === b.resource
}
