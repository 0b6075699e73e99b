import type { Language } from '../causes/cause.ts'
import { requestDenial } from '../denial/request-denial.ts'
import { parseArn } from '../iam/arn.ts'
import type { Phrase } from '../iam/phrase.ts'
import { statementOf } from '../services/athena-statement.ts'
import {
  type PlannedQuery,
  type PlannedTable,
  recordedTable,
  resultsOf,
  type TableName,
} from '../services/planned-query.ts'
import { workGroup } from '../snapshot/athena.ts'
import { dataCatalog } from '../snapshot/data-catalogs.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import { explainOpened, openGiven } from './explain.ts'
import { cliProblem, type ExitCode, type Io, printable } from './io.ts'
import { checkExplainOptions, type RawCheckOptions } from './options.ts'
import { type SqlTables, tablesOfSql } from './sql-tables.ts'

/** Judges a query of Athena before it starts: its workgroup, the catalog, its tables, what it writes and its results. */
export async function checkQuery(raw: RawCheckOptions, language: Language, io: Io): Promise<ExitCode> {
  const { as: principal = '', workgroup = '', outputLocation = null, catalog = null, ...rest } = raw
  const account = parseArn(principal)?.account
  if (account === undefined || workgroup === '') return cliProblem(io, 2, usage, language)
  if (outputLocation !== null && !isLocation(outputLocation)) return cliProblem(io, 2, usage, language)
  const named = await tablesOf(raw)
  if (!named.ok) return cliProblem(io, 2, named.problem, language)
  const checked = checkExplainOptions(null, { ...rest, principal }, language)
  if (!checked.ok) return cliProblem(io, 2, checked.problem, language)
  const opened = openGiven(checked.options.snapshot)
  if (!opened.ok) return cliProblem(io, 3, opened.problem, language)
  const region = regionOf(workgroup, account, opened.snapshot)
  if (region === null) return cliProblem(io, 3, noWorkGroup(workgroup), language)
  const { sql = null, database = 'default' } = raw
  const place = { workGroup: workgroup, account, region, outputLocation }
  const query: PlannedQuery = { ...place, ...named.tables, sql, database: database.toLowerCase(), catalog }
  const problem = unrecorded(query, opened.snapshot)
  if (problem !== null) return cliProblem(io, 3, problem, language)
  const partition = parseArn(principal)?.partition ?? 'aws'
  const resource = `arn:${partition}:athena:${region}:${account}:workgroup/${workgroup}`
  const options = { ...checked.options, action: 'athena:StartQueryExecution', resource }
  const denial = { ...requestDenial(''), service: 'athena', region }
  return explainOpened([denial], '', options, opened, io, { kind: 'query', query })
}

type Named = { readonly ok: true; readonly tables: SqlTables } | { readonly ok: false; readonly problem: Phrase }

/** The tables of `--sql`, or those of `--table`; of these `--ctas` and `--insert` write the first. */
async function tablesOf(raw: RawCheckOptions): Promise<Named> {
  const { table: given = [], ctas, insert = false } = raw
  const names = given.map(tableName)
  const all = names.filter((name) => name !== null)
  const isLocated = ctas === undefined || ctas === true || isLocation(ctas)
  if (all.length < names.length || (ctas !== undefined && insert) || !isLocated) return { ok: false, problem: usage }
  if (raw.sql !== undefined) return tablesOfStatement(raw.sql, all, raw)
  const [first, ...others] = all
  if (first === undefined) return { ok: false, problem: usage }
  const writes = writtenTable(first, raw)
  return { ok: true, tables: writes === null ? { reads: all, writes } : { reads: others, writes } }
}

function writtenTable(table: TableName, { ctas, insert = false }: RawCheckOptions): PlannedTable | null {
  if (ctas !== undefined) return { kind: 'create', table, location: ctas === true ? null : ctas }
  return insert ? { kind: 'insert', table } : null
}

/** The tables of a statement; one that only reads can be given the table that its rows go to. */
async function tablesOfStatement(sql: string, given: readonly TableName[], raw: RawCheckOptions): Promise<Named> {
  const [target, ...others] = given
  const isWritten = raw.ctas !== undefined || raw.insert === true
  if (others.length > 0 || (target !== undefined && !isWritten)) return { ok: false, problem: usage }
  if (changesOrShowsCatalog(sql)) return { ok: true, tables: { reads: [], writes: null } }
  const tables = await tablesOfSql(sql, (raw.database ?? 'default').toLowerCase())
  if (tables === null) return { ok: false, problem: unreadableSql }
  // A statement that says itself what it writes needs no option for it.
  if (tables.writes !== null || !isWritten) return { ok: true, tables }
  if (target === undefined) return { ok: false, problem: usage }
  return { ok: true, tables: { reads: tables.reads, writes: writtenTable(target, raw) } }
}

/** Whether a statement is one that its first words tell whole: it reads no rows of a table. */
function changesOrShowsCatalog(sql: string): boolean {
  const { kind } = statementOf(sql, 'default')
  return kind !== 'select' && kind !== 'insert' && kind !== 'createTableAs' && kind !== 'unload'
}

