import { afterEach, describe, expect, it } from 'vitest'
import { home, type Json, readerSession } from '../../../test/cause-fixture.ts'
import { type LookupBehaviour, type LookupServer, startLookupServer } from '../../../test/lookup-server.ts'
import { refused, sessionIdentity } from '../../../test/scenario-fixture.ts'
import { parseDenials } from '../../denial/parse.ts'
import { type SoughtRecords, soughtEvent, soughtFor } from '../../services/sought-records.ts'
import type { TrailBatch } from '../found.ts'
import { asksFor, recordsInLookup } from './records-in-lookup.ts'

const now = Date.parse('2026-03-10T12:00:00Z')
const hour = 3_600_000
const unknown = { since: null, until: null }

let server: LookupServer | null = null

afterEach(async () => {
  await server?.close()
  server = null
})

interface Asked {
  readonly behaviour?: LookupBehaviour
  readonly signal?: AbortSignal
}

async function search(
  recordsByRegion: Readonly<Record<string, readonly Json[]>>,
  sought: SoughtRecords,
  { behaviour, signal = new AbortController().signal }: Asked = {},
) {
  server = await startLookupServer(recordsByRegion, behaviour)
  const options = { regions: Object.keys(recordsByRegion), clientOf: server.clientOf, now, signal, perSecond: 500 }
  const batches: TrailBatch[] = []
  for await (const batch of recordsInLookup(options)(sought)) batches.push(batch)
  const events = batches.flatMap((batch) => batch.events)
  return {
    // A record that fits two clues comes twice.
    found: [...new Set(events.map(({ record, from }) => `${from} ${String(record.eventID)}`))],
    problems: batches.flatMap(({ problems }) => problems),
    progress: batches.at(-1)?.progress,
    asked: server.asked.map((one) => {
      const [attribute] = Array.isArray(one.LookupAttributes) ? (one.LookupAttributes as Json[]) : []
      const times = [one.StartTime, one.EndTime].map((time) => new Date(Number(time) * 1000).toISOString().slice(5, 19))
      return [one.region, attribute?.AttributeKey, attribute?.AttributeValue, ...times].join(' ')
    }),
  }
}

const identity = sessionIdentity('ASIATHIS')
const denied: Json = {
  ...refused({ eventID: 'denied', eventSource: 'sqs.amazonaws.com', eventName: 'ListQueues', readOnly: true }),
  userIdentity: identity,
  errorMessage: `User: ${readerSession} is not authorized to perform: sqs:listqueues on resource: arn:aws:sqs:us-east-1:${home}: because no identity-based policy allows the sqs:listqueues action`,
}
const made: Json = {
  eventID: 'made',
  eventSource: 'sts.amazonaws.com',
  eventName: 'AssumeRole',
  eventTime: '2026-03-04T08:00:00Z',
  readOnly: true,
  userIdentity: { type: 'AWSService', invokedBy: 'ec2.amazonaws.com' },
  responseElements: { credentials: { accessKeyId: 'ASIATHIS' }, assumedRoleUser: { arn: readerSession } },
}
const written: Json = {
  ...refused({ eventID: 'written', eventSource: 'iam.amazonaws.com', eventName: 'PutRolePolicy', errorCode: null }),
  eventTime: '2026-03-04T09:30:00Z',
  readOnly: false,
  requestParameters: { roleName: 'reader', policyName: 'own' },
}
const others: readonly Json[] = [...Array(5).keys()].map((n) => ({
  ...made,
  eventID: `other-${n}`,
  responseElements: { credentials: { accessKeyId: `ASIAOTHER${n}` } },
}))
const bearing = soughtFor(parseDenials(JSON.stringify(denied)), {}, unknown)

