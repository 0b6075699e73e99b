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

describe('denials of more objects than are remembered', () => {
  const objects = (count: number): readonly Json[] =>
    [...Array(count).keys()].map((n) =>
      deniedRecord({
        by: 'reader',
        action: 's3:GetObject',
        resource: `arn:aws:s3:::orders/2026/${n}.csv`,
        at: new Date(Date.parse('2026-03-04T10:00:00Z') + n * 1000).toISOString(),
      }),
    )

  it('have the newest as examples, and are the same in whatever order they are found', () => {
    const records = objects(3_000)
    const inOrder = groupsOf(records)
    const { resources: _, ...told } = inOrder[0] ?? { resources: [] }
    expect(told).toMatchObject({
      count: 3_000,
      examples: [2999, 2998, 2997, 2996, 2995, 2994, 2993, 2992].map((n) => ({
        denial: { resource: `arn:aws:s3:::orders/2026/${n}.csv` },
      })),
    })
    const [newestFirst] = groupsOf(records.toReversed())
    expect(newestFirst).toMatchObject({ ...told, calls: expect.anything() })
  })

  it('have one example of each object, the newest', () => {
    const again = objects(2).map((record, n) => ({ ...record, eventID: `a${n}`, eventTime: '2027-01-01T00:00:00Z' }))
    const [group] = groupsOf([...objects(1_500), ...again])
    expect(group?.examples.slice(0, 3).map(({ denial, event }) => [denial.resource, event.record.eventTime])).toEqual([
      ['arn:aws:s3:::orders/2026/0.csv', '2027-01-01T00:00:00Z'],
      ['arn:aws:s3:::orders/2026/1.csv', '2027-01-01T00:00:00Z'],
      ['arn:aws:s3:::orders/2026/1499.csv', '2026-03-04T10:24:59.000Z'],
    ])
  })
})
