import { type JsonObject, stringAt } from '../../denial/json-value.ts'
import { namedLayer } from '../../diagnosis/claim.ts'
import type { Layer } from '../../engine/trace.ts'
import { chainOf } from '../../services/authorizations.ts'
import { callOf } from '../../services/call.ts'
import { propagationMilliseconds } from '../../services/call-history.ts'
import { loggedDenial } from '../../services/logged-denial.ts'
import { type PolicyWrite, policyWrite, subjectsOf } from '../../services/policy-writes.ts'
import { trailEvent } from '../../services/trail-event.ts'
import type { FoundEvent } from '../found.ts'
import type { DenialGroup } from './denial-group.ts'
import { type Facts, nothingGiven } from './explain-facts.ts'
import { type Nearest, nearest } from './nearest.ts'

/** A change of something that the denied calls of a group are judged by. */
export interface PolicyChange {
  readonly write: PolicyWrite
  readonly eventId: string | null
  /** How long before the first denial, or after the last. */
  readonly seconds: number
}

/** The changes around the denials of a group, the nearest first. */
export interface PolicyChanges {
  readonly before: readonly PolicyChange[]
  readonly after: readonly PolicyChange[]
}

/** Looks at records one by one and keeps few of them, however often policies are changed. */
export interface ChangeCollector {
  /** Whether there is anything to look for. */
  readonly isNeeded: boolean
  readonly accepts: (record: JsonObject) => boolean
  readonly add: (event: FoundEvent) => void
  /** Groups without a change are left out. */
  readonly results: () => ReadonlyMap<DenialGroup, PolicyChanges>
  readonly kept: () => readonly FoundEvent[]
}

/** A day: a job that runs once a day is first denied up to a day after what broke it. */
export const longest: number = 24 * 3_600_000
/** Changes told of each side. */
export const mostChanges = 3
/** Changes kept of a group for explaining its denials. */
const mostKept = 100

interface Watch {
  readonly group: DenialGroup
  readonly first: number
  readonly last: number
  /** The layer whose explicit deny AWS names: a change of any other cannot have made or ended it. */
  readonly layer: Layer | null
  readonly before: Nearest<PolicyChange>
  readonly after: Nearest<PolicyChange>
  readonly kept: Nearest<FoundEvent>
}

/** Watches everything that the policies recorded, and the denials themselves, tell to bear on the groups. */
export function collectChanges(groups: readonly DenialGroup[], facts: Facts): ChangeCollector {
  const bySubject = new Map<string, Watch[]>()
  const watches = groups.flatMap((group) => {
    const watch = watchOf(group)
    if (watch === null) return []
    for (const subject of subjectsOfGroup(group, facts))
      bySubject.set(subject, [...(bySubject.get(subject) ?? []), watch])
    return [watch]
  })
  const look = (record: JsonObject): { readonly write: PolicyWrite; readonly own: readonly Watch[] } | null => {
    const event = trailEvent(record)
    const write = event === null ? null : policyWrite(event)
    const own = write === null ? [] : (bySubject.get(write.subject) ?? [])
    return write === null || own.length === 0 ? null : { write, own }
  }
  return {
    isNeeded: bySubject.size > 0,
    accepts: (record) => look(record) !== null,
    add: (event) => {
      const found = look(event.record)
      for (const watch of found?.own ?? []) if (found !== null) addWrite(watch, found.write, event)
    },
    results: () =>
      new Map(
        watches.flatMap(({ group, before, after }) => {
          const changes = { before: before.items(), after: after.items() }
          return changes.before.length + changes.after.length === 0 ? [] : [[group, changes] as const]
        }),
      ),
    kept: () => [...new Set(watches.flatMap(({ kept }) => kept.items()))],
  }
}

function watchOf(group: DenialGroup): Watch | null {
  const [first = Number.NaN, last = Number.NaN] = [group.first, group.last].map((text) => Date.parse(text ?? ''))
  const denial = group.examples[0]?.denial
  if (Number.isNaN(first) || Number.isNaN(last) || denial === undefined || denial.notPermission) return null
  const named = namedLayer(denial, denial.action)
  const layer = named?.effect === 'explicitDeny' && named.isReliable ? named.layer : null
  return {
    group,
    first,
    last,
    layer,
    before: nearest(mostChanges),
    after: nearest(mostChanges),
    kept: nearest(mostKept),
  }
}

/** The names under which a change of the principal, the resource or a policy of theirs is recorded. */
function subjectsOfGroup({ examples: [example] }: DenialGroup, { snapshot, about }: Facts): ReadonlySet<string> {
  if (example === undefined) return new Set()
  const { asked, records, keyDenial } = loggedDenial(example.denial, nothingGiven, about(example.denial))
  const call = callOf(asked, snapshot, nothingGiven, records, keyDenial)
  const authorizations = chainOf(call)?.authorizations ?? []
  return new Set(authorizations.flatMap((authorization) => [...subjectsOf(authorization, call)]))
}

function addWrite(watch: Watch, write: PolicyWrite, event: FoundEvent): void {
  const { first, last, layer } = watch
  const eventId = stringAt(event.record, 'eventID')
  const key = stringAt(event.record, 'sharedEventID') ?? eventId ?? JSON.stringify(event.record)
  if (write.time >= first - propagationMilliseconds) watch.kept.add(event, key, Math.abs(write.time - last))
  if (layer !== null && !write.layers.includes(layer)) return
  const [before, after] = [first - write.time, write.time - last]
  const change = (ms: number): PolicyChange => ({ write, eventId, seconds: Math.round(ms / 1000) })
  if (before >= 0 && before <= longest) watch.before.add(change(before), key, before)
  else if (after > 0 && after <= longest) watch.after.add(change(after), key, after)
}
