import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { Json } from '../../../test/cause-fixture.ts'
import { type LookupBehaviour, type LookupServer, startLookupServer } from '../../../test/lookup-server.ts'
import { said } from '../../../test/phrase-fixture.ts'
import { deniedRecord } from '../../../test/trail-fixture.ts'
import type { TrailBatch } from '../found.ts'
import { newestFirst } from '../newest-first.ts'
import { everyDenial, type TrailQuestion } from '../question.ts'
import { attributeOf } from './attribute.ts'
import { lookupOwner } from './client.ts'
import { findInLookup, type LookupOptions } from './find-in-lookup.ts'
import { noSliceCache, type SliceCache, sliceCache } from './slice-cache.ts'
import { slicesOf } from './slices.ts'

const now = Date.parse('2026-03-10T12:00:00Z')
const hour = 3_600_000

function denials(count: number, newest: string): readonly Json[] {
  return [...Array(count).keys()].map((n) =>
    deniedRecord({
      by: n % 2 === 0 ? 'mina' : 'reader',
      action: 'kms:Decrypt',
      resource: 'arn:aws:kms:us-east-1:111122223333:key/1',
      at: new Date(Date.parse(newest) - n * hour).toISOString(),
    }),
  )
}

function succeeded(at: string): Json {
  const { errorCode: _, errorMessage: __, ...record } = denials(1, at)[0] ?? {}
  return record
}

let server: LookupServer | null = null

afterEach(async () => {
  await server?.close()
  server = null
})

interface Asked {
  readonly question?: Partial<TrailQuestion>
  readonly behaviour?: LookupBehaviour
  readonly cache?: SliceCache
  readonly cacheOf?: LookupOptions['cacheOf']
  readonly signal?: AbortSignal
  readonly accessKeyId?: string
}

async function search(recordsByRegion: Readonly<Record<string, readonly Json[]>>, asked: Asked = {}) {
  server = await startLookupServer(recordsByRegion, asked.behaviour, asked.accessKeyId)
  const batches: TrailBatch[] = []
  const found = findInLookup(
    { ...everyDenial, since: now - 72 * hour, ...asked.question },
    {
      regions: Object.keys(recordsByRegion),
      clientOf: server.clientOf,
      cacheOf: asked.cacheOf ?? (() => Promise.resolve(asked.cache ?? noSliceCache)),
      now,
      signal: asked.signal ?? new AbortController().signal,
      perSecond: 500,
    },
  )
  const rows: string[] = []
  async function* remembered(): AsyncGenerator<TrailBatch> {
    for await (const batch of found) {
      batches.push(batch)
      yield batch
    }
  }
  for await (const { events } of newestFirst(remembered()))
    rows.push(...events.map(({ record, from }) => `${from} ${String(record.eventTime)}`))
  return { batches, rows, problems: batches.flatMap(({ problems }) => problems), asked: server.asked }
}

