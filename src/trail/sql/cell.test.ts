import { describe, expect, it } from 'vitest'
import { cellText } from './cell.ts'

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
