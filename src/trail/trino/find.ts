import type { TrailBatch, TrailProgress } from '../found.ts'
import { answersQuestion, type TrailQuestion } from '../question.ts'
import type { RecordSource } from '../record-source.ts'
import { noProgress, severalAsOne, sumOf } from '../several.ts'
import { noTableName } from '../sql/ddl.ts'
import { dialects } from '../sql/dialect.ts'
import { batchOfEvents, batchOfProblem, eventsOfRows } from '../sql/found-rows.ts'
import { identifier, tableNameParts, textLiteral } from '../sql/literal.ts'
import { isQueryFailure, queryFailure } from '../sql/query-failure.ts'
import { questionSql } from '../sql/question-sql.ts'
import { partitionsOfView, type TrailTable } from '../sql/table.ts'
import { newOfStatement, soughtSearch, type TableSearch } from '../sql/table-search.ts'
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
      sqlFor: (table) => [questionSql(question, table, dialects.trino)],
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
    const statements = sqlFor(table)
    const onlyNew = newOfStatement(statements)
    for (const sql of statements) {
      const before = progress === noProgress ? [] : [progress]
      let columns: readonly string[] = []
      for await (const page of runStatement(sql, options)) {
        columns = page.columns?.map(({ name }) => name) ?? columns
        progress = sumOf([...before, progressOf(page.progress)])
        const events = onlyNew(eventsOfRows(page.rows, columns, accepts, originOf(options)), sql)
        yield batchOfEvents(events, progress)
      }
    }
  } catch (error) {
    if (!isQueryFailure(error)) throw error
    yield batchOfProblem(originOf(options), error.sentence, progress)
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
  if (parts === null) throw queryFailure(noTableName(options.table))
  const [name = '', schema = options.schema, catalog = options.catalog] = [...parts].reverse()
  if (schema === null || catalog === null) {
    const [en, ko] = catalog === null ? ['catalog', '카탈로그'] : ['schema', '스키마']
    throw queryFailure({
      en: `The table \`${options.table}\` has no ${en}; name one.`,
      ko: `\`${options.table}\` 테이블의 ${ko} 이름이 없으므로 지정하세요.`,
    })
  }
  const sql = [
    `SELECT column_name, data_type FROM ${identifier(catalog)}.information_schema.columns`,
    `WHERE table_schema = ${textLiteral(schema.toLowerCase())} AND table_name = ${textLiteral(name.toLowerCase())}`,
  ].join(' ')
  const columns: { readonly name: string; readonly type: string }[] = []
  for await (const { rows } of runStatement(sql, options)) {
    for (const [column, type] of rows) columns.push({ name: String(column), type: String(type) })
  }
  if (columns.length === 0) {
    const whole = `\`${[catalog, schema, name].join('.')}\``
    throw queryFailure({ en: `Trino has no table ${whole}.`, ko: `Trino에 ${whole} 테이블이 없습니다.` })
  }
  const names = new Set(columns.map((column) => column.name.toLowerCase()))
  for (const needed of ['errorcode', 'eventtime', 'useridentity']) {
    if (names.has(needed)) continue
    throw queryFailure({
      en: `The table \`${options.table}\` has no column \`${needed}\`; \`undeny trail ddl\` prints one that has.`,
      ko: `\`${options.table}\` 테이블에 \`${needed}\` 열이 없습니다. \`undeny trail ddl\` 명령이 이 열이 있는 테이블을 만드는 문을 출력합니다.`,
    })
  }
  // A view hides the pseudo column of its table unless it selects it.
  return {
    name: [catalog, schema, name],
    columns: names,
    // Trino tells of no column whether it is a key.
    partitions: partitionsOfView(columns, ['$path']),
    hasPath: names.has('$path'),
  }
}
