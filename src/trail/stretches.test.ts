import { describe, expect, it } from 'vitest'
import type { Clue } from '../services/sought-records.ts'
import { boundedClues, fewStretches, mergedStretches } from './stretches.ts'

const hour = 3_600_000
const now = Date.parse('2026-03-10T12:00:00Z')
const hours = (since: number, until: number) => ({ since: since * hour, until: until * hour })

describe('stretches of time', () => {
  it.each([
    ['apart', [hours(1, 2), hours(4, 5)], 0, [hours(4, 5), hours(1, 2)]],
    ['overlapping', [hours(1, 3), hours(2, 5)], 0, [hours(1, 5)]],
    ['one in the other', [hours(2, 3), hours(1, 5)], 0, [hours(1, 5)]],
    ['touching', [hours(1, 2), hours(2, 3)], 0, [hours(1, 3)]],
    ['near enough', [hours(1, 2), hours(3, 4), hours(9, 10)], hour, [hours(9, 10), hours(1, 4)]],
    ['none', [], 0, []],
  ])('become fewer, the newest first: %s', (_, stretches, gap, merged) => {
    expect(mergedStretches(stretches, gap)).toEqual(merged)
  })

  it('are joined where they are near, until there are few enough', () => {
    const many = [...Array(100).keys()].map((n) => hours(n * 10, n * 10 + 1))
    const few = fewStretches(many, 20)
    expect(few.length).toBeLessThanOrEqual(20)
    expect([few[0]?.until, few.at(-1)?.since]).toEqual([991 * hour, 0])
    expect(fewStretches([hours(1, 2), hours(900, 901)], 1)).toEqual([hours(1, 901)])
  })
})

describe('a clue without a time', () => {
  const clue = (since: number | null, until: number | null): Clue => ({ kind: 'policyWrite', since, until })
  it.each([
    ['nothing known', clue(null, null), { since: now - 168 * hour, until: now }],
    ['an end', clue(null, now - 2 * hour), { since: now - 170 * hour, until: now - 2 * hour }],
    ['a future end', clue(now - hour, now + hour), { since: now - hour, until: now }],
  ])('is of the last seven days: %s', (_, given, stretch) => {
    expect(boundedClues([given], now)).toEqual([{ kind: 'policyWrite', ...stretch }])
  })

  it('is none where it lies in the future', () => {
    expect(boundedClues([clue(now + hour, now + 2 * hour)], now)).toEqual([])
  })
})
