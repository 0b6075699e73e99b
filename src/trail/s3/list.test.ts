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

async function daysOf(started: S3Server, take = Number.POSITIVE_INFINITY): Promise<readonly S3Day[]> {
  const days: S3Day[] = []
  const place = { bucket: 'trail', prefix: 'AWSLogs/' }
  const client = await clientOf(started.server)
  const { signal } = new AbortController()
  for await (const day of listDays({ client, place, question: everyDenial, signal })) {
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
})
