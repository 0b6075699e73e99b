import { isDeniedRecord } from '../../denial/event-denial.ts'
import { type JsonObject, objectAt, stringAt } from '../../denial/json-value.ts'
import { takesOnlyWildcardResource } from '../../iam/service-data.ts'
import { principalKey } from '../../services/same-principal.ts'
import { eventKey } from '../../services/shared-event.ts'
import { asksFor, lastName, type TrailEvent, trailEvent } from '../../services/trail-event.ts'
import type { FoundEvent } from '../found.ts'
import { timeOfRecord } from '../question.ts'
import { addCall, areAll, type CallKindsDraft, noCalls } from './call-kinds.ts'
import { type CallWay, wayKey, wayOf } from './call-way.ts'
import type { DenialGroup } from './denial-group.ts'
import { addLimited, countOf, type LimitedCount, type LimitedDraft, limitedDraft } from './limited-set.ts'

/** What became of the denied calls of a group. */
export interface LaterSuccess {
  /** The first success after the last denial that was made as a denied call was; null where there is none. */
  readonly first: FoundEvent | null
  /** How often it succeeded so, each event once. */
  readonly times: LimitedCount
  /** The denied resources on which the call succeeded so. */
  readonly resources: ReadonlySet<string>
  /** Whether it succeeded in every way in which it was denied. */
  readonly hasEveryWay: boolean
  /** Whether it succeeded on each denied resource in every way in which it was denied there, from every address, in every session. */
  readonly ofEach: { readonly way: boolean; readonly address: boolean; readonly session: boolean }
  /** The first success after the last denial that was made otherwise. */
  readonly otherwise: { readonly event: FoundEvent; readonly way: CallWay } | null
  /** How often it succeeded after the first denial and before the last. */
  readonly between: LimitedCount
  /** When the same call was last denied after the last denial of the group: in other words, or after the time asked for. */
  readonly deniedAgain: FoundEvent | null
}

/** Looks at records one by one and keeps few of them, however many calls succeed. */
export interface SuccessCollector {
  /** Event names to look for, those of the most frequent groups first. */
  readonly eventNames: readonly string[]
  /** Event names beyond those, which are not looked for. */
  readonly leftOut: number
  /** Whether a record can be one of a denied call. */
  readonly accepts: (record: JsonObject) => boolean
  readonly add: (event: FoundEvent) => void
  /** Groups whose calls were neither allowed nor denied again are left out. */
  readonly results: () => ReadonlyMap<DenialGroup, LaterSuccess>
  /** The records that are kept: at most three and one for each example of a group. */
  readonly kept: () => readonly FoundEvent[]
}

/** More event names than that would be looked for at the cost of everything else. */
const mostNames = 24

/** Events counted one by one; of more it is told that there are more. */
const mostCounted = 100

interface Watch {
  readonly group: DenialGroup
  readonly first: number
  readonly last: number
  /** Denied resources by their last name, which a parameter of the call tells. */
  readonly byName: ReadonlyMap<string, readonly string[]>
  readonly ways: ReadonlySet<string>
  readonly draft: Draft
}

interface Draft {
  first: FoundEvent | null
  otherwise: FoundEvent | null
  deniedAgain: FoundEvent | null
  /** What tells the events apart: two accounts and two files can have copies of one. */
  readonly since: LimitedDraft
  readonly between: LimitedDraft
  readonly resources: Set<string>
  readonly ways: Set<string>
  /** The denied calls that succeeded. */
  readonly calls: CallKindsDraft
  /** The first success on the resource of each example. */
  readonly ofExamples: Map<string, FoundEvent>
}

