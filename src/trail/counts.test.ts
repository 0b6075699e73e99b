import { describe, expect, it } from 'vitest'
import { collectCounts } from './counts.ts'

const hour = 3_600_000
const start = Date.parse('2020-01-01T00:00:00Z')

function countsOf(records: Iterable<Readonly<Record<string, unknown>>>) {
  const counter = collectCounts()
  for (const record of records) counter.add({ record, from: 'a.json' })
  return counter.counts()
}

function sum(rows: readonly (readonly [unknown, number])[]): number {
  return rows.reduce((total, [, count]) => total + count, 0)
}

describe('collectCounts', () => {
  it('counts hours of a short time apart', () => {
    const at = (time: string) => ({ eventTime: time })
    const { overTime } = countsOf([at('2026-03-02T10:59:59Z'), at('2026-03-02T10:00:00Z'), at('2026-03-01T00:30:00Z')])
    expect(overTime).toEqual([
      [Date.parse('2026-03-01T00:00:00Z'), 1],
      [Date.parse('2026-03-02T10:00:00Z'), 2],
    ])
  })

  it('loses no event of a long time, and keeps few stretches', () => {
    const hours = function* () {
      for (let at = 0; at < 20_000; at++) yield { eventTime: new Date(start + at * hour).toISOString() }
    }
    const { overTime } = countsOf(hours())
    expect(sum(overTime)).toBe(20_000)
    expect(overTime.length).toBeLessThan(1_000)
    expect(overTime.map(([time]) => time)).toEqual(overTime.map(([time]) => time).toSorted((a, b) => a - b))
  })

  it('loses no event of times that no log has', () => {
    const times = function* () {
      for (let at = -20_000; at <= 20_000; at++) yield { eventTime: new Date((8.64e15 / 20_000) * at).toISOString() }
    }
    const { overTime } = countsOf(times())
    expect(sum(overTime)).toBe(40_001)
    expect(overTime.length).toBeLessThanOrEqual(10_000)
  })

  it('says how many events have a name beyond those that it tells apart', () => {
    const by = (arn: string) => ({ userIdentity: { arn }, eventSource: 's3.amazonaws.com', errorCode: 'AccessDenied' })
    const names = function* () {
      for (let at = 0; at < 10_000; at++) yield by(`arn:aws:iam::111122223333:user/u${at}`)
      for (let at = 0; at < 500; at++) yield by('arn:aws:iam::111122223333:user/late')
      yield by('arn:aws:iam::111122223333:user/u7')
    }
    const { byPrincipal, byService, byError } = countsOf(names())
    expect(byPrincipal.rows[0]).toEqual(['arn:aws:iam::111122223333:user/u7', 2])
    expect([byPrincipal.rows.length, byPrincipal.others]).toEqual([10_000, 500])
    expect(byService).toEqual({ rows: [['s3', 10_501]], others: 0 })
    expect(byError).toEqual({ rows: [['AccessDenied', 10_501]], others: 0 })
  })
})
