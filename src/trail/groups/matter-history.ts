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
  readonly changes: MatterChanges
}

/** The changes around the denials of all groups; those `between` them count the seconds from the first denial. */
export interface MatterChanges extends PolicyChanges {
  /** After the denials of one group and before those of another, the earliest first. */
  readonly between: readonly PolicyChange[]
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

/**
 * Each change once, by its distance from the first and the last denial of all groups. What was changed after the call
 * succeeded has not repaired it.
 */
function changesOf(groups: readonly DenialGroup[], told: ToldOfGroups, success: Succeeded | null): MatterChanges {
  const [before, between, after] = [nearestChanges(), nearestChanges(), nearestChanges()]
  const isRepaired = success !== null && success.doubt === null
  const until = isRepaired ? Date.parse(success.at) : Number.POSITIVE_INFINITY
  const times = groups.flatMap(({ first, last }) => [Date.parse(first ?? ''), Date.parse(last ?? '')])
  const [first = 0, last = 0] = spanOf(times.filter((time) => !Number.isNaN(time)))
  for (const group of groups) {
    const { before: earlier = [], after: later = [] } = told.changes.get(group) ?? {}
    for (const change of [...earlier, ...later]) {
      const { time } = change.write
      if (time <= first) add(before, change, first - time)
      else if (time <= last) add(between, change, time - first)
      else if (time <= until) add(after, change, time - last)
    }
  }
  return { before: before.items(), between: between.items(), after: after.items() }
}

function spanOf(times: readonly number[]): readonly number[] {
  const inOrder = times.toSorted((a, b) => a - b)
  return [...inOrder.slice(0, 1), ...inOrder.slice(-1)]
}

function nearestChanges(): Nearest<PolicyChange> {
  return nearest(mostChanges)
}

function add(changes: Nearest<PolicyChange>, change: PolicyChange, ms: number): void {
  const { time, operation, subject, policy } = change.write
  changes.add({ ...change, seconds: Math.round(ms / 1000) }, JSON.stringify([time, operation, subject, policy]), ms)
}
