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

/** The first fault of a text that is not JSON. */
export function faultOf(text: string): JsonFault {
  const first = firstError(text)
  if (first === null) return { offset: 0, pointer: '', message: 'The text is nested too deeply to be read.' }
  const message = `The text is not valid JSON: ${wordsOf(first.error)}.`
  return { offset: first.offset, pointer: pointerAt(text, first.offset), message }
}

interface FirstError {
  readonly error: ParseErrorCode
  readonly offset: number
}

// The parser cannot be told to stop, and a large file is not to be read to its end for one fault: the callback throws.
// It also recurses, so that text nested thousands of levels deep exhausts its stack.
function firstError(text: string): FirstError | null {
  const errors: FirstError[] = []
  const onError = (error: ParseErrorCode, offset: number): void => {
    errors.push({ error, offset })
    throw new Error('stop')
  }
  try {
    visit(text, { onError }, { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false })
  } catch {
    return errors[0] ?? null
  }
  return errors[0] ?? null
}

function pointerAt(text: string, offset: number): string {
  try {
    return pointerOf(...getLocation(text, offset).path)
  } catch {
    return ''
  }
}

/** `CommaExpected` as `comma expected`. */
function wordsOf(error: ParseErrorCode): string {
  return printParseErrorCode(error)
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toLowerCase()
}
