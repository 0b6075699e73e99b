import { expect, it } from 'vitest'
import { duration } from './duration.ts'

it.each([
  [0, '0 seconds', '0초'],
  [1, '1 second', '1초'],
  [59, '59 seconds', '59초'],
  [60, '1 minute', '1분'],
  [90, '2 minutes', '2분'],
  [240, '4 minutes', '4분'],
  [5_399, '90 minutes', '90분'],
  [7_200, '2 hours', '2시간'],
  [129_600, '36 hours', '36시간'],
  [172_800_000, '2,000 days', '2,000일'],
])('%i seconds are %s, %s', (seconds, en, ko) => {
  expect([duration(seconds, 'en'), duration(seconds, 'ko')]).toEqual([en, ko])
})
