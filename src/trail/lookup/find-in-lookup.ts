import type { CloudTrailClient } from '@aws-sdk/client-cloudtrail'
import { isObject, type JsonObject, jsonOf, stringAt } from '../../denial/json-value.ts'
import type { Phrase } from '../../iam/phrase.ts'
import type { TrailBatch, TrailProblem } from '../found.ts'
import { answersQuestion, type TrailQuestion } from '../question.ts'
import { noCredentials } from '../s3/fault.ts'
import { attributeOf, type LookupAttribute } from './attribute.ts'
import { paceOf } from './pace.ts'
import type { FoundSlice, SliceCache } from './slice-cache.ts'
import { type Slice, slicesOf } from './slices.ts'

/** Where and how to look. */
export interface LookupOptions {
  readonly regions: readonly string[]
  /** A client of the Region; asked for once. */
  readonly clientOf: (region: string) => Promise<CloudTrailClient>
  readonly cache: SliceCache
  readonly now: number
  readonly signal: AbortSignal
  /** Requests a second in each Region; AWS allows two. */
  readonly perSecond?: number
}

/**
 * Failed management events of the last 90 days, by LookupEvents: all Regions at once, each no faster than AWS allows,
 * the newest first. What a finished day held is kept, so that an interrupted search goes on where it stopped.
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
 */
export async function* findInLookup(question: TrailQuestion, options: LookupOptions): AsyncGenerator<TrailBatch> {
  const slices = slicesOf(question.since, question.until, options.now)
  const newestByRegion = new Map(options.regions.map((region) => [region, options.now]))
  let [events, parts, bytes] = [0, 0, 0]
  for await (const found of together(
    options.regions.map((region) => searchRegion(region, slices, question, options)),
  )) {
    events += found.events
    bytes += found.bytes
    parts += found.isSliceDone ? 1 : 0
    newestByRegion.set(found.region, found.newestLeft)
    yield {
      events: found.records
        .filter((record) => answersQuestion(record, question))
        .map((record) => ({ record, from: `lookup:${found.region}` })),
      problems: found.problems,
      progress: { events, bytes, totalBytes: null, parts, totalParts: slices.length * options.regions.length },
      newestLeft: Math.max(...newestByRegion.values()),
    }
  }
}

/** What one answer, or one remembered day, of a Region held. */
interface RegionPart {
  readonly region: string
  readonly records: readonly JsonObject[]
  readonly events: number
  readonly bytes: number
  readonly problems: readonly TrailProblem[]
  readonly isSliceDone: boolean
  readonly newestLeft: number
}

async function* searchRegion(
  region: string,
  slices: readonly Slice[],
  question: TrailQuestion,
  { clientOf, cache, perSecond, signal }: LookupOptions,
): AsyncGenerator<RegionPart> {
  const attribute = attributeOf(question)
  const nothing = { region, records: [], events: 0, bytes: 0, problems: [], isSliceDone: true }
  try {
    const client = await clientOf(region)
    const lookup = lookUp(client, attribute, perSecond ?? 2, signal)
    for (const slice of slices) {
      const known = await cache.read(region, slice)
      if (known !== null) {
        yield { ...nothing, ...known, newestLeft: slice.start }
        continue
      }
      const kept: JsonObject[] = []
      let events = 0
      for await (const page of lookup(slice)) {
        kept.push(...page.records)
        events += page.events
        yield { ...nothing, ...page, isSliceDone: false, newestLeft: page.oldest }
      }
      await cache.write(region, slice, { records: kept, events })
      yield { ...nothing, newestLeft: slice.start }
    }
    yield { ...nothing, isSliceDone: false, newestLeft: Number.NEGATIVE_INFINITY }
  } catch (error) {
    if (signal.aborted) return
    const problem = { from: `lookup:${region}`, line: null, message: sentenceOf(error) }
    yield { ...nothing, isSliceDone: false, problems: [problem], newestLeft: Number.NEGATIVE_INFINITY }
  }
}

