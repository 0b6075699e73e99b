import { describe, expect, it } from 'vitest'
import { type Answers, cells, info, named, started, state, stub } from '../../../test/athena-stub.ts'
import { said } from '../../../test/phrase-fixture.ts'
import type { AthenaOptions } from './options.ts'
import { sqlOnAthena } from './sql.ts'

const twoPages = [
  { ResultSet: { Rows: [cells('a', 'b'), cells('1', null)], ResultSetMetadata: info('a', 'b') }, NextToken: 'more' },
  { ResultSet: { Rows: [cells('a', 'b')], ResultSetMetadata: info('a', 'b') } },
]

async function rowsOf(sql: string, options: AthenaOptions): Promise<unknown> {
  const answer = await sqlOnAthena(sql, options)
  if (!answer.ok) return answer.problem
  const rows: unknown[] = []
  for await (const row of answer.rows) rows.push(row)
  return rows
}

describe('sqlOnAthena', () => {
  it('waits for the query, longer each time, and reads all pages without the row of names', async () => {
    const scanned = state('SUCCEEDED', {}, { DataScannedInBytes: 3 * 1024 ** 4 })
    const looks = [
      ...Array.from({ length: 3 }, () => state('QUEUED')),
      ...Array.from({ length: 4 }, () => state('RUNNING')),
      scanned,
    ]
    const { options, sent, waits, costs } = stub({ ...started, GetQueryExecution: looks, GetQueryResults: twoPages })
    // The second page begins with a row that is only like the names.
    expect(await rowsOf('SELECT a, b FROM t', options)).toEqual([
      ['1', null],
      ['a', 'b'],
    ])
    expect(waits).toEqual([250, 500, 1_000, 2_000, 4_000, 5_000, 5_000])
    expect(costs).toEqual([{ kind: 'scanned', bytes: 3 * 1024 ** 4, dollars: 15 }])
    expect(sent[0]).toEqual([
      'StartQueryExecution',
      {
        QueryString: 'SELECT a, b FROM t',
        QueryExecutionContext: { Database: 'logs' },
        WorkGroup: 'security',
        ResultConfiguration: { OutputLocation: 's3://results/undeny/' },
      },
    ])
    expect(sent.map(([name]) => name)).not.toContain('StopQueryExecution')
  })

  it('takes every row of SHOW for a row', async () => {
    const shown = { QueryExecution: { StatementType: 'UTILITY', Status: { State: 'SUCCEEDED' } } }
    const page = { ResultSet: { Rows: [cells('tab_name')], ResultSetMetadata: info('tab_name') } }
    const { options } = stub({ ...started, GetQueryExecution: [shown], GetQueryResults: [page] })
    expect(await rowsOf('SHOW TABLES', options)).toEqual([['tab_name']])
  })

  it.each<[string, Answers, string]>([
    [
      'a query that failed',
      {
        ...started,
        GetQueryExecution: [
          state('FAILED', { StateChangeReason: 'SYNTAX_ERROR: line 1:8:\n Column x cannot be resolved.' }),
        ],
      },
      'The query failed on Amazon Athena: SYNTAX_ERROR: line 1:8: Column x cannot be resolved.',
    ],
    [
      'a query that failed with a kind of error',
      {
        ...started,
        GetQueryExecution: [state('FAILED', { AthenaError: { ErrorMessage: 'Bytes scanned limit was exceeded' } })],
      },
      'The query failed on Amazon Athena: Bytes scanned limit was exceeded.',
    ],
    [
      'a query that somebody stopped',
      { ...started, GetQueryExecution: [state('CANCELLED')] },
      'The query was stopped on Amazon Athena.',
    ],
    [
      'a call that was throttled to the end',
      { StartQueryExecution: [named('ThrottlingException', 'Rate exceeded')] },
      'Amazon Athena answered ThrottlingException: Rate exceeded.',
    ],
    [
      'no place for results',
      { StartQueryExecution: [named('InvalidRequestException', 'No output location provided.')] },
      'Amazon Athena answered InvalidRequestException: No output location provided.',
    ],
    [
      'no Region',
      { StartQueryExecution: [new Error('Region is missing')] },
      'Amazon Athena could not be asked: Region is missing.',
    ],
    [
      'no credentials',
      { StartQueryExecution: [named('CredentialsProviderError', 'Could not load credentials from any providers')] },
      'No AWS credentials were found; Amazon Athena was not asked.',
    ],
  ])('tells in one sentence: %s', async (_, answers, sentence) => {
    expect(await rowsOf('SELECT 1', stub(answers).options)).toEqual(said(sentence))
  })

  it('stops the query where the reader aborts', async () => {
    const abort = new AbortController()
    const wait = async (): Promise<void> => {
      abort.abort()
      abort.signal.throwIfAborted()
    }
    const { options, sent } = stub(
      { ...started, GetQueryExecution: [state('RUNNING')] },
      { wait, signal: abort.signal },
    )
    await expect(sqlOnAthena('SELECT 1', options)).rejects.toMatchObject({ name: 'AbortError' })
    expect(sent.at(-1)).toEqual(['StopQueryExecution', { QueryExecutionId: 'q1' }])
  })

  it('sends nothing that could change something', async () => {
    for (const sql of [
      'DROP TABLE t',
      "UNLOAD (SELECT 1) TO 's3://x/'",
      'CREATE TABLE t AS SELECT 1',
      'EXPLAIN ANALYZE INSERT INTO t SELECT 1',
      '-- SELECT\nINSERT INTO t VALUES (1)',
      'MSCK REPAIR TABLE t',
      '',
    ]) {
      const { options, sent } = stub({})
      expect(await sqlOnAthena(sql, options)).toEqual({
        ok: false,
        problem: said(
          'Only a statement that reads is run: it starts with `SELECT`, `WITH`, `VALUES`, `TABLE`, `SHOW`, `DESCRIBE` or `EXPLAIN`.',
        ),
      })
      expect(sent).toEqual([])
    }
  })
})