describe('findInLookup', () => {
  it('reads every page of every day and Region, and gives the newest first', async () => {
    const { rows, problems, batches } = await search({
      'us-east-1': [...denials(20, '2026-03-10T10:00:00Z'), succeeded('2026-03-10T09:30:00Z')],
      'eu-west-1': denials(5, '2026-03-09T10:30:00Z'),
    })
    expect(problems).toEqual([])
    expect(rows).toHaveLength(25)
    const times = rows.map((row) => row.split(' ')[1] ?? '')
    expect(times).toEqual(times.toSorted().reverse())
    expect(new Set(rows.map((row) => row.split(' ')[0]))).toEqual(new Set(['lookup:us-east-1', 'lookup:eu-west-1']))
    expect(batches.at(-1)?.progress.events).toBe(26)
  })

  it('survives throttling, on a first page too', async () => {
    const behaviour = { throttled: [1, 3, 4, 5] }
    expect((await search({ 'us-east-1': denials(9, '2026-03-10T10:00:00Z') }, { behaviour })).rows).toHaveLength(9)
  })

  it('asks again where a connection breaks or the server fails', async () => {
    const behaviour = { cut: [1, 4, 5], faulty: [2, 8, 9] }
    const { rows, problems } = await search({ 'us-east-1': denials(9, '2026-03-10T10:00:00Z') }, { behaviour })
    expect([rows.length, problems]).toEqual([9, []])
  })

  it('gives a Region up that goes on failing', async () => {
    const behaviour = { faulty: [2, 3, 4, 5, 6, 7] }
    const { rows, problems } = await search({ 'us-east-1': denials(9, '2026-03-10T10:00:00Z') }, { behaviour })
    expect([rows.length, problems.length]).toEqual([3, 1])
  })

  it('tells of a Region that refuses, and reads the others', async () => {
    const { rows, problems } = await search({ 'us-east-1': [] }, { behaviour: { refusal: 'AccessDeniedException' } })
    expect(rows).toEqual([])
    expect(problems).toEqual([
      {
        from: 'lookup:us-east-1',
        line: null,
        message: said(
          'LookupEvents was refused (refused: AccessDeniedException); the caller needs cloudtrail:LookupEvents.',
        ),
      },
    ])
  })

  it('lets AWS look for the session where one is asked for', async () => {
    const records = denials(9, '2026-03-10T10:00:00Z')
    const principal = 'arn:aws:sts::111122223333:assumed-role/reader/batch'
    const own = records.map((record, n) => (n % 2 === 0 ? record : { ...record, userIdentity: { arn: principal } }))
    const { rows, asked } = await search({ 'us-east-1': own }, { question: { principal } })
    expect(rows).toHaveLength(4)
    expect(asked[0]).toMatchObject({ LookupAttributes: [{ AttributeKey: 'Username', AttributeValue: 'batch' }] })
  })

  it('finds what a federated user was denied that an IAM user let in', async () => {
    const principal = 'arn:aws:iam::111122223333:user/mina'
    const userIdentity = {
      type: 'FederatedUser',
      arn: 'arn:aws:sts::111122223333:federated-user/guest',
      sessionContext: { sessionIssuer: { type: 'IAMUser', arn: principal, userName: 'mina' } },
    }
    const [first = {}, second = {}] = denials(2, '2026-03-10T10:00:00Z')
    const { rows } = await search({ 'us-east-1': [first, { ...second, userIdentity }] }, { question: { principal } })
    expect(rows).toHaveLength(2)
  })

  it('goes on where it was interrupted, and asks nothing twice that cannot change', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'undeny-lookup-'))
    try {
      const cache = sliceCache(folder, 'tester', null)
      const records = { 'us-east-1': denials(59, '2026-03-10T10:00:00Z') }
      const question = { since: Date.parse('2026-03-08T00:00:00Z') }
      const first = await search(records, { question, cache, behaviour: { diesAfter: 13 } })
      expect(first.problems).toHaveLength(1)
      await server?.close()
      const second = await search(records, { question, cache })
      expect(second.rows).toHaveLength(59)
      const whole = 20
      expect(second.asked.length).toBeLessThan(whole)
      await server?.close()
      const third = await search(records, { question, cache })
      expect(third.rows).toEqual(second.rows)
      // Only the last hours can still gain events.
      expect(third.asked.every(({ EndTime }) => Number(EndTime) * 1000 >= now - 12 * hour)).toBe(true)
      expect(readdirSync(folder).some((name) => name.endsWith('.tmp'))).toBe(false)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('keeps whole days, and deletes what CloudTrail has forgotten', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'undeny-lookup-'))
    try {
      const [old, recent, other] = ['a'.repeat(64), 'b'.repeat(64), 'notes'].map((name) => join(folder, `${name}.json`))
      for (const file of [old, recent, other]) writeFileSync(file ?? '', '{}')
      const day = 24 * hour
      const daysAgo = (days: number) => new Date(Date.now() - days * day)
      utimesSync(old ?? '', daysAgo(91), daysAgo(91))
      utimesSync(recent ?? '', daysAgo(89), daysAgo(89))
      utimesSync(other ?? '', daysAgo(91), daysAgo(91))
      const cache = sliceCache(folder, 'tester', null)
      const start = Date.parse('2026-03-08T00:00:00Z')
      const found = { records: [], events: 0 }
      const parts = [
        { start: start + 1000, end: start + day },
        { start, end: start + day - 1000 },
      ].map((part) => ({ ...part, isFinal: true }))
      for (const part of parts) await cache.write('us-east-1', part, found)
      expect(readdirSync(folder)).toHaveLength(3)
      await cache.write('us-east-1', { start, end: start + day, isFinal: true }, found)
      expect([old, recent, other].map((file) => existsSync(file ?? ''))).toEqual([false, true, true])
      expect(readdirSync(folder)).toHaveLength(3)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('keeps what it found in one account from the next one', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'undeny-lookup-'))
    try {
      const cacheOf: LookupOptions['cacheOf'] = async (client) =>
        sliceCache(folder, await lookupOwner(client, {}), null)
      const first = await search({ 'us-east-1': denials(60, '2026-03-10T10:00:00Z') }, { cacheOf })
      expect(first.rows).toHaveLength(60)
      await server?.close()
      const other = { 'us-east-1': denials(3, '2026-03-09T10:00:00Z') }
      const second = await search(other, { cacheOf, accessKeyId: 'AKIAI44QH8DHBEXAMPLE' })
      expect(second.rows).toHaveLength(3)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('stops at once when it is told to', async () => {
    const controller = new AbortController()
    controller.abort()
    const { rows, problems } = await search(
      { 'us-east-1': denials(9, '2026-03-10T10:00:00Z') },
      { signal: controller.signal },
    )
    expect([rows, problems]).toEqual([[], []])
  })
})