/** Starts with nothing found. Calls of the groups whose resource nobody knows are not looked for. */
export function collectSuccesses(groups: readonly DenialGroup[]): SuccessCollector {
  const watches = groups.flatMap((group) => watchOf(group) ?? [])
  const names = [...new Set(watches.flatMap(({ group }) => [...group.eventNames.values]))]
  const eventNames = names.slice(0, mostNames)
  const byCall = new Map<string, Watch[]>()
  for (const watch of watches)
    for (const name of watch.group.eventNames.values) {
      const key = callKey(watch.group.principal ?? '', name)
      byCall.set(key, [...(byCall.get(key) ?? []), watch])
    }
  const watchesOf = (record: JsonObject): readonly Watch[] => {
    const time = timeOfRecord(record)
    const own = byCall.get(callKey(principalOf(record) ?? '', stringAt(record, 'eventName') ?? '')) ?? []
    return time === null ? [] : own.filter((watch) => time > watch.first && isOfRegion(record, watch.group))
  }
  return {
    eventNames,
    leftOut: names.length - eventNames.length,
    accepts: (record) => watchesOf(record).length > 0,
    add: (event) => {
      const own = watchesOf(event.record)
      const call = own.length === 0 ? null : trailEvent(event.record)
      if (call !== null) for (const watch of own) look(watch, event, call)
    },
    results: () => new Map(watches.flatMap((watch) => resultOf(watch) ?? [])),
    kept: () => watches.flatMap(({ draft }) => keptOf(draft)),
  }
}

function callKey(principal: string, eventName: string): string {
  return `${principalKey(principal)} ${eventName}`
}

function principalOf(record: JsonObject): string | null {
  const identity = objectAt(record, 'userIdentity')
  const issuer = objectAt(objectAt(identity, 'sessionContext'), 'sessionIssuer')
  return stringAt(issuer, 'arn') ?? stringAt(identity, 'arn')
}

function isOfRegion(record: JsonObject, { region }: DenialGroup): boolean {
  const own = stringAt(record, 'awsRegion')
  return region === null || own === null || own === region
}

function watchOf(group: DenialGroup): readonly Watch[] | null {
  const times = [group.first, group.last].map((text) => Date.parse(text ?? ''))
  const [first = Number.NaN, last = Number.NaN] = times
  const isOfCredentials = group.examples.some(({ denial }) => denial.notPermission)
  const resources = resourcesOf(group)
  if (group.principal === null || Number.isNaN(first) || Number.isNaN(last) || isOfCredentials) return null
  if (resources.length === 0) return null
  const byName = new Map<string, string[]>()
  for (const resource of resources)
    byName.set(lastName(resource), [...(byName.get(lastName(resource)) ?? []), resource])
  const draft: Draft = {
    first: null,
    otherwise: null,
    deniedAgain: null,
    since: limitedDraft(),
    between: limitedDraft(),
    resources: new Set(),
    ways: new Set(),
    calls: noCalls(),
    ofExamples: new Map(),
  }
  return [{ group, first, last, byName, ways: new Set(group.ways.map(wayKey)), draft }]
}

/** `*` stands for a resource only where the action has no other. */
function resourcesOf({ action, resources }: DenialGroup): readonly string[] {
  const isWhole = takesOnlyWildcardResource(action)
  if (resources.length === 0) return isWhole ? ['*'] : []
  return resources.filter((resource) => resource !== '*' || isWhole)
}

function look(watch: Watch, event: FoundEvent, call: TrailEvent): void {
  const { group, last, draft } = watch
  if (call.isFailed && (call.time <= last || !isDeniedRecord(event.record))) return
  const resources = deniedResources(watch, call)
  if (resources.length === 0) return
  if (call.isFailed) {
    draft.deniedAgain = draft.deniedAgain === null ? event : later(draft.deniedAgain, event)
    return
  }
  keepForExamples(watch, event, call, resources)
  const way = wayKey(wayOf(event.record))
  const isAlike = watch.ways.has(way)
  const key = eventKey(event.record) ?? call.timeText
  if (call.time < last && isAlike) addLimited(draft.between, key, mostCounted)
  if (call.time <= last) return
  if (!isAlike) {
    draft.otherwise = draft.otherwise === null ? event : earlier(draft.otherwise, event)
    return
  }
  draft.first = draft.first === null ? event : earlier(draft.first, event)
  draft.ways.add(way)
  for (const resource of resources) {
    draft.resources.add(resource)
    addCall(draft.calls, event.record, resource, group.calls)
  }
  addLimited(draft.since, key, mostCounted)
}

