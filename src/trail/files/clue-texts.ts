import { policyWriteNames } from '../../services/policy-writes.ts'
import type { Clue } from '../../services/sought-records.ts'
import { isNeedle } from './kernel.ts'

/**
 * Texts of which every record that fits one of the clues holds one: letters, digits and hyphens, which JSON writes as they
 * are. None of the empty text, which stands for every record.
 */
export function clueTexts(clues: readonly Clue[]): readonly string[] {
  return [...new Set(clues.flatMap(textsOf))]
}

function textsOf(clue: Clue): readonly string[] {
  switch (clue.kind) {
    case 'eventId':
    case 'sharedEventId':
    case 'requestId':
      return [longestRun(clue.id)]
    case 'sessionMaker':
      return ['AssumeRole', 'GetFederationToken']
    case 'policyWrite':
      return writeTexts
    case 'keyRefusal':
      return ['kms']
    case 'calls':
      return [clue.principal === null ? '' : longestRun(nameOf(clue.principal))]
  }
}

const sharedByMany = ['Policy', 'Permission', 'BucketAcl', 'PublicAccessBlock', 'Grant'] as const

/** The names of the operations that write policies, those with a word in common by that word. */
const writeTexts: readonly string[] = [
  ...sharedByMany,
  ...policyWriteNames.filter((name) => sharedByMany.every((word) => !name.includes(word))),
]

/** The name of a user or a role: of a session's ARN that of its role. */
function nameOf(arn: string): string {
  const session = /:assumed-role\/([^/]+)/.exec(arn)
  return session?.[1] ?? arn.slice(Math.max(arn.lastIndexOf('/'), arn.lastIndexOf(':')) + 1)
}

/** The longest part of a text that JSON can only write as it is; empty where no part is long enough. */
function longestRun(text: string): string {
  const runs = text.match(/[A-Za-z0-9-]{2,}/g) ?? []
  return runs.reduce((longest, run) => (run.length > longest.length ? run : longest), '')
}

/** More searches than this take longer than reading every record once. */
const mostPasses = 4

/** What to look for in each search for several texts; the empty text, which is in every record, where that is quicker. */
export function passesFor(texts: readonly string[]): readonly string[] {
  return texts.length > mostPasses || !texts.every(isNeedle) ? [''] : texts
}
