import { describe, expect, it } from 'vitest'
import type { Json } from '../../../test/cause-fixture.ts'
import { deniedRecord, groupsOf } from '../../../test/trail-fixture.ts'
import { collectGroups } from './collect-groups.ts'

function parameters(number: number): readonly Json[] {
  return [...Array(number).keys()].map((n) =>
    deniedRecord({
      by: 'mina',
      action: 'ssm:GetParameter',
      resource: `arn:aws:ssm:us-east-1:111122223333:parameter/app-${n}/value`,
      at: new Date(Date.parse('2026-03-04T10:00:00Z') + n * 1000).toISOString(),
    }),
  )
}

describe('denials of many resources that nothing else tells apart', () => {
  it('are one group beyond a thousand, in whatever order they are found', () => {
    expect(groupsOf(parameters(1_000)).length).toBe(1_000)
    const records = parameters(1_100)
    const again = records.slice(0, 5).map((record, n) => ({ ...record, eventID: `again ${n}` }))
    for (const found of [
      [...records, ...again],
      [...again, ...records.toReversed()],
    ])
      expect(groupsOf(found)).toMatchObject([
        {
          count: 1_105,
          first: '2026-03-04T10:00:00.000Z',
          last: '2026-03-04T10:18:19.000Z',
          pattern: 'arn:aws:ssm:us-east-1:111122223333:parameter/*',
          hasMoreResources: true,
          examples: records
            .slice(-8)
            .reverse()
            .map((record) => ({ event: { record } })),
        },
      ])
  })

  it('leave what differs in more than the resource alone', () => {
    const other = deniedRecord({ by: 'reader', action: 'ssm:GetParameter', resource: '*' })
    expect(groupsOf([...parameters(1_100), other]).map(({ count }) => count)).toEqual([1_100, 1])
  })
})

describe('denials of more kinds than are kept', () => {
  it('are counted, and the groups that are kept stay exact', () => {
    const collector = collectGroups()
    const [one = {}] = parameters(1)
    for (let n = 0; n < 10_010; n++) {
      const userIdentity = { type: 'IAMUser', arn: `arn:aws:iam::111122223333:user/u${n}` }
      const record = { ...one, eventID: `e${n}`, userIdentity, errorMessage: 'Access Denied' }
      collector.add({ record, from: 'a.json' })
      collector.add({ record: { ...record, eventID: `f${n}` }, from: 'a.json' })
    }
    const groups = collector.groups()
    expect([groups.length, collector.leftOut()]).toEqual([10_000, 20])
    expect(groups.every(({ count }) => count === 2)).toBe(true)
  })
})
