import { describe, expect, it } from 'vitest'
import { momentOf } from './moment.ts'

const now = Date.parse('2026-03-02T10:00:00Z')

describe('momentOf', () => {
  it.each([
    ['2h', '2026-03-02T08:00:00.000Z'],
    ['90m', '2026-03-02T08:30:00.000Z'],
    ['7d', '2026-02-23T10:00:00.000Z'],
    ['2w', '2026-02-16T10:00:00.000Z'],
    ['2019-10-29', '2019-10-29T00:00:00.000Z'],
    ['2019-10-29T06:40:00Z', '2019-10-29T06:40:00.000Z'],
    ['2019-10-29 06:40', '2019-10-29T06:40:00.000Z'],
    ['2019-10-29T15:40:00+09:00', '2019-10-29T06:40:00.000Z'],
    ['2019-10-29T15:40:00+0900', '2019-10-29T06:40:00.000Z'],
    ['2019-10-29T06:40:00.250Z', '2019-10-29T06:40:00.250Z'],
  ])('reads %s', (text, moment) => {
    expect(new Date(momentOf(text, now) ?? Number.NaN).toISOString()).toBe(moment)
  })

  it.each(['', 'yesterday', '2h30m', '-2h', '29.10.2019', '2019-13-01', '2019-02-31', '2019-10-29T25:00Z', '2019'])(
    'refuses %j',
    (text) => {
      expect(momentOf(text, now)).toBeNull()
    },
  )
})
