import { messageOfRecord } from '../../denial/cloudtrail-event.ts'
import type { Denial } from '../../denial/denial.ts'
import { denialsOfEvent } from '../../denial/event-denial.ts'
import { objectAt, stringAt } from '../../denial/json-value.ts'
import type { FoundEvent } from '../found.ts'
import { timeOfRecord } from '../question.ts'
import { addCall, type CallKinds, type CallKindsDraft, noCalls } from './call-kinds.ts'
import { type CallWay, wayKey, wayOf } from './call-way.ts'
import { addLimited, type LimitedDraft, type LimitedSet, limitedDraft } from './limited-set.ts'
import { messageShape } from './message-shape.ts'
import { patternOfStart, resourceFamily, sharedStart } from './resource-pattern.ts'
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
  /** The different resources, at most `mostResources` of them. */
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

/** Takes found events one by one and holds no more of them than the examples. */
export interface GroupCollector {
  readonly add: (event: FoundEvent) => void
  /** The most frequent first. */
  readonly groups: () => readonly DenialGroup[]
}

/** Distinct resources remembered of a group. */
export const mostResources = 1_000
const mostExamples = 8
const mostWays = 8
const mostNames = 8

interface Draft {
  readonly principal: string | null
  readonly action: string
  readonly account: string | null
  readonly region: string | null
  count: number
  first: FoundEvent | null
  last: FoundEvent | null
  hasMoreResources: boolean
  consoleCount: number
  readOnlyCount: number
  /** What all resources start with, those beyond the remembered ones, too; null before the first. */
  sharedStart: string | null
  readonly resources: Set<string>
  readonly examples: Map<string, DenialExample>
  readonly tools: Map<string, number>
  readonly ways: Map<string, CallWay>
  hasMoreWays: boolean
  readonly calls: CallKindsDraft
  readonly eventNames: LimitedDraft
}

/** Starts with no group. The same event delivered twice, by two accounts or two files, counts once. */
export function collectGroups(): GroupCollector {
  const drafts = new Map<string, Draft>()
  const draftByLook = new Map<string, Draft>()
  const seen = new Set<string>()
  return {
    add: (event) => {
      const id = stringAt(event.record, 'sharedEventID') ?? stringAt(event.record, 'eventID')
      if (id !== null && seen.has(id)) return
      if (id !== null) seen.add(id)
      const look = lookOf(event)
      const known = draftByLook.get(look)
      // Reading a message takes a thousand times as long as counting it, and nothing more is remembered of the group.
      if (known !== undefined && known.hasMoreResources && isCovered(event, known)) count(known, event)
      else
        for (const denial of denialsOfEvent(event.record)) draftByLook.set(look, addDenial(drafts, { denial, event }))
    },
    groups: () =>
      [...drafts]
        .sort(([key, a], [other, b]) => b.count - a.count || compared(key, other))
        .map(([, one]) => groupOf(one)),
  }
}

