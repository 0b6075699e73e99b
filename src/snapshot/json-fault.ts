import { getLocation, type ParseErrorCode, printParseErrorCode, visit } from 'jsonc-parser'
import { pointerOf } from '../iam/position.ts'

/** Where a text stops being JSON. */
export interface JsonFault {
  readonly offset: number
  /** JSON pointer of the value being read there. */
  readonly pointer: string
  /** One sentence. */
  readonly message: string
}

/** The JSON value of a text, or the first fault in it. */
export type ParsedJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly fault: JsonFault }

/** Reads JSON; an empty text is the empty answer that the AWS CLI prints, `{}`. */
export function parseJson(text: string): ParsedJson {
  if (text.length < 64 && text.trim() === '') return { ok: true, value: {} }
  try {
    return { ok: true, value: JSON.parse(text) }
  } catch {
    return { ok: false, fault: faultOf(text) }
  }
}

function faultOf(text: string): JsonFault {
  try {
    const first = firstError(text)
    if (first === null) return { offset: 0, pointer: '', message: 'The text is not valid JSON.' }
    const pointer = pointerOf(...getLocation(text, first.offset).path)
    return { offset: first.offset, pointer, message: `The text is not valid JSON: ${wordsOf(first.error)}.` }
  } catch {
    // The parser recurses: text nested thousands of levels deep exhausts its stack.
    return { offset: 0, pointer: '', message: 'The text is nested too deeply to be read.' }
  }
}

function firstError(text: string): { readonly error: ParseErrorCode; readonly offset: number } | null {
  const errors: { error: ParseErrorCode; offset: number }[] = []
  const onError = (error: ParseErrorCode, offset: number): void => {
    if (errors.length === 0) errors.push({ error, offset })
  }
  visit(text, { onError }, { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false })
  return errors[0] ?? null
}

/** `CommaExpected` as `comma expected`. */
function wordsOf(error: ParseErrorCode): string {
  return printParseErrorCode(error)
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toLowerCase()
}
