import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type MotoServer, motoProblem, startMoto } from '../tools/moto.mjs'
import { bearingRecordsOfDay, deniedRead } from './bearing-logs.ts'
import { clientOf, fillBucket, logKey, logOf } from './s3-logs.ts'
import { articleRecords } from './trail-logs.ts'
import { articleOptions, articleTable, say } from './trail-world.ts'

const problem = motoProblem()

it('has what moto needs, or may go without', () => {
  if (problem !== null) process.stderr.write(`The tests of the command line on moto are skipped. ${problem}\n`)
  expect(process.env.CI === undefined ? null : problem).toBeNull()
})

describe.skipIf(problem !== null)('the command line on a server that plays AWS', () => {
  const before = { ...process.env }
  let moto: MotoServer

  beforeAll(async () => {
    moto = await startMoto()
    const records = articleRecords.map(({ record }) => record)
    const key = logKey('111122223333', 'us-east-1', '2019-10-29T06:55')
    await fillBucket(await clientOf(moto.server), 'trail-logs', { [key]: logOf(records) })
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: moto.server,
      AWS_ACCESS_KEY_ID: 'testing',
      AWS_SECRET_ACCESS_KEY: 'testing',
      AWS_REGION: 'us-east-1',
    })
  }, 600_000)

  afterAll(async () => {
    process.env = before
    await moto?.stop()
  })

  const env = (): Readonly<Record<string, string | undefined>> => process.env

  it("prints the article's table from a bucket", async () => {
    const { code, stdout, stderr } = await say(['trail', 's3://trail-logs', ...articleOptions], { env: env() })
    expect(stdout).toBe(articleTable)
    expect([code, stderr]).toEqual([0, 'undeny: 2 denials in 2 records.\n'])
  })

  it.each([
    [
      'an event by its id, and its session',
      ['explain', '--event', String(deniedRead.eventID), '--trail', 's3://session-logs'],
    ],
    ['a denial among rows', ['trail', 's3://session-logs', '--since', '2026-03-04', '--explain']],
  ])('explains with the records of a bucket: %s', async (_, args) => {
    const records = Buffer.from(logOf(bearingRecordsOfDay))
    const key = logKey('111122223333', 'us-east-1', '2026-03-04T10:05')
    await fillBucket(await clientOf(moto.server), 'session-logs', { [key]: records })
    const { code, stdout } = await say([...args, '--json'], { env: env(), now: () => new Date('2026-03-05T12:00:00Z') })
    expect(code).toBe(1)
    const answer = JSON.parse(stdout)
    const { causes } = answer.causes === undefined ? answer.matters[0].diagnosis : answer
    expect(causes).toMatchObject([
      { name: 'session-no-allow', status: 'confirmed', at: { document: `s3://session-logs/${key}` } },
    ])
  })

  it('ends with 3 for a bucket that does not exist', async () => {
    const { code, stdout, stderr } = await say(['trail', 's3://no-such-bucket/x'], { env: env() })
    expect([code, stdout, stderr]).toEqual([3, '', 'undeny: s3://no-such-bucket/x: There is no such bucket.\n'])
  })

  const athena = ['--engine', 'athena', '--database', 'logs', '--output', 's3://results/']

  it.each([
    ['en', /^undeny: .*Athena .*\n/],
    ['ko', /^undeny: .*Athena.*[가-힣].*\n/],
  ])('prints the rows of Athena, and what they cost (%s)', async (language, cost) => {
    const rows = [
      ['errorcode', 'n'],
      ['=AccessDenied\u001b', '7'],
    ]
    const answer = await fetch(`${moto.server}/moto-api/static/athena/query-results`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        account_id: '123456789012',
        region: 'us-east-1',
        results: [
          {
            rows: rows.map((row) => ({ Data: row.map((VarCharValue) => ({ VarCharValue })) })),
            column_info: rows[0]?.map((Name) => ({ CatalogName: 'hive', Name, Type: 'varchar', Nullable: 'UNKNOWN' })),
          },
        ],
      }),
    })
    expect(answer.status).toBe(201)
    const sql = 'SELECT errorcode, count(*) AS n FROM logs GROUP BY 1'
    const { code, stdout, stderr } = await say(['sql', sql, ...athena, '--csv', '--lang', language], { env: env() })
    expect([code, stdout]).toEqual([0, "errorcode,n\r\n'=AccessDenied\\u{1b},7\r\n"])
    expect(stderr).toMatch(cost)
  })

  it('says in one sentence that a workgroup is not there', async () => {
    const { code, stdout, stderr } = await say(['sql', 'SELECT 1', ...athena, '--workgroup', 'no_such'], { env: env() })
    expect([code, stdout]).toEqual([3, ''])
    expect(stderr).toMatch(/undeny: Amazon Athena answered InvalidRequestException: WorkGroup does not exist\.\n$/)
  })
})
