import { describe, expect, it } from 'vitest'
import { follow } from './follow.ts'
import type { TrailBatch } from './found.ts'
import { everyDenial, type TrailQuestion } from './question.ts'

const now = (): number => Date.parse('2026-03-04T12:00:00Z')

const progress = { events: 0, bytes: 0, totalBytes: null, parts: 0, totalParts: null }

function batch(...ids: readonly string[]): TrailBatch {
  const events = ids.map((id) => ({ record: { eventID: id, eventTime: `2026-03-04T10:0${id}:00Z` }, from: 'a' }))
  return { events, problems: [], progress, newestLeft: null }
}

describe('follow', () => {
  it('gives each event once, and looks back for what is delivered late', async () => {
    const answers = [batch('3', '5'), batch('3', '5', '4'), batch('4', '6')]
    const asked: TrailQuestion[] = []
    const controller = new AbortController()
    async function* find(question: TrailQuestion): AsyncGenerator<TrailBatch> {
      asked.push(question)
      const answer = answers[asked.length - 1]
      if (answer !== undefined) yield answer
      if (asked.length === answers.length) controller.abort()
    }
    const given: string[][] = []
    for await (const { events } of follow(find, everyDenial, { every: 1, signal: controller.signal, now }))
      if (events.length > 0) given.push(events.map(({ record }) => String(record.eventID)))
    expect(given).toEqual([['5', '3'], ['4'], ['6']])
    expect(asked.map(({ since }) => since)).toEqual([
      null,
      Date.parse('2026-03-04T09:35:00Z'),
      Date.parse('2026-03-04T09:35:00Z'),
    ])
  })

  it('is not led into the future by a record that is dated there', async () => {
    const asked: (number | null)[] = []
    const controller = new AbortController()
    async function* find(question: TrailQuestion): AsyncGenerator<TrailBatch> {
      asked.push(question.since)
      if (asked.length === 2) controller.abort()
      const record = { eventID: 'a', eventTime: '2099-01-01T00:00:00Z' }
      yield { ...batch(), events: [{ record, from: 'a' }] }
    }
    for await (const _ of follow(find, everyDenial, { every: 1, signal: controller.signal, now }));
    expect(asked).toEqual([null, Date.parse('2026-03-04T11:30:00Z')])
  })

  it('never looks further back than it was asked to', async () => {
    const since = Date.parse('2026-03-04T10:00:00Z')
    const asked: (number | null)[] = []
    const controller = new AbortController()
    async function* find(question: TrailQuestion): AsyncGenerator<TrailBatch> {
      asked.push(question.since)
      if (asked.length === 2) controller.abort()
      yield batch('1')
    }
    for await (const _ of follow(find, { ...everyDenial, since }, { every: 1, signal: controller.signal, now }));
    expect(asked).toEqual([since, since])
  })
})
