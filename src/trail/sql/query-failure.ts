/** The failure of a query that the reader can do something about, in one sentence. */
export function queryFailure(message: string): Error {
  const failure = new Error(message)
  failure.name = 'QueryFailure'
  return failure
}

/** Whether it is the failure of a query, and no bug of ours. */
export function isQueryFailure(error: unknown): error is Error {
  return error instanceof Error && error.name === 'QueryFailure'
}
