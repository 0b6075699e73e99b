import { describe, expect, it } from 'vitest'
import { shownLines } from './shown-lines.ts'

describe('shown lines', () => {
  it('lose the indentation that all of them share, and the mark moves along', () => {
    expect(shownLines(['    {', '      "a": 1', '    }'], { line: 1, column: 6, length: 3 })).toEqual({
      lines: ['{', '  "a": 1', '}'],
      mark: { line: 1, column: 2, length: 3 },
    })
  })

  it('lose the carriage return of Windows', () => {
    expect(shownLines(['{\r', '}\r'], { line: 0, column: 0, length: 1 }).lines).toEqual(['{', '}'])
  })

  it('are cut around the mark where a line is very long', () => {
    const line = `${'a'.repeat(5_000)}"Deny"${'b'.repeat(5_000)}`
    const { lines, mark } = shownLines([line], { line: 0, column: 5_000, length: 6 })
    expect(lines[0]).toHaveLength(202)
    expect(lines[0]?.slice(mark.column, mark.column + mark.length)).toBe('"Deny"')
  })

  it('underline no more than is left of a cut line', () => {
    const { lines, mark } = shownLines(['x'.repeat(1_000)], { line: 0, column: 0, length: 1_000 })
    expect(mark.length).toBe(lines[0]?.length)
  })

  it('keep a mark in the indentation of a blank line', () => {
    expect(shownLines(['    a', ''], { line: 0, column: 0, length: 1 }).lines).toEqual(['    a', ''])
  })
})
