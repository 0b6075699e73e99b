import { expect, it } from 'vitest'
import { caseTexts } from './case-texts.ts'

it('takes one object, on one line or on several', () => {
  expect(caseTexts('{"id":"a"}\n')).toEqual([{ text: '{"id":"a"}\n', line: 1, pointer: '' }])
  expect(caseTexts('{\n  "id": "a"\n}')).toEqual([{ text: '{\n  "id": "a"\n}', line: 1, pointer: '' }])
})

it('takes an object a line, with blank lines and carriage returns, and keeps malformed lines', () => {
  expect(caseTexts('{"id":"a"}\r\n\n{"id":\n{"id":"c"}\n').map((c) => [c.line, c.text])).toEqual([
    [1, '{"id":"a"}'],
    [3, '{"id":'],
    [4, '{"id":"c"}'],
  ])
})

it('takes the elements of an array with their own lines', () => {
  expect(caseTexts('[\n  {"id": "a, ]\\""},\n\n  {\n    "id": [1, 2]\n  }\n]')).toEqual([
    { text: '{"id": "a, ]\\""}', line: 2, pointer: '/0' },
    { text: '{\n    "id": [1, 2]\n  }', line: 4, pointer: '/1' },
  ])
})

it('keeps the place of an empty element and of one that is cut off', () => {
  expect(caseTexts('[{"id":"a"},,{"id":"b').map((c) => [c.pointer, c.text])).toEqual([
    ['/0', '{"id":"a"}'],
    ['/1', ''],
    ['/2', '{"id":"b'],
  ])
})

it('finds nothing in an empty input and in an empty array', () => {
  expect(caseTexts(' \n')).toEqual([])
  expect(caseTexts('[ ]')).toEqual([])
})

it('gives a text that is no JSON as one case', () => {
  expect(caseTexts('not json\nat all')).toEqual([{ text: 'not json\nat all', line: 1, pointer: '' }])
})

it('reads five megabytes on one line in linear time', () => {
  const input = `[${Array.from({ length: 50_000 }, () => `{"id":"${'x'.repeat(90)}"}`).join(',')}]`
  expect(caseTexts(input)).toHaveLength(50_000)
})