/** The denied resources that a call asks for with the denied action. */
function deniedResources({ group, byName }: Pick<Watch, 'group' | 'byName'>, call: TrailEvent): readonly string[] {
  const { parameters, resourceArns } = call
  if (group.action.toLowerCase() === 'iam:passrole') return passedRoles({ group, byName }, call)
  const texts = [...Object.values(parameters), ...resourceArns].filter((value) => typeof value === 'string')
  const named = new Set(['*', ...texts.map(lastName), ...texts.map(copiedName)])
  const near = [...named].flatMap((name) => byName.get(name) ?? [])
  return near.filter((resource) => asksFor(call, group.action, resource))
}

/**
 * The denied roles that a call passes. No operation is named `PassRole`: it is asked by the one that hands the role to a
 * service, which here is the denied one again, with the ARN of the role anywhere in its parameters.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
 */
function passedRoles({ group, byName }: Pick<Watch, 'group' | 'byName'>, call: TrailEvent): readonly string[] {
  if (!group.examples.some(({ denial }) => denial.service === call.service)) return []
  const named = new Set<unknown>()
  const left: unknown[] = [call.parameters]
  for (let value = left.pop(); value !== undefined; value = left.pop())
    if (typeof value !== 'object' || value === null) named.add(value)
    else for (const member of Object.values(value)) if (member !== undefined) left.push(member)
  return [...byName.values()].flat().filter((role) => named.has(role))
}

/** The last name of an object that a copy reads: `/bucket/a%20b?versionId=1`. */
function copiedName(text: string): string {
  const name = lastName(text.replace(/\?versionId=.*$/s, ''))
  try {
    return lastName(decodeURIComponent(name.replaceAll('+', ' ')))
  } catch {
    return name
  }
}

/** What explaining an example takes: the first success on its resource, in whatever way. */
function keepForExamples(watch: Watch, event: FoundEvent, call: TrailEvent, resources: readonly string[]): void {
  const { ofExamples } = watch.draft
  for (const example of watch.group.examples) {
    const resource = example.denial.resource ?? '*'
    const denied = timeOfRecord(example.event.record)
    if (denied === null || call.time <= denied || !resources.includes(resource)) continue
    const known = ofExamples.get(resource)
    ofExamples.set(resource, known === undefined ? event : earlier(known, event))
  }
}

function earlier(known: FoundEvent, other: FoundEvent): FoundEvent {
  const apart = (timeOfRecord(other.record) ?? Infinity) - (timeOfRecord(known.record) ?? Infinity)
  return apart < 0 || (apart === 0 && isLesser(other, known)) ? other : known
}

function later(known: FoundEvent, other: FoundEvent): FoundEvent {
  const apart = (timeOfRecord(other.record) ?? -1) - (timeOfRecord(known.record) ?? -1)
  return apart > 0 || (apart === 0 && isLesser(other, known)) ? other : known
}

/** Of two events of one second always the same is told, in whatever order they are found. */
function isLesser(a: FoundEvent, b: FoundEvent): boolean {
  return (stringAt(a.record, 'eventID') ?? '') < (stringAt(b.record, 'eventID') ?? '')
}

function resultOf({ group, ways, draft }: Watch): readonly (readonly [DenialGroup, LaterSuccess])[] | null {
  const { first, otherwise, deniedAgain, resources, calls } = draft
  const between = countOf(draft.between)
  if (first === null && otherwise === null && deniedAgain === null && between.count === 0) return null
  const way = otherwise === null ? null : wayOf(otherwise.record)
  const result: LaterSuccess = {
    first,
    times: countOf(draft.since),
    resources,
    hasEveryWay: draft.ways.size === ways.size && !group.hasMoreWays,
    ofEach: {
      way: areAll(calls.byWay, group.calls.byWay),
      address: areAll(calls.byAddress, group.calls.byAddress),
      session: areAll(calls.bySession, group.calls.bySession),
    },
    otherwise: otherwise === null || way === null ? null : { event: otherwise, way },
    between,
    deniedAgain,
  }
  return [[group, result]]
}

function keptOf({ first, otherwise, deniedAgain, ofExamples }: Draft): readonly FoundEvent[] {
  return [...new Set([first, otherwise, deniedAgain, ...ofExamples.values()])].filter((event) => event !== null)
}
