import { describe, expect, it } from 'vitest'
import { costOf } from './cost.ts'

describe('costOf', () => {
  it.each([
    [0, 0],
    [1, (10 / 1024 ** 2) * 5],
    [11 * 1024 ** 2 + 1, (12 / 1024 ** 2) * 5],
    [1024 ** 4, 5],
  ])('asks for %d bytes %d dollars', (bytes, dollars) => {
    expect(costOf('scanned', bytes)).toEqual({ kind: 'scanned', bytes, dollars })
  })

  it('takes the price of another Region', () => {
    expect(costOf('estimated', 1024 ** 4, 6.75).dollars).toBe(6.75)
  })
})
