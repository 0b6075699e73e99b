import type { Phrase } from '../../iam/phrase.ts'
import type { ColumnType } from './columns.ts'
import { identifier, tableNameParts } from './literal.ts'
import { folderDay } from './table.ts'
import { tableColumns } from './table-columns.ts'

/** Where the logs of a trail lie, and what the table over them is to be called. */
export interface DdlOptions {
  readonly engine: 'athena' | 'trino'
  /** `cloudtrail_logs`, `security.cloudtrail_logs`. */
  readonly table: string
  /** `s3://bucket/prefix`: the folder that holds `AWSLogs`. */
  readonly location: string
  /** `o-a1b2c3d4e5` for the trail of an organization; null for an account's own. */
  readonly organizationId: string | null
  readonly accounts: readonly string[]
  readonly regions: readonly string[]
  /** The first day with logs: `2024-01-01`. */
  readonly firstDay: string
}

/** The statements that make a table, or one sentence on what is wrong with what was asked. */
export type DdlAnswer =
  | { readonly ok: true; readonly statements: readonly string[] }
  | { readonly ok: false; readonly problem: Phrase }

/**
 * The statements, to be run by the reader, that make a CloudTrail table divided by account, Region and day, with
 * partition projection: nothing has to be loaded, and a query reads the folders it names.
 * https://docs.aws.amazon.com/athena/latest/ug/create-cloudtrail-table-partition-projection.html
 */
export function ddl(options: DdlOptions): DdlAnswer {
  const problem = problemOf(options)
  if (problem !== null) return { ok: false, problem }
  return { ok: true, statements: options.engine === 'athena' ? [athenaTable(options)] : trinoTables(options) }
}

function problemOf(options: DdlOptions): Phrase | null {
  const { table, location, organizationId, accounts, regions, firstDay, engine } = options
  const isText = (value: string): boolean => /^[\w.-]+$/.test(value)
  const parts = tableNameParts(table)
  if (parts === null || !parts.every(isText)) return noTableName(table)
  if (engine === 'athena' && parts.length > 2) return namesCatalog(table)
  if (!/^(?:s3[an]?|file|hdfs|abfss?|gs):\/\/[\w.\-/+=@ ]+$/.test(location))
    return isNo(location, 'location of logs', '로그의 위치')
  if (organizationId !== null && !/^o-[a-z0-9]{10,32}$/.test(organizationId))
    return isNo(organizationId, 'id of an organization', '조직의 ID')
  const account = accounts.find((id) => !/^\d{12}$/.test(id))
  if (account !== undefined) return isNo(account, 'account id of 12 digits', '12자리 계정 ID')
  const region = regions.find((name) => !/^[a-z]{2,4}(?:-[a-z]+)+-\d$/.test(name))
  if (region !== undefined) return isNo(region, 'Region', '리전')
  if (accounts.length === 0) return noneNamed('account', '계정')
  if (regions.length === 0) return noneNamed('Region', '리전')
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(firstDay) && !Number.isNaN(Date.parse(firstDay))
  return isDay ? null : isNo(firstDay, 'day in the form `2024-01-31`', '`2024-01-31` 형식의 날짜')
}

/** What is said of a text that names no table. */
export function noTableName(table: string): Phrase {
  return isNo(table, 'name of a table', '테이블 이름')
}

function isNo(value: string, en: string, ko: string): Phrase {
  return { en: `\`${value}\` is no ${en}.`, ko: `\`${value}\` 값은 쓸 수 없습니다. ${ko}만 쓸 수 있습니다.` }
}

function namesCatalog(table: string): Phrase {
  return {
    en: `\`${table}\` names a catalog; Athena takes a database and a table.`,
    ko: `\`${table}\` 값에 카탈로그가 있습니다. Athena에는 데이터베이스와 테이블만 씁니다.`,
  }
}

function noneNamed(en: string, ko: string): Phrase {
  return {
    en: `No ${en} is named, and partitions are projected for the ${en}s that are named.`,
    ko: `${ko} 값이 없습니다. 파티션에는 지정한 ${ko}만 들어갑니다.`,
  }
}

/** The folder above the accounts. */
function folderOf({ location, organizationId }: DdlOptions): string {
  const base = `${location.replace(/\/+$/, '')}/AWSLogs`
  return organizationId === null ? base : `${base}/${organizationId}`
}

function templateOf(options: DdlOptions): string {
  return `${folderOf(options)}/\${account}/CloudTrail/\${region}/\${day}`
}

