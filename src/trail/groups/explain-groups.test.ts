import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  allow,
  alone,
  bucket,
  deny,
  iam,
  type Json,
  organization,
  policy,
  unchangeableDeny,
} from '../../../test/cause-fixture.ts'
import { confirmedOf, deniedRecord, factsOf, groupsOf, mattersOf } from '../../../test/trail-fixture.ts'
import { combinedPlan } from './combined-plan.ts'

const orders = bucket('orders', null)

function reads(count: number, by: 'mina' | 'reader' = 'reader') {
  return [...Array(count).keys()].map((n) =>
    deniedRecord({
      by,
      action: 's3:GetObject',
      resource: `arn:aws:s3:::orders/2026/${n}.csv`,
      at: new Date(Date.parse('2026-03-04T10:00:00Z') + n * 1000).toISOString(),
    }),
  )
}

const listsOnly = iam({ reader: policy(allow('s3:ListBucket', 'arn:aws:s3:::orders')) })

describe('collectGroups', () => {
  it('takes denials that differ in object and session for one group', () => {
    const [group, ...others] = groupsOf(reads(500))
    expect(others).toEqual([])
    expect(group).toMatchObject({
      principal: 'arn:aws:iam::111122223333:role/reader',
      action: 's3:GetObject',
      count: 500,
      first: '2026-03-04T10:00:00.000Z',
      last: '2026-03-04T10:08:19.000Z',
      pattern: 'arn:aws:s3:::orders/2026/*',
    })
    expect(group?.examples).toHaveLength(8)
  })

  it('covers by its pattern the resources beyond those it remembers, too', () => {
    const later = [...Array(20).keys()].map((n) =>
      deniedRecord({ by: 'reader', action: 's3:GetObject', resource: `arn:aws:s3:::orders/2027/${n}.csv` }),
    )
    const [group, ...others] = groupsOf([...reads(1_200), ...later, ...reads(5)])
    expect(others).toEqual([])
    expect(group).toMatchObject({ count: 1_225, hasMoreResources: true, pattern: 'arn:aws:s3:::orders/*' })
  })

  it('has the first and last time that its records tell, whatever else one of them says', () => {
    const [early = {}, late = {}] = reads(2)
    const odd = [{ eventTime: 'nonsense' }, { eventTime: null }, {}].map((more) => {
      const { eventTime: _, ...rest } = reads(1)[0] ?? {}
      return { ...rest, ...more }
    })
    const times = { first: '2026-03-04T10:00:00.000Z', last: '2026-03-04T10:00:01.000Z' }
    for (const records of [
      [...odd, late, early],
      [early, ...odd, late],
    ])
      expect(groupsOf(records)).toMatchObject([{ count: 5, ...times }])
    expect(groupsOf(odd)).toMatchObject([{ count: 3, first: null, last: null }])
  })

  it('counts an event once that two accounts or two files hold', () => {
    const record = deniedRecord({ by: 'mina', action: 's3:ListBucket', resource: 'arn:aws:s3:::orders' })
    const shared = { sharedEventID: '5e5a4b1c-0000-4000-8000-000000000001' }
    expect(groupsOf([record, record])[0]?.count).toBe(1)
    expect(
      groupsOf([
        { ...record, ...shared },
        { ...record, ...shared, eventID: 'other' },
      ])[0]?.count,
    ).toBe(1)
  })

  it('gives the same groups in the same order, in whatever order the denials are found', () => {
    const records = [
      ...reads(40),
      ...reads(40, 'mina'),
      ...['a', 'b', 'c'].map((name) =>
        deniedRecord({ by: 'mina', action: 's3:ListBucket', resource: `arn:aws:s3:::${name}` }),
      ),
    ]
    const told = (of: readonly Json[]): unknown =>
      groupsOf(of).map(({ principal, action, count, first, last, pattern, examples }) => [
        ...[principal, action, count, first, last, pattern],
        examples.map(({ denial }) => denial.resource),
      ])
    fc.assert(
      fc.property(fc.shuffledSubarray(records, { minLength: records.length }), (shuffled) => {
        expect(told(shuffled)).toEqual(told(records))
      }),
      { numRuns: 50 },
    )
  })

  it('keeps apart what differs in caller, action or the reason that AWS gives', () => {
    const records = [
      ...reads(3),
      ...reads(2, 'mina'),
      deniedRecord({ by: 'mina', action: 's3:PutObject', resource: 'arn:aws:s3:::orders/a' }),
      deniedRecord({
        by: 'mina',
        action: 's3:PutObject',
        resource: 'arn:aws:s3:::orders/a',
        says: 'with an explicit deny in a service control policy',
      }),
    ]
    expect(groupsOf(records).map(({ count }) => count)).toEqual([3, 2, 1, 1])
  })
})

