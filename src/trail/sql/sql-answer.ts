/** A column of an answer, with the engine's name of its type. */
export interface SqlColumn {
  readonly name: string
  readonly type: string
}

/** The answer to a statement: its rows come as the engine finds them, and throw a `queryFailure` where it fails midway. */
export type SqlAnswer =
  | { readonly ok: true; readonly columns: readonly SqlColumn[]; readonly rows: AsyncIterable<readonly unknown[]> }
  | { readonly ok: false; readonly problem: string }

/** What is said of a statement that could change something. */
export const writesRefused: string =
  'Only a statement that reads is run: it starts with `SELECT`, `WITH`, `VALUES`, `TABLE`, `SHOW`, `DESCRIBE` or `EXPLAIN`.'