function athenaTable(options: DdlOptions): string {
  const { table, accounts, regions, firstDay } = options
  const name = (tableNameParts(table) ?? []).map((part) => `\`${part}\``).join('.')
  const properties: readonly (readonly [string, string])[] = [
    ['projection.enabled', 'true'],
    ['projection.account.type', 'enum'],
    ['projection.account.values', accounts.join(',')],
    ['projection.region.type', 'enum'],
    ['projection.region.values', regions.join(',')],
    ['projection.day.type', 'date'],
    ['projection.day.format', folderDay],
    ['projection.day.range', `${firstDay.replaceAll('-', '/')},NOW`],
    ['projection.day.interval', '1'],
    ['projection.day.interval.unit', 'DAYS'],
    ['storage.location.template', templateOf(options)],
  ]
  return [
    `CREATE EXTERNAL TABLE ${name} (`,
    tableColumns.map((column) => `  ${column.name} ${hiveType(column.type)}`).join(',\n'),
    ')',
    'PARTITIONED BY (account STRING, region STRING, day STRING)',
    "ROW FORMAT SERDE 'org.apache.hive.hcatalog.data.JsonSerDe'",
    "STORED AS INPUTFORMAT 'com.amazon.emr.cloudtrail.CloudTrailInputFormat'",
    "OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'",
    `LOCATION '${folderOf(options)}/'`,
    'TBLPROPERTIES (',
    properties.map(([key, value]) => `  '${key}' = '${value}'`).join(',\n'),
    ')',
  ].join('\n')
}

function hiveType(type: ColumnType): string {
  if (type.kind === 'text') return 'STRING'
  if (type.kind === 'map') return 'MAP<STRING, STRING>'
  if (type.kind === 'list') return `ARRAY<${hiveType(type.of)}>`
  const fields = Object.entries(type.fields).map(([name, field]) => `${name.toLowerCase()}: ${hiveType(field)}`)
  return `STRUCT<${fields.join(', ')}>`
}

/**
 * Trino has no input format for CloudTrail: a table over the files, one row each, and a view with one row for an event.
 * https://trino.io/docs/current/connector/hive.html
 */
function trinoTables(options: DdlOptions): readonly string[] {
  const { accounts, regions, firstDay } = options
  const parts = tableNameParts(options.table) ?? []
  const view = parts.map(identifier).join('.')
  const files = [...parts.slice(0, -1), `${parts.at(-1) ?? ''}_files`].map(identifier).join('.')
  const list = (values: readonly string[]): string => `ARRAY[${values.map((value) => `'${value}'`).join(', ')}]`
  const fields = tableColumns.map((column) => `    ${column.name} ${trinoType(column.type)}`)
  const names = tableColumns.map((column) => column.name)
  return [
    [
      `CREATE TABLE ${files} (`,
      `  records ARRAY(ROW(\n${fields.join(',\n')}\n  )),`,
      `  account VARCHAR WITH (partition_projection_type = 'enum', partition_projection_values = ${list(accounts)}),`,
      `  region VARCHAR WITH (partition_projection_type = 'enum', partition_projection_values = ${list(regions)}),`,
      `  day VARCHAR WITH (partition_projection_type = 'date', partition_projection_format = '${folderDay}',`,
      `    partition_projection_range = ${list([firstDay.replaceAll('-', '/'), 'NOW'])},`,
      "    partition_projection_interval = 1, partition_projection_interval_unit = 'DAYS')",
      ') WITH (',
      "  format = 'OPENX_JSON',",
      `  external_location = '${folderOf(options)}',`,
      "  partitioned_by = ARRAY['account', 'region', 'day'],",
      '  partition_projection_enabled = true,',
      `  partition_projection_location_template = '${templateOf(options)}'`,
      ')',
    ].join('\n'),
    [
      `CREATE VIEW ${view} AS`,
      `SELECT ${names.map((name) => `event.${name}`).join(', ')}, account, region, day, "$path" AS "$path"`,
      `FROM ${files} CROSS JOIN UNNEST(records) AS event (${names.join(', ')})`,
    ].join('\n'),
  ]
}

function trinoType(type: ColumnType): string {
  if (type.kind === 'text') return 'VARCHAR'
  if (type.kind === 'map') return 'MAP(VARCHAR, VARCHAR)'
  if (type.kind === 'list') return `ARRAY(${trinoType(type.of)})`
  const fields = Object.entries(type.fields).map(([name, field]) => `${name.toLowerCase()} ${trinoType(field)}`)
  return `ROW(${fields.join(', ')})`
}