function isLocation(text: string): boolean {
  return /^s3:\/\/[^/\s]+/.test(text)
}

function tableName(text: string): TableName | null {
  const [, database, name] = /^([\w$-]{1,255})\.([\w$-]{1,255})$/.exec(text) ?? []
  return database === undefined || name === undefined
    ? null
    : { database: database.toLowerCase(), name: name.toLowerCase() }
}

/** The Region of the one recorded workgroup of a name; null where none or several are recorded. */
function regionOf(name: string, account: string, snapshot: Snapshot): string | null {
  const places = snapshot
    .recorded('athena', 'GetWorkGroup')
    .filter((place) => place.account === account && place.identifiers[0] === name)
  const regions = [...new Set(places.map(({ region }) => region))]
  const [region, ...others] = regions
  if (region === undefined || others.length > 0) return null
  return workGroup(snapshot, account, region, name).kind === 'known' ? region : null
}

/** What the snapshot lacks to tell every request of a query: an answer without it would only look complete. */
function unrecorded(query: PlannedQuery, snapshot: Snapshot): Phrase | null {
  const group = workGroup(snapshot, query.account, query.region, query.workGroup)
  const needsLocation = group.kind === 'known' && !group.value.managesResults
  if (needsLocation && resultsOf(query, group.value) === null) return noLocation(query.workGroup)
  const asked = query.writes?.kind === 'insert' ? [...query.reads, query.writes.table] : query.reads
  const account = holderOf(query, snapshot)
  // The tables of a connector are told by its function alone.
  if (account === null) return null
  for (const table of asked) {
    const recorded = recordedTable(table, { account, region: query.region }, snapshot)
    if (recorded === null) return noTable(table)
    if (recorded.location === null && recorded.view === null) return noData(table)
  }
  return null
}

/** The account whose Glue Data Catalog holds the tables; null where none is known to. */
function holderOf({ catalog, account, region }: PlannedQuery, snapshot: Snapshot): string | null {
  if (catalog === null || catalog.toLowerCase() === 'awsdatacatalog') return account
  const registered = dataCatalog(snapshot, account, region, catalog)
  return registered.kind === 'known' ? registered.value.account : null
}

function noWorkGroup(name: string): Phrase {
  const shown = printable(name)
  return {
    en: `The snapshot does not hold workgroup \`${shown}\` in one Region; \`aws athena get-work-group --work-group ${shown}\` records it.`,
    ko: `스냅샷에 \`${shown}\` 작업 그룹 기록이 한 리전에 있지 않습니다. \`aws athena get-work-group --work-group ${shown}\` 명령으로 기록할 수 있습니다.`,
  }
}

function noLocation(name: string): Phrase {
  const shown = printable(name)
  return {
    en: `Workgroup \`${shown}\` names no location for results; \`--output-location\` says where they would be written.`,
    ko: `\`${shown}\` 작업 그룹에 결과 위치가 없습니다. 결과를 쓸 위치를 \`--output-location\` 옵션으로 적으세요.`,
  }
}

function noTable({ database, name }: TableName): Phrase {
  const [where, what] = [printable(database), printable(name)]
  return {
    en: `The snapshot does not hold table \`${where}.${what}\`; \`aws glue get-table --database-name ${where} --name ${what}\` records it.`,
    ko: `스냅샷에 \`${where}.${what}\` 테이블 기록이 없습니다. \`aws glue get-table --database-name ${where} --name ${what}\` 명령으로 기록할 수 있습니다.`,
  }
}

function noData({ database, name }: TableName): Phrase {
  const shown = `\`${printable(database)}.${printable(name)}\``
  return {
    en: `Table ${shown} is a view or a link and has no data of its own; name the tables behind it with \`--table\`.`,
    ko: `${shown} 테이블은 뷰나 링크여서 데이터가 없습니다. 그 뒤에 있는 테이블을 \`--table\` 옵션으로 적으세요.`,
  }
}

const usage: Phrase = {
  en: '`undeny check athena query` takes `--as ARN --workgroup NAME` with `--sql TEXT` or `--table DB.TABLE` (repeatable); `--ctas [s3://LOCATION]` and `--insert` write the first table.',
  ko: '`undeny check athena query` 명령에는 `--as ARN --workgroup NAME` 옵션과 함께 `--sql TEXT` 또는 `--table DB.TABLE` 옵션(반복 가능)을 씁니다. `--ctas [s3://LOCATION]` 또는 `--insert` 옵션이 있으면 첫 번째 테이블에 씁니다.',
}

const unreadableSql: Phrase = {
  en: 'This SQL could not be read; name its tables with `--table DB.TABLE` instead of `--sql`.',
  ko: '이 SQL을 읽지 못했습니다. `--sql` 옵션 대신 `--table DB.TABLE` 옵션으로 테이블을 적으세요.',
}