describe('slicesOf', () => {
  it('cuts a range into days without a gap or an overlap, the newest first', () => {
    const slices = slicesOf(now - 50 * hour, null, now)
    expect(slices[0]?.end).toBe(now)
    expect(slices.at(-1)?.start).toBe(now - 50 * hour)
    expect(slices.slice(1).map(({ end }) => end)).toEqual(slices.slice(0, -1).map(({ start }) => start))
    expect(slices.map(({ isFinal }) => isFinal)).toEqual([false, true, true])
  })

  it('goes back no further than AWS remembers', () => {
    expect(slicesOf(null, null, now).at(-1)?.start).toBe(now - 90 * 24 * hour)
    expect(slicesOf(null, now - 100 * 24 * hour, now)).toEqual([])
  })
})

describe('attributeOf', () => {
  it.each([
    [{ principal: 'arn:aws:sts::111122223333:assumed-role/reader/batch' }, 'Username', 'batch'],
    [
      { principal: 'arn:aws:iam::111122223333:role/reader', service: 'kms.amazonaws.com' },
      'EventSource',
      'kms.amazonaws.com',
    ],
    [{ service: 'KMS.amazonaws.com' }, 'EventSource', 'kms.amazonaws.com'],
  ])('of %j is %s %s', (asked, key, value) => {
    expect(attributeOf({ ...everyDenial, ...asked })).toEqual({ AttributeKey: key, AttributeValue: value })
  })

  it.each([
    { principal: 'arn:aws:iam::111122223333:user/team/mina' },
    { service: 'cloudwatch.amazonaws.com' },
    { service: 'monitoring.amazonaws.com' },
    { service: 'kms' },
    { action: 'Invoke' },
    { principal: 'arn:aws:iam::111122223333:root' },
    {},
  ])('of %j is none, because it would lose what is asked for', (asked) => {
    expect(attributeOf({ ...everyDenial, ...asked })).toBeNull()
  })
})
