import type { Phrase } from '../../iam/phrase.ts'
import { queryFailure } from '../sql/query-failure.ts'

/** One sentence of an error of the SDK: what it is called, and what AWS said. */
export function athenaFailure(error: unknown): Error {
  if (!(error instanceof Error)) return queryFailure(noAnswer)
  if (error.name === 'QueryFailure') return error
  if (error.name === 'CredentialsProviderError') {
    return queryFailure(noCredentials)
  }
  // What AWS answered has a name of its own; the rest went wrong before: no Region, no connection.
  const said = oneLine(error.message)
  if (error.name === 'Error') return queryFailure(notAsked(said))
  return queryFailure({
    en: `Amazon Athena answered ${error.name}: ${said}.`,
    ko: `Amazon Athena에서 ${error.name} 오류로 응답했습니다: ${said}.`,
  })
}

const noAnswer: Phrase = { en: 'Amazon Athena did not answer.', ko: 'Amazon Athena에서 응답하지 않았습니다.' }

const noCredentials: Phrase = {
  en: 'No AWS credentials were found; Amazon Athena was not asked.',
  ko: 'AWS 자격 증명이 없어 Amazon Athena에 요청하지 않았습니다.',
}

function notAsked(why: string): Phrase {
  return {
    en: `Amazon Athena could not be asked: ${why}.`,
    ko: `Amazon Athena에 요청하지 못했습니다: ${why}.`,
  }
}

/** Text of AWS on one line, without the full stop it can end with. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, 1_000).replace(/\.$/, '')
}

/** Whether it is an abort of ours, which no sentence has to explain. */
export function isAbort(error: unknown, signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true || (error instanceof Error && error.name === 'AbortError')
}
