import { policyWriteNames } from '../../services/policy-writes.ts'
import { sessionMakerNames } from '../../services/session.ts'
import type { Clue } from '../../services/sought-records.ts'
import type { Holding } from './wanted.ts'

/** What every record holds that fits one of the clues, so that a log is searched for it before anything is parsed. */
export function clueHoldings(clues: readonly Clue[]): readonly Holding[] {
  const byNames = new Map<string, { eventNames: readonly string[] | null; texts: Set<string> | null }>()
  for (const { eventNames, texts } of clues.map(holdingOf)) {
    const key = JSON.stringify([eventNames, texts === null])
    const known = byNames.get(key) ?? { eventNames, texts: texts === null ? null : new Set() }
    for (const text of texts ?? []) known.texts?.add(text)
    byNames.set(key, known)
  }
  return [...byNames.values()].map(({ eventNames, texts }) => ({
    eventNames,
    texts: texts === null ? null : [...texts],
  }))
}

function holdingOf(clue: Clue): Holding {
  switch (clue.kind) {
    case 'eventId':
    case 'sharedEventId':
    case 'requestId':
      return { eventNames: null, texts: textsOf(clue.id) }
    case 'sessionMaker':
      return { eventNames: sessionMakerNames, texts: null }
    case 'policyWrite':
      return { eventNames: policyWriteNames, texts: null }
    case 'keyRefusal':
      return { eventNames: null, texts: ['kms'] }
    case 'calls':
      return { eventNames: clue.eventNames, texts: clue.principal === null ? null : textsOf(nameOf(clue.principal)) }
  }
}

/** The name of a user or a role: of a session's ARN that of its role. */
function nameOf(arn: string): string {
  const session = /:assumed-role\/([^/]+)/.exec(arn)
  return session?.[1] ?? arn.slice(Math.max(arn.lastIndexOf('/'), arn.lastIndexOf(':')) + 1)
}

/** The longest part of a text that JSON can only write as it is; null where no part is long enough. */
function textsOf(text: string): readonly string[] | null {
  const runs = text.match(/[A-Za-z0-9-]{2,}/g) ?? []
  const [longest] = runs.toSorted((a, b) => b.length - a.length)
  return longest === undefined ? null : [longest]
}
