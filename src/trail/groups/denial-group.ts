import type { Denial } from '../../denial/denial.ts'
import { stringAt } from '../../denial/json-value.ts'
import type { FoundEvent } from '../found.ts'
import { timeOfRecord } from '../question.ts'
import { addCall, addCalls, type CallKinds, type CallKindsDraft, noCalls } from './call-kinds.ts'
import { type CallWay, wayKey, wayOf } from './call-way.ts'
import { addLimited, type LimitedDraft, type LimitedSet, limitedDraft } from './limited-set.ts'
import { patternOfStart, sharedStart } from './resource-pattern.ts'
import { scannerIn } from './scanner-names.ts'

/** Denials that are one matter: the same caller, action, kind of resource, policy type named, and wording. */
export interface DenialGroup {
  /** ARN of the user, or of the role behind a session; else as the record names it. Null where it names nobody. */
  readonly principal: string | null
  /** IAM action, else `service:EventName`. */
  readonly action: string
  readonly account: string | null
  readonly region: string | null
  readonly count: number
  /** Of the records that tell a time, as written in them; null where none does. */
  readonly first: string | null
  readonly last: string | null
  /** The different resources, at most `mostResources` of them, those that were found first. */
  readonly resources: readonly string[]
  /** True where more resources than those were denied. */
  readonly hasMoreResources: boolean
  /** Covers all of them; null where nothing short of everything does. */
  readonly pattern: string | null
  /** The newest denial of some different resources, the newest first; never empty. */
  readonly examples: readonly DenialExample[]
  /** How many of the calls name each tool that lists everything it can name. */
  readonly tools: ReadonlyMap<string, number>
  /** Calls that the AWS console made for a person. */
  readonly consoleCount: number
  readonly readOnlyCount: number
  /** How the denied calls reached AWS; never empty. */
  readonly ways: readonly CallWay[]
  /** True where there are more ways than those. */
  readonly hasMoreWays: boolean
  /** The different calls on the remembered resources. */
  readonly calls: CallKinds
  /** As the records write them: `GetObject`, `HeadObject`. */
  readonly eventNames: LimitedSet
}

/** One denial with the record that reports it. */
export interface DenialExample {
  readonly denial: Denial
  readonly event: FoundEvent
}

/** Distinct resources remembered of a group. */
const mostResources = 1_000
const mostExamples = 8
const mostWays = 8
const mostNames = 8

interface Moment {
  readonly time: number
  readonly text: string
}

/** A group that is being filled. */
export interface GroupDraft {
  readonly principal: string | null
  readonly action: string
  readonly account: string | null
  readonly region: string | null
  count: number
  first: Moment | null
  last: Moment | null
  hasMoreResources: boolean
  consoleCount: number
  readOnlyCount: number
  /** What all resources start with, those beyond the remembered ones, too; null before the first. */
  sharedStart: string | null
  readonly resources: Set<string>
  readonly examples: Map<string, DenialExample>
  /** The newest events that were counted without being read, by the resource that they seem to be about. */
  readonly unread: Map<string, FoundEvent>
  readonly tools: Map<string, number>
  readonly ways: Map<string, CallWay>
  hasMoreWays: boolean
  readonly calls: CallKindsDraft
  readonly eventNames: LimitedDraft
}

/** Counts a denial. */
export function count(draft: GroupDraft, event: FoundEvent): void {
  const { record } = event
  draft.count += 1
  const time = timeOfRecord(record)
  if (time !== null) addMoment(draft, { time, text: stringAt(record, 'eventTime') ?? '' })
  increment(draft.tools, scannerIn(stringAt(record, 'userAgent')))
  if (stringAt(record, 'sessionCredentialFromConsole') === 'true') draft.consoleCount += 1
  addWay(draft, wayOf(record))
  addLimited(draft.eventNames, stringAt(record, 'eventName'), mostNames)
  if (record.readOnly === true || record.readOnly === 'true') draft.readOnlyCount += 1
}

function addMoment(draft: GroupDraft, moment: Moment): void {
  if (draft.last === null || moment.time > draft.last.time) draft.last = moment
  if (draft.first === null || moment.time < draft.first.time) draft.first = moment
}

function addWay(draft: GroupDraft, way: CallWay): void {
  const key = wayKey(way)
  if (draft.ways.has(key)) return
  if (draft.ways.size < mostWays) draft.ways.set(key, way)
  else draft.hasMoreWays = true
}

/** A group without a denial yet. */
export function startGroup(principal: string | null, action: string, { account, region }: Denial): GroupDraft {
  return {
    principal,
    action,
    account,
    region,
    count: 0,
    first: null,
    last: null,
    hasMoreResources: false,
    sharedStart: null,
    consoleCount: 0,
    readOnlyCount: 0,
    resources: new Set(),
    examples: new Map(),
    unread: new Map(),
    tools: new Map(),
    ways: new Map(),
    hasMoreWays: false,
    calls: noCalls(),
    eventNames: limitedDraft(),
  }
}

