import { expect, it } from 'vitest'
import { bestFits, fitsTemplate, nameTemplate } from './name-template.ts'

const fits = (template: string, text: string): boolean => fitsTemplate(nameTemplate(template), text)

it('an open part takes any text, slashes and colons included', () => {
  expect(fits(`role/\${RoleNameWithPath}`, 'role/teams/reader')).toBe(true)
  expect(fits('s3:ExistingObjectTag/<key>', 's3:ExistingObjectTag/team')).toBe(true)
  expect(fits(`a/\${One}/b/\${Two}`, 'a/x/b/y/b/z')).toBe(true)
  expect(fits(`\${One}/a/\${Two}/b`, '1/a/2/b/b')).toBe(true)
})

it('an open part is not empty, but the last of several may be', () => {
  expect(fits(`role/\${Name}`, 'role/')).toBe(false)
  expect(fits(`\${Bucket}/\${Key}`, 'reports/')).toBe(true)
  expect(fits(`\${Bucket}/\${Key}`, '/key')).toBe(false)
})

it('the fixed parts may not overlap', () => {
  expect(fits(`ab\${X}b`, 'ab')).toBe(false)
  expect(fits(`a/\${X}/a`, 'a/a')).toBe(false)
  expect(fits('fixed', 'fixed')).toBe(true)
  expect(fits('fixed', 'fixed ')).toBe(false)
})

it('of the templates that fit, those with the most fixed text are best', () => {
  const candidates = [`table/\${Table}`, `table/\${Table}/index/\${Index}`, `table/\${Other}/index/\${Index}`].map(
    (text) => ({ template: nameTemplate(text) }),
  )
  expect(bestFits(candidates, 'table/orders/index/by-day').map(({ template }) => template.text)).toEqual([
    `table/\${Table}/index/\${Index}`,
    `table/\${Other}/index/\${Index}`,
  ])
  expect(bestFits(candidates, 'stream/orders')).toEqual([])
})
