import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type JsonObject, objectAt } from '../src/denial/json-value.ts'
import type { Clue } from '../src/services/sought-records.ts'
import { answersQuestion, everyDenial, type TrailQuestion } from '../src/trail/question.ts'
import { rowOf } from '../src/trail/row.ts'
import { ddl } from '../src/trail/sql/ddl.ts'
import { findWithTrino, recordsWithTrino } from '../src/trail/trino/find.ts'
import type { TrinoOptions } from '../src/trail/trino/options.ts'
import { sqlOnTrino } from '../src/trail/trino/sql.ts'
import { runStatement } from '../src/trail/trino/statement.ts'
import { startTrino, type TrinoServer, trinoProblem } from '../tools/trino.mjs'
import { bearingIds, bearingLogs, bearingOn } from './bearing-logs.ts'
import { type FoundInDuck, openDuck } from './duck-engine.ts'
import { eventIdsOf, eventsOf } from './found-events.ts'
import { said } from './phrase-fixture.ts'
import {
  articleQuestion,
  articleRecords,
  articleSql,
  type LoggedRecord,
  oddRecords,
  questions,
  sharedRecords,
  withoutNulls,
  writeTrail,
} from './trail-logs.ts'

const problem = trinoProblem()

it('has what a Trino server needs, or may go without', () => {
  if (problem !== null) process.stderr.write(`The tests on a Trino server are skipped. ${problem}\n`)
  expect(process.env.CI === undefined ? null : problem).toBeNull()
})

// The shared logs lie where the environment variable SHARED says.
const shared = sharedRecords()
const sharedLogs: readonly LoggedRecord[] = (shared ?? []).map((record) => ({
  record,
  folder: ['111122223333', 'us-east-1', '2026/03/01'],
}))

