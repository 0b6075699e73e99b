import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FoundEvent, TrailBatch } from './found.ts'
import { newestFirst } from './newest-first.ts'

const progress = { events: 0, bytes: 0, totalBytes: null, parts: 0, totalParts: null }

function event(time: number): FoundEvent {
  return { record: { eventTime: new Date(time * 1000).toISOString(), eventID: String(time) }, from: 'a.json' }
}

async function* batchesOf(parts: readonly { times: readonly number[]; left: number | null }[]) {
  for (const { times, left } of parts) {
    const newestLeft = left === null ? null : left * 1000
    yield { events: times.map(event), problems: [], progress, newestLeft } satisfies TrailBatch
  }
}

async function timesOf(parts: readonly { times: readonly number[]; left: number | null }[]): Promise<number[][]> {
  const given: number[][] = []
  for await (const { events } of newestFirst(batchesOf(parts)))
    given.push(events.map(({ record }) => Number(record.eventID)))
  return given
}

describe('newestFirst', () => {
  it('hands out at once what nothing newer can follow', async () => {
    expect(
      await timesOf([
        { times: [30, 50, 20], left: 25 },
        { times: [25, 10], left: 10 },
        { times: [5], left: 0 },
      ]),
    ).toEqual([[50, 30], [25, 20], [10, 5], []])
  })

  it('takes a batch of any length, as one file of JSON lines gives', async () => {
    const times = [...Array(200_000).keys()]
    const [first = [], ...more] = await timesOf([{ times, left: -1 }])
    expect([first.length, first[0], first.at(-1), more]).toEqual([200_000, 199_999, 0, [[]]])
  })

  it('reads the time of a record once, however many batches it waits for', async () => {
    let reads = 0
    const counted = (time: number): FoundEvent => {
      const { record, from } = event(time)
      const { eventTime } = record
      return {
        record: Object.defineProperty({ ...record }, 'eventTime', {
          enumerable: true,
          get: () => {
            reads += 1
            return eventTime
          },
        }),
        from,
      }
    }
    async function* batches(): AsyncGenerator<TrailBatch> {
      for (let n = 0; n < 100; n += 1) yield { events: [counted(n)], problems: [], progress, newestLeft: null }
    }
    const given: FoundEvent[] = []
    for await (const { events } of newestFirst(batches())) given.push(...events)
    expect(reads).toBe(100)
    expect(given.map(({ record }) => record.eventID)).toEqual([...Array(100).keys()].reverse().map(String))
  })

  it('keeps equal records as they came, and those without a time for the end', async () => {
    async function* batches(): AsyncGenerator<TrailBatch> {
      const same = (from: string, record = event(5).record): FoundEvent => ({ record, from })
      yield { events: ['a', 'b', 'c', 'd'].map((from) => same(from)), problems: [], progress, newestLeft: 7_000 }
      yield { events: [same('none', { eventID: 'x' }), same('e')], problems: [], progress, newestLeft: 0 }
    }
    const given: string[][] = []
    for await (const { events } of newestFirst(batches())) given.push(events.map(({ from }) => from))
    expect(given).toEqual([[], ['a', 'b', 'c', 'd', 'e'], ['none']])
  })

  it('waits for the end where the source cannot tell', async () => {
    expect(
      await timesOf([
        { times: [1, 3], left: null },
        { times: [2], left: null },
      ]),
    ).toEqual([[], [], [3, 2, 1]])
  })

  it('loses nothing and keeps the order whatever the batches', () => {
    const batch = fc.array(fc.array(fc.integer({ min: 0, max: 1_000 }), { maxLength: 5 }), { maxLength: 6 })
    return fc.assert(
      fc.asyncProperty(batch, async (lists) => {
        const promise = (at: number): number => Math.max(0, ...lists.slice(at + 1).flat())
        const given = (await timesOf(lists.map((times, at) => ({ times, left: promise(at) })))).flat()
        expect(given).toEqual(lists.flat().sort((a, b) => b - a))
      }),
    )
  })
})
