import type { CloudTrailClient } from '@aws-sdk/client-cloudtrail'
import { isObject, type JsonObject, jsonOf, stringAt } from '../../denial/json-value.ts'
import type { Phrase } from '../../iam/phrase.ts'
import type { TrailBatch, TrailProblem } from '../found.ts'
import { answersQuestion, type TrailQuestion } from '../question.ts'
import { noCredentials } from '../s3/fault.ts'
import { together } from '../several.ts'
import { attributeOf } from './attribute.ts'
import { type LookupPage, lookUpIn } from './pages.ts'
import type { SliceCache } from './slice-cache.ts'
import { type Slice, slicesOf } from './slices.ts'

/** Where and how to look. */
export interface LookupOptions {
  readonly regions: readonly string[]
  /** A client of the Region; asked for once. */
  readonly clientOf: (region: string) => Promise<CloudTrailClient>
  /** What is remembered of the events that a client is given. */
  readonly cacheOf: (client: CloudTrailClient) => Promise<SliceCache>
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
  { clientOf, cacheOf, perSecond, signal }: LookupOptions,
): AsyncGenerator<RegionPart> {
  const attribute = attributeOf(question)
  const nothing = { region, records: [], events: 0, bytes: 0, problems: [], isSliceDone: true }
  try {
    const client = await clientOf(region)
    const cache = await cacheOf(client)
    const lookUp = lookUpIn(client, perSecond ?? 2, signal)
    for (const slice of slices) {
      const known = await cache.read(region, slice)
      if (known !== null) {
        yield { ...nothing, ...known, newestLeft: slice.start }
        continue
      }
      const kept: JsonObject[] = []
      let events = 0
      for await (const page of lookUp(slice, attribute)) {
        const records = failedIn(page)
        for (const record of records) kept.push(record)
        events += page.events
        yield {
          ...nothing,
          events: page.events,
          bytes: page.bytes,
          records,
          isSliceDone: false,
          newestLeft: page.oldest,
        }
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

function failedIn({ texts }: LookupPage): readonly JsonObject[] {
  const records = texts.filter((text) => text.includes('"errorCode"')).map(jsonOf)
  return records.filter(isObject).filter((record) => stringAt(record, 'errorCode') !== null)
}

/** Why a Region could not be read, and what to do. */
export function sentenceOf(error: unknown): Phrase {
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
