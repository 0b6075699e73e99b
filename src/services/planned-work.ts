import type { PlannedQuery } from './planned-query.ts'

/** A recorded Glue job or crawler that is about to run. */
export interface GlueRun {
  readonly name: string
  readonly account: string
  readonly region: string
  readonly roleArn: string
}

/** Work that takes several requests and that nobody has started yet. */
export type PlannedWork =
  /** A run of a Glue job or crawler; `startedBy` is null where only the run itself is asked about. */
  | { readonly kind: 'glueJob' | 'glueCrawler'; readonly run: GlueRun; readonly startedBy: string | null }
  /** A copy of an object; the call's own resource is the source. */
  | { readonly kind: 's3Copy'; readonly target: string; readonly versionId: string | null }
  /** An object that everybody is meant to read: a setting that was not recorded is left open. */
  | { readonly kind: 'publicRead' }
  /** A query of Athena. */
  | { readonly kind: 'query'; readonly query: PlannedQuery }
