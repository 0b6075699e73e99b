import { assembleDenial } from './assemble.ts'
import { cleanText } from './clean.ts'
import type { Denial } from './denial.ts'
import { hintsOf } from './hints.ts'
import { partsOfInput } from './json-input.ts'
import { joinSameFailures } from './merge.ts'
import { splitFailures } from './records.ts'
import { readSentences } from './sentences.ts'

/** The denials that any text reports, in order: error messages, logs, CloudTrail events in any wrapping, answers of AWS. */
export function parseDenials(text: string): readonly Denial[] {
  const denials = partsOfInput(text).flatMap((part) =>
    part.kind === 'denials' ? part.denials : denialsOfText(part.text),
  )
  return joinSameFailures(denials)
}

function denialsOfText(raw: string): readonly Denial[] {
  if (raw.trim() === '') return []
  const text = cleanText(raw)
  const whole = hintsOf('', text, null)
  return splitFailures(text, readSentences(text)).map((failure) => {
    const first = failure.sentences[0]?.start ?? failure.start
    const message = text.slice(Math.max(failure.start, first - 500), Math.min(failure.end, first + 1_500)).trim()
    return assembleDenial(text, failure, { ...whole, message })
  })
}
