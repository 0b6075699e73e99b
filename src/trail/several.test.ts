import { describe, expect, it } from 'vitest'
import type { TrailBatch, TrailProgress } from './found.ts'
import { newestFirst } from './newest-first.ts'
import { noProgress, severalAsOne, sumOf } from './several.ts'

const progress = (events: number, totalBytes: number | null): TrailProgress => ({ ...noProgress, events, totalBytes })

async function* played(name: string, times: readonly string[], ended: string[] = []): AsyncGenerator<TrailBatch> {
  try {
    for (const [n, eventTime] of times.entries()) {
      const events = [{ record: { eventTime, eventID: `${name}${n}` }, from: name }]
      yield { events, problems: [], progress: progress(n + 1, null), newestLeft: Date.parse(eventTime) - 1 }
    }
  } finally {
    ended.push(name)
  }
}

describe('several sources as one', () => {
  it('give everything, the newest of all first', async () => {
    const rows: string[] = []
    const one = severalAsOne([
      played('a', ['2026-03-04T10:00:00Z', '2026-03-04T06:00:00Z']),
      played('b', ['2026-03-04T09:00:00Z', '2026-03-04T08:00:00Z', '2026-03-04T07:00:00Z']),
    ])
    let last = noProgress
    for await (const { events, progress: so } of newestFirst(one)) {
      rows.push(...events.map(({ record }) => String(record.eventID)))
      last = so
    }
    expect(rows).toEqual(['a0', 'b0', 'b1', 'b2', 'a1'])
    expect(last.events).toBe(5)
  })

  it('end together where the reader leaves early', async () => {
    const ended: string[] = []
    const times = ['2026-03-04T10:00:00Z', '2026-03-04T09:00:00Z']
    for await (const _ of severalAsOne([played('a', times, ended), played('b', times, ended)])) break
    expect(ended.toSorted()).toEqual(['a', 'b'])
  })
})

describe('the progress of several', () => {
  it('knows the whole where each knows its own', () => {
    expect(sumOf([progress(1, 10), progress(2, 20)])).toMatchObject({ events: 3, totalBytes: 30 })
    expect(sumOf([progress(1, 10), progress(2, null)])).toMatchObject({ events: 3, totalBytes: null })
  })
})
