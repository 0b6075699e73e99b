import type { StatementTrace } from '../engine/trace.ts'
import { matchesAction } from '../iam/action-pattern.ts'
import { createSession } from '../iam/directory-bucket.ts'
import type { CauseInput, Language } from './cause.ts'
import { code } from './words.ts'

/** What the caller did, where a session of a directory bucket is what AWS authorizes; null for every other request. */
export function standsForOf({ authorization: { request }, call }: CauseInput): string | null {
  const asked = call.directory?.action ?? null
  return request.action === createSession && asked !== createSession ? asked : null
}

/** An Allow whose `Action` takes in what the caller did, which a directory bucket does not ask for. */
export interface ForSession {
  readonly trace: StatementTrace
  readonly element: 'Action'
  readonly listed: readonly string[]
}

/** The first Allow for the action of S3 that the session stands for. */
export function forSessionOf(allows: readonly StatementTrace[], standsFor: string | null): ForSession | undefined {
  if (standsFor === null) return undefined
  return allows
    .flatMap((trace): readonly ForSession[] => {
      const listed = trace.mismatches.flatMap((m) => (m.kind === 'actionNotListed' ? m.listed : []))
      const meant = listed.filter((pattern) => matchesAction(pattern, standsFor))
      return meant.length === 0 ? [] : [{ trace, element: 'Action', listed: meant }]
    })
    .at(0)
}

interface Session {
  readonly action: string
  readonly standsFor: string | null
}

/** That the session is what AWS asks for, before why it is refused; empty for every other request. */
export const sessionWords: Readonly<Record<Language, (session: Session) => string>> = {
  en: ({ standsFor, action }) =>
    standsFor === null ? '' : `In a directory bucket AWS authorizes ${code(standsFor)} as ${code(action)}. `,
  ko: ({ standsFor, action }) =>
    standsFor === null
      ? ''
      : `디렉터리 버킷에서는 AWS가 ${code(standsFor)} 작업을 ${code(action)} 작업의 권한으로 판단합니다. `,
}
