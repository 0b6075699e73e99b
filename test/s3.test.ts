import type { S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { parseDenials } from '../src/denial/parse.ts'
import { type SoughtRecords, soughtEvent, soughtFor } from '../src/services/sought-records.ts'
import type { FoundEvent, TrailBatch } from '../src/trail/found.ts'
import { newestFirst } from '../src/trail/newest-first.ts'
import { everyDenial, type TrailQuestion } from '../src/trail/question.ts'
import { findInS3, recordsInS3 } from '../src/trail/s3/find-in-s3.ts'
import { placeOf } from '../src/trail/s3/layout.ts'
import { type MotoServer, motoProblem, startMoto } from '../tools/moto.mjs'
import { readerSession } from './cause-fixture.ts'
import { eventsOf } from './found-events.ts'
import { said } from './phrase-fixture.ts'
import { clientOf, denialLog, fillBucket, logKey, logOf, type S3Objects } from './s3-logs.ts'
import { refused, refusedRead, sessionIdentity } from './scenario-fixture.ts'

const problem = motoProblem()
const [own, other] = ['111122223333', '444455556666'] as const

/** A log that holds one denial of the minute before it was written. */
function log(account: string, region: string, minute: string): S3Objects {
  return { [logKey(account, region, minute)]: denialLog(account, region, `${minute}:00Z`) }
}

const accountsLogs: S3Objects = {
  ...log(own, 'us-east-1', '2025-12-31T23:50'),
  ...log(own, 'us-east-1', '2026-03-01T09:00'),
  ...log(own, 'us-east-1', '2026-03-02T08:00'),
  ...log(own, 'us-east-1', '2026-03-02T12:00'),
  ...log(own, 'eu-west-1', '2026-03-02T10:00'),
  ...log(own, 'eu-west-1', '2026-03-03T07:00'),
  ...log(other, 'us-east-1', '2026-03-02T11:00'),
  ...log(other, 'eu-west-1', '2026-03-01T10:00'),
}

const organizationLogs: S3Objects = Object.fromEntries(
  Object.entries(accountsLogs).map(([key, log]) => [key.replace('AWSLogs/', 'org/all/AWSLogs/o-a1b2c3d4e5/'), log]),
)

const digest = `AWSLogs/${own}/CloudTrail-Digest/us-east-1/2026/03/02/${own}_CloudTrail-Digest_us-east-1_t_us-east-1_20260302T120000Z.json.gz`

it('has what moto needs, or may go without', () => {
  if (problem !== null) process.stderr.write(`The tests on moto's S3 are skipped. ${problem}\n`)
  expect(process.env.CI === undefined ? null : problem).toBeNull()
})

describe.skipIf(problem !== null)("logs in moto's S3", () => {
  let moto: MotoServer
  let client: S3Client
  let asked: string[] = []

  beforeAll(async () => {
    moto = await startMoto()
    client = await clientOf(moto.server)
    await fillBucket(client, 'trail', { ...accountsLogs, [digest]: 'digest', 'billing/2026.csv': 'a,b' })
    await fillBucket(client, 'org', { ...organizationLogs, 'org/readme.txt': 'x' })
    await fillBucket(client, 'odd', {
      ...log(own, 'us-east-1', '2026-03-02T12:00'),
      [logKey(own, 'us-east-1', '2026-03-02T13:00')]: denialLog(own, 'us-east-1', '2026-03-02T12:58:00Z').subarray(
        0,
        90,
      ),
      [`AWSLogs/${own}/CloudTrail/us-east-1/2026/03/02/copy.json.gz`]: denialLog(
        own,
        'us-east-1',
        '2026-03-02T15:00:00Z',
      ),
      [`AWSLogs/${own}/CloudTrail/us-east-1/2026/03/02/`]: '',
    })
    await fillBucket(client, 'loose', {
      'export/a.json.gz': denialLog(own, 'us-east-1', '2026-03-02T10:00:00Z'),
      'export/deep/b.json.gz': denialLog(own, 'us-east-1', '2026-03-02T11:00:00Z'),
      'export/none.json.gz': logOf([]),
    })
    await fillBucket(client, 'mixed', {
      ...log(own, 'us-east-1', '2026-03-02T12:00'),
      ...Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [`export-${name}/2026.json.gz`, logOf([])])),
    })
    await fillBucket(client, 'empty', {})
    client.middlewareStack.add(
      (next, { commandName = '' }) =>
        (args) => {
          const prefix = 'Prefix' in args.input ? args.input.Prefix : ''
          asked.push(`${commandName.replace(/Command$/, '')} ${prefix}`)
          return next(args)
        },
      { step: 'initialize' },
    )
  }, 600_000)

  beforeEach(() => {
    asked = []
  })

  afterAll(async () => {
    await moto?.stop()
  })

  async function search(address: string, question: Partial<TrailQuestion> = {}) {
    const place = placeOf(address) ?? { bucket: 'no-address', prefix: '' }
    const batches: TrailBatch[] = []
    async function* remembered(): AsyncGenerator<TrailBatch> {
      const { signal } = new AbortController()
      for await (const batch of findInS3({ ...everyDenial, ...question }, { place, client, signal })) {
        batches.push(batch)
        yield batch
      }
    }
    const events: FoundEvent[] = []
    for await (const batch of newestFirst(remembered())) events.push(...batch.events)
    return {
      rows: events.map(
        ({ record: { eventTime, recipientAccountId, awsRegion } }) =>
          `${String(eventTime).slice(5, 16)} ${String(recipientAccountId).slice(0, 4)} ${String(awsRegion)}`,
      ),
      events,
      batches,
      problems: batches.flatMap(({ problems }) => problems),
      listed: asked.filter((one) => one.startsWith('ListObjectsV2')).map((one) => one.split(' ')[1] ?? ''),
      read: asked.filter((one) => one.startsWith('GetObject')).length,
    }
  }

  const everything = [
    '03-03T07:00 1111 eu-west-1',
    '03-02T12:00 1111 us-east-1',
    '03-02T11:00 4444 us-east-1',
    '03-02T10:00 1111 eu-west-1',
    '03-02T08:00 1111 us-east-1',
    '03-01T10:00 4444 eu-west-1',
    '03-01T09:00 1111 us-east-1',
    '12-31T23:50 1111 us-east-1',
  ]

  it.each([
    's3://trail',
    's3://trail/AWSLogs/',
    's3://trail/AWSLogs',
    's3://org',
    's3://org/org/all/',
    's3://org/org/all/AWSLogs/o-a1b2c3d4e5',
  ])('come newest first over accounts and Regions: %s', async (address) => {
    const { rows, problems, read, batches } = await search(address)
    expect(rows).toEqual(everything)
    expect(problems).toEqual([])
    expect(read).toBe(8)
    expect(batches.at(-1)?.progress).toMatchObject({ events: 8, parts: 8, totalBytes: null })
  })

  it('give no row too early: a day is promised only as far as it was read', async () => {
    const { batches } = await search('s3://trail', { since: Date.parse('2026-03-02T00:00Z') })
    const left = batches.slice(0, -1).map(({ newestLeft }) => new Date(newestLeft ?? 0).toISOString().slice(5, 16))
    expect(left).toEqual(['03-03T00:00', '03-02T11:01', '03-02T10:01', '03-02T08:01', '03-02T00:00'])
    expect(batches.at(-1)?.newestLeft).toBe(Number.NEGATIVE_INFINITY)
  })

  it('are listed for the wanted days alone', async () => {
    const day = { since: Date.parse('2026-03-01T00:00Z'), until: Date.parse('2026-03-02T00:00Z') }
    const { rows, listed, read } = await search('s3://trail', day)
    expect(rows).toEqual(['03-01T10:00 4444 eu-west-1', '03-01T09:00 1111 us-east-1'])
    const days = listed.filter((prefix) => /\d{4}\/\d\d\/\d\d\/$/.test(prefix)).map((prefix) => prefix.slice(8))
    // The day after as well: CloudTrail delivers late.
    expect(days.toSorted()).toEqual([
      `${own}/CloudTrail/eu-west-1/2026/03/02/`,
      `${own}/CloudTrail/us-east-1/2026/03/01/`,
      `${own}/CloudTrail/us-east-1/2026/03/02/`,
      `${other}/CloudTrail/eu-west-1/2026/03/01/`,
      `${other}/CloudTrail/us-east-1/2026/03/02/`,
    ])
    expect(listed.filter((prefix) => prefix.includes('/2025/') || prefix.includes('Digest'))).toEqual([])
    expect(read).toBe(6)
  })

  it('are listed for the wanted account and Region alone', async () => {
    const { rows, listed, read } = await search('s3://trail', { account: other, region: 'us-east-1' })
    expect(rows).toEqual(['03-02T11:00 4444 us-east-1'])
    expect(listed.filter((prefix) => prefix.includes(own) || prefix.includes('eu-west-1'))).toEqual([])
    expect(read).toBe(1)
  })

  it('are read alone, and what lies beside trails is named', async () => {
    const { rows, problems } = await search('s3://mixed')
    expect(rows).toEqual(['03-02T12:00 1111 us-east-1'])
    const named = '`s3://mixed/export-a/`, `s3://mixed/export-b/`, `s3://mixed/export-c/`'
    const message = `What lies in \`AWSLogs\` folders was read alone, without ${named} and 2 more, which can hold logs as well; name a folder or a file to read it.`
    expect(problems).toEqual([{ from: 's3://mixed/', line: null, message: said(message) }])
  })

  it('are not read where their name is older than what is asked for', async () => {
    const { rows, read } = await search('s3://trail', { since: Date.parse('2026-03-02T11:00Z') })
    expect(rows).toEqual(everything.slice(0, 3))
    expect(read).toBe(3)
  })

  it.each([
    ['account', `AWSLogs/${own}/`, 6],
    ['trail', `AWSLogs/${own}/CloudTrail/`, 6],
    ['Region', `AWSLogs/${own}/CloudTrail/us-east-1/`, 4],
    ['year', `AWSLogs/${own}/CloudTrail/us-east-1/2026/`, 3],
    ['month', `AWSLogs/${own}/CloudTrail/us-east-1/2026/03/`, 3],
    ['day', `AWSLogs/${own}/CloudTrail/us-east-1/2026/03/02/`, 2],
    ['part of a name', `AWSLogs/${own}/CloudTrail/us-east-1/2026/03/0`, 3],
    ['file', logKey(own, 'us-east-1', '2026-03-02T08:00'), 1],
  ])('are found below a prefix: %s', async (_, prefix, count) => {
    expect((await search(`s3://trail/${prefix}`)).rows).toHaveLength(count)
    expect((await search(`s3://trail/${prefix.replace(/\/$/, '')}`)).rows).toHaveLength(count)
  })

  it('are none below the folder of another day or account than is asked for', async () => {
    const day = `s3://trail/AWSLogs/${own}/CloudTrail/us-east-1/2026/03/02/`
    expect((await search(day, { account: other })).listed).toEqual([])
    expect((await search(day, { until: Date.parse('2026-02-01') })).listed).toEqual([])
  })

  it('that no trail put there are read whole', async () => {
    const { rows, problems, events } = await search('s3://loose/export/')
    expect(problems).toEqual([])
    expect(rows).toEqual(['03-02T11:00 1111 us-east-1', '03-02T10:00 1111 us-east-1'])
    expect(events[0]?.from).toBe('s3://loose/export/deep/b.json.gz')
  })

  it('are read around one that is damaged, which is named; a file of another name comes in its place', async () => {
    const { rows, problems, batches } = await search('s3://odd')
    expect(rows).toEqual(['03-02T15:00 1111 us-east-1', '03-02T12:00 1111 us-east-1'])
    expect(problems.map(({ from }) => from)).toEqual([`s3://odd/${logKey(own, 'us-east-1', '2026-03-02T13:00')}`])
    expect(problems[0]?.message).toEqual(said(/cut|short|damaged|gzip/i))
    expect(batches).toHaveLength(4)
  })

  describe('searched for records of any kind', () => {
    const bucket = 'sessions'
    const now = Date.parse('2026-03-10T12:00Z')
    const unknown = { since: null, until: null }
    const denied = { ...refusedRead({ eventID: 'denied' }), userIdentity: sessionIdentity('ASIATHIS') }
    const maker = {
      eventID: 'made',
      eventSource: 'sts.amazonaws.com',
      eventName: 'AssumeRole',
      eventTime: '2026-03-04T08:00:00Z',
      userIdentity: { type: 'AWSService', invokedBy: 'ec2.amazonaws.com' },
      responseElements: { credentials: { accessKeyId: 'ASIATHIS' }, assumedRoleUser: { arn: readerSession } },
    }
    const write = {
      ...refused({ eventID: 'written', eventSource: 'iam.amazonaws.com', eventName: 'PutRolePolicy', errorCode: null }),
      eventTime: '2026-03-04T09:30:00Z',
      requestParameters: { roleName: 'reader', policyName: 'own' },
    }
    const keys = {
      before: logKey(own, 'us-east-1', '2026-03-02T10:00'),
      made: logKey(own, 'us-east-1', '2026-03-04T08:05'),
      between: logKey(own, 'us-east-1', '2026-03-04T10:30'),
      written: logKey(own, 'us-east-1', '2026-03-04T09:35'),
      // Delivered late, and after midnight.
      denied: logKey(own, 'eu-west-1', '2026-03-04T10:55'),
      after: logKey(own, 'us-east-1', '2026-03-08T10:00'),
    }

    beforeAll(async () => {
      const others = [...Array(3).keys()].map((n) => ({
        ...maker,
        eventID: `other-${n}`,
        responseElements: { credentials: { accessKeyId: `ASIAOTHER${n}` } },
      }))
      await fillBucket(client, bucket, {
        [keys.before]: logOf([{ ...maker, eventID: 'too early', eventTime: '2026-03-02T09:58:00Z' }]),
        [keys.made]: logOf([...others, maker]),
        [keys.written]: logOf([write]),
        [keys.between]: logOf([]),
        [keys.denied]: logOf([denied]),
        [keys.after]: logOf([{ ...write, eventID: 'too late', eventTime: '2026-03-08T09:58:00Z' }]),
      })
    })

    async function records(sought: SoughtRecords, address = `s3://${bucket}`) {
      const place = placeOf(address) ?? { bucket: 'no-address', prefix: '' }
      const { events, problems } = await eventsOf(
        recordsInS3({ place, client, signal: new AbortController().signal }, now)(sought),
      )
      const read = asked.filter((one) => one.startsWith('GetObject')).length
      const days = asked.flatMap((one) => /ListObjectsV2 .*us-east-1\/(\d{4}\/\d\d\/\d\d)\/$/.exec(one)?.[1] ?? [])
      const ids = [...new Set(events.map(({ record }) => record.eventID))].toSorted()
      return { ids, problems, read, days: days.toSorted() }
    }

    it('gives those that bear on a denial, of the days at which they can have been made', async () => {
      const { ids, problems, read, days } = await records(soughtFor(parseDenials(JSON.stringify(denied)), {}, unknown))
      expect([ids, problems]).toEqual([['denied', 'made', 'written'], []])
      expect(days).toEqual(['2026/03/04'])
      expect(read).toBe(4)
    })

    it('opens for one moment only the files that were written since, and not hours later', async () => {
      const moment = { since: Date.parse('2026-03-04T07:59:55Z'), until: Date.parse('2026-03-04T08:00:06Z') }
      const sought = { clues: [{ kind: 'sessionMaker', session: null, ...moment }] as const, accepts: () => true }
      const { ids, read } = await records(sought)
      expect([ids, read]).toEqual([['made', 'other-0', 'other-1', 'other-2'], 2])
    })

    it('gives an event by its id, of the last seven days where nobody says when it was', async () => {
      expect((await records(soughtEvent('denied', unknown))).ids).toEqual(['denied'])
      expect((await records(soughtEvent('too early', unknown))).ids).toEqual([])
      const since = { since: Date.parse('2026-03-01'), until: null }
      expect((await records(soughtEvent('too early', since))).ids).toEqual(['too early'])
    })

    it('gives each file once that lies in no folder of a day', async () => {
      const [first, second] = ['2026-03-02T10:00:00Z', '2026-03-09T10:00:00Z'].map((time) => Date.parse(time))
      const clues = [first, second].map((since = 0) => ({ kind: 'policyWrite', since, until: since + 1000 }) as const)
      const { read, problems } = await records({ clues, accepts: () => true }, 's3://loose/export/')
      expect([read, problems]).toEqual([3, []])
    })
  })

  it('give one sentence for a bucket that does not exist', async () => {
    const { rows, problems } = await search('s3://no-such-bucket/x/')
    expect(rows).toEqual([])
    expect(problems).toEqual([
      { from: 's3://no-such-bucket/x/', line: null, message: said('There is no such bucket.') },
    ])
  })

  it.each([
    [
      'AccessDenied',
      'S3 refused it (no); the caller needs s3:ListBucket, and kms:Decrypt where the logs are encrypted with a KMS key.',
    ],
    ['ExpiredToken', 'There are no valid AWS credentials (no); set AWS_PROFILE, or sign in.'],
    ['SlowDown', 'It could not be read: no.'],
  ])('give one sentence where S3 answers %s', async (name, message) => {
    const { S3Client } = await import('@aws-sdk/client-s3')
    const refusing = new S3Client({
      region: 'us-east-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      maxAttempts: 1,
    })
    refusing.middlewareStack.add(() => () => Promise.reject(Object.assign(new Error('no.'), { name })), {
      step: 'initialize',
    })
    const place = { bucket: 'trail', prefix: 'AWSLogs/' }
    const { events, problems } = await eventsOf(
      findInS3(everyDenial, { place, client: refusing, signal: new AbortController().signal }),
    )
    expect([events, problems]).toEqual([[], [{ from: 's3://trail/AWSLogs/', line: null, message: said(message) }]])
  })

  it('are none in an empty bucket', async () => {
    const { rows, problems, batches } = await search('s3://empty')
    expect([rows, problems]).toEqual([[], []])
    expect(batches.at(-1)?.progress.events).toBe(0)
  })

  it('are no longer read after an interruption, which is no problem of theirs', async () => {
    const controller = new AbortController()
    const place = { bucket: 'trail', prefix: '' }
    const batches: TrailBatch[] = []
    for await (const batch of findInS3(everyDenial, { place, client, signal: controller.signal })) {
      batches.push(batch)
      controller.abort()
    }
    expect(batches.flatMap(({ problems }) => problems)).toEqual([])
    expect(batches.flatMap(({ events }) => events)).toHaveLength(1)
  })
})