interface Page extends FoundSlice {
  readonly bytes: number
  /** The time of the oldest event: the later pages of a slice hold nothing newer. */
  readonly oldest: number
}

const mostThrottled = 12

type LookUp = (slice: Slice) => AsyncGenerator<Page>

function lookUp(
  client: CloudTrailClient,
  attribute: LookupAttribute | null,
  perSecond: number,
  signal: AbortSignal,
): LookUp {
  const pace = paceOf(perSecond)
  return async function* pages(slice) {
    const { LookupEventsCommand } = await import('@aws-sdk/client-cloudtrail')
    let token: string | undefined
    let throttled = 0
    for (;;) {
      await pace.next(signal)
      const command = new LookupEventsCommand({
        StartTime: new Date(slice.start),
        // AWS takes the end for a part of the range, and we do not.
        EndTime: new Date(slice.end - 1),
        MaxResults: 50,
        ...(attribute === null ? {} : { LookupAttributes: [attribute] }),
        ...(token === undefined ? {} : { NextToken: token }),
      })
      try {
        const answer = await client.send(command, { abortSignal: signal })
        throttled = 0
        token = answer.NextToken
        yield pageOf(answer.Events ?? [], slice)
        if (token === undefined) return
      } catch (error) {
        if (!isThrottling(error) || throttled >= mostThrottled) throw error
        throttled += 1
        pace.rest(Math.min(30_000, (1000 / perSecond) * 2 ** throttled))
      }
    }
  }
}

function pageOf(
  events: readonly { readonly CloudTrailEvent?: string | undefined; readonly EventTime?: Date | undefined }[],
  slice: Slice,
): Page {
  const texts = events.flatMap(({ CloudTrailEvent }) => CloudTrailEvent ?? [])
  const records = texts
    .filter((text) => text.includes('"errorCode"'))
    .map(jsonOf)
    .filter(isObject)
  const times = events.flatMap(({ EventTime }) => EventTime?.getTime() ?? [])
  return {
    records: records.filter((record) => stringAt(record, 'errorCode') !== null),
    events: events.length,
    bytes: texts.reduce((sum, text) => sum + text.length, 0),
    oldest: times.length === 0 ? slice.end : Math.min(...times),
  }
}

function isThrottling(error: unknown): boolean {
  const name = error instanceof Error ? error.name : ''
  return /Throttl|TooManyRequests|RequestLimitExceeded|ServiceUnavailable/.test(name)
}

/** Why a Region could not be read, and what to do. */
function sentenceOf(error: unknown): Phrase {
  const name = error instanceof Error ? error.name : ''
  const message = error instanceof Error ? error.message : String(error)
  if (/AccessDenied|UnauthorizedOperation/.test(name))
    return {
      en: `LookupEvents was refused (${message}); the caller needs cloudtrail:LookupEvents.`,
      ko: `LookupEvents 호출이 거부되었습니다(${message}). 호출자에게 cloudtrail:LookupEvents 권한이 필요합니다.`,
    }
  if (/CredentialsProviderError|ExpiredToken|UnrecognizedClient|InvalidClientTokenId|InvalidSignature/.test(name))
    return noCredentials(message)
  return { en: `LookupEvents failed: ${message}.`, ko: `LookupEvents 호출이 실패했습니다: ${message}.` }
}

/** The values of several generators as they come. */
async function* together<T>(generators: readonly AsyncGenerator<T>[]): AsyncGenerator<T> {
  type Next = { readonly at: number; readonly result: IteratorResult<T> }
  const nextOf = async (at: number): Promise<Next> => ({
    at,
    result: (await generators[at]?.next()) ?? { done: true, value: undefined },
  })
  const open = new Map(generators.map((_, at) => [at, nextOf(at)]))
  try {
    while (open.size > 0) {
      const { at, result } = await Promise.race(open.values())
      if (result.done === true) open.delete(at)
      else {
        open.set(at, nextOf(at))
        yield result.value
      }
    }
  } finally {
    await Promise.all(generators.map((generator) => generator.return(undefined)))
  }
}
