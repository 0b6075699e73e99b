import type * as DuckDb from '@duckdb/node-api'
import type { SqlValue } from '../sql/engine.ts'

/** Turns DuckDB's values into those of a result. */
export function sqlValues(library: typeof DuckDb): (value: DuckDb.DuckDBValue) => SqlValue {
  const of = (value: DuckDb.DuckDBValue): SqlValue => {
    if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string') {
      return value
    }
    if (typeof value === 'bigint') return isSafe(value) ? Number(value) : String(value)
    if (value instanceof library.DuckDBTimestampTZValue) return `${timeText(value.micros)} UTC`
    if (value instanceof library.DuckDBTimestampValue) return timeText(value.micros)
    if (value instanceof library.DuckDBListValue || value instanceof library.DuckDBArrayValue)
      return value.items.map(of)
    if (value instanceof library.DuckDBStructValue) {
      return mapped(
        Object.entries(value.entries).map(([name, member]) => [name.toLowerCase(), member] as const),
        of,
      )
    }
    if (value instanceof library.DuckDBMapValue) {
      return mapped(
        value.entries.map((entry) => [String(of(entry.key)), entry.value] as const),
        of,
      )
    }
    if (value instanceof library.DuckDBBlobValue) return [...value.bytes].map(hex).join(' ')
    return String(value)
  }
  return of
}

function mapped(
  entries: readonly (readonly [string, DuckDb.DuckDBValue])[],
  of: (value: DuckDb.DuckDBValue) => SqlValue,
): SqlValue {
  return Object.fromEntries(entries.map(([name, value]) => [name, of(value)] as const))
}

function isSafe(value: bigint): boolean {
  return value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= BigInt(Number.MIN_SAFE_INTEGER)
}

/** As Athena prints it: `2019-10-29 06:52:45.000`. */
function timeText(micros: bigint): string {
  const date = new Date(Number(micros / 1000n))
  return Number.isNaN(date.getTime()) ? String(micros) : date.toISOString().replace('T', ' ').replace('Z', '')
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0')
}

/** Athena's name of a DuckDB type, as DuckDB writes it. */
export function athenaType(type: DuckDb.DuckDBType, library: typeof DuckDb): string {
  if (type instanceof library.DuckDBListType) return `array(${athenaType(type.valueType, library)})`
  if (type instanceof library.DuckDBMapType) {
    return `map(${athenaType(type.keyType, library)}, ${athenaType(type.valueType, library)})`
  }
  if (type instanceof library.DuckDBStructType) {
    const members = type.entryNames.map((name, at) => {
      const of = type.entryTypes[at]
      return of === undefined ? name : `${name.toLowerCase()} ${athenaType(of, library)}`
    })
    return `row(${members.join(', ')})`
  }
  const name = String(type)
  return typeNames[name] ?? name.toLowerCase()
}

const typeNames: Readonly<Record<string, string>> = {
  FLOAT: 'real',
  BLOB: 'varbinary',
  TIMESTAMP: 'timestamp(3)',
  'TIMESTAMP WITH TIME ZONE': 'timestamp(3) with time zone',
  HUGEINT: 'decimal(38,0)',
  UBIGINT: 'bigint',
  '"NULL"': 'unknown',
}
