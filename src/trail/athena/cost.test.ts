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

  it('names no price for what nobody knows', () => {
    expect(costOf('estimated', null)).toEqual({ kind: 'estimated', bytes: null, dollars: null })
  })
})
