import type { SqlColumn } from './engine.ts'

/** The answer to a statement: its rows come as the engine finds them, and throw a `queryFailure` where it fails midway. */
export type SqlAnswer =
  | { readonly ok: true; readonly columns: readonly SqlColumn[]; readonly rows: AsyncIterable<readonly unknown[]> }
  | { readonly ok: false; readonly problem: string }

/** What is said of a statement that could change something. */
export const writesRefused: string =
  'Only a statement that reads is run: it starts with `SELECT`, `WITH`, `VALUES`, `TABLE`, `SHOW`, `DESCRIBE` or `EXPLAIN`.'

/** The rows of pages: those that came with the columns, then the others as they come; leaving early ends the query. */
export async function* rowsOfPages<Page extends { readonly rows: readonly (readonly unknown[])[] }>(
  first: readonly Page[],
  pages: AsyncGenerator<Page, void, undefined>,
): AsyncGenerator<readonly unknown[], void, undefined> {
  try {
    for (const page of first) yield* page.rows
    for await (const page of pages) yield* page.rows
  } finally {
    await pages.return(undefined)
  }
}