describe('records that LookupEvents gives', () => {
  it('are asked for by what it can look for, page by page in each Region, and are those that bear on the denial', async () => {
    const recordsByRegion = { 'us-east-1': [...others, made, written], 'eu-west-1': [denied] }
    const { found, problems, asked, progress } = await search(recordsByRegion, bearing)
    expect(problems).toEqual([])
    expect(found.toSorted()).toEqual(['lookup:eu-west-1 denied', 'lookup:us-east-1 made', 'lookup:us-east-1 written'])
    const inRegion = asked.filter((one) => one.startsWith('us-east-1'))
    expect(inRegion).toEqual([
      'us-east-1 EventName AssumeRole 03-04T07:59:55 03-04T08:00:05',
      'us-east-1 EventName AssumeRole 03-04T07:59:55 03-04T08:00:05',
      'us-east-1 EventName AssumeRoleWithSAML 03-04T07:59:55 03-04T08:00:05',
      'us-east-1 EventName AssumeRoleWithWebIdentity 03-04T07:59:55 03-04T08:00:05',
      'us-east-1 EventName GetFederationToken 03-04T07:59:55 03-04T08:00:05',
      'us-east-1 ReadOnly false 03-04T08:55:00 03-05T09:00:00',
      'us-east-1 Username mina 03-04T08:55:00 03-05T09:00:00',
    ])
    expect(progress).toMatchObject({ parts: 12, totalParts: 12 })
  })

  it('are one event by its id, in one request for each Region', async () => {
    const { found, asked } = await search({ 'us-east-1': [denied, made] }, soughtEvent('denied', unknown))
    expect(found).toEqual(['lookup:us-east-1 denied'])
    expect(asked).toEqual(['us-east-1 EventId denied 12-10T12:00:00 03-10T11:59:59'])
  })

  it('come through throttling', async () => {
    const { found, problems } = await search({ 'us-east-1': [made, written] }, bearing, {
      behaviour: { throttled: [1, 3, 4] },
    })
    expect([found.length, problems]).toEqual([2, []])
  })

  it('are missed with one sentence where a Region refuses', async () => {
    const { found, problems } = await search({ 'us-east-1': [made] }, bearing, {
      behaviour: { refusal: 'AccessDeniedException' },
    })
    expect(found).toEqual([])
    expect(problems.map(({ from }) => from)).toEqual(['lookup:us-east-1'])
    expect(JSON.stringify(problems)).toContain('cloudtrail:LookupEvents')
  })

  it('are no longer asked for after an interruption', async () => {
    const controller = new AbortController()
    controller.abort()
    const { found, problems, asked } = await search({ 'us-east-1': [made] }, bearing, { signal: controller.signal })
    expect([found, problems, asked]).toEqual([[], [], []])
  })
})

describe('what LookupEvents is asked', () => {
  const kinds = (text: string): readonly unknown[] =>
    asksFor(soughtFor(parseDenials(text), {}, unknown).clues, now).map(({ attribute, since, until }) => [
      attribute?.AttributeKey ?? null,
      (until - since) / hour,
    ])
  const text = (time: string): string =>
    `${time} An error occurred (AccessDenied) when calling the ListQueues operation: Access Denied\nRequest ID: RQ0123456789ABCD`

  it('for a request id: everything around its time, where the time is known', () => {
    expect(kinds(text('2026-03-04T09:00:00Z'))[0]).toEqual([null, expect.closeTo(0.5, 3)])
    expect(kinds(text('2026-03-04 09:00:00')).filter((one) => String(one).startsWith(','))).toEqual([])
  })

  it('reaches back no further than 90 days', () => {
    const [ask] = asksFor([{ kind: 'eventId', id: 'x', since: 0, until: null }], now)
    expect(ask).toMatchObject({ since: now - 90 * 24 * hour, until: now })
    expect(asksFor([{ kind: 'policyWrite', since: 0, until: hour }], now)).toEqual([])
  })

  it('joins stretches that lie near each other', () => {
    const at = (minutes: number) => ({ since: now - minutes * 60_000, until: now - minutes * 60_000 + 1000 })
    const clues = [10, 12, 60].map((minutes) => ({ kind: 'policyWrite', ...at(minutes) }) as const)
    expect(asksFor(clues, now)).toHaveLength(2)
  })

  it('is nothing for the calls of a role, which has many sessions, or for copies in other accounts', () => {
    const during = { since: now - hour, until: now }
    const role = `arn:aws:iam::${home}:role/reader`
    expect(
      asksFor([{ kind: 'calls', principal: role, action: null, operation: null, eventNames: null, ...during }], now),
    ).toEqual([])
    expect(asksFor([{ kind: 'sharedEventId', id: 'x', ...during }], now)).toEqual([])
  })
})
