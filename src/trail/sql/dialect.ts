/** What engines write differently. */
export interface SqlDialect {
  readonly name: 'athena' | 'trino' | 'duckdb'
  /** Whether a text has a match of the pattern, a literal. */
  readonly matches: (text: string, pattern: string) => string
  /** A structure, list or map as text of JSON. */
  readonly jsonText: (column: string) => string
  /** The pseudo column that names the file of a row; null where the engine has none. */
  readonly path: string | null
}

const trino: SqlDialect = {
  name: 'trino',
  matches: (text, pattern) => `regexp_like(${text}, ${pattern})`,
  jsonText: (column) => `json_format(CAST(${column} AS JSON))`,
  path: '"$path"',
}

/** The dialect of each engine. Engine version 3 of Athena is Trino in all that is asked here. */
export const dialects: Readonly<Record<SqlDialect['name'], SqlDialect>> = {
  trino,
  athena: { ...trino, name: 'athena' },
  duckdb: {
    name: 'duckdb',
    matches: (text, pattern) => `regexp_matches(${text}, ${pattern})`,
    jsonText: (column) => `CAST(to_json(${column}) AS VARCHAR)`,
    path: null,
  },
}
