import { describe, expect, it } from 'vitest'
import { pointerOf, positionOf, segmentsOf } from './position.ts'

const text = `{
  "Id": "p",
  "Statement": [
    { "Sid": "One" },
    {
      "Sid": "Tw\\"o }",
      "Action": ["s3:GetObject", "s3:ListBucket"]
    }
  ],
  "a/b~c": 7
}`

const found = (pointer: string): string | null => {
  const at = positionOf(text, pointer)
  return at === null ? null : text.slice(at.offset, at.offset + at.length)
}

describe('positionOf', () => {
  it('gives line and column from 1, and the length of the value', () => {
    expect(positionOf(text, '/Statement/1/Action/1')).toEqual({ offset: 117, length: 15, line: 7, column: 34 })
  })

  it('finds the whole document, members, elements and escaped names', () => {
    expect(found('')).toBe(text)
    expect(found('/Id')).toBe('"p"')
    expect(found('/Statement/0')).toBe('{ "Sid": "One" }')
    expect(found('/Statement/1/Sid')).toBe('"Tw\\"o }"')
    expect(found('/a~1b~0c')).toBe('7')
  })

  it('gives null where there is no such value', () => {
    expect(found('/Statement/2')).toBeNull()
    expect(found('/Statement/-')).toBeNull()
    expect(found('/Statement/01')).toBeNull()
    expect(found('/Id/0')).toBeNull()
    expect(found('Id')).toBeNull()
    expect(positionOf('', '')).toBeNull()
  })

  it('takes the last of several members with one name, as JSON.parse does', () => {
    const at = positionOf('{"a": 1, "a": 22}', '/a')
    expect(at).toMatchObject({ offset: 14, length: 2 })
  })

  it('reads names that are written with escapes', () => {
    expect(positionOf('{"\\u0041": true}', '/A')).toMatchObject({ offset: 11, length: 4 })
  })

  it('stays on the first line of a text with a byte order mark', () => {
    expect(positionOf('\ufeff{"a": 1}', '/a')).toMatchObject({ line: 1, column: 8 })
  })

  it('ends on broken and on very deep texts', () => {
    expect(positionOf('{"a": [1, 2', '/a/1')).toMatchObject({ length: 1 })
    expect(positionOf('{"a" 1}', '/a')).toBeNull()
    expect(positionOf('{"a": "never closed', '/a')).toMatchObject({ offset: 6 })
    const deep = '['.repeat(200_000)
    expect(positionOf(deep, '/0/1')).toBeNull()
  })

  it('passes over millions of quotes and backslashes in time that grows with the text', () => {
    const long = `{"a": "${'\\"'.repeat(1_000_000)}", "b": 1}`
    expect(positionOf(long, '/b')).toMatchObject({ length: 1, line: 1 })
  })
})

describe('pointers', () => {
  it('are made of and taken apart into the same segments', () => {
    expect(pointerOf('a/b', 0, '~')).toBe('/a~1b/0/~0')
    expect(segmentsOf('/a~1b/0/~0')).toEqual(['a/b', '0', '~'])
    expect(segmentsOf('')).toEqual([])
    expect(segmentsOf('a')).toBeNull()
  })
})
