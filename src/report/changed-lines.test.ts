import { createTwoFilesPatch } from 'diff'
import { describe, expect, it } from 'vitest'
import { changedLines } from './changed-lines.ts'

function changes(before: unknown, after: unknown): readonly string[] {
  const text = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`
  return changedLines(createTwoFilesPatch('policy', 'policy', text(before), text(after)))
}

describe('changed lines', () => {
  it('leave out the comma that the line before an added one gains', () => {
    expect(changes({ Resource: ['a', 'b'] }, { Resource: ['a', 'b', 'c'] })).toEqual(['+ "c"'])
  })

  it('show an added member with its own brackets', () => {
    const before = { Condition: { StringEquals: { a: 'b' } } }
    const after = { Condition: { StringEquals: { a: 'b' }, ArnNotEquals: { c: 'd' } } }
    expect(changes(before, after)).toEqual(['+ "ArnNotEquals": {', '+   "c": "d"', '+ }'])
  })

  it('show an added statement as a whole', () => {
    const before = { Statement: [{ Sid: 'A', Action: 'x' }] }
    const after = {
      Statement: [
        { Sid: 'A', Action: 'x' },
        { Sid: 'B', Action: 'y' },
      ],
    }
    expect(changes(before, after)).toEqual(['+ {', '+   "Sid": "B",', '+   "Action": "y"', '+ }'])
  })

  it('show a value that is replaced, removed line first', () => {
    expect(changes({ Action: 's3:ListObjects' }, { Action: 's3:ListBucket' })).toEqual([
      '- "Action": "s3:ListObjects"',
      '+ "Action": "s3:ListBucket"',
    ])
  })

  it('keep a value that begins with dashes apart from the header of the diff', () => {
    expect(changes({ Sid: ['-- x'] }, { Sid: ['-- x', '-- y'] })).toEqual(['+ "-- y"'])
  })

  it('are none where there is no diff', () => {
    expect(changedLines('')).toEqual([])
  })
})
