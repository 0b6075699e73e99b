import { describe, expect, it } from 'vitest'
import { csvLine } from './csv.ts'

describe('csvLine', () => {
  it('quotes what would end a field, and leaves the rest as it is', () => {
    expect(csvLine(['a', 'b,c', 'say "no"', 'two\nlines', null, ''])).toBe('a,"b,c","say ""no""","two\nlines",,\r\n')
  })

  it.each([
    '=HYPERLINK("http://x")',
    '+1+1',
    '-1+1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1+1',
    '＝1+1',
    '＋1',
    '－1',
    '＠SUM(A1)',
  ])('makes no formula of %j', (value) => {
    expect(csvLine([value]).replace(/^"/, '')).toMatch(/^'/)
  })

  it.each([
    [['a', 'b c', ''], 'a,b c,\r\n'],
    [['a,b', 'say "no"', 'two\nlines'], '"a,b","say ""no""","two\nlines"\r\n'],
    [['=1+1', '+x', '-x', '@x', '\tx', '\rx'], `'=1+1,'+x,'-x,'@x,'\tx,"'\rx"\r\n`],
    [['-1', '+1.5', '-1.0E7'], '-1,+1.5,-1.0E7\r\n'],
    [['=HYPERLINK("http://x")'], `"'=HYPERLINK(""http://x"")"\r\n`],
  ])('of %j', (cells, line) => {
    expect(csvLine(cells)).toBe(line)
  })
})
