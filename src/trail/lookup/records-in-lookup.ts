import { isObject, jsonOf } from '../../denial/json-value.ts'
import { soughtTest } from '../../services/clue-fit.ts'
import { sessionMakerNames } from '../../services/session.ts'
import type { Clue, SoughtRecords } from '../../services/sought-records.ts'
import type { FoundEvent, TrailProblem } from '../found.ts'
import type { RecordSource } from '../record-source.ts'
import { together } from '../several.ts'
import { type Bounded, boundedClues, mergedStretches } from '../stretches.ts'
import { type LookupAttribute, userNameOf } from './attribute.ts'
import { type LookupOptions, sentenceOf } from './find-in-lookup.ts'
import { lookUpIn } from './pages.ts'
import { keptMs } from './slices.ts'

/** The management events of the last 90 days, asked for by what LookupEvents can look for itself, in all Regions. */
export function recordsInLookup(options: Omit<LookupOptions, 'cacheOf'>): RecordSource {
  return async function* lookup(sought) {
    const asks = asksFor(sought.clues, options.now)
    const totalParts = asks.length * options.regions.length
    let [events, bytes, parts] = [0, 0, 0]
    for await (const one of together(options.regions.map((region) => searchRegion(region, asks, sought, options)))) {
      events += one.seen
      bytes += one.bytes
      parts += one.isDone ? 1 : 0
      yield {
        events: one.found,
        problems: one.problems,
        progress: { events, bytes, totalBytes: null, parts, totalParts },
        newestLeft: null,
      }
    }
  }
}

/** One question to LookupEvents, which takes one attribute. */
interface Ask extends Bounded {
  readonly attribute: LookupAttribute | null
}

interface RegionPart {
  readonly found: readonly FoundEvent[]
  readonly problems: readonly TrailProblem[]
  readonly seen: number
  readonly bytes: number
  readonly isDone: boolean
}

const nothing: RegionPart = { found: [], problems: [], seen: 0, bytes: 0, isDone: false }

async function* searchRegion(
  region: string,
  asks: readonly Ask[],
  sought: SoughtRecords,
  { clientOf, perSecond, signal }: Omit<LookupOptions, 'cacheOf'>,
): AsyncGenerator<RegionPart> {
  const from = `lookup:${region}`
  const isWanted = soughtTest(sought)
  try {
    const lookUp = lookUpIn(await clientOf(region), perSecond ?? 2, signal)
    for (const { attribute, since, until } of asks) {
      for await (const { texts, events, bytes } of lookUp({ start: since, end: until }, attribute)) {
        const records = texts.map(jsonOf).filter(isObject)
        const found = records.filter(isWanted).map((record) => ({ record, from }))
        yield { ...nothing, found, seen: events, bytes }
      }
      yield { ...nothing, isDone: true }
    }
  } catch (error) {
    if (signal.aborted) return
    yield { ...nothing, problems: [{ from, line: null, message: sentenceOf(error) }] }
  }
}

/** Stretches of one attribute that lie nearer to each other are asked for at once: an answer holds 50 events. */
const gapMs = 5 * 60_000

/**
 * The questions that find what fits the clues, the quickest first. What LookupEvents cannot look for is not asked: copies of
 * an event, which are in another account's history; a request id where the time is not known to the hour; the calls of a
 * role, whose sessions go by many names.
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupAttribute.html
 */
export function asksFor(clues: readonly Clue[], now: number): readonly Ask[] {
  const stretches = new Map<string, Bounded[]>()
  const attributes = new Map<string, LookupAttribute | null>()
  for (const clue of clues) {
    for (const attribute of attributesOf(clue)) {
      const key = JSON.stringify(attribute)
      attributes.set(key, attribute)
      const own =
        clue.kind === 'eventId'
          ? [{ since: clue.since ?? now - keptMs, until: clue.until ?? now }]
          : boundedClues([clue], now)
      const kept = own.map(({ since, until }) => ({
        since: Math.max(since, now - keptMs),
        until: Math.min(until, now),
      }))
      stretches.set(key, [...(stretches.get(key) ?? []), ...kept.filter(({ since, until }) => since < until)])
    }
  }
  return [...attributes].flatMap(([key, attribute]) =>
    mergedStretches(stretches.get(key) ?? [], gapMs).map((stretch) => ({ attribute, ...stretch })),
  )
}

const mostBlindMs = 3_600_000

function attributesOf(clue: Clue): readonly (LookupAttribute | null)[] {
  switch (clue.kind) {
    case 'eventId':
      return [{ AttributeKey: 'EventId', AttributeValue: clue.id }]
    case 'sharedEventId':
      return []
    case 'requestId':
      return (clue.until ?? Number.POSITIVE_INFINITY) - (clue.since ?? 0) <= mostBlindMs ? [null] : []
    case 'sessionMaker':
      return sessionMakerNames.map((name) => ({ AttributeKey: 'EventName', AttributeValue: name }))
    case 'policyWrite':
      return [{ AttributeKey: 'ReadOnly', AttributeValue: 'false' }]
    case 'keyRefusal':
      return [{ AttributeKey: 'EventSource', AttributeValue: 'kms.amazonaws.com' }]
    case 'calls': {
      const name = clue.principal === null ? null : userNameOf(clue.principal)
      return name === null ? [] : [{ AttributeKey: 'Username', AttributeValue: name }]
    }
  }
}
