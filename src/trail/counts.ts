import { objectAt, stringAt } from '../denial/json-value.ts'
import { servicePrefixOfEventSource } from '../iam/operation.ts'
import type { FoundEvent } from './found.ts'
import { timeOfRecord } from './question.ts'

/** How many events were found, by what a reader asks for first. */
export interface TrailCounts {
  readonly total: number
  /**
   * Milliseconds since 1970 of the start of an hour, in order of time; hours without an event are left out. Where events
   * are of very many hours, longer stretches stand for them.
   */
  readonly overTime: readonly (readonly [number, number])[]
  /** A session counts for its role. */
  readonly byPrincipal: NameCounts
  readonly byService: NameCounts
  readonly byError: NameCounts
}

/** How many events have which name. */
export interface NameCounts {
  /** The most frequent first, of the names that are told apart. */
  readonly rows: readonly (readonly [string, number])[]
  /** Events of all other names together. */
  readonly others: number
}

/** Counts events one by one and keeps none of them. */
export interface CountCollector {
  readonly add: (event: FoundEvent) => void
  readonly counts: () => TrailCounts
}

const hourMs = 3_600_000

/** Names, or stretches of time, that are told apart: the first that come. */
const mostNames = 10_000

/** Starts at zero. */
export function collectCounts(): CountCollector {
  let total = 0
  const overTime = timeCounter()
  const [byPrincipal, byService, byError] = [nameCounter(), nameCounter(), nameCounter()]
  return {
    add: ({ record }) => {
      total += 1
      const time = timeOfRecord(record)
      if (time !== null) overTime.add(time)
      const identity = objectAt(record, 'userIdentity')
      const issuer = objectAt(objectAt(identity, 'sessionContext'), 'sessionIssuer')
      const source = stringAt(record, 'eventSource')
      byPrincipal.add(stringAt(issuer, 'arn') ?? stringAt(identity, 'arn') ?? stringAt(identity, 'invokedBy'))
      byService.add(source === null ? null : servicePrefixOfEventSource(source))
      byError.add(stringAt(record, 'errorCode'))
    },
    counts: () => ({
      total,
      overTime: overTime.counts(),
      byPrincipal: byPrincipal.counts(),
      byService: byService.counts(),
      byError: byError.counts(),
    }),
  }
}

/** Counts by the hour; where that makes too many stretches, by the day, and so on. */
function timeCounter() {
  let step = hourMs
  let counts = new Map<number, number>()
  const add = (time: number, count: number): void => {
    const start = Math.floor(time / step) * step
    counts.set(start, (counts.get(start) ?? 0) + count)
  }
  return {
    add: (time: number) => {
      add(time, 1)
      while (counts.size > mostNames) {
        const before = counts
        step *= 24
        counts = new Map()
        for (const [start, count] of before) add(start, count)
      }
    },
    counts: () => [...counts].sort(([a], [b]) => a - b),
  }
}

function nameCounter() {
  const counts = new Map<string, number>()
  let others = 0
  return {
    add: (name: string | null) => {
      if (name === null) return
      if (counts.size >= mostNames && !counts.has(name)) others += 1
      else counts.set(name, (counts.get(name) ?? 0) + 1)
    },
    counts: (): NameCounts => ({
      rows: [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)),
      others,
    }),
  }
}
