import { describe, expect, it } from 'vitest'
import { allow, alone, bucket, deny, type Files, iam, type Json, policy } from '../../test/cause-fixture.ts'
import { deniedRecord, factsOf, mattersOf } from '../../test/trail-fixture.ts'
import { collectCounts } from '../trail/counts.ts'
import { combinedPlan } from '../trail/groups/combined-plan.ts'
import { mattersReport } from './matters.ts'
import { timeChart } from './time-chart.ts'
import { trailHtml } from './trail-html.ts'

const files = {
  ...alone(),
  ...bucket('orders', null),
  ...iam({ reader: policy(allow('s3:ListBucket', 'arn:aws:s3:::orders')) }),
}

function pageOf(records: readonly Json[], language: 'en' | 'ko' = 'en', read: Files = files): string {
  const matters = mattersOf(records, read)
  const plan = combinedPlan(matters, factsOf(read), { plansAll: false })
  const counter = collectCounts()
  for (const record of records) counter.add({ record, from: 'a.json' })
  return trailHtml(
    mattersReport(
      { matters, plan, hiddenCount: 0, isInterrupted: false, unexplained: { groupCount: 0, denialCount: 0 } },
      language,
    ),
    counter.counts(),
    language,
  )
}

const reads = [...Array(30).keys()].map((n) =>
  deniedRecord({
    by: 'reader',
    action: 's3:GetObject',
    resource: `arn:aws:s3:::orders/2026/${n}.csv`,
    at: `2026-03-04T${String(n % 24).padStart(2, '0')}:00:00Z`,
  }),
)

describe('trailHtml', () => {
  it('tells the causes, the fixes and the counts', () => {
    const page = pageOf(reads)
    for (const text of [
      '30 denials, one cause.',
      'UD201 identity-no-allow',
      'arn:aws:s3:::orders/2026/*',
      '<ins>',
      'By principal',
    ])
      expect(page).toContain(text)
    expect(pageOf(reads, 'ko')).toContain('<html lang="ko">')
  })

  it('says how many denials it does not tell apart by name', () => {
    const counter = collectCounts()
    for (let at = 0; at < 10_003; at++)
      counter.add({ record: { userIdentity: { arn: `arn:aws:iam::111122223333:user/u${at}` } }, from: 'a.json' })
    const plan = combinedPlan([], factsOf(files), { plansAll: false })
    const report = mattersReport(
      { matters: [], plan, hiddenCount: 0, isInterrupted: false, unexplained: { groupCount: 0, denialCount: 0 } },
      'en',
    )
    const page = trailHtml(report, counter.counts(), 'en')
    expect(page).toContain('and 9,988 more')
    expect(page).toContain('and 3 denials of names that came after all of these and are not told apart')
  })

  it('shows a command to run whole, as text', () => {
    const others = [...Array(60).keys()].map((n) =>
      allow('s3:ListBucket', `arn:aws:s3:::bucket-<b>-${n}-of-many-others`),
    )
    const refusal = { Sid: 'No', ...deny('s3:GetObject', 'arn:aws:s3:::orders/*') }
    const [record = {}] = reads
    const page = pageOf([record], 'en', {
      ...files,
      ...iam({ reader: policy(...others, allow('s3:*', '*'), refusal) }),
    })
    const [, command = ''] = /<pre>(aws iam put-role-policy [^<]*)<\/pre>/.exec(page) ?? []
    const written = command
      .replaceAll('&#39;', "'")
      .replaceAll('&quot;', '"')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
    const [, document = ''] = /--policy-document '(.*)'$/.exec(written) ?? []
    expect(written.length).toBeGreaterThan(4_000)
    expect(JSON.parse(document).Statement).toHaveLength(61)
  })

  it('loads nothing from anywhere and runs nothing', () => {
    const page = pageOf(reads)
    expect(page).toContain("default-src 'none'")
    expect(page).not.toMatch(/<script|<link|<img|<iframe|<form|\bon\w+=|url\(|@import|href=|src=/i)
  })

  it('shows hostile names as text', () => {
    const hostile = '"><script>alert(1)</script>\u202e\u001b[31m'
    const [record = {}] = reads
    const page = pageOf([
      { ...record, errorMessage: hostile, eventName: hostile, userIdentity: { type: 'IAMUser', arn: hostile } },
    ])
    expect(page).not.toContain('<script>')
    expect(page).toContain('&lt;script&gt;')
    expect(page).not.toContain('\u202e')
    expect(page).not.toContain('\u001b')
  })
})

describe('timeChart', () => {
  const hour = 3_600_000
  const start = Date.parse('2026-03-04T00:00:00Z')

  it('draws a bar for each hour of a day, empty ones included', () => {
    const chart = timeChart(
      [
        [start, 4],
        [start + 5 * hour, 2],
      ],
      'Denials',
    )
    expect(chart.match(/<rect/g)).toHaveLength(6)
    expect(chart).toContain('<title>2026-03-04 05:00: 2</title>')
  })

  it('takes any time that a record can tell', () => {
    const far = [-8.64e15, start, 8.64e15].map((time) => [time, 1] as const)
    expect(timeChart(far, 'Denials').match(/<title>[^<]*: 1</g)).toHaveLength(3)
  })

  it.each([1, 30, 400, 4_000])('keeps the bars of %i days few enough to see, and counts every event', (days) => {
    const overTime = [...Array(days).keys()].map((day) => [start + day * 24 * hour, 1] as const)
    const counts = [...timeChart(overTime, 'Denials').matchAll(/<title>[^:]+:\d\d: (\d+)</g)].map(([, n]) => Number(n))
    expect(counts.length).toBeLessThanOrEqual(122)
    expect(counts.reduce((sum, n) => sum + n, 0)).toBe(days)
  })
})
