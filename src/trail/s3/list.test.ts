import { afterEach, describe, expect, it } from 'vitest'
import { clientOf, logKey } from '../../../test/s3-logs.ts'
import { type S3Server, startS3Server } from '../../../test/s3-server.ts'
import { everyDenial } from '../question.ts'
import { listDays, type S3Day } from './list.ts'

let server: S3Server | null = null

afterEach(async () => {
  await server?.close()
  server = null
})

const accounts = Array.from({ length: 60 }, (_, number) => String(111_122_220_000 + number))
const regions = ['us-east-1', 'eu-west-1', 'ap-northeast-2']

/** Of every account and Region a log of the first day; of one account one of each later day, too. */
const keys = [
  ...accounts.flatMap((account) => regions.map((region) => logKey(account, region, '2026-03-01T10:00'))),
  ...['2026-03-02T09:00', '2026-03-03T08:00'].map((minute) => logKey(accounts[7] ?? '', 'eu-west-1', minute)),
]

async function daysOf(
  started: S3Server,
  take = Number.POSITIVE_INFINITY,
  prefix = 'AWSLogs/',
  leaveOut: (folders: readonly string[]) => void = () => undefined,
): Promise<readonly S3Day[]> {
  const days: S3Day[] = []
  const place = { bucket: 'trail', prefix }
  const client = await clientOf(started.server)
  const { signal } = new AbortController()
  for await (const day of listDays({ client, place, question: everyDenial, signal, leaveOut })) {
    days.push(day)
    if (days.length >= take) break
  }
  return days
}

describe('listDays', () => {
  it('asks for no more than 24 listings at the same time, however many accounts there are', async () => {
    server = await startS3Server(keys)
    const days = await daysOf(server)
    expect(days.map(({ date, files }) => [date, files.length])).toEqual([
      ['2026-03-03', 1],
      ['2026-03-02', 1],
      ['2026-03-01', 180],
    ])
    expect(server.mostOpen()).toBeGreaterThan(8)
    expect(server.mostOpen()).toBeLessThanOrEqual(24)
  })

  it('gives the newest day before the files of older ones are listed', async () => {
    server = await startS3Server(keys)
    const [newest] = await daysOf(server, 1)
    expect(newest?.files.map(({ key }) => key)).toEqual([logKey(accounts[7] ?? '', 'eu-west-1', '2026-03-03T08:00')])
    const days = new Set(server.listed.filter((prefix) => /\/\d{4}\/\d{2}\/\d{2}\/$/.test(prefix)))
    expect([...days]).toEqual([`AWSLogs/${accounts[7]}/CloudTrail/eu-west-1/2026/03/03/`])
  })

  it('asks for nothing more after a refusal', async () => {
    server = await startS3Server(keys, `AWSLogs/${accounts[0]}/`)
    await expect(daysOf(server)).rejects.toMatchObject({ name: 'AccessDenied' })
    await server.quiet()
    // The first of 60 accounts was refused when the others that had a turn were on their way.
    expect(server.listed.length).toBeLessThan(accounts.length)
  })

  it('finds every trail up to four folders deep, and names what it did not look into', async () => {
    const trails = ['', 'team/', 'a/b/c/', 'org/x/'].map(
      (above) => `${above}${logKey('111122223333', 'eu-west-1', '2026-03-01T10:00')}`,
    )
    const others = [
      'export/2026.json.gz',
      'billing/2026.csv',
      'team/notes.jsonl',
      'team/AWSLogs/111122223333/Config/eu-west-1/2026/3/1/x.json.gz',
      'a/b/c/d/e/AWSLogs/x.json.gz',
      'org/CloudTrail-Digest/x.json.gz',
    ]
    server = await startS3Server([...trails, ...others])
    const left: string[] = []
    const days = await daysOf(server, undefined, '', (folders) => left.push(...folders))
    expect(days.map(({ date }) => date)).toEqual(['2026-03-01'])
    expect(days.flatMap(({ files }) => files.map(({ key }) => key)).toSorted()).toEqual(trails.toSorted())
    expect(left.toSorted()).toEqual(['a/b/c/d/', 'export/', 'team/'])
  })

  it('names folders that are too many to look into', async () => {
    const many = [...Array(101).keys()].map((number) => `data-${number}/x/y.csv`)
    server = await startS3Server([...many, logKey('111122223333', 'eu-west-1', '2026-03-01T10:00')])
    const left: string[] = []
    expect((await daysOf(server, undefined, '', (folders) => left.push(...folders))).length).toBe(1)
    expect(left.length).toBe(101)
  })
})
