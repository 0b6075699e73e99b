import type { Phrase } from '../../iam/phrase.ts'
import type { TrailProblem } from '../found.ts'

/** A value of a result: times and decimals are texts as Athena prints them, integers beyond 2^53 too. */
export type SqlValue = string | number | boolean | null | readonly SqlValue[] | { readonly [name: string]: SqlValue }

/** A column of a result, with Athena's name of its type: `varchar`, `array(varchar)`. */
export interface SqlColumn {
  readonly name: string
  readonly type: string
}

/** Why a query gave no result, or not the whole of it, in one sentence. */
export interface SqlProblem extends Phrase {
  /** `statement`: the text is at fault; `source`: nothing could be read; `missing`: something is not installed; the rest cut the query short. */
  readonly kind: 'statement' | 'source' | 'missing' | 'limit' | 'stopped'
}

/** What an engine gives one after the other: first what it left out, then the columns, then rows; a problem is the last. */
export type SqlPart =
  | { readonly kind: 'skipped'; readonly problem: TrailProblem }
  | { readonly kind: 'columns'; readonly columns: readonly SqlColumn[] }
  | { readonly kind: 'rows'; readonly rows: readonly (readonly SqlValue[])[] }
  | { readonly kind: 'problem'; readonly problem: SqlProblem }

/** Runs one query over CloudTrail logs; `stop` ends it early. */
export type SqlEngine = (sql: string, stop: AbortSignal) => AsyncIterable<SqlPart>
