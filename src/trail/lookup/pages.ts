import type { CloudTrailClient } from '@aws-sdk/client-cloudtrail'
import { isObject } from '../../denial/json-value.ts'
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

/** How often in a row a page is asked for again: a busy service gets there, a broken connection may stay broken. */
const [mostThrottled, mostBroken] = [12, 5]

/** Asks a Region, for everything together no faster than so often a second, and waits out throttling and short faults. */
export function lookUpIn(client: CloudTrailClient, perSecond: number, signal: AbortSignal): LookUp {
  const pace = paceOf(perSecond)
  return async function* pages(range, attribute) {
    const { LookupEventsCommand } = await import('@aws-sdk/client-cloudtrail')
    let token: string | undefined
    let failed = 0
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
        failed = 0
        token = answer.NextToken
        yield pageOf(answer.Events ?? [], range)
        if (token === undefined) return
      } catch (error) {
        const most = isThrottling(error) ? mostThrottled : isShortFault(error) ? mostBroken : 0
        if (failed >= most) throw error
        failed += 1
        pace.rest(Math.min(30_000, (1000 / perSecond) * 2 ** failed))
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

/** A connection that broke or took too long, which the SDK calls a timeout, or a fault of the service itself. */
function isShortFault(error: unknown): boolean {
  if (!isObject(error)) return false
  const { name, code, $metadata: answer } = error
  const status = isObject(answer) ? Number(answer.httpStatusCode) : 0
  return name === 'TimeoutError' || code === 'ECONNRESET' || code === 'EPIPE' || code === 'EAI_AGAIN' || status >= 500
}
