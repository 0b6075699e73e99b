import type { TrailBatch, TrailProgress } from '../found.ts'
import { answersQuestion, type TrailQuestion } from '../question.ts'
import type { RecordSource } from '../record-source.ts'
import { noProgress, severalAsOne } from '../several.ts'
import { noTableName } from '../sql/ddl.ts'
import { dialects } from '../sql/dialect.ts'
import { batchOfEvents, batchOfProblem, eventsOfRows } from '../sql/found-rows.ts'
import { tableNameParts } from '../sql/literal.ts'
import { wantedPartitions } from '../sql/partition-predicates.ts'
import { isQueryFailure, queryFailure } from '../sql/query-failure.ts'
import { questionSql } from '../sql/question-sql.ts'
import { ownTable, partitionsOf, partitionsOfView, type TrailTable } from '../sql/table.ts'
import { newOfStatement, soughtSearch, type TableSearch } from '../sql/table-search.ts'
import { type Athena, openAthena } from './client.ts'
import { costOf, type QueryCost, sumOfCosts } from './cost.ts'
import { isAbort } from './failure.ts'
import type { AthenaOptions } from './options.ts'
import { runQuery } from './query.ts'

/** What a search on Amazon Athena needs. */
export interface FindWithAthenaOptions extends AthenaOptions {
  /** `cloudtrail_logs`, `security.cloudtrail_logs`. */
  readonly table: string
}

/** Finds the records that answer a question on Amazon Athena, newest first. */
export function findWithAthena(
  question: TrailQuestion,
  options: FindWithAthenaOptions,
): AsyncGenerator<TrailBatch, void, undefined> {
  return search(
    {
      range: question,
      sqlFor: (table) => [questionSql(question, table, dialects.athena)],
      accepts: (record) => answersQuestion(record, question),
    },
    options,
  )
}

/** The records of a table on Amazon Athena. */
export function recordsWithAthena(options: FindWithAthenaOptions, now: number): RecordSource {
  return (sought) =>
    sought.clues.length === 0 ? severalAsOne([]) : search(soughtSearch(sought, dialects.athena, now), options)
}

async function* search(
  { range, sqlFor, accepts }: TableSearch,
  options: FindWithAthenaOptions,
): AsyncGenerator<TrailBatch, void, undefined> {
  const origin = `athena:${options.table}`
  let progress = noProgress
  const scanned: QueryCost[] = []
  try {
    const athena = await openAthena(options)
    const table = await describedTable(athena, options)
    const statements = sqlFor(table)
    if (statements.length === 0) return
    const size = (await options.sizeOf?.(wantedPartitions(range), range)) ?? null
    options.onCost?.(sumOfCosts(statements.map(() => costOf('estimated', size))))
    const totalBytes = size === null ? null : size * statements.length
    const onlyNew = newOfStatement(statements)
    for (const sql of statements) {
      const { bytes: before } = progress
      let isCostKnown = false
      for await (const page of runQuery(sql, athena, options)) {
        progress = progressOf(progress, page.rows.length, before + page.scannedBytes, totalBytes)
        if (page.columns !== null && !isCostKnown) {
          isCostKnown = true
          scanned.push(costOf('scanned', page.scannedBytes))
          if (scanned.length === statements.length) options.onCost?.(sumOfCosts(scanned.splice(0)))
        }
        const columns = page.columns?.map(({ name }) => name) ?? []
        yield batchOfEvents(onlyNew(eventsOfRows(page.rows, columns, accepts, origin), sql), progress)
      }
    }
  } catch (error) {
    if (!isQueryFailure(error)) throw error
    yield batchOfProblem(origin, error.sentence, progress)
  } finally {
    // What was scanned before a later statement failed or was stopped is asked for all the same.
    if (scanned.length > 0) options.onCost?.(sumOfCosts(scanned))
  }
}

function progressOf(before: TrailProgress, rows: number, bytes: number, totalBytes: number | null): TrailProgress {
  return { events: before.events + rows, bytes, totalBytes, parts: before.parts + 1, totalParts: null }
}

/**
 * The table as the catalog describes it. Where the catalog does not answer, it is taken for the table of
 * `undeny trail ddl`; a query with a column it does not have fails and says which.
 */
async function describedTable(athena: Athena, options: FindWithAthenaOptions): Promise<TrailTable> {
  const parts = tableNameParts(options.table)
  if (parts === null) throw queryFailure(noTableName(options.table))
  const [name = '', database = options.database ?? 'default', catalog = options.catalog ?? 'AwsDataCatalog'] = [
    ...parts,
  ].reverse()
  const command = new athena.commands.GetTableMetadataCommand({
    CatalogName: catalog,
    DatabaseName: database,
    TableName: name,
    ...(options.workgroup === null ? {} : { WorkGroup: options.workgroup }),
  })
  const abort = options.signal === undefined ? {} : { abortSignal: options.signal }
  const metadata = await athena.client.send(command, abort).then(
    (answer) => answer.TableMetadata,
    (error: unknown) => {
      if (isAbort(error, options.signal)) throw error
      return undefined
    },
  )
  if (metadata === undefined) return ownTable(parts)
  const described = [...(metadata.Columns ?? []), ...(metadata.PartitionKeys ?? [])].map(
    ({ Name: key = '', Type: type = '' }) => ({
      name: key,
      type,
      format: metadata.Parameters?.[`projection.${key}.format`],
    }),
  )
  const isView = metadata.TableType === 'VIRTUAL_VIEW'
  const keys = described.slice(metadata.Columns?.length ?? 0)
  return {
    name: parts,
    columns: new Set(described.map((column) => column.name.toLowerCase())),
    // A view has no keys of its own; conditions on its columns reach those of the table below it.
    partitions: isView ? partitionsOfView(described, []) : partitionsOf(keys),
    hasPath: !isView,
  }
}
