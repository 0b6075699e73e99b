import { objectAt, stringAt } from '../denial/json-value.ts'
import { servicePrefixOfEventSource } from '../iam/operation.ts'
import type { FoundEvent } from './found.ts'
import { timeOfRecord } from './question.ts'

/** How many events were found, by what a reader asks for first. */
export interface TrailCounts {
  readonly total: number
  /** Milliseconds since 1970 of the start of an hour, in order of time; hours without an event are left out. */
  readonly byHour: readonly (readonly [number, number])[]
  /** The most frequent first. A session counts for its role. */
  readonly byPrincipal: readonly (readonly [string, number])[]
  readonly byService: readonly (readonly [string, number])[]
  readonly byError: readonly (readonly [string, number])[]
}

/** Counts events one by one and keeps none of them. */
export interface CountCollector {
  readonly add: (event: FoundEvent) => void
  readonly counts: () => TrailCounts
}

const hourMs = 3_600_000

/** Names counted apart; a log that holds more of them is of no help to a reader anyway. */
const mostNames = 10_000

/** Starts at zero. */
export function collectCounts(): CountCollector {
  let total = 0
  const byHour = new Map<number, number>()
  const [byPrincipal, byService, byError] = [0, 0, 0].map(() => new Map<string, number>())
  return {
    add: ({ record }) => {
      total += 1
      const time = timeOfRecord(record)
      if (time !== null) increment(byHour, Math.floor(time / hourMs) * hourMs)
      const identity = objectAt(record, 'userIdentity')
      const issuer = objectAt(objectAt(identity, 'sessionContext'), 'sessionIssuer')
      const source = stringAt(record, 'eventSource')
      increment(byPrincipal, stringAt(issuer, 'arn') ?? stringAt(identity, 'arn') ?? stringAt(identity, 'invokedBy'))
      increment(byService, source === null ? null : servicePrefixOfEventSource(source))
      increment(byError, stringAt(record, 'errorCode'))
    },
    counts: () => ({
      total,
      byHour: [...byHour].sort(([a], [b]) => a - b),
      byPrincipal: mostFrequent(byPrincipal),
      byService: mostFrequent(byService),
      byError: mostFrequent(byError),
    }),
  }
}

function increment<Name>(counts: Map<Name, number> | undefined, name: Name | null): void {
  if (counts === undefined || name === null || (counts.size >= mostNames && !counts.has(name))) return
  counts.set(name, (counts.get(name) ?? 0) + 1)
}

function mostFrequent(counts: ReadonlyMap<string, number> | undefined): readonly (readonly [string, number])[] {
  return [...(counts ?? [])].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
}
