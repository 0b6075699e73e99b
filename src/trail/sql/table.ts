import { cloudTrailColumns } from './columns.ts'

/** How a table is divided: the columns whose values follow the folders of a trail. */
export interface TrailPartitions {
  /** The account whose trail wrote the log. */
  readonly account: string | null
  readonly region: string | null
  readonly day: DayPartition | null
}

/** The day that a log was delivered on: one column, or a column each for year, month and day. */
export type DayPartition =
  | {
      readonly kind: 'text'
      readonly column: string
      /** Null where nobody says it. */
      readonly format: string | null
    }
  | { readonly kind: 'parts'; readonly year: string; readonly month: string; readonly day: string }

/** A CloudTrail table as far as a query must know it. */
export interface TrailTable {
  /** Catalog, schema and table, as many as are given. */
  readonly name: readonly string[]
  /** Names of the columns, in lower case. */
  readonly columns: ReadonlySet<string>
  readonly partitions: TrailPartitions
  /** Whether rows can name their file by `"$path"`. */
  readonly hasPath: boolean
}

/** The format of days in the folders of a trail. */
export const folderDay: string = 'yyyy/MM/dd'

/** The columns and partitions of the table that `undeny trail ddl` makes. */
const ownPartitions: TrailPartitions = {
  account: 'account',
  region: 'region',
  day: { kind: 'text', column: 'day', format: folderDay },
}

/** The names of its columns on Athena; on Trino its view has `$path` as well. */
const ownColumns: ReadonlySet<string> = new Set([
  ...cloudTrailColumns.map((column) => column.name),
  'account',
  'region',
  'day',
])

/** The table of `undeny trail ddl` under a name. */
export function ownTable(name: readonly string[]): TrailTable {
  return { name, columns: ownColumns, partitions: ownPartitions, hasPath: true }
}

/** A column as an engine describes it. */
export interface DescribedColumn {
  readonly name: string
  readonly type: string
  /** The format of its days where the table projects its partitions. */
  readonly format?: string | undefined
}

/** What divides a view, of which an engine tells no partitions: those of `undeny trail ddl` where it has just its columns. */
export function partitionsOfView(columns: readonly DescribedColumn[], more: readonly string[]): TrailPartitions {
  const names = new Set(columns.map(({ name }) => name.toLowerCase()))
  const own = [...ownColumns, ...more]
  const isOwn = names.size === own.length && own.every((name) => names.has(name))
  // Whose account and which Region another view means is not known.
  return isOwn ? ownPartitions : { account: null, region: null, day: partitionsOf(columns).day }
}

const accountNames = ['account', 'accountid', 'account_id', 'aws_account', 'awsaccount']
const regionNames = ['region', 'aws_region']
// AWS: its own pages call the column `timestamp`, or `region`, `year`, `month` and `day`.
// https://docs.aws.amazon.com/athena/latest/ug/cloudtrail-logs.html
const dayNames = ['day', 'timestamp']

/**
 * What divides a table by its partition keys. A day of another type, or in a format that does not sort, divides nothing:
 * a wrong comparison would lose rows.
 */
export function partitionsOf(keys: readonly DescribedColumn[]): TrailPartitions {
  const texts = keys.filter(({ type }) => /^(?:string|varchar|char)\b/i.test(type))
  const named = (names: readonly string[]): DescribedColumn | undefined =>
    names.flatMap((name) => texts.find((column) => column.name.toLowerCase() === name) ?? [])[0]
  const [year, month, day] = [named(['year']), named(['month']), named(['day'])]
  const text = dayNames
    .flatMap((name) => named([name]) ?? [])
    .find(({ format }) => format === undefined || isDayFormat(format))
  const parts = year !== undefined && month !== undefined && day !== undefined
  return {
    account: named(accountNames)?.name ?? null,
    region: named(regionNames)?.name ?? null,
    day: parts
      ? { kind: 'parts', year: year.name, month: month.name, day: day.name }
      : text === undefined || year !== undefined
        ? null
        : { kind: 'text', column: text.name, format: text.format ?? null },
  }
}

/** Whether days in this format sort as texts do. */
function isDayFormat(format: string): boolean {
  return /^yyyy[/_.-]?MM[/_.-]?dd$/.test(format)
}
