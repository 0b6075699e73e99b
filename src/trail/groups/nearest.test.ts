import fc from 'fast-check'
import { expect, it } from 'vitest'
import { nearest } from './nearest.ts'

it('keeps the nearest, and of two as near the same one in whatever order they come', () => {
  const things = fc.uniqueArray(fc.record({ key: fc.string({ maxLength: 3 }), distance: fc.nat({ max: 5 }) }), {
    selector: ({ key }) => key,
  })
  fc.assert(
    fc.property(things, fc.infiniteStream(fc.nat()), (all, random) => {
      const shuffled = all.map((one) => [random.next().value ?? 0, one] as const).sort(([a], [b]) => a - b)
      const kept = nearest<string>(3)
      for (const [, { key, distance }] of shuffled) kept.add(key, key, distance)
      const sorted = [...all].sort((a, b) => a.distance - b.distance || (a.key < b.key ? -1 : 1))
      expect(kept.items()).toEqual(sorted.slice(0, 3).map(({ key }) => key))
    }),
  )
})

it('counts a thing of a known key once', () => {
  const kept = nearest<string>(2)
  for (const key of ['a', 'a', 'b']) kept.add(key, key, 1)
  expect(kept.items()).toEqual(['a', 'b'])
})
