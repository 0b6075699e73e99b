import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { identifier, tableNameParts, textLiteral } from './literal.ts'

const hostile = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({
    unit: fc.constantFrom(
      "'",
      '"',
      '\\',
      ';',
      '-',
      '/',
      '*',
      '%',
      '\u0000',
      '\n',
      '\r',
      '\u001b',
      'a',
      '한',
      '\ud83d',
      '\ude00',
      '$',
      '{',
      '(',
    ),
  }),
)

describe('textLiteral', () => {
  it('is read back by an engine as the same text, whatever the text', async () => {
    const connection = await (await DuckDBInstance.create(':memory:')).connect()
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        const reader = await connection.runAndReadAll(`SELECT ${textLiteral(text)} AS a, 1 AS b`)
        expect(reader.columnNames()).toEqual(['a', 'b'])
        expect(reader.getRowsJson()).toEqual([[Buffer.from(text, 'utf8').toString('utf8'), 1]])
      }),
    )
  })

  it('leaves no quote that could end it, and no control character', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const literal = textLiteral(text)
        expect(literal).not.toMatch(/\p{Cc}/u)
        const parts = literal.replace(/^concat\('', |\)$/g, (found) => (literal.startsWith('concat(') ? '' : found))
        expect(parts).toMatch(/^(?:(?:'(?:[^']|'')*'|chr\(\d+\))(?:, |$))+$/u)
      }),
    )
  })

  it.each([
    ["o'brien", "'o''brien'"],
    ['', "''"],
    ['a\u0000b', "concat('', 'a', chr(0), 'b')"],
    ['\ud800', "'\ufffd'"],
  ])('writes %j', (text, literal) => {
    expect(textLiteral(text)).toBe(literal)
  })
})

describe('identifier', () => {
  it('doubles the quotes', () => {
    expect(identifier('a"b')).toBe('"a""b"')
  })
})

describe('tableNameParts', () => {
  it.each<[string, readonly string[] | null]>([
    ['cloudtrail', ['cloudtrail']],
    ['logs.cloudtrail', ['logs', 'cloudtrail']],
    ['hive."a.b"."c""d"', ['hive', 'a.b', 'c"d']],
    ['cloud-trail', ['cloud-trail']],
    ['a b', null],
    ['a..b', null],
    ['a.', null],
    ['.a', null],
    ['', null],
    ['a.b.c.d', null],
    ['"a', null],
    ['""', null],
    ['"a"b', null],
  ])('reads %s', (written, parts) => {
    expect(tableNameParts(written)).toEqual(parts)
  })
})