// Events come in whatever order they are found; the groups of them do not.
function compared(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Whether the record names a resource that the pattern of its group covers already. */
function isCovered({ record }: FoundEvent, { sharedStart: start }: Draft): boolean {
  const pattern = patternOfStart(start ?? '')
  if (pattern === null) return false
  const parameters = objectAt(record, 'requestParameters')
  const [bucket, key] = [stringAt(parameters, 'bucketName'), stringAt(parameters, 'key')]
  const object = bucket === null || key === null ? [] : [`arn:aws:s3:::${bucket}/${key}`]
  return [...namesIn(messageOfRecord(record)), ...object].some((name) => name.startsWith(pattern.slice(0, -1)))
}

function namesIn(message: string | null): readonly string[] {
  return (message ?? '').match(/\barn:[\w-]{1,20}:[^\s"',;)\]]{1,2000}/g) ?? []
}

/** What a record looks like before anything is read out of it: two records that look the same are of one group. */
function lookOf({ record }: FoundEvent): string {
  const identity = objectAt(record, 'userIdentity')
  const issuer = objectAt(objectAt(identity, 'sessionContext'), 'sessionIssuer')
  const message = messageOfRecord(record)
  const names = namesIn(message)
  const places = ['eventSource', 'eventName', 'errorCode', 'awsRegion', 'recipientAccountId']
  return JSON.stringify([
    stringAt(issuer, 'arn') ?? stringAt(identity, 'arn') ?? stringAt(identity, 'userName'),
    places.map((place) => stringAt(record, place)),
    stringAt(identity, 'accountId'),
    messageShape(message),
    names.map((name) => (name.includes(':assumed-role/') ? '' : resourceFamily(name))),
    stringAt(objectAt(record, 'requestParameters'), 'bucketName'),
  ])
}

function addDenial(drafts: Map<string, Draft>, example: DenialExample): Draft {
  const { denial, event } = example
  const { claim, hints } = denial
  const principal = principalOf(denial)
  const action = denial.action ?? `${denial.service ?? '?'}:${denial.operation ?? '?'}`
  const key = JSON.stringify([
    principal,
    action.toLowerCase(),
    denial.account,
    denial.region,
    resourceFamily(denial.resource),
    [claim.policyType, claim.effect, claim.policyArn],
    denial.errorCode,
    messageShape(hints.message),
  ])
  const draft = drafts.get(key) ?? startGroup(principal, action, example)
  drafts.set(key, draft)
  count(draft, event)
  addResource(draft, example)
  return draft
}

function count(draft: Draft, event: FoundEvent): void {
  const { record } = event
  draft.count += 1
  if (timeOfRecord(record) !== null) {
    if (draft.last === null || isNewer(event, draft.last)) draft.last = event
    if (draft.first === null || isNewer(draft.first, event)) draft.first = event
  }
  increment(draft.tools, scannerIn(stringAt(record, 'userAgent')))
  if (stringAt(record, 'sessionCredentialFromConsole') === 'true') draft.consoleCount += 1
  addWay(draft, wayOf(record))
  addLimited(draft.eventNames, stringAt(record, 'eventName'), mostNames)
  if (record.readOnly === true || record.readOnly === 'true') draft.readOnlyCount += 1
}

function addWay(draft: Draft, way: CallWay): void {
  const key = wayKey(way)
  if (draft.ways.has(key)) return
  if (draft.ways.size < mostWays) draft.ways.set(key, way)
  else draft.hasMoreWays = true
}

function startGroup(principal: string | null, action: string, { denial }: DenialExample): Draft {
  return {
    principal,
    action,
    account: denial.account,
    region: denial.region,
    count: 0,
    first: null,
    last: null,
    hasMoreResources: false,
    sharedStart: null,
    consoleCount: 0,
    readOnlyCount: 0,
    resources: new Set(),
    examples: new Map(),
    tools: new Map(),
    ways: new Map(),
    hasMoreWays: false,
    calls: noCalls(),
    eventNames: limitedDraft(),
  }
}

/** A session stands for its role: what a role may do does not depend on the name of the session. */
function principalOf({ principal, hints }: Denial): string | null {
  const role = hints.event?.sessionIssuerArn
  const isSession = principal?.includes(':assumed-role/') === true
  return isSession && role != null ? role : principal
}

function addResource(draft: Draft, example: DenialExample): void {
  const resource = example.denial.resource ?? ''
  addCall(draft.calls, example.event.record, resource === '' ? '*' : resource)
  const known = draft.examples.get(resource)
  if (known === undefined || isNewer(example.event, known.event)) draft.examples.set(resource, example)
  if (draft.examples.size > mostExamples) draft.examples.delete(newestFirst(draft.examples).at(-1)?.[0] ?? '')
  if (resource === '' || draft.resources.has(resource)) return
  draft.sharedStart = draft.sharedStart === null ? resource : sharedStart(draft.sharedStart, resource)
  if (draft.resources.size < mostResources) draft.resources.add(resource)
  else draft.hasMoreResources = true
}

function newestFirst(examples: ReadonlyMap<string, DenialExample>): readonly (readonly [string, DenialExample])[] {
  const timeOf = ({ event }: DenialExample): number => timeOfRecord(event.record) ?? -1
  return [...examples].sort(([a, one], [b, other]) => timeOf(other) - timeOf(one) || compared(a, b))
}

function isNewer(a: FoundEvent, b: FoundEvent): boolean {
  return (timeOfRecord(a.record) ?? -1) > (timeOfRecord(b.record) ?? -1)
}

function increment(counts: Map<string, number>, value: string | null): void {
  if (value === null) return
  counts.set(value, (counts.get(value) ?? 0) + 1)
}

function groupOf(draft: Draft): DenialGroup {
  const { first, last, resources, examples, ways, sharedStart: start, ...rest } = draft
  return {
    ...rest,
    first: stringAt(first?.record, 'eventTime'),
    last: stringAt(last?.record, 'eventTime'),
    resources: [...resources],
    ways: [...ways.values()],
    pattern: resources.size > 1 ? patternOfStart(start ?? '') : start,
    examples: newestFirst(examples).map(([, example]) => example),
  }
}