describe('explainGroups', () => {
  it('explains thousands of denials by one missing statement', () => {
    const [matter, ...others] = mattersOf(reads(9_686), { ...alone(), ...orders, ...listsOnly })
    expect(others).toEqual([])
    expect(matter?.count).toBe(9_686)
    expect(matter && confirmedOf(matter.diagnosis)).toEqual(['identity-no-allow'])
  })

  it('joins whatever one Deny refuses, whomever it refuses what', () => {
    const everything = policy(allow('*', '*'))
    const files = {
      ...organization('scp', { root: policy({ Sid: 'NoQueues', ...deny('sqs:*', '*') }) }),
      ...iam({ mina: everything, reader: everything }),
    }
    const says = 'with an explicit deny in a service control policy'
    const records = (['mina', 'reader'] as const).flatMap((by) =>
      ['sqs:SendMessage', 'sqs:DeleteQueue'].map((action) =>
        deniedRecord({ by, action, resource: 'arn:aws:sqs:us-east-1:111122223333:jobs', says }),
      ),
    )
    const matters = mattersOf(records, files)
    expect(matters.map(({ groups, count }) => [groups.length, count])).toEqual([[4, 4]])
    expect(matters[0]?.noise).toEqual({ kind: 'guardrail', layer: 'scp' })
  })

  it('puts what is noise after what is not, however often it was seen', () => {
    const probes = [...Array(50).keys()].map((n) =>
      deniedRecord({
        by: 'AWSServiceRoleForConfig',
        action: 'sqs:ListQueues',
        resource: `arn:aws:sqs:us-east-1:111122223333:${n}`,
      }),
    )
    const matters = mattersOf([...probes, ...reads(2)], { ...alone(), ...orders, ...listsOnly })
    expect(matters[0]?.noise).toBeNull()
    expect(matters.at(-1)?.noise).toEqual({ kind: 'serviceProbe', role: 'AWSServiceRoleForConfig' })
  })

  it('takes a caller that asks for everything for a scanner, and one that asks for little for none', () => {
    const asks = (services: number, actions: number) =>
      [...Array(services).keys()].flatMap((s) =>
        [...Array(actions).keys()].map((a) =>
          deniedRecord({ by: 'mina', action: `service${s}:List${a}`, resource: '*' }),
        ),
      )
    const files = { ...alone(), ...listsOnly }
    const [scan, ...others] = mattersOf(asks(5, 5), files)
    expect(others).toEqual([])
    expect(scan?.noise).toEqual({ kind: 'scanner', tool: null, actions: 25, services: 5 })
    expect(mattersOf(asks(4, 6), files).map(({ noise }) => noise)).toEqual(Array(24).fill(null))
    const prowler = { userAgent: 'Prowler/5.0 boto3' }
    const named = deniedRecord({ by: 'mina', action: 'sqs:ListQueues', resource: '*', more: prowler })
    expect(mattersOf([named], files)[0]?.noise).toMatchObject({ kind: 'scanner', tool: 'Prowler' })
  })
})

describe('a scanner', () => {
  const files = { ...alone(), ...orders, ...listsOnly }

  it('is what made all calls of a kind, whatever one of them says of itself', () => {
    const mixed = reads(100).map((record, n) => (n === 50 ? { ...record, userAgent: 'my-prowler-test' } : record))
    expect(mattersOf(mixed, files).map(({ noise }) => noise)).toEqual([null])
    const agents = [...Array(30).keys()].map((n) => `prowler/${n}`)
    const all = reads(30).map((record, n) => ({ ...record, userAgent: agents[n] }))
    expect(mattersOf(all, files).map(({ noise }) => noise)).toMatchObject([{ kind: 'scanner', tool: 'prowler' }])
    const one = all.map((record, n) => (n === 29 ? { ...record, userAgent: 'app/1.0' } : record))
    expect(mattersOf(one, files).map(({ noise }) => noise)).toEqual([null])
  })

  it('asks for much within an hour, and what was denied before or after is no part of it', () => {
    const asked = (minutes: number) =>
      [...Array(5).keys()].flatMap((s) =>
        [...Array(5).keys()].map((a) =>
          deniedRecord({
            by: 'reader',
            action: `service${s}:List${a}`,
            resource: '*',
            at: new Date(Date.parse('2026-03-04T10:00:00Z') + (5 * s + a) * minutes * 60_000).toISOString(),
          }),
        ),
      )
    const scan = { kind: 'scanner', tool: null, actions: 25, services: 5 }
    const noiseOf = (records: readonly Json[]): readonly unknown[] =>
      mattersOf(records, files).map(({ noise }) => noise)
    expect(noiseOf(asked(2))).toEqual([scan])
    expect(noiseOf(asked(60))).toEqual(Array(25).fill(null))
    const days = ['2026-03-02', '2026-03-06'].map((day) =>
      deniedRecord({ by: 'reader', action: 's3:GetObject', resource: 'arn:aws:s3:::orders/a', at: `${day}T10:00:00Z` }),
    )
    expect(noiseOf([...days, ...asked(2)])).toEqual([null, scan])
  })
})

