import { queryFailure } from '../sql/query-failure.ts'

/** One sentence of an error of the SDK: what it is called, and what AWS said. */
export function athenaFailure(error: unknown): Error {
  if (!(error instanceof Error)) return queryFailure('Amazon Athena did not answer.')
  if (error.name === 'QueryFailure') return error
  if (error.name === 'CredentialsProviderError') {
    return queryFailure('No AWS credentials were found; Amazon Athena was not asked.')
  }
  // What AWS answered has a name of its own; the rest went wrong before: no Region, no connection.
  if (error.name === 'Error') return queryFailure(`Amazon Athena could not be asked: ${oneLine(error.message)}.`)
  return queryFailure(`Amazon Athena answered ${error.name}: ${oneLine(error.message)}.`)
}

/** Text of AWS on one line, without the full stop it can end with. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, 1_000).replace(/\.$/, '')
}

/** Whether it is an abort of ours, which no sentence has to explain. */
export function isAbort(error: unknown, signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true || (error instanceof Error && error.name === 'AbortError')
}
