import { describe, expect, it } from 'vitest'
import { allow, bucket, deny, iam, type Json, organization, policy } from '../../../test/cause-fixture.ts'
import { type DeniedCall, deniedRecord, factsOf, groupsOf } from '../../../test/trail-fixture.ts'
import { explainGroups, type Matter } from './explain-groups.ts'
import { type IgnoreRule, parseIgnoreRules, withoutIgnored, withoutIgnoredCauses } from './ignore-rules.ts'

function rulesOf(text: string): readonly IgnoreRule[] {
  const parsed = parseIgnoreRules(text)
  expect(parsed.ok).toBe(true)
  return parsed.ok ? parsed.rules : []
}

function reads(count: number, more: Partial<DeniedCall> = {}): readonly Json[] {
  return [...Array(count).keys()].map((n) =>
    deniedRecord({ by: 'reader', action: 's3:GetObject', resource: `arn:aws:s3:::orders/2026/${n}.csv`, ...more }),
  )
}

const hiddenOf = (records: readonly Json[], text: string): number =>
  withoutIgnored(groupsOf(records), rulesOf(text)).hiddenCount

describe('withoutIgnored', () => {
  const lists = deniedRecord({ by: 'mina', action: 's3:ListBucket', resource: 'arn:aws:s3:::orders' })
  const records = [...reads(5), lists]

  it.each([
    ['principal=*:role/READER', 5],
    ['action=s3:List* principal=*:user/mina', 1],
    ['action=s3:List* principal=*:role/*', 0],
    ['resource=arn:aws:s3:::orders/2026/*', 5],
    ['cause=UD201', 0],
    ['account=111122223333 region=us-*-1 error=AccessDenied', 6],
    ['# nothing at all', 0],
    ['principal=*:role/reader # the nightly job, on purpose\naction=s3:ListBucket', 6],
  ])('hides by %j', (text, hidden) => {
    expect(hiddenOf(records, text)).toBe(hidden)
  })

  it.each([
    ['resource=arn:aws:s3:::orders/2026/3.csv', 0],
    ['resource=arn:aws:s3:::orders/2026/1*', 0],
    ['resource=arn:aws:s3:::orders/*', 50],
  ])('hides many resources only where all of them fit %s', (text, hidden) => {
    expect(hiddenOf(reads(50), text)).toBe(hidden)
  })

  it('hides more resources than are remembered only where their pattern fits', () => {
    const later = reads(3, { resource: 'arn:aws:s3:::orders/2027/late.csv' })
    const many = [...reads(1_000), ...later]
    expect(hiddenOf(many, 'resource=arn:aws:s3:::orders/2026/*')).toBe(0)
    expect(hiddenOf(many, 'resource=arn:aws:s3:::orders/*')).toBe(1_003)
  })

  it('hides by a resource no denial that names none', () => {
    const { errorMessage: _, ...nameless } = deniedRecord({ by: 'mina', action: 'ec2:RunInstances', resource: '*' })
    expect(groupsOf([nameless])[0]?.resources).toEqual([])
    expect(hiddenOf([nameless], 'resource=*')).toBe(0)
  })
})

describe('withoutIgnoredCauses', () => {
  const queue = 'arn:aws:sqs:us-east-1:111122223333:jobs'
  const says = 'with an explicit deny in a service control policy'
  const everything = policy(allow('*', '*'))
  const files = {
    ...organization('scp', { root: policy({ Sid: 'NoQueues', ...deny('sqs:*', '*') }) }),
    ...bucket('orders', null),
    ...iam({ mina: everything, reader: everything }),
  }
  const sends = [0, 1, 2].map((n) =>
    deniedRecord({ by: 'reader', action: 'sqs:SendMessage', resource: queue, says, at: `2026-03-04T10:00:0${n}Z` }),
  )
  const deletes = deniedRecord({
    by: 'mina',
    action: 'sqs:DeleteQueue',
    resource: queue,
    says,
    at: '2026-05-01T00:00:00Z',
  })

  function leftOf(text: string): { readonly matters: readonly Matter[]; readonly hiddenCount: number } {
    const facts = factsOf(files)
    const groups = groupsOf([...sends, deletes])
    const explained = (some: typeof groups): readonly Matter[] => explainGroups(some, facts)
    return withoutIgnoredCauses(explained(groups), rulesOf(text), explained)
  }

  it('hides by code and by name', () => {
    expect(leftOf('cause=UD602')).toEqual({ matters: [], hiddenCount: 4 })
    expect(leftOf('cause=scp-explicit-deny').hiddenCount).toBe(4)
    expect(leftOf('cause=UD201').hiddenCount).toBe(0)
  })

  it('tells of the denials left what is told of them alone', () => {
    const { matters, hiddenCount } = leftOf('cause=UD602 principal=*:role/reader')
    expect(hiddenCount).toBe(3)
    const mina = 'arn:aws:iam::111122223333:user/mina'
    expect(
      matters.map(({ count, first, last, diagnosis }) => [count, first, last, diagnosis.denial.principal]),
    ).toEqual([[1, '2026-05-01T00:00:00Z', '2026-05-01T00:00:00Z', mina]])
  })

  it('keeps what has another cause besides', () => {
    const root = policy({ Sid: 'NoBuckets', ...deny('s3:*', '*') })
    const none = { ...files, ...organization('scp', { root }), ...iam({ mina: policy(), reader: policy() }) }
    const lists = deniedRecord({ by: 'mina', action: 's3:ListBucket', resource: 'arn:aws:s3:::orders', says })
    const facts = factsOf(none)
    const explained = (some: ReturnType<typeof groupsOf>): readonly Matter[] => explainGroups(some, facts)
    const matters = explained(groupsOf([lists]))
    const codes = matters[0]?.diagnosis.causes.flatMap(({ code, status }) => (status === 'confirmed' ? [code] : []))
    expect(codes).toEqual(expect.arrayContaining(['UD602', 'UD201']))
    expect(withoutIgnoredCauses(matters, rulesOf('cause=UD602'), explained).hiddenCount).toBe(0)
    expect(withoutIgnoredCauses(matters, rulesOf('cause=UD?0?'), explained).hiddenCount).toBe(1)
  })
})

describe('parseIgnoreRules', () => {
  it('names the line and the word that it cannot read', () => {
    expect(parseIgnoreRules('action=s3:*\nwho=mina')).toEqual({
      ok: false,
      line: 2,
      fault: { kind: 'unknownKey', word: 'who' },
    })
    expect(parseIgnoreRules('\nmina')).toEqual({ ok: false, line: 2, fault: { kind: 'noPair', word: 'mina' } })
  })
})
