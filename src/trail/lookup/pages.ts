import type { CloudTrailClient } from '@aws-sdk/client-cloudtrail'
import type { LookupAttribute } from './attribute.ts'
import { paceOf } from './pace.ts'

/** A stretch of time that is asked for: from `start` to before `end`, milliseconds since 1970. */
export interface LookupRange {
  readonly start: number
  readonly end: number
}

/** One answer of LookupEvents. */
export interface LookupPage {
  /** The records, as texts of JSON. */
  readonly texts: readonly string[]
  readonly events: number
  readonly bytes: number
  /** The time of the oldest event: the later pages of a range hold nothing newer. */
  readonly oldest: number
}

/** Asks for the events of a range, those with an attribute or all of them; throws what AWS refuses with. */
export type LookUp = (range: LookupRange, attribute: LookupAttribute | null) => AsyncGenerator<LookupPage>

const mostThrottled = 12

/** Asks a Region, for everything together no faster than so often a second, and waits out throttling. */
export function lookUpIn(client: CloudTrailClient, perSecond: number, signal: AbortSignal): LookUp {
  const pace = paceOf(perSecond)
  return async function* pages(range, attribute) {
    const { LookupEventsCommand } = await import('@aws-sdk/client-cloudtrail')
    let token: string | undefined
    let throttled = 0
    for (;;) {
      await pace.next(signal)
      const command = new LookupEventsCommand({
        StartTime: new Date(range.start),
        // AWS takes the end for a part of the range, and we do not.
        EndTime: new Date(range.end - 1),
        MaxResults: 50,
        ...(attribute === null ? {} : { LookupAttributes: [attribute] }),
        ...(token === undefined ? {} : { NextToken: token }),
      })
      try {
        const answer = await client.send(command, { abortSignal: signal })
        throttled = 0
        token = answer.NextToken
        yield pageOf(answer.Events ?? [], range)
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
  { end }: LookupRange,
): LookupPage {
  const texts = events.flatMap(({ CloudTrailEvent }) => CloudTrailEvent ?? [])
  const times = events.flatMap(({ EventTime }) => EventTime?.getTime() ?? [])
  return {
    texts,
    events: events.length,
    bytes: texts.reduce((sum, text) => sum + text.length, 0),
    oldest: times.length === 0 ? end : Math.min(...times),
  }
}

function isThrottling(error: unknown): boolean {
  const name = error instanceof Error ? error.name : ''
  return /Throttl|TooManyRequests|RequestLimitExceeded|ServiceUnavailable/.test(name)
}