/** Takes in the resource of a denial with its record. */
export function addResource(draft: GroupDraft, example: DenialExample): void {
  const resource = example.denial.resource ?? ''
  addCall(draft.calls, example.event.record, resource === '' ? '*' : resource)
  addExample(draft, resource, example)
  if (resource !== '') addName(draft, resource)
}

function addExample(draft: GroupDraft, resource: string, example: DenialExample): void {
  keepNewest(draft.examples, resource, example, ({ event }) => event)
}

/** Counts an event whose denial is read only where it is one of the newest at the end. */
export function countUnread(draft: GroupDraft, event: FoundEvent, resource: string): void {
  count(draft, event)
  keepNewest(draft.unread, resource, event, (one) => one)
}

/** Reads the events that were counted unread. */
export function readNewest(draft: GroupDraft, read: (event: FoundEvent) => readonly Denial[]): void {
  for (const event of draft.unread.values())
    for (const denial of read(event)) addExample(draft, denial.resource ?? '', { denial, event })
  draft.unread.clear()
}

/** Of each resource the newest, of the resources those of which it is newest. */
function keepNewest<T>(kept: Map<string, T>, resource: string, item: T, eventOf: (item: T) => FoundEvent): void {
  const known = kept.get(resource)
  if (known !== undefined && !isNewer(eventOf(item), eventOf(known))) return
  kept.set(resource, item)
  if (kept.size > mostExamples) kept.delete(newestFirst(kept, eventOf).at(-1)?.[0] ?? '')
}

function addName(draft: GroupDraft, resource: string): void {
  if (draft.resources.has(resource)) return
  draft.sharedStart = draft.sharedStart === null ? resource : sharedStart(draft.sharedStart, resource)
  if (draft.resources.size < mostResources) draft.resources.add(resource)
  else draft.hasMoreResources = true
}

/** Puts the denials of another group with those of this one. */
export function addGroup(draft: GroupDraft, other: GroupDraft): void {
  draft.count += other.count
  draft.consoleCount += other.consoleCount
  draft.readOnlyCount += other.readOnlyCount
  for (const moment of [other.first, other.last]) if (moment !== null) addMoment(draft, moment)
  for (const [tool, times] of other.tools) increment(draft.tools, tool, times)
  for (const way of other.ways.values()) addWay(draft, way)
  for (const name of other.eventNames.values) addLimited(draft.eventNames, name, mostNames)
  addCalls(draft.calls, other.calls)
  for (const [resource, example] of other.examples) addExample(draft, resource, example)
  for (const [resource, event] of other.unread) keepNewest(draft.unread, resource, event, (one) => one)
  for (const resource of other.resources) addName(draft, resource)
  draft.hasMoreWays ||= other.hasMoreWays
  draft.eventNames.hasMore ||= other.eventNames.hasMore
  draft.hasMoreResources ||= other.hasMoreResources
}

function newestFirst<T>(
  kept: ReadonlyMap<string, T>,
  eventOf: (item: T) => FoundEvent,
): readonly (readonly [string, T])[] {
  const timed = [...kept].map(([resource, item]) => ({
    resource,
    item,
    time: timeOfRecord(eventOf(item).record) ?? -1,
  }))
  const sorted = timed.sort((a, b) => b.time - a.time || (a.resource < b.resource ? -1 : 1))
  return sorted.map(({ resource, item }) => [resource, item])
}

/** Newer, or of the same second and of the lesser id, so that always the same is kept. */
function isNewer({ record }: FoundEvent, { record: other }: FoundEvent): boolean {
  const apart = (timeOfRecord(record) ?? -1) - (timeOfRecord(other) ?? -1)
  return apart > 0 || (apart === 0 && (stringAt(record, 'eventID') ?? '') < (stringAt(other, 'eventID') ?? ''))
}

function increment(counts: Map<string, number>, value: string | null, by = 1): void {
  if (value !== null) counts.set(value, (counts.get(value) ?? 0) + by)
}

/** The group as it is so far. */
export function groupOf(draft: GroupDraft): DenialGroup {
  const { first, last, resources, examples, unread: _, ways, sharedStart: start, ...rest } = draft
  return {
    ...rest,
    first: first?.text ?? null,
    last: last?.text ?? null,
    resources: [...resources],
    ways: [...ways.values()],
    pattern: resources.size > 1 ? patternOfStart(start ?? '') : start,
    examples: newestFirst(examples, ({ event }) => event).map(([, example]) => example),
  }
}
