import { expect, it } from 'vitest'
import { isSameAction, splitAction } from './action.ts'

it('an action is split at its first colon', () => {
  expect(splitAction('s3:GetObject')).toEqual({ service: 's3', name: 'GetObject' })
  expect(splitAction('s3:Get:Object')).toEqual({ service: 's3', name: 'Get:Object' })
})

it('a text without a prefix or a name is no action', () => {
  expect(['', '*', 's3', 's3:', ':GetObject'].map(splitAction)).toEqual([null, null, null, null, null])
})

it('actions are the same in any case', () => {
  expect(isSameAction('S3:getobject', 's3:GetObject')).toBe(true)
  expect(isSameAction('s3:GetObject', 's3:GetObjectAcl')).toBe(false)
})
