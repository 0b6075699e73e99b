import { describe, expect, it } from 'vitest'
import { cellText } from './cell.ts'
import { csvLine } from './csv.ts'

describe('a value as Athena prints it', () => {
  it.each([
    [null, 'varchar', ''],
    ['a', 'varchar', 'a'],
    [true, 'boolean', 'true'],
    [7, 'bigint', '7'],
    [7, 'double', '7.0'],
    [0.5, 'double', '0.5'],
    [12_345_678, 'double', '1.2345678E7'],
    [0.0001, 'double', '1.0E-4'],
    [['a', null, 1], 'array(varchar)', '[a, null, 1]'],
    [{ arn: 'x', accountid: null }, 'row(arn varchar, accountid varchar)', '{arn=x, accountid=null}'],
    [[{ a: [1] }], 'array(row(a array(bigint)))', '[{a=[1]}]'],
  ])('%j of type %s is %s', (value, type, text) => {
    expect(cellText(value, type)).toBe(text)
  })
})

describe('a line of CSV', () => {
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
