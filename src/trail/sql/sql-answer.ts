import type { Phrase } from '../../iam/phrase.ts'
import type { SqlColumn } from './engine.ts'

/** The answer to a statement: its rows come as the engine finds them, and throw a `queryFailure` where it fails midway. */
export type SqlAnswer =
  | { readonly ok: true; readonly columns: readonly SqlColumn[]; readonly rows: AsyncIterable<readonly unknown[]> }
  | { readonly ok: false; readonly problem: Phrase }

/** What is said of a statement that could change something. */
export const writesRefused: Phrase = {
  en: 'Only a statement that reads is run: it starts with `SELECT`, `WITH`, `VALUES`, `TABLE`, `SHOW`, `DESCRIBE` or `EXPLAIN`.',
  ko: '읽는 문만 실행합니다. 문은 `SELECT`, `WITH`, `VALUES`, `TABLE`, `SHOW`, `DESCRIBE` 또는 `EXPLAIN` 중 하나로 시작합니다.',
}

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
