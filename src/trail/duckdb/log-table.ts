import { type Column, type ColumnType, cloudTrailColumns } from '../sql/columns.ts'
import { identifier, quoted } from '../sql/literal.ts'
import type { LogFile } from './log-files.ts'
import type { RewrittenFiles } from './odd-files.ts'
import type { NamedTable } from './query-tree.ts'

const smallest = 16 * 1024 * 1024

/** Reads of standard log files, as DuckDB's table functions: one for each packing, and for small and large files. */
export function standardReads(files: readonly LogFile[], wanted: readonly Column[]): readonly string[] {
  const isLarge = ({ rawBytes }: LogFile): boolean => rawBytes > smallest - 1024
  return (['gzip', 'plain'] as const).flatMap((form) =>
    [false, true].flatMap((large) => {
      const group = files.filter((file) => file.form === form && isLarge(file) === large)
      return group.length === 0 ? [] : [standardRead(group, form, wanted)]
    }),
  )
}

function standardRead(files: readonly LogFile[], form: 'gzip' | 'plain', wanted: readonly Column[]): string {
  const longest = files.reduce((most, { rawBytes }) => Math.max(most, rawBytes), smallest - 1024)
  return `read_ndjson([${files.map(({ path }) => quoted(path)).join(', ')}], filename = true, compression = ${
    form === 'gzip' ? `'gzip'` : `'uncompressed'`
  }, maximum_object_size = ${longest + 1024}, auto_detect = false, records = 'true', columns = {Records: ${quoted(`${recordType(wanted)}[]`)}})`
}

function rewrittenRead({ paths, longestLine }: RewrittenFiles, wanted: readonly Column[]): string {
  return `read_ndjson([${paths.map(quoted).join(', ')}], compression = 'uncompressed', maximum_object_size = ${
    Math.max(longestLine, smallest) + 1024
  }, auto_detect = false, records = 'true', columns = {path: 'VARCHAR', record: ${quoted(recordType(wanted))}})`
}

function recordType(wanted: readonly Column[]): string {
  return duckDbType({ kind: 'struct', fields: Object.fromEntries(wanted.map(({ member, type }) => [member, type])) })
}

/** The columns that a query can read: parsing fewer members is faster. */
export function wantedColumns(words: ReadonlySet<string> | null): readonly Column[] {
  const wanted = cloudTrailColumns.filter(({ name }) => words === null || words.has(name))
  return wanted.length === 0 ? cloudTrailColumns.slice(0, 1) : wanted
}

function duckDbType(type: ColumnType): string {
  switch (type.kind) {
    case 'text':
      return 'VARCHAR'
    case 'map':
      return 'MAP(VARCHAR, VARCHAR)'
    case 'list':
      return `${duckDbType(type.of)}[]`
    case 'struct':
      return `STRUCT(${Object.entries(type.fields)
        .map(([name, of]) => `${identifier(name)} ${duckDbType(of)}`)
        .join(', ')})`
  }
}

/** The view of all records that the tables of a query stand for. */
export interface LogView {
  readonly files: readonly LogFile[]
  readonly rewritten: RewrittenFiles
  readonly wanted: readonly Column[]
  /** Columns that the query names, in lower case: some are not shown by `SELECT *`. */
  readonly named: ReadonlySet<string>
}

/** Words of the error that DuckDB gives for a line that is JSON but no log. */
const oddLine = 'undeny: no Records in file'

// Where CloudTrail puts a file: AWSLogs/[organization/]account/CloudTrail/Region/year/month/day/, or by the file's name.
const inFolder = `'(\\d{12})[/\\\\]CloudTrail[/\\\\]([a-z0-9-]+)[/\\\\](\\d{4})[/\\\\](\\d{2})[/\\\\](\\d{2})[/\\\\]'`
const inName = `'(\\d{12})_CloudTrail_([a-z0-9-]+)_(\\d{4})(\\d{2})(\\d{2})T'`

/** The columns that the path of a log file gives. */
function placed(path: string): string {
  const part = (group: number): string =>
    `coalesce(${[inFolder, inName].map((pattern) => `nullif(system.main.regexp_extract(${path}, ${pattern}, ${group}), '')`).join(', ')})`
  return [`${path} AS place`, ...placeNames.map((name, at) => `${part(at + 1)} AS ${name}`)].join(', ')
}

const placeNames = ['account', 'region', 'year', 'month', 'day'] as const

/** Statements that make the view `undeny.events`. */
export function viewStatements({ files, rewritten, wanted, named }: LogView): readonly string[] {
  const parts = [
    ...standardReads(files, wanted).map(
      (read) =>
        `SELECT * FROM (SELECT ${['place', ...placeNames].join(', ')}, unnest("Records") AS record FROM (SELECT "Records", ${placed('filename')} FROM ${read}
         WHERE CASE WHEN "Records" IS NULL THEN error('${oddLine} "' || filename || '"') ELSE true END)) WHERE record IS NOT NULL`,
    ),
    ...(rewritten.paths.length === 0
      ? []
      : [`SELECT ${placed('path')}, record FROM ${rewrittenRead(rewritten, wanted)}`]),
  ]
  const columns = [
    ...cloudTrailColumns.map((column) => {
      // The name is known all the same, for what DuckDB says of a name that is nearly right.
      const value = wanted.includes(column)
        ? `record.${identifier(column.member)}`
        : `CAST(NULL AS ${duckDbType(column.type)})`
      return `${value} AS ${identifier(column.name)}`
    }),
    ...['account', 'region'].map(identifier),
    `year || '/' || month || '/' || day AS "timestamp"`,
    // Athena's table has these only with partitions by hand, and never shows "$path" in SELECT *.
    ...['year', 'month', 'day'].filter((name) => named.has(name)).map(identifier),
    ...(named.has('$path') ? ['place AS "$path"'] : []),
  ]
  const union = parts.join(' UNION ALL BY NAME ')
  return [
    'CREATE SCHEMA IF NOT EXISTS undeny',
    `CREATE OR REPLACE VIEW undeny.events AS SELECT ${columns.join(', ')} FROM (${union})`,
  ]
}

/** The view itself, as a query can name it. */
const isEvents = /^(?:memory)?\.undeny\.events$/i

/** Statements that let a query find the records under the names it uses. */
export function nameStatements(tables: readonly NamedTable[]): readonly string[] {
  return tables.flatMap(({ catalog, database, name }) => {
    if (/^(?:information_schema|pg_catalog)$/i.test(database)) return []
    if (isEvents.test(`${catalog}.${database}.${name}`)) return []
    const isAttached = catalog !== '' && !/^(?:memory|system|temp)$/i.test(catalog)
    const inCatalog = isAttached ? `${identifier(catalog)}.` : ''
    const inDatabase = database === '' ? '' : `${inCatalog}${identifier(database)}.`
    return [
      ...(isAttached ? [`ATTACH IF NOT EXISTS ':memory:' AS ${identifier(catalog)}`] : []),
      ...(database === '' ? [] : [`CREATE SCHEMA IF NOT EXISTS ${inCatalog}${identifier(database)}`]),
      `CREATE OR REPLACE VIEW ${inDatabase}${identifier(name)} AS SELECT * FROM memory.undeny.events`,
    ]
  })
}
