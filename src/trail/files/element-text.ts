import type { Element } from './scan-text.ts'

const quote = 0x22
const backslash = 0x5c

/** A string of a JSON text, and the place behind it. */
export interface PlainString {
  readonly text: string
  readonly end: number
}

/** The string that begins at a place of a JSON text; null where none does, or one with escapes. */
export function plainString(bytes: Buffer, at: number, end: number): PlainString | null {
  if (bytes[at] !== quote) return null
  let close = at + 1
  while (close < end && bytes[close] !== quote) {
    if (bytes[close] === backslash) return null
    close++
  }
  return close < end ? { text: bytes.toString('utf8', at + 1, close), end: close + 1 } : null
}

const recordStart = Buffer.from('{"eventVersion":"')

/** Whether an element begins as CloudTrail writes a record. */
export function isRecordByItsStart({ bytes, start }: Element): boolean {
  return recordStart.every((byte, at) => bytes[start + at] === byte)
}

const member = Buffer.from(',"errorMessage":')

/** The message of an element that stands behind its error code, as AWS writes it; null where it may be another. */
export function messageBehind(bytes: Buffer, at: number, end: number): string | null {
  for (let index = 0; index < member.length; index++) if (bytes[at + index] !== member[index]) return null
  const message = plainString(bytes, at + member.length, end)
  // Of several members of one name the last counts.
  if (message === null || message.text === '' || bytes.subarray(message.end, end).includes('errorMessage')) return null
  return message.text
}