describe.skipIf(problem !== null)('a real Trino server', () => {
  const folder = mkdtempSync(join(tmpdir(), 'undeny-logs-'))
  let trino: TrinoServer
  let options: TrinoOptions
  let duck: FoundInDuck

  beforeAll(async () => {
    writeTrail(join(folder, 'odd'), oddRecords)
    writeTrail(join(folder, 'article'), articleRecords)
    writeTrail(join(folder, 'bearing'), bearingLogs)
    if (shared !== null) writeTrail(join(folder, 'shared'), sharedLogs)
    trino = await startTrino()
    options = {
      server: trino.server,
      user: 'mina',
      catalog: 'hive',
      schema: 'logs',
      authentication: { kind: 'none' },
      certificateAuthority: null,
    }
    duck = await openDuck()
    await run('CREATE SCHEMA logs')
    for (const [table, firstDay] of [
      ['odd', '2026-03-01'],
      ['article', '2019-10-28'],
      ['bearing', '2026-03-01'],
      ['shared', '2026-03-01'],
    ] as const) {
      if (table === 'shared' && shared === null) continue
      const answer = ddl({
        engine: 'trino',
        table: `logs.${table}`,
        location: `file://${join(folder, table)}`,
        organizationId: null,
        // The article's days go back far; one account and Region keep the partitions few.
        accounts: table === 'article' ? ['111122223333'] : ['111122223333', '444455556666'],
        regions: table === 'article' ? ['us-east-1'] : ['eu-west-1', 'us-east-1'],
        firstDay,
      })
      expect(answer.ok).toBe(true)
      for (const statement of answer.ok ? answer.statements : []) await run(statement)
    }
  }, 900_000)

  afterAll(async () => {
    await trino?.stop()
    duck?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  async function run(sql: string): Promise<readonly (readonly unknown[])[]> {
    const rows: (readonly unknown[])[] = []
    for await (const page of runStatement(sql, options)) rows.push(...page.rows)
    return rows
  }

  function find(table: string, question: TrailQuestion) {
    return eventsOf(findWithTrino(question, { ...options, table }))
  }

  it('reproduces the table of the article from its two events', async () => {
    const { events, problems } = await find('article', articleQuestion)
    expect(problems).toEqual([])
    const table = events.map(rowOf).map(({ from: _, ...row }) => row)
    const user = 'arn:aws:iam::111122223333:user/mina'
    const shared = {
      identityArn: user,
      service: 'cloudtrail.amazonaws.com',
      action: 'LookupEvents',
      error: 'AccessDenied',
    }
    expect(table).toEqual([
      {
        ...shared,
        time: '2019-10-29T06:52:45Z',
        eventId: '0406f0c1-47a8-4f71-8a94-18267b84042a',
        message: `User: ${user} is not authorized to perform: cloudtrail:LookupEvents with an explicit deny in an identity-based policy`,
      },
      {
        ...shared,
        time: '2019-10-29T06:41:48Z',
        eventId: '14e5e77c-f682-45e1-8c88-12d15af293dd',
        message: `User: ${user} is not authorized to perform: cloudtrail:LookupEvents because no identity-based policy allows the cloudtrail:LookupEvents action`,
      },
    ])
    const inDuck = await eventsOf(duck.find(join(folder, 'article'), articleQuestion))
    expect(inDuck.events.map(rowOf).map(({ from: _, ...row }) => row)).toEqual(table)
  })

  it('runs the query of the article unchanged', async () => {
    const answer = await sqlOnTrino(articleSql('article'), options)
    expect(answer.ok && answer.columns.map(({ name }) => name)).toEqual([
      'Time',
      'Identity ARN',
      'Event ID',
      'Service',
      'Action',
      'Error',
      'Message',
    ])
    const rows: unknown[] = []
    for await (const row of answer.ok ? answer.rows : []) rows.push(row.slice(0, 3))
    expect(rows).toEqual([
      ['2019-10-29 06:52:45.000 UTC', 'arn:aws:iam::111122223333:user/mina', '0406f0c1-47a8-4f71-8a94-18267b84042a'],
      ['2019-10-29 06:41:48.000 UTC', 'arn:aws:iam::111122223333:user/mina', '14e5e77c-f682-45e1-8c88-12d15af293dd'],
    ])
  })

  it.each(questions)('finds the same records as reading every file, and as DuckDB: %s', async (name, question) => {
    // Only the folders of the account are read: what another account logged of its calls is left out.
    const wanted = oddRecords.filter((one) => answersQuestion(one.record, question)).map(({ record }) => record)
    const inTrino = await find('odd', question)
    expect(inTrino.problems).toEqual([])
    expect(eventIdsOf(inTrino.events)).toEqual(wanted.map(({ eventID }) => eventID).sort())
    expect(wanted.length === 0).toBe(name === 'a name that would end a literal')
    for (const { record } of inTrino.events) {
      const original = wanted.find(({ eventID }) => eventID === record.eventID)
      expect(withoutNulls(record)).toEqual(withoutNulls(original))
    }
    const inDuck = await eventsOf(duck.find(join(folder, 'odd'), question))
    expect(inDuck.events.map(({ record }) => record)).toEqual(inTrino.events.map(({ record }) => record))
  })

  it('finds what bears on a denial, and whole: the session policy too; so does DuckDB', async () => {
    const now = Date.parse('2026-03-10T12:00:00Z')
    const inTrino = await bearingOn(recordsWithTrino({ ...options, table: 'bearing' }, now))
    expect(inTrino.problems).toEqual([])
    expect(inTrino.records.map(({ eventID }) => eventID).toSorted()).toEqual(bearingIds)
    const policy = (records: readonly JsonObject[]): unknown =>
      objectAt(records.find(({ eventID }) => eventID === 'made-ASIATHIS') ?? null, 'requestParameters')
    expect(policy(inTrino.records)).toEqual(policy(bearingLogs.map(({ record }) => record)))
    const inDuck = await bearingOn(duck.records(join(folder, 'bearing'), now))
    expect(inDuck.records).toEqual(inTrino.records)
  })

  it('finds the same among what bears on many other denials, in several statements', async () => {
    const now = Date.parse('2026-03-10T12:00:00Z')
    const source = recordsWithTrino({ ...options, table: 'bearing' }, now)
    const during = { since: Date.parse('2026-03-01T00:00:00Z'), until: now }
    const clues = [...Array(120).keys()].flatMap((n): readonly Clue[] => {
      const principal = `arn:aws:iam::111122223333:role/stranger-${n}`
      return [
        { kind: 'calls', principal, action: 's3:GetObject', operation: null, eventNames: null, ...during },
        ...[...Array(20).keys()].map((i): Clue => ({ kind: 'requestId', id: `STRANGER${n * 20 + i}`, ...during })),
      ]
    })
    const among = await bearingOn((sought) => source({ ...sought, clues: [...clues, ...sought.clues] }))
    expect(among.problems).toEqual([])
    expect(among.records.map(({ eventID }) => eventID).toSorted()).toEqual(bearingIds)
  }, 300_000)

  it.skipIf(shared === null)('finds every denial and every error of the shared logs', async () => {
    for (const question of [everyDenial, { ...everyDenial, allErrors: true }]) {
      const wanted = (shared ?? [])
        .filter((record) => answersQuestion(record, question))
        .map((record) => String(record.eventID))
      expect(wanted.length).toBeGreaterThan(100)
      const inTrino = await find('shared', question)
      expect(inTrino.problems).toEqual([])
      expect(eventIdsOf(inTrino.events)).toEqual(wanted.sort())
      const inDuck = await eventsOf(duck.find(join(folder, 'shared'), question))
      expect(eventIdsOf(inDuck.events)).toEqual(wanted)
    }
  })

  it('reads only the folders of the account, the Region and the days asked for', async () => {
    const question = {
      ...everyDenial,
      since: Date.parse('2026-03-02T23:00:00Z'),
      until: Date.parse('2026-03-02T23:59:59Z'),
      region: 'eu-west-1',
      account: '111122223333',
    }
    const { events, progress } = await find('odd', question)
    expect(events.map(({ record, from }) => [record.eventTime, from.slice(from.indexOf('AWSLogs'))])).toEqual([
      [
        '2026-03-02T23:59:58Z',
        'AWSLogs/111122223333/CloudTrail/eu-west-1/2026/03/03/111122223333_CloudTrail_eu-west-1_20260303T0000Z_abc.json.gz',
      ],
    ])
    // Two days of one account and Region hold all but two of the records.
    expect(progress.events).toBe(2)
  })

  it('loses no row of a table whose days have a form that nobody tells, and reads few days where it is that of the folders', async () => {
    const question = {
      ...everyDenial,
      since: Date.parse('2026-03-02T23:00:00Z'),
      until: Date.parse('2026-03-02T23:59:59Z'),
    }
    const inFolders = await find('odd', question)
    expect(inFolders.events.length).toBeGreaterThan(0)
    const read: Record<string, number> = {}
    for (const [table, day] of [
      ['slashes', 'day'],
      ['dashes', `replace(day, '/', '-')`],
      ['parts', `substr(day, 1, 4) AS year, ltrim(substr(day, 6, 2), '0') AS month, substr(day, 9)`],
    ] as const) {
      const keys = table === 'parts' ? `'year', 'month', 'day'` : `'day'`
      await run(
        `CREATE TABLE logs.${table} WITH (format = 'PARQUET', partitioned_by = ARRAY[${keys}]) AS
         SELECT eventtime, useridentity, eventsource, eventname, errorcode, errormessage, responseelements, eventid, ${day} AS day FROM logs.odd`,
      )
      const { events, progress, problems } = await find(table, question)
      expect(problems).toEqual([])
      expect(eventIdsOf(events)).toEqual(eventIdsOf(inFolders.events))
      read[table] = progress.events
    }
    expect(read.slashes).toBeLessThan(read.dashes ?? 0)
    // A view's day can be anything, and nothing at all.
    await run(
      `CREATE VIEW logs.odd_view AS SELECT eventtime, useridentity, eventsource, eventname, errorcode, errormessage, responseelements, eventid,
       useridentity.accountid AS account, eventtime AS "timestamp", CAST(NULL AS VARCHAR) AS day FROM logs.odd`,
    )
    expect(eventIdsOf((await find('odd_view', question)).events)).toEqual(eventIdsOf(inFolders.events))
  })

  it('tells what Trino says of a wrong statement, with its place', async () => {
    expect(await sqlOnTrino('SELECT no_such\nFROM article', options)).toEqual({
      ok: false,
      problem: said("Trino answered COLUMN_NOT_FOUND at line 1:8: Column 'no_such' cannot be resolved."),
    })
  })

  it('names a table that is not there', async () => {
    const { problems } = await find('no_such', everyDenial)
    expect(problems).toEqual([
      { from: 'trino:no_such', line: null, message: said('Trino has no table `hive.logs.no_such`.') },
    ])
  })

  it('runs nothing that could change something', async () => {
    for (const sql of [
      'DROP VIEW article',
      'CREATE TABLE x AS SELECT 1 a',
      '/* SELECT */ DELETE FROM article',
      'EXPLAIN ANALYZE CREATE TABLE x AS SELECT 1 a',
    ]) {
      expect(await sqlOnTrino(sql, options)).toMatchObject({ ok: false })
    }
    expect((await run('SHOW TABLES')).flat()).toEqual(expect.not.arrayContaining(['x']))
    expect((await run('SHOW TABLES')).flat()).toEqual(expect.arrayContaining(['article', 'article_files']))
  })

  it.each(['reading stops', 'the signal aborts'])('cancels the statement where %s', async (how) => {
    const abort = new AbortController()
    const endless = `SELECT a.x FROM UNNEST(sequence(1, 10000)) a(x), UNNEST(sequence(1, 10000)) b(y), UNNEST(sequence(1, 10000)) c(z) -- ${how}`
    const reading = async (): Promise<void> => {
      for await (const { rows } of runStatement(endless, { ...options, signal: abort.signal })) {
        if (rows.length === 0) continue
        if (how === 'reading stops') return
        abort.abort()
      }
    }
    await reading().catch((error: unknown) => expect(error).toMatchObject({ name: 'AbortError' }))
    const states = await run(
      `SELECT state, error_code FROM system.runtime.queries WHERE query LIKE 'SELECT a.x %${how}'`,
    )
    expect(states).toEqual([['FAILED', 'USER_CANCELED']])
  })
})