describe('combinedPlan', () => {
  it('adds one statement for thousands of objects, and proves it on several of them', () => {
    const facts = factsOf({ ...alone(), ...orders, ...listsOnly })
    const matters = mattersOf(reads(2_000), { ...alone(), ...orders, ...listsOnly })
    const plan = combinedPlan(matters, facts, { plansAll: false })
    expect(plan).toMatchObject({ solved: [0], unsolved: [], left: [] })
    expect(plan.changes).toHaveLength(1)
    const [edit, ...others] = plan.changes[0]?.edits ?? []
    expect(others).toEqual([])
    expect(edit?.target).toBe('identity:role/reader')
    expect(plan.changes[0]?.patterns).toEqual(['arn:aws:s3:::orders/2026/*'])
    expect(JSON.stringify(edit?.document)).toContain('"arn:aws:s3:::orders/2026/*"')
  })

  it('opens what was denied beyond the examples, or does not call it solved', () => {
    const files = { ...alone(), ...orders, ...listsOnly }
    const folders = ['2026', '2027'].flatMap((year) =>
      [...Array(40).keys()].map((n) =>
        deniedRecord({ by: 'reader', action: 's3:GetObject', resource: `arn:aws:s3:::orders/${year}/${n}.csv` }),
      ),
    )
    const plan = combinedPlan(mattersOf(folders, files), factsOf(files), { plansAll: false })
    expect(plan).toMatchObject({ solved: [0], unsolved: [] })
    expect(plan.changes[0]?.patterns).toEqual(['arn:aws:s3:::orders/*'])
  })

  it('plans for each of many groups of one cause', () => {
    const actions = [...'ABCDEFGHIJKLMNOP'].map((letter) => `ec2:Describe${letter}`)
    const denies = policy(allow('*', '*'), { Sid: 'NoLooking', ...deny('ec2:Describe*', '*') })
    const open = iam({ mina: policy(allow('*', '*')), reader: policy(allow('*', '*')) })
    const files = { ...organization('scp', { root: denies }), ...open }
    const says = 'with an explicit deny in a service control policy'
    const records = actions.map((action, n) =>
      deniedRecord({ by: n === actions.length - 1 ? 'mina' : 'reader', action, resource: '*', says }),
    )
    const matters = mattersOf(records, files)
    expect(matters.map(({ groups }) => groups.length)).toEqual([16])
    const plan = combinedPlan(matters, factsOf(files), { plansAll: false })
    expect(plan).toMatchObject({ solved: [0], unsolved: [] })
    // The last group is the only one of mina.
    const edits = JSON.stringify(plan.changes.flatMap((change) => change.edits.map(({ edit }) => edit)))
    expect(edits).toContain(':user/mina')
    expect(edits).toContain(':role/reader')
  })

  it('touches a document once for all that is missing in it', () => {
    const records = [
      ...reads(2),
      deniedRecord({ by: 'reader', action: 's3:PutObject', resource: 'arn:aws:s3:::orders/new.csv' }),
      deniedRecord({ by: 'reader', action: 'ec2:DescribeInstances', resource: '*' }),
      deniedRecord({ by: 'mina', action: 'ec2:DescribeInstances', resource: '*' }),
    ]
    const files = { ...alone(), ...orders, ...listsOnly }
    const matters = mattersOf(records, files)
    const plan = combinedPlan(matters, factsOf(files), { plansAll: false })
    expect(plan.unsolved).toEqual([])
    expect(plan.changes.map(({ edits }) => edits[0]?.target).sort()).toEqual([
      'identity:role/reader',
      'identity:user/mina',
    ])
    expect(new Set(plan.changes.flatMap(({ matters: served }) => served)).size).toBe(matters.length)
  })

  it('says which matters stay open, and plans nothing for them', () => {
    const fixed = iam({ reader: policy(allow('*', '*')), fixedBoundary: unchangeableDeny })
    const files = { ...alone(), ...orders, ...fixed }
    const plan = combinedPlan(mattersOf(reads(2), files), factsOf(files), { plansAll: false })
    expect(plan.solved).toEqual([])
    expect(plan.unsolved.map(({ matter }) => matter)).toEqual([0])
  })

  it('offers no edit that could not be proved, and says what is missing', () => {
    const queue = 'arn:aws:sqs:us-east-1:111122223333:jobs'
    const files = { ...alone(), ...listsOnly }
    const matters = mattersOf([deniedRecord({ by: 'reader', action: 'sqs:SendMessage', resource: queue })], files)
    const plan = combinedPlan(matters, factsOf(files), { plansAll: false })
    expect(plan).toMatchObject({ changes: [], solved: [], unsolved: [{ matter: 0, reason: { layers: ['resource'] } }] })
  })

  it('leaves noise alone unless it is asked to plan for it', () => {
    const named = deniedRecord({
      by: 'reader',
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::orders/a',
      more: { userAgent: 'prowler' },
    })
    const files = { ...alone(), ...orders, ...listsOnly }
    const matters = mattersOf([named], files)
    expect(combinedPlan(matters, factsOf(files), { plansAll: false })).toMatchObject({ left: [0], changes: [] })
    expect(combinedPlan(matters, factsOf(files), { plansAll: true })).toMatchObject({ left: [], solved: [0] })
  })
})
