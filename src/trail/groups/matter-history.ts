import type { DenialGroup } from './denial-group.ts'
import { type Nearest, nearest } from './nearest.ts'
import { mostChanges, type PolicyChange, type PolicyChanges } from './policy-changes.ts'
import type { Succeeded } from './succeeded.ts'

/** What the log tells of groups, each for itself. */
export interface ToldOfGroups {
  readonly successes: ReadonlyMap<DenialGroup, Succeeded>
  readonly changes: ReadonlyMap<DenialGroup, PolicyChanges>
}

/** What it tells of all groups of one cause. */
export interface MatterHistory {
  /** Null where no call of them succeeded after its last denial. */
  readonly success: Succeeded | null
  readonly changes: PolicyChanges
}

/** Puts together what is told of the groups of one cause. */
export function historyOfGroups(groups: readonly DenialGroup[], told: ToldOfGroups): MatterHistory {
  const success = successOf(groups, told)
  return { success, changes: changesOf(groups, told, success) }
}

/** Whether everything that was denied has succeeded since, and nothing says that it is denied again. */
export function hasSucceeded({ success }: MatterHistory): boolean {
  return success !== null && success.doubt === null
}

/** Where all calls have succeeded, that of the call denied last; else one that says why it shows no more than itself. */
function successOf(groups: readonly DenialGroup[], { successes }: ToldOfGroups): Succeeded | null {
  const newestFirst = groups.toSorted((a, b) => Date.parse(b.last ?? '') - Date.parse(a.last ?? ''))
  const all = newestFirst.flatMap((group) => successes.get(group) ?? [])
  const certain = all.filter(({ doubt }) => doubt === null)
  const [first] = certain
  if (first === undefined || certain.length === groups.length) return first ?? all[0] ?? null
  return { ...first, doubt: { kind: 'calls', succeeded: certain.length, denied: groups.length } }
}

/** Each change once. What was changed after the call succeeded has not repaired it. */
function changesOf(groups: readonly DenialGroup[], told: ToldOfGroups, success: Succeeded | null): PolicyChanges {
  const [before, after] = [nearest<PolicyChange>(mostChanges), nearest<PolicyChange>(mostChanges)]
  const isRepaired = success !== null && success.doubt === null
  const until = isRepaired ? Date.parse(success.at) : Number.POSITIVE_INFINITY
  for (const group of groups) {
    const { before: earlier = [], after: later = [] } = told.changes.get(group) ?? {}
    addAll(before, earlier)
    addAll(
      after,
      later.filter(({ write }) => write.time <= until),
    )
  }
  return { before: before.items(), after: after.items() }
}

function addAll(changes: Nearest<PolicyChange>, more: readonly PolicyChange[]): void {
  for (const change of more) {
    const { time, operation, subject, policy } = change.write
    changes.add(change, JSON.stringify([time, operation, subject, policy]), change.seconds)
  }
}
