import type { Phrase } from '../../iam/phrase.ts'

/** The failure of a query that the reader can do something about. */
export interface QueryFailure extends Error {
  /** One sentence. */
  readonly sentence: Phrase
}

/** A failure to throw. */
export function queryFailure(sentence: Phrase): QueryFailure {
  return Object.assign(new Error(sentence.en), { name: 'QueryFailure', sentence })
}

/** Whether it is the failure of a query, and no bug of ours. */
export function isQueryFailure(error: unknown): error is QueryFailure {
  return error instanceof Error && error.name === 'QueryFailure' && 'sentence' in error
}
