import { textAt } from './json.ts'

/** The query of a view. */
export interface ViewText {
  readonly sql: string
  /** Database of the names that the query has without one; null where the view does not say. */
  readonly database: string | null
}

// Longer texts tell no more tables.
const longest = 1_048_576

/**
 * The query of a view as Athena stores it in the Data Catalog: JSON in base64 in a comment. Null where there is none.
 * https://docs.aws.amazon.com/athena/latest/ug/views.html
 */
export function viewTextOf(table: unknown): ViewText | null {
  const text = textAt(table, 'ViewOriginalText') ?? ''
  const encoded = /^\/\* Presto View: ([\w+/=]+) \*\/\s*$/.exec(text.slice(0, longest))?.[1]
  if (encoded === undefined) return null
  try {
    const bytes = Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0))
    const view: unknown = JSON.parse(new TextDecoder().decode(bytes))
    const sql = textAt(view, 'originalSql')
    return sql === null ? null : { sql, database: textAt(view, 'schema') }
  } catch {
    return null
  }
}
