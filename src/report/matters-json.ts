import type { Language } from '../causes/cause.ts'
import { nameOfPlaced } from '../iam/placed-name.ts'
import type { CombinedPlan, PlannedChange } from '../trail/groups/combined-plan.ts'
import type { DenialGroup } from '../trail/groups/denial-group.ts'
import type { PolicyChange } from '../trail/groups/policy-changes.ts'
import type { Succeeded } from '../trail/groups/succeeded.ts'
import { instruction } from './instruction.ts'
import { diagnosisJson, schemaVersion } from './json.ts'
import { changeText, type Side, succeededText } from './matter-history.ts'
import type { Matters } from './matters.ts'
import { noiseText } from './noise.ts'
import { ownerName } from './owner.ts'
import { reasonText } from './reason.ts'

/** The causes of a log as `undeny trail --explain --json` prints them. */
export function mattersJson(all: Matters, language: Language): object {
  const { matters, plan, hiddenCount, unexplained, isInterrupted } = all
  return {
    schemaVersion,
    denialCount: matters.reduce((sum, { count }) => sum + count, 0),
    hiddenCount,
    unexplained,
    isInterrupted,
    matters: matters.map(({ groups, count, first, last, diagnosis, noise, history }) => ({
      count,
      first,
      last,
      noise: noiseJson(noise, language),
      succeeded: succeededJson(history.success, language),
      changes: {
        before: history.changes.before.map((change) => policyChangeJson(change, 'before', language)),
        between: history.changes.between.map((change) => policyChangeJson(change, 'between', language)),
        after: history.changes.after.map((change) => policyChangeJson(change, 'after', language)),
      },
      groups: groups.map(groupJson),
      diagnosis: diagnosisJson(diagnosis, language),
    })),
    plan: planJson(plan, matters, language),
  }
}

function noiseJson(noise: Matters['matters'][number]['noise'], language: Language): object | null {
  return noise === null ? null : { ...noise, sentence: noiseText[language](noise) }
}

function succeededJson(success: Succeeded | null, language: Language): object | null {
  if (success === null) return null
  const { at, eventId, from, secondsAfter, count, hasMore, doubt } = success
  return { at, eventId, from, secondsAfter, count, hasMore, doubt, sentence: succeededText[language](success) }
}

function policyChangeJson(change: PolicyChange, side: Side, language: Language): object {
  const { operation, timeText: at, by, subject, policy } = change.write
  const { eventId, seconds } = change
  return {
    operation,
    subject: nameOfPlaced(subject),
    policy,
    by,
    at,
    eventId,
    seconds,
    sentence: changeText[language](change, side),
  }
}

function groupJson(group: DenialGroup): object {
  const { principal, action, account, region, count, first, last, resources, hasMoreResources, pattern } = group
  const eventIds = group.examples.flatMap(({ denial }) => denial.hints.event?.eventId ?? [])
  return {
    principal,
    action,
    account,
    region,
    count,
    first,
    last,
    pattern,
    resources: resources.slice(0, mostResources),
    hasMoreResources: hasMoreResources || resources.length > mostResources,
    eventIds,
  }
}

const mostResources = 20

function planJson(plan: CombinedPlan, matters: Matters['matters'], language: Language): object {
  return {
    changes: plan.changes.map((change) => changeJson(change, language)),
    solved: plan.solved,
    left: plan.left,
    succeeded: plan.succeeded,
    unsolved: plan.unsolved.map(({ matter, reason }) => ({
      matter,
      reason: reason === null ? null : reasonText[language](reason, matters[matter]?.diagnosis.requests ?? []),
    })),
    alsoAllows: {
      triedCount: plan.alsoAllows.triedCount,
      newlyAllowedCount: plan.alsoAllows.newlyAllowedCount,
      examples: plan.alsoAllows.examples.map(({ principal, action, resource }) => ({
        principal: principal.arn ?? principal.service ?? 'anonymous',
        action,
        resource,
      })),
    },
  }
}

function changeJson({ edits, matters, patterns }: PlannedChange, language: Language): object {
  const [first] = edits
  return {
    matters,
    patterns,
    target: first?.target ?? null,
    owner: first === undefined ? null : ownerName[language](first.owner),
    edits: edits.map((edit) => ({
      kind: edit.edit.kind,
      cause: edit.cause,
      instruction: instruction[language](edit),
      diff: edit.diff,
    })),
    cli: first?.cli ?? null,
    document: first?.document ?? null,
  }
}
