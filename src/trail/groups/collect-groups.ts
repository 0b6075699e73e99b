import { messageOfRecord } from '../../denial/cloudtrail-event.ts'
import type { Denial } from '../../denial/denial.ts'
import { denialsOfEvent } from '../../denial/event-denial.ts'
import { objectAt, stringAt } from '../../denial/json-value.ts'
import type { FoundEvent } from '../found.ts'
import {
  addGroup,
  addResource,
  count,
  countUnread,
  type DenialGroup,
  type GroupDraft,
  groupOf,
  readNewest,
  startGroup,
} from './denial-group.ts'
import { idSet } from './id-set.ts'
import { messageShape } from './message-shape.ts'
import { patternOfStart, resourceFamily } from './resource-pattern.ts'

/** Takes found events one by one; beside an `IdSet` of their ids it holds no more than a few for each group. */
export interface GroupCollector {
  /** Whether the event counts: a denial, and not one that was counted before. */
  readonly add: (event: FoundEvent) => boolean
  /** The most frequent first. */
  readonly groups: () => readonly DenialGroup[]
  /** Denials of further groups, of which nothing but this number is kept. */
  readonly leftOut: () => number
  /** Events that had been counted before: copies of them, which count nowhere. */
  readonly copies: () => number
}

/** Kinds of resources, apart from which nothing differs, that are groups of their own; more of them are one group. */
const mostFamilies = 1_000
/** Groups that are kept, many times as many as are ever explained. */
const mostGroups = 10_000
const mostLooks = 10_000

/** The groups of denials that differ in the kind of resource alone. */
interface Kind {
  /** What it is told from others by, as it stands before and after the kind of resource. */
  readonly key: readonly [who: readonly unknown[], why: readonly unknown[]]
  /** By the kind of resource; empty once they are one. */
  readonly families: Map<string, GroupDraft>
  /** All of them, where they are too many. */
  whole: GroupDraft | null
}

/** Starts with no group. The same event delivered twice, by two accounts or two files, counts once. */
export function collectGroups(): GroupCollector {
  const kinds = new Map<string, Kind>()
  const draftByLook = new Map<string, GroupDraft>()
  const seen = idSet()
  let [kept, leftOut, copies] = [0, 0, 0]

  const draftOf = (denial: Denial): GroupDraft | null => {
    const principal = principalOf(denial)
    const action = denial.action ?? `${denial.service ?? '?'}:${denial.operation ?? '?'}`
    const parts = partsOf(denial, principal, action)
    const key = JSON.stringify(parts)
    const family = resourceFamily(denial.resource)
    const kind = kinds.get(key) ?? { key: parts, families: new Map(), whole: null }
    const known = kind.whole ?? kind.families.get(family)
    if (known !== undefined) return known
    if (kept >= mostGroups) return null
    kinds.set(key, kind)
    const draft = startGroup(principal, action, denial)
    kind.families.set(family, draft)
    kept += 1
    if (kind.families.size <= mostFamilies) return draft
    kept -= kind.families.size - 1
    const parted = new Set(kind.families.values())
    for (const [look, one] of draftByLook) if (parted.has(one)) draftByLook.delete(look)
    return joined(kind, startGroup(principal, action, denial))
  }
  const read = (event: FoundEvent, look: string): boolean => {
    const denials = denialsOfEvent(event.record)
    for (const denial of denials) {
      const draft = draftOf(denial)
      if (draft === null) {
        leftOut += 1
        continue
      }
      count(draft, event)
      addResource(draft, { denial, event })
      const isOfMany = draft.hasMoreResources && resourceFamily(denial.resource) !== denial.resource
      if (isOfMany && draftByLook.size < mostLooks) draftByLook.set(look, draft)
    }
    return denials.length > 0
  }
  return {
    add: (event) => {
      const id = stringAt(event.record, 'sharedEventID') ?? stringAt(event.record, 'eventID')
      if (id !== null && !seen.add(id)) {
        copies += 1
        return false
      }
      const look = lookOf(event)
      const known = draftByLook.get(look)
      // Reading a message takes a thousand times as long as counting it, and nothing more is remembered of the group.
      const covered = known === undefined ? undefined : coveredIn(event, known)
      if (known === undefined || covered === undefined) return read(event, look)
      countUnread(known, event, covered)
      return true
    },
    groups: () =>
      [...kinds.values()]
        .flatMap(draftsOf)
        .sort(([key, a], [other, b]) => b.count - a.count || compared(key, other))
        .map(([, one]) => {
          readNewest(one, ({ record }) => denialsOfEvent(record))
          return groupOf(one)
        }),
    leftOut: () => leftOut,
    copies: () => copies,
  }
}

/** Makes one group of all that a kind has, so that it stays the same group in whatever order they are found. */
function joined(kind: Kind, whole: GroupDraft): GroupDraft {
  for (const draft of kind.families.values()) addGroup(whole, draft)
  kind.families.clear()
  kind.whole = whole
  return whole
}

// Events come in whatever order they are found; the groups of them do not.
function compared(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function draftsOf({ key: [who, why], families, whole }: Kind): readonly (readonly [string, GroupDraft])[] {
  const all = whole === null ? [...families] : [['', whole] as const]
  return all.map(([family, draft]) => [JSON.stringify([...who, family, ...why]), draft])
}

/** The same for denials that differ in their resources alone. */
function partsOf(denial: Denial, principal: string | null, action: string): Kind['key'] {
  const { account, region, claim, errorCode, hints } = denial
  return [
    [principal, action.toLowerCase(), account, region],
    [[claim.policyType, claim.effect, claim.policyArn], errorCode, messageShape(hints.message)],
  ]
}

/** A session stands for its role: what a role may do does not depend on the name of the session. */
function principalOf({ principal, hints }: Denial): string | null {
  const role = hints.event?.sessionIssuerArn
  const isSession = principal?.includes(':assumed-role/') === true
  return isSession && role != null ? role : principal
}

/** The resource that the record names and the pattern of its group covers already. */
function coveredIn({ record }: FoundEvent, { sharedStart: start }: GroupDraft): string | undefined {
  const pattern = patternOfStart(start ?? '')
  if (pattern === null) return undefined
  const parameters = objectAt(record, 'requestParameters')
  const [bucket, key] = [stringAt(parameters, 'bucketName'), stringAt(parameters, 'key')]
  const object = bucket === null || key === null ? [] : [`arn:aws:s3:::${bucket}/${key}`]
  return [...object, ...namesIn(messageOfRecord(record))].find((name) => name.startsWith(pattern.slice(0, -1)))
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
