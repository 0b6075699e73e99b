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
