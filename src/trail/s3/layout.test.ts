import { describe, expect, it } from 'vitest'
import { everyDenial } from '../question.ts'
import { isWanted, placeOf, positionOf } from './layout.ts'

describe('the address of a place', () => {
  it.each([
    ['s3://logs', { bucket: 'logs', prefix: '' }],
    ['s3://logs/', { bucket: 'logs', prefix: '' }],
    ['s3://my.logs-1/team a/AWSLogs/', { bucket: 'my.logs-1', prefix: 'team a/AWSLogs/' }],
    ['s3://logs/a\nb', { bucket: 'logs', prefix: 'a\nb' }],
  ])('is %j', (address, place) => {
    expect(placeOf(address)).toEqual(place)
  })

  it.each(['s3://', 's3://x/', 's3:///prefix', 's3://Upper/', 's3://under_score/', 'logs/AWSLogs', 'S3://logs'])(
    'is not %j',
    (address) => {
      expect(placeOf(address)).toBeNull()
    },
  )
})

describe('where a prefix lies', () => {
  const account = '111122223333'
  const known = (depth: string, more: object = {}) => ({ depth, account: null, region: null, date: '', ...more })

  it.each([
    ['', known('above')],
    ['team/prod/', known('above')],
    ['AWSLogs/', known('logs')],
    ['AWSLogs', known('logs')],
    ['team/AWSLogs/', known('logs')],
    ['AWSLogs/o-a1b2c3d4e5/', known('organization')],
    [`AWSLogs/${account}/`, known('account', { account })],
    [`AWSLogs/o-a1b2c3d4e5/${account}/`, known('account', { account })],
    [`AWSLogs/${account}/CloudTrail/`, known('trail', { account })],
    [`AWSLogs/${account}/CloudTrail-NetworkActivity/`, known('trail', { account })],
    [`AWSLogs/${account}/CloudTrail/eu-west-1/`, known('region', { account, region: 'eu-west-1' })],
    [
      `AWSLogs/${account}/CloudTrail/us-gov-west-1/2026/`,
      known('year', { account, region: 'us-gov-west-1', date: '2026' }),
    ],
    [
      `AWSLogs/${account}/CloudTrail/eu-west-1/2026/03/`,
      known('month', { account, region: 'eu-west-1', date: '2026-03' }),
    ],
    [
      `p/q/AWSLogs/o-a1b2c3d4e5/${account}/CloudTrail/eu-west-1/2026/03/02/`,
      known('day', { account, region: 'eu-west-1', date: '2026-03-02' }),
    ],
  ])('%j', (prefix, position) => {
    expect(positionOf(prefix)).toEqual(position)
  })

  it.each([
    `AWSLogs/${account}/CloudTrail-Digest/`,
    `AWSLogs/${account}/Config/`,
    `AWSLogs/${account}/CloudTrail/eu-west-1/2026/03/02/extra/`,
    `AWSLogs/${account}/CloudTrail/eu-west-1/2026/0`,
    'AWSLogs/1234/',
    // A folder cannot be passed over, but that of an organization.
    'AWSLogs/CloudTrail/',
    `AWSLogs/${account}/eu-west-1/`,
    'AWSLogs/o-a1b2c3d4e5/CloudTrail/',
  ])('%j is no place of a trail', (prefix) => {
    expect(positionOf(prefix).depth).toBe('other')
  })
})

describe('what is wanted of a trail', () => {
  const at = (text: string): number => Date.parse(`${text}Z`)
  const wants = (prefix: string, question: object): boolean =>
    isWanted(positionOf(`AWSLogs/111122223333/CloudTrail/eu-west-1/${prefix}`), { ...everyDenial, ...question })

  it('is one account and Region where one is asked for', () => {
    expect(wants('2026/', { account: '111122223333', region: 'eu-west-1' })).toBe(true)
    expect(wants('', { account: '444455556666' })).toBe(false)
    expect(wants('', { region: 'us-east-1' })).toBe(false)
    expect(isWanted(positionOf('AWSLogs/'), { ...everyDenial, account: '444455556666', region: 'us-east-1' })).toBe(
      true,
    )
  })

  const fromMarch = { since: at('2026-03-02T10:15:00') }
  it.each([
    ['2025/', false],
    ['2026/', true],
    ['2026/02/', false],
    ['2026/03/', true],
    ['2026/03/01/', false],
    ['2026/03/02/', true],
    ['2027/', true],
  ])('from a day on: %s %j', (prefix, wanted) => {
    expect(wants(prefix, fromMarch)).toBe(wanted)
  })

  const untilNewYear = { until: at('2025-12-31T10:15:00') }
  it.each([
    ['2025/', true],
    ['2025/12/31/', true],
    // Delivered the day after.
    ['2026/', true],
    ['2026/01/', true],
    ['2026/01/01/', true],
    ['2026/01/02/', false],
    ['2026/02/', false],
    ['2027/', false],
  ])('to the day after the last: %s %j', (prefix, wanted) => {
    expect(wants(prefix, untilNewYear)).toBe(wanted)
  })
})
