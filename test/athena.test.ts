import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findWithAthena } from '../src/trail/athena/find.ts'
import type { AthenaOptions } from '../src/trail/athena/options.ts'
import { sqlOnAthena } from '../src/trail/athena/sql.ts'
import { answersQuestion } from '../src/trail/question.ts'
import { dialects } from '../src/trail/sql/dialect.ts'
import { questionSql } from '../src/trail/sql/question-sql.ts'
import { ownTable } from '../src/trail/sql/table.ts'
import { type MotoServer, motoProblem, startMoto } from '../tools/moto.mjs'
import { type FoundInDuck, openDuck, type RecordedRows } from './duck-engine.ts'
import { eventIdsOf, eventsOf } from './found-events.ts'
import { said } from './phrase-fixture.ts'
import { oddRecords, questions, withoutNulls, writeTrail } from './trail-logs.ts'

const problem = motoProblem()

it('has what moto needs, or may go without', () => {
  if (problem !== null) process.stderr.write(`The tests on moto's Athena are skipped. ${problem}\n`)
  expect(process.env.CI === undefined ? null : problem).toBeNull()
})

it('asks Athena in the words that the tests run on a Trino server', () => {
  for (const [, question] of questions) {
    expect(questionSql(question, ownTable(['t']), dialects.athena)).toBe(
      questionSql(question, ownTable(['t']), dialects.trino),
    )
  }
})

describe.skipIf(problem !== null)("moto's Athena", () => {
  const folder = mkdtempSync(join(tmpdir(), 'undeny-athena-'))
  let moto: MotoServer
  let duck: FoundInDuck
  let options: AthenaOptions

  beforeAll(async () => {
    writeTrail(folder, oddRecords)
    duck = await openDuck()
    moto = await startMoto()
    process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'
    const { AthenaClient } = await import('@aws-sdk/client-athena')
    const credentials = { accessKeyId: 'testing', secretAccessKey: 'testing' }
    options = {
      region: 'us-east-1',
      workgroup: 'primary',
      output: 's3://results/',
      catalog: null,
      database: 'logs',
      client: new AthenaClient({ region: 'us-east-1', endpoint: moto.server, credentials }),
    }
  }, 600_000)

  afterAll(async () => {
    await moto?.stop()
    duck?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** Has moto answer the next query with these rows, after the row of names that Athena begins with. */
  async function record({ columns, rows }: RecordedRows): Promise<void> {
    const cell = (value: unknown): object => (typeof value === 'string' ? { VarCharValue: value } : {})
    const results = {
      rows: [columns, ...rows].map((row) => ({ Data: row.map(cell) })),
      column_info: columns.map((Name) => ({ CatalogName: 'hive', Name, Type: 'varchar', Nullable: 'UNKNOWN' })),
    }
    const answer = await fetch(`${moto.server}/moto-api/static/athena/query-results`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ account_id: '123456789012', region: 'us-east-1', results: [results] }),
    })
    expect(answer.status).toBe(201)
  }

  it.each(questions)(
    'gives the same records as reading every file, from the rows of another engine: %s',
    async (_, question) => {
      await record(await duck.rows(folder, question))
      const { events, problems } = await eventsOf(findWithAthena(question, { ...options, table: 'cloudtrail' }))
      expect(problems).toEqual([])
      const wanted = oddRecords.map((one) => one.record).filter((one) => answersQuestion(one, question))
      expect(eventIdsOf(events)).toEqual(wanted.map(({ eventID }) => eventID).sort())
      for (const event of events) {
        expect(event.from).toBe('athena:cloudtrail')
        expect(withoutNulls(event.record)).toEqual(
          withoutNulls(wanted.find(({ eventID }) => eventID === event.record.eventID)),
        )
      }
    },
  )

  it('runs a statement of the reader', async () => {
    await record({
      columns: ['errorcode', 'n'],
      rows: [
        ['AccessDenied', '7'],
        [null, '1'],
      ],
    })
    const answer = await sqlOnAthena('SELECT errorcode, count(*) AS n FROM cloudtrail GROUP BY 1', options)
    expect(answer.ok && answer.columns).toEqual([
      { name: 'errorcode', type: 'varchar' },
      { name: 'n', type: 'varchar' },
    ])
    const rows: unknown[] = []
    for await (const row of answer.ok ? answer.rows : []) rows.push(row)
    expect(rows).toEqual([
      ['AccessDenied', '7'],
      [null, '1'],
    ])
  })

  it('tells what AWS says of a workgroup that is not there', async () => {
    expect(await sqlOnAthena('SELECT 1', { ...options, workgroup: 'no_such' })).toEqual({
      ok: false,
      problem: said('Amazon Athena answered InvalidRequestException: WorkGroup does not exist.'),
    })
  })
})
