import { describe, expect, it } from 'vitest'
import { contextOf } from '../iam/context.ts'
import { parseOperator } from '../iam/operator.ts'
import type { Condition } from '../iam/policy.ts'
import { testCondition } from './condition.ts'
import type { Mismatch } from './trace.ts'

type Written = Readonly<Record<string, string | readonly string[] | { readonly unknown: true }>>
const unknown = { unknown: true } as const

function test(operator: string, key: string, values: readonly string[], context: Written): Mismatch['kind'] | 'holds' {
  const parsed = parseOperator(operator)
  if (parsed === null) throw new Error(operator)
  const condition: Condition = { operator: parsed, key, values }
  return testCondition(condition, { version: '2012-10-17', context: contextOf(context) })?.kind ?? 'holds'
}

describe('testCondition', () => {
  it('says what was wanted, with variables replaced, and what came', () => {
    const operator = parseOperator('StringEquals')
    if (operator === null) throw new Error('no operator')
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable
    const condition: Condition = { operator, key: 'k', values: ['${aws:username}', '${absent}'] }
    const context = contextOf({ 'aws:username': 'nora', K: 'kai' })
    expect(testCondition(condition, { version: '2012-10-17', context })).toEqual({
      kind: 'conditionNotMet',
      condition,
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable
      wanted: ['nora', '${absent}'],
      actual: ['kai'],
    })
  })

  it.each([
    ['StringEquals', ['a'], 'contextKeyUnknown'],
    ['StringNotEquals', ['a'], 'contextKeyUnknown'],
    ['StringLike', ['*'], 'contextKeyUnknown'],
    ['StringLikeIfExists', ['*'], 'holds'],
    ['StringLikeIfExists', [''], 'contextKeyUnknown'],
    ['StringNotLikeIfExists', ['*'], 'contextKeyUnknown'],
    ['ForAllValues:StringLike', ['*'], 'holds'],
    ['ForAllValues:StringEquals', ['a'], 'contextKeyUnknown'],
    ['ForAnyValue:StringNotLike', ['*'], 'conditionNotMet'],
    ['NumericLessThan', ['ten'], 'conditionNotMet'],
    ['NumericLessThan', ['10'], 'contextKeyUnknown'],
    ['NumericNotEqualsIfExists', ['ten'], 'holds'],
    ['IpAddress', ['203.0.113.300'], 'conditionNotMet'],
    ['Bool', ['yes'], 'conditionNotMet'],
    ['ArnLike', ['arn:aws:sns'], 'conditionNotMet'],
    ['ArnNotLikeIfExists', ['arn:aws:sns'], 'holds'],
    ['DateLessThan', ['soon'], 'conditionNotMet'],
    ['Null', ['true'], 'contextKeyUnknown'],
    ['Null', ['true', 'false'], 'holds'],
    ['Null', ['maybe'], 'conditionNotMet'],
  ])('%s %j with an unknown key: %s', (operator, values, expected) => {
    expect(test(operator, 'k', values, { k: unknown })).toBe(expected)
  })

  it('leaves a condition open where its variable is unknown and could decide it', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable
    const values = ['team-${aws:username}']
    const context = { 'aws:username': unknown }
    expect(test('StringEquals', 'k', values, { ...context, k: 'team-nora' })).toBe('contextKeyUnknown')
    expect(test('StringEquals', 'k', values, { ...context, k: 'crew-nora' })).toBe('conditionNotMet')
    expect(test('StringNotEquals', 'k', values, { ...context, k: 'crew-nora' })).toBe('holds')
    expect(test('StringEquals', 'k', values, context)).toBe('contextKeyAbsent')
  })

  it.each([
    ['::1', '::1/128', true],
    ['2001:db8::ff', '2001:db8::/120', true],
    ['2001:db8::1:ff', '2001:db8::/112', false],
    ['::ffff:203.0.113.9', '::ffff:203.0.113.0/120', true],
    ['203.0.113.9', '::ffff:203.0.113.0/120', false],
    ['1:2:3:4:5:6:7', '::/0', false],
    ['1::2::3', '::/0', false],
    ['203.0.113.9/32', '203.0.113.0/24', false],
    ['203.0.113.9', '0.0.0.0/0', true],
    ['::1', '0.0.0.0/0', false],
    ['203.0.113.9', '203.0.113.0/33', false],
    ['203.0.113', '203.0.113.0/24', false],
  ])('IpAddress: %s in %s is %s', (address, range, expected) => {
    expect(test('IpAddress', 'k', [range], { k: address })).toBe(expected ? 'holds' : 'conditionNotMet')
  })

  it.each([
    ['2026', '2026-01-01T00:00:00Z', true],
    ['2026-03', '2026-03-01', true],
    ['2026-03-01T02:00:00.500+02:00', '2026-03-01T00:00:00.5Z', true],
    ['2026-03-01T00:00Z', '2026-03-01T00:00:00', true],
    ['2026-03-01T00:00:00-05:00', '2026-03-01T05:00:00Z', true],
    ['1772323200', '2026-03-01', true],
    ['2026-13-01', '2026-13-01', false],
    ['yesterday', 'yesterday', false],
  ])('DateEquals: %s and %s: %s', (actual, wanted, expected) => {
    expect(test('DateEquals', 'k', [wanted], { k: actual })).toBe(expected ? 'holds' : 'conditionNotMet')
  })

  it('takes an empty value for no value where the operator is Null', () => {
    expect(test('Null', 'k', ['true'], { k: '' })).toBe('holds')
    expect(test('Null', 'k', ['false'], { k: '' })).toBe('contextKeyAbsent')
    expect(test('StringEquals', 'k', [''], { k: '' })).toBe('holds')
  })

  it('counts any value of a multivalued key that an operator without a set prefix meets', () => {
    expect(test('StringEquals', 'k', ['b'], { k: ['a', 'b'] })).toBe('holds')
    expect(test('StringNotEquals', 'k', ['b'], { k: ['a', 'b'] })).toBe('conditionNotMet')
  })
})
