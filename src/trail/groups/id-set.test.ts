import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { idSet } from './id-set.ts'

describe('a set of event ids', () => {
  it('holds each id once, whatever it looks like', () => {
    const ids = fc.array(
      fc.oneof(fc.uuid(), fc.string(), fc.constantFrom('', 'a', 'A', '00000000-0000-0000-0000-000000000000')),
      { maxLength: 200 },
    )
    fc.assert(
      fc.property(ids, (list) => {
        const [set, known] = [idSet(), new Set<string>()]
        for (const id of list) {
          expect(set.add(id)).toBe(!known.has(id))
          known.add(id)
        }
      }),
    )
  })

  it('holds a hundred thousand that differ in one place', () => {
    const set = idSet()
    const ids = [...Array(100_000).keys()].map((n) => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`)
    expect(ids.filter((id) => set.add(id)).length).toBe(100_000)
    expect(ids.filter((id) => set.add(id)).length).toBe(0)
  })
})
