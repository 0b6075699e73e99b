import { expect, it } from 'vitest'
import { operationsByType } from './policy-writes.ts'
import { writeTexts } from './write-texts.ts'

it.each(operationsByType.flatMap(([type, operations]) => operations.map((operation) => [operation, type] as const)))(
  'a record of %s is found by a text for a change of a %s',
  (operation, type) => {
    const subject = type === 'role' || type === 'user' ? `111122223333:${type}/etl` : `${type}/etl`
    expect(writeTexts([subject]).filter((text) => operation.includes(text))).not.toEqual([])
  },
)

it('looks for nothing where nothing is watched, and not for keys where no key is', () => {
  expect(writeTexts([])).toEqual([])
  expect(writeTexts(['bucket/orders'])).not.toContain('Grant')
})
