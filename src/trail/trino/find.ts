import type { TrailBatch, TrailProgress } from '../found.ts'
import { answersQuestion, type TrailQuestion } from '../question.ts'
import type { RecordSource } from '../record-source.ts'
import { noProgress, severalAsOne } from '../several.ts'
import { dialects } from '../sql/dialect.ts'
import { batchOfEvents, batchOfProblem, eventsOfRows } from '../sql/found-rows.ts'
import { identifier, tableNameParts, textLiteral } from '../sql/literal.ts'
import { isQueryFailure, queryFailure } from '../sql/query-failure.ts'
import { questionSql } from '../sql/question-sql.ts'
import { partitionsOf, type TrailTable } from '../sql/table.ts'
import { soughtSearch, type TableSearch } from '../sql/table-search.ts'
import type { TrinoOptions } from './options.ts'
import type { TrinoProgress } from './page.ts'
import { runStatement } from './statement.ts'

/** What a search on Trino needs. */
export interface FindWithTrinoOptions extends TrinoOptions {
  /** `cloudtrail`, `hive.logs.cloudtrail`. */
  readonly table: string
}

/** Finds the records that answer a question on a Trino server, newest first. */
export function findWithTrino(
  question: TrailQuestion,
  options: FindWithTrinoOptions,
): AsyncGenerator<TrailBatch, void, undefined> {
  return search(
    {
      range: question,
      sqlFor: (table) => questionSql(question, table, dialects.trino),
      accepts: (record) => answersQuestion(record, question),
    },
    options,
  )
}

/** The records of a table on a Trino server. */
export function recordsWithTrino(options: FindWithTrinoOptions, now: number): RecordSource {
  return (sought) =>
    sought.clues.length === 0 ? severalAsOne([]) : search(soughtSearch(sought, dialects.trino, now), options)
}

async function* search(
  { sqlFor, accepts }: TableSearch,
  options: FindWithTrinoOptions,
): AsyncGenerator<TrailBatch, void, undefined> {
  let progress = noProgress
  try {
    const table = await describedTable(options)
    const sql = sqlFor(table)
    if (sql === null) return
    let columns: readonly string[] = []
    for await (const page of runStatement(sql, options)) {
      columns = page.columns?.map(({ name }) => name) ?? columns
      progress = progressOf(page.progress)
      yield batchOfEvents(eventsOfRows(page.rows, columns, accepts, originOf(options)), progress)
    }
  } catch (error) {
    if (!isQueryFailure(error)) throw error
    yield batchOfProblem(originOf(options), error.message, progress)
  }
}

function originOf({ table }: FindWithTrinoOptions): string {
  return `trino:${table}`
}

function progressOf({ rows, bytes, splits, totalSplits }: TrinoProgress): TrailProgress {
  return { events: rows, bytes, totalBytes: null, parts: splits, totalParts: totalSplits === 0 ? null : totalSplits }
}

/** Asks the server for the table's columns, so that only those it has are selected and its partitions are known. */
async function describedTable(options: FindWithTrinoOptions): Promise<TrailTable> {
  const parts = tableNameParts(options.table)
  if (parts === null) throw queryFailure(`\`${options.table}\` is no name of a table.`)
  const [name = '', schema = options.schema, catalog = options.catalog] = [...parts].reverse()
  if (schema === null || catalog === null) {
    throw queryFailure(`The table \`${options.table}\` has no ${catalog === null ? 'catalog' : 'schema'}; name one.`)
  }
  const sql = [
    `SELECT column_name, data_type FROM ${identifier(catalog)}.information_schema.columns`,
    `WHERE table_schema = ${textLiteral(schema.toLowerCase())} AND table_name = ${textLiteral(name.toLowerCase())}`,
  ].join(' ')
  const columns: { readonly name: string; readonly type: string }[] = []
  for await (const { rows } of runStatement(sql, options)) {
    for (const [column, type] of rows) columns.push({ name: String(column), type: String(type) })
  }
  if (columns.length === 0) throw queryFailure(`Trino has no table \`${[catalog, schema, name].join('.')}\`.`)
  const names = new Set(columns.map((column) => column.name.toLowerCase()))
  for (const needed of ['errorcode', 'eventtime', 'useridentity']) {
    if (names.has(needed)) continue
    throw queryFailure(
      `The table \`${options.table}\` has no column \`${needed}\`; \`undeny trail ddl\` prints one that has.`,
    )
  }
  // A view hides the pseudo column of its table unless it selects it.
  return {
    name: [catalog, schema, name],
    columns: names,
    partitions: partitionsOf(columns),
    hasPath: names.has('$path'),
  }
}
