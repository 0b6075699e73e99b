import { isCloudTrailRecord } from '../../denial/cloudtrail-event.ts'
import { isObject, type JsonObject, jsonOf } from '../../denial/json-value.ts'
import { timeOfRecord } from '../question.ts'
import type { FoundText } from './wanted.ts'

/** A text that was found, with its record where it answers. */
export interface ReadText {
  readonly text: FoundText
  readonly record: JsonObject | null
}

/**
 * Parses the answers among what was found in a file. Null where one that was told by its bytes is no record after all: the
 * file must be searched again by a strict sorting.
 */
export function readFound(found: readonly FoundText[]): readonly ReadText[] | null {
  const read: ReadText[] = []
  for (const text of found) {
    const value = text.isAnswer ? jsonOf(text.text) : null
    if (text.isParsed || !text.isAnswer) read.push({ text, record: isObject(value) ? value : null })
    else if (isCloudTrailRecord(value))
      read.push({ text: { ...text, time: timeOfRecord(value), isParsed: true }, record: value })
    else return null
  }
  return read
}
