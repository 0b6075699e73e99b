import { assembleDenial } from './assemble.ts'
import { cleanText } from './clean.ts'
import type { Denial } from './denial.ts'
import { denialsOfEvent, nearDenialsOfEvent } from './event-denial.ts'
import { hintsOf } from './hints.ts'
import { partsOfInput, type ReadRecord } from './json-input.ts'
import { joinSameFailures } from './merge.ts'
import { nearSentences } from './near-sentences.ts'
import { splitFailures } from './records.ts'
import type { Sentence } from './sentence.ts'
import { readSentences } from './sentences.ts'

/** The denials that any text reports, in order: error messages, logs, CloudTrail events in any wrapping, answers of AWS. */
export function parseDenials(text: string): readonly Denial[] {
  return parseInput(text, denialsOfEvent, readSentences)
}

/**
 * Failures that are no denial but that undeny explains, in the shape of one: a KMS key that cannot be used, ACLs on a
 * bucket without them, a Glue job without a way to S3, a bucket or table that is reported as absent.
 */
export function parseNearDenials(text: string): readonly Denial[] {
  return parseInput(text, nearDenialsOfEvent, nearSentences)
}

function parseInput(
  input: string,
  readRecord: ReadRecord,
  read: (text: string) => readonly Sentence[],
): readonly Denial[] {
  const denials = partsOfInput(input, readRecord).flatMap((part) =>
    part.kind === 'denials' ? part.denials : denialsOfText(part.text, read),
  )
  return joinSameFailures(denials)
}

function denialsOfText(raw: string, read: (text: string) => readonly Sentence[]): readonly Denial[] {
  if (raw.trim() === '') return []
  const text = cleanText(raw)
  const failures = splitFailures(text, read(text))
  // Hints are looked for all over the text, which a text without a failure can spare.
  if (failures.length === 0) return []
  const whole = hintsOf('', text, null)
  return failures.map((failure) => {
    const first = failure.sentences[0]?.start ?? failure.start
    const message = text.slice(Math.max(failure.start, first - 500), Math.min(failure.end, first + 1_500)).trim()
    return assembleDenial(text, failure, { ...whole, message })
  })
}
