import { describe, expect, it } from 'vitest'
import { cells, info, named, started, state, stub } from '../../../test/athena-stub.ts'
import { said } from '../../../test/phrase-fixture.ts'
import { everyDenial } from '../question.ts'
import { ownTable } from '../sql/table.ts'
import { findWithAthena, recordsWithAthena } from './find.ts'

describe('findWithAthena', () => {
  const columns = [
    'eventtime',
    'useridentity',
    'eventsource',
    'eventname',
    'errorcode',
    'errormessage',
    'eventid',
    'found_in',
  ]
  const row = (id: string, time: string): unknown =>
    cells(
      time,
      '{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/mina","sessioncontext":null}',
      's3.amazonaws.com',
      'GetObject',
      'AccessDenied',
      'Access Denied',
      id,
      's3://logs/a.json.gz',
    )
  const metadata = {
    TableMetadata: {
      Columns: [...columns.slice(0, -1), 'awsregion'].map((Name) => ({ Name, Type: 'string' })),
      PartitionKeys: ['region', 'timestamp'].map((Name) => ({ Name, Type: 'string' })),
      Parameters: { 'projection.timestamp.format': 'yyyy-MM-dd' },
    },
  }
  const question = { ...everyDenial, region: 'eu-west-1', since: Date.parse('2026-03-02T10:00:00Z') }
  const results = {
    ResultSet: {
      Rows: [
        cells(...columns),
        row('e2', '2026-03-02T11:00:00Z'),
        row('e1', '2026-03-02T10:30:00Z'),
        row('e0', '2026-03-01T10:30:00Z'),
      ],
      ResultSetMetadata: info(...columns),
    },
  }

  it('asks the table it is given by its own columns and partitions, and tells the cost before and after', async () => {
    const sizes: unknown[] = []
    const { options, sent, costs } = stub(
      {
        ...started,
        GetTableMetadata: [metadata],
        GetQueryExecution: [
          state('RUNNING', {}, { DataScannedInBytes: 5 }),
          state('SUCCEEDED', {}, { DataScannedInBytes: 4_096 }),
        ],
        GetQueryResults: [{ ...results, ResultSet: { ...results.ResultSet } }],
      },
      {
        sizeOf: async (partitions) => {
          sizes.push(partitions)
          return 1024 ** 4
        },
      },
    )
    const batches = []
    for await (const batch of findWithAthena({ ...question, region: null }, { ...options, table: 'logs.trail' }))
      batches.push(batch)
    expect(
      batches.map(({ events, newestLeft, progress, problems }) => [
        events.map(({ record, from }) => [record.eventID, from]),
        newestLeft,
        progress.bytes,
        problems,
      ]),
    ).toEqual([
      [[], null, 5, []],
      [
        [
          ['e2', 's3://logs/a.json.gz'],
          ['e1', 's3://logs/a.json.gz'],
        ],
        Date.parse('2026-03-02T10:30:00Z'),
        4_096,
        [],
      ],
    ])
    expect(sizes).toEqual([{ account: null, region: null, firstDay: '2026-03-02', lastDay: null }])
    expect(costs).toEqual([
      { kind: 'estimated', bytes: 1024 ** 4, dollars: 5 },
      { kind: 'scanned', bytes: 4_096, dollars: (10 / 1024 ** 2) * 5 },
    ])
    expect(sent[0]).toEqual([
      'GetTableMetadata',
      { CatalogName: 'AwsDataCatalog', DatabaseName: 'logs', TableName: 'trail', WorkGroup: 'security' },
    ])
    const sql = String(sent[1]?.[1].QueryString)
    expect(sql).toContain('FROM "logs"."trail"\nWHERE "timestamp" >= \'2026-03-02\'\n')
    expect(sql).toContain('"$path" AS found_in')
    // A column that this table lacks.
    expect(sql).not.toContain('tlsdetails')
  })

  it('says that nobody knows the cost before, and takes the table for its own where the catalog does not answer', async () => {
    const { options, sent, costs } = stub({
      ...started,
      GetTableMetadata: [named('AccessDeniedException', 'no')],
      GetQueryExecution: [state('SUCCEEDED')],
      GetQueryResults: [{ ResultSet: { Rows: [] } }],
    })
    for await (const _ of findWithAthena(question, { ...options, table: 'trail' }));
    expect(costs[0]).toEqual({ kind: 'estimated', bytes: null, dollars: null })
    expect(String(sent[1]?.[1].QueryString)).toContain(
      'WHERE "region" = \'eu-west-1\'\n  AND "day" >= \'2026/03/02\'\n',
    )
  })

  const viewOf = (Columns: unknown): unknown => ({ TableMetadata: { TableType: 'VIRTUAL_VIEW', Columns } })
  const { Columns, PartitionKeys } = metadata.TableMetadata
  const ofDdl = [...ownTable([]).columns].map((Name) => ({ Name, Type: 'string' }))
  const inFolders = "NOT LIKE '____/__/__'"

  it.each([
    [
      'by days of the form of the folders alone, where nobody knows what its columns mean',
      viewOf([...Columns, ...PartitionKeys]),
      `WHERE ("timestamp" >= '2026/03/02' OR coalesce("timestamp", '') ${inFolders})\n  AND errorcode`,
    ],
    [
      'as `trail ddl` does, where it has just the columns of that',
      viewOf(ofDdl),
      `WHERE "region" = 'eu-west-1'\n  AND "day" >= '2026/03/02'\n  AND errorcode`,
    ],
  ])('divides a view %s, and asks it for no file', async (_name, view, where) => {
    const { options, sent } = stub({
      ...started,
      GetTableMetadata: [view],
      GetQueryExecution: [state('SUCCEEDED')],
      GetQueryResults: [{ ResultSet: { Rows: [] } }],
    })
    for await (const _ of findWithAthena(question, { ...options, table: 'trail' }));
    const sql = String(sent[1]?.[1].QueryString)
    expect(sql).toContain(where)
    expect(sql).not.toContain('$path')
  })

  it('asks for more than one statement takes in several, tells their cost as one, and gives each record once', async () => {
    const { options, sent, costs } = stub(
      {
        ...started,
        GetTableMetadata: [metadata],
        GetQueryExecution: [state('SUCCEEDED', {}, { DataScannedInBytes: 20 * 1024 ** 2 })],
        GetQueryResults: [results],
      },
      { sizeOf: async () => 1024 ** 4 },
    )
    const during = { since: Date.parse('2026-03-01T00:00:00Z'), until: Date.parse('2026-03-03T00:00:00Z') }
    const ids = ['e1', 'e2', ...[...Array(20_000).keys()].map((n) => `00000000-0000-4000-8000-${n}`)]
    const clues = ids.map((id) => ({ kind: 'eventId', id, ...during }) as const)
    const source = recordsWithAthena({ ...options, table: 'trail' }, during.until)
    const batches = []
    for await (const batch of source({ clues, accepts: () => true })) batches.push(batch)
    const statements = sent.filter(([command]) => command === 'StartQueryExecution').length
    expect(statements).toBeGreaterThan(2)
    expect(batches.flatMap(({ events }) => events.map(({ record }) => record.eventID))).toEqual(['e2', 'e1'])
    const bytes = statements * 20 * 1024 ** 2
    expect(batches.at(-1)?.progress).toMatchObject({ bytes, totalBytes: statements * 1024 ** 4 })
    expect(costs).toEqual([
      { kind: 'estimated', bytes: statements * 1024 ** 4, dollars: statements * 5 },
      { kind: 'scanned', bytes, dollars: expect.closeTo((bytes / 1024 ** 4) * 5, 10) },
    ])
  })

  it('tells what was scanned where a later statement fails', async () => {
    const { options, costs } = stub({
      ...started,
      GetTableMetadata: [metadata],
      GetQueryExecution: [state('SUCCEEDED', {}, { DataScannedInBytes: 5 }), state('FAILED')],
      GetQueryResults: [results],
    })
    const clues = [...Array(20_000).keys()].map(
      (n) => ({ kind: 'eventId', id: `00000000-0000-4000-8000-${n}`, since: 0, until: 1 }) as const,
    )
    const problems = []
    for await (const batch of recordsWithAthena({ ...options, table: 'trail' }, 2)({ clues, accepts: () => true }))
      problems.push(...batch.problems)
    expect(problems.length).toBe(1)
    expect(costs.map(({ kind, bytes }) => [kind, bytes])).toEqual([
      ['estimated', null],
      ['scanned', 5],
    ])
  })

  it('makes a failure a problem', async () => {
    const { options } = stub({
      ...started,
      GetTableMetadata: [metadata],
      GetQueryExecution: [state('FAILED', { StateChangeReason: 'Access denied' })],
    })
    const problems = []
    for await (const batch of findWithAthena(question, { ...options, table: 'trail' })) problems.push(...batch.problems)
    expect(problems).toEqual([
      { from: 'athena:trail', line: null, message: said('The query failed on Amazon Athena: Access denied.') },
    ])
  })
})
