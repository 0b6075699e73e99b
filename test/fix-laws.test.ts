import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyFixCase, explained, type FixCase, oracleAfter } from './fix-case.ts'

/** Every verified fix of a case with what the second engine says to the whole call then. */
function checked(one: FixCase): readonly { readonly kinds: string; readonly after: readonly string[] }[] {
  const diagnosis = explained(one)
  // The second engine knows policies, not the grants of a key.
  const verified = diagnosis.fixes.filter(
    ({ outcome, edits }) => outcome.verified && edits.every(({ edit }) => edit.kind !== 'changeSetting'),
  )
  return verified.map((fix) => ({
    kinds: fix.edits.map(({ edit }) => edit.kind).join(),
    after: oracleAfter(one, fix, diagnosis),
  }))
}

describe('law 8: a verified fix', () => {
  it('makes every request of the call allowed, by an engine of its own and the documents as they are printed', () => {
    fc.assert(
      fc.property(anyFixCase, (one) => {
        for (const { kinds, after } of checked(one)) {
          expect([kinds, ...after.filter((verdict) => verdict !== 'allowed')]).toEqual([kinds])
        }
      }),
      { numRuns: 250 },
    )
  })

  it('is met often enough, over chains of two requests and edits of many kinds, for that to mean something', () => {
    const fixes = fc.sample(anyFixCase, { numRuns: 200, seed: 11 }).flatMap(checked)
    const kinds = new Set(fixes.flatMap((fix) => fix.kinds.split(',')))
    expect(fixes.length).toBeGreaterThan(100)
    expect(fixes.filter(({ after }) => after.length > 1).length).toBeGreaterThan(50)
    expect([...kinds]).toEqual(expect.arrayContaining(['addStatement', 'exceptPrincipal', 'exceptResource']))
  })
})
