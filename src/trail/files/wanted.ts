import { messageOfRecord } from '../../denial/cloudtrail-event.ts'
import { isCredentialCode, isDenialCode } from '../../denial/codes.ts'
import { isDeniedRecord } from '../../denial/event-denial.ts'
import { type JsonObject, stringAt } from '../../denial/json-value.ts'
import { answersQuestion, type TrailQuestion, timeOfRecord } from '../question.ts'

/** What is looked for in files, as it is told to a worker. */
export type Wanted =
  /** Failed calls that answer the question; where others are kept, for the cache, those too, told apart. */
  | { readonly kind: 'failed'; readonly question: TrailQuestion; readonly keepsOthers: boolean }
  /** Every record whose text holds these letters, digits and hyphens. */
  | { readonly kind: 'holding'; readonly text: string }

/** The text that the kernel looks for: every wanted record holds it. */
export function needleOf(wanted: Wanted): string {
  return wanted.kind === 'failed' ? 'errorCode' : wanted.text
}

/** A record that was found, as it is written in the file. */
export interface FoundText {
  /** JSON. */
  readonly text: string
  /** Milliseconds since 1970. */
  readonly time: number | null
  readonly isDenied: boolean
  readonly isAnswer: boolean
}

/** Says what a record is to the search; null where nothing. */
export type Sort = (record: JsonObject, text: string | null) => FoundText | null

/** The sorting of records for one search. */
export function newSort(wanted: Wanted): Sort {
  if (wanted.kind === 'holding') {
    return (record, text) => ({ ...written(record, text), isDenied: false, isAnswer: true })
  }
  const { question, keepsOthers } = wanted
  const isDenied = newDenialTest()
  return (record, text) => {
    if (stringAt(record, 'errorCode') === null) return null
    const denied = isDenied(record)
    const isAnswer = (question.allErrors || denied) && answersQuestion(record, { ...question, allErrors: true })
    return isAnswer || keepsOthers ? { ...written(record, text), isDenied: denied, isAnswer } : null
  }
}

function written(record: JsonObject, text: string | null): { readonly text: string; readonly time: number | null } {
  return { text: text ?? JSON.stringify(record), time: timeOfRecord(record) }
}

const mostMessages = 10_000

/** Reading a message takes longer than parsing the record, and logs say the same again and again. */
function newDenialTest(): (record: JsonObject) => boolean {
  const known = new Map<string, boolean>()
  return (record) => {
    const code = stringAt(record, 'errorCode') ?? ''
    if (isDenialCode(code) || isCredentialCode(code)) return true
    const message = messageOfRecord(record) ?? ''
    const before = known.get(message)
    if (before !== undefined) return before
    const isDenied = isDeniedRecord(record)
    if (known.size >= mostMessages) known.clear()
    known.set(message, isDenied)
    return isDenied
  }
}
