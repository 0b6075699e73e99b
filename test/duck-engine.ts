import { DuckDBInstance } from '@duckdb/node-api'
import type { TrailBatch } from '../src/trail/found.ts'
import { answersQuestion, type TrailQuestion } from '../src/trail/question.ts'
import type { RecordSource } from '../src/trail/record-source.ts'
import { noProgress } from '../src/trail/several.ts'
import type { ColumnType } from '../src/trail/sql/columns.ts'
import { dialects } from '../src/trail/sql/dialect.ts'
import { batchOfEvents, eventsOfRows } from '../src/trail/sql/found-rows.ts'
import { identifier, textLiteral } from '../src/trail/sql/literal.ts'
import { questionSql } from '../src/trail/sql/question-sql.ts'
import type { TrailTable } from '../src/trail/sql/table.ts'
import { tableColumns } from '../src/trail/sql/table-columns.ts'
import { newOfStatement, soughtSearch } from '../src/trail/sql/table-search.ts'

/** Rows as an engine gave them. */
export interface RecordedRows {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly unknown[])[]
}

/** DuckDB over the files of a trail, by the same generator of SQL as the other engines. */
export interface FoundInDuck {
  readonly rows: (folder: string, question: TrailQuestion) => Promise<RecordedRows>
  readonly find: (folder: string, question: TrailQuestion) => AsyncIterable<TrailBatch>
  /** The records of a folder, failed or not. */
  readonly records: (folder: string, now: number) => RecordSource
  readonly close: () => void
}

/** Opens an engine in memory. */
export async function openDuck(): Promise<FoundInDuck> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  async function run(
    folder: string,
    sqlOf: (table: TrailTable) => readonly string[],
  ): Promise<readonly (RecordedRows & { readonly sql: string })[]> {
    const files = textLiteral(`${folder}/**/*.json.gz`)
    const fields = Object.fromEntries(tableColumns.map(({ member, type }) => [member, type]))
    const records = textLiteral(`${duckType({ kind: 'struct', fields })}[]`)
    await connection.run(
      `CREATE OR REPLACE VIEW cloudtrail AS SELECT event.* FROM (SELECT unnest(Records) AS event
       FROM read_ndjson(${files}, columns = {Records: ${records}}, maximum_object_size = 100000000))`,
    )
    const table = {
      name: ['cloudtrail'],
      columns: new Set(tableColumns.map(({ name }) => name)),
      partitions: { account: null, region: null, day: null },
      hasPath: false,
    }
    const answers: (RecordedRows & { readonly sql: string })[] = []
    for (const sql of sqlOf(table)) {
      const reader = await connection.runAndReadAll(sql)
      answers.push({ sql, columns: reader.columnNames(), rows: reader.getRowsJson() })
    }
    return answers
  }
  async function rows(folder: string, question: TrailQuestion): Promise<RecordedRows> {
    const [answer] = await run(folder, (table) => [questionSql(question, table, dialects.duckdb)])
    return answer ?? { columns: [], rows: [] }
  }
  function records(folder: string, now: number): RecordSource {
    return async function* source(sought) {
      const { sqlFor, accepts } = soughtSearch(sought, dialects.duckdb, now)
      const answers = await run(folder, sqlFor)
      const onlyNew = newOfStatement(answers.map(({ sql }) => sql))
      for (const { sql, rows, columns } of answers)
        yield batchOfEvents(onlyNew(eventsOfRows(rows, columns, accepts, 'duckdb'), sql), noProgress)
    }
  }
  async function* find(folder: string, question: TrailQuestion): AsyncGenerator<TrailBatch> {
    const found = await rows(folder, question)
    yield batchOfEvents(
      eventsOfRows(found.rows, found.columns, (record) => answersQuestion(record, question), 'duckdb'),
      noProgress,
    )
  }
  return {
    find,
    rows,
    records,
    close: () => {
      connection.closeSync()
      instance.closeSync()
    },
  }
}

function duckType(type: ColumnType): string {
  if (type.kind === 'text') return 'VARCHAR'
  if (type.kind === 'map') return 'MAP(VARCHAR, VARCHAR)'
  if (type.kind === 'list') return `${duckType(type.of)}[]`
  return `STRUCT(${Object.entries(type.fields)
    .map(([name, field]) => `${identifier(name)} ${duckType(field)}`)
    .join(', ')})`
}
