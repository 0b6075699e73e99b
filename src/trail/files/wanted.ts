import { messageOfRecord } from '../../denial/cloudtrail-event.ts'
import { isRefusal } from '../../denial/event-denial.ts'
import { type JsonObject, stringAt } from '../../denial/json-value.ts'
import { answersQuestion, hasScope, type TrailQuestion, timeOfRecord } from '../question.ts'
import { messageBehind, plainString } from './element-text.ts'
import { isNeedle, type Needle } from './kernel.ts'
import { type Element, unclear } from './scan-text.ts'

/** What is looked for in files, as it is told to a worker. */
export type Wanted =
  /** Failed calls that answer the question; where others are kept, for the cache, those too, told apart. */
  | { readonly kind: 'failed'; readonly question: TrailQuestion; readonly keepsOthers: boolean }
  /** Every record of one of these kinds. */
  | { readonly kind: 'holding'; readonly any: readonly Holding[] }

/** What a record holds, as far as that tells without parsing it. */
export interface Holding {
  /** Parts of event names, of which its own holds one; null where it may have any. */
  readonly eventNames: readonly string[] | null
  /** Letters, digits and hyphens, one of which it holds; null where it may hold any. */
  readonly texts: readonly string[] | null
}

/** What the kernel looks for: every wanted record holds it. */
export function needleOf(wanted: Wanted): Needle {
  if (wanted.kind === 'failed') return { text: 'errorCode', isMember: true }
  const [one, ...others] = wanted.any
  const [text, ...more] = one?.texts ?? []
  const isOfText = one?.eventNames === null && others.length === 0 && more.length === 0
  if (isOfText && text !== undefined && isNeedle(text)) return { text, isMember: false }
  return { text: 'eventName', isMember: true }
}

/** A record that was found, as it is written in the file. */
export interface FoundText {
  /** JSON. */
  readonly text: string
  /** Milliseconds since 1970; null where it says none, or was not parsed. */
  readonly time: number | null
  readonly isDenied: boolean
  readonly isAnswer: boolean
  /** Whether it was parsed; where not, it may yet turn out to be no JSON, or no record. */
  readonly isParsed: boolean
}

/** How the elements of a file are sorted. */
export interface Sort {
  /** Says what a record is to the search; null where nothing. */
  readonly ofRecord: (record: JsonObject, text: string | null) => FoundText | null
  /** Says the same of an element by a member of its own, without parsing it, where that tells enough. */
  readonly ofElement: (element: Element) => FoundText | 'parse' | null
}

/** The sorting of elements for one search; a strict one parses all that it is asked about. */
export function newSort(wanted: Wanted, isStrict = false): Sort {
  const sort = sortOf(wanted)
  return isStrict ? { ...sort, ofElement: () => 'parse' } : sort
}

function sortOf(wanted: Wanted): Sort {
  if (wanted.kind === 'failed') return sortOfFailed(wanted)
  const holds = holdingTest(wanted.any)
  const isByName = needleOf(wanted).isMember
  return {
    ofRecord: (record, text) => {
      const one = { ...written(record, text), isDenied: false, isAnswer: true }
      // What is escaped is looked for as JSON writes it without need.
      const plain = one.text.includes('\\u') ? JSON.stringify(record) : one.text
      return holds(stringAt(record, 'eventName') ?? '', () => plain) ? one : null
    },
    ofElement: ({ bytes, start, end, memberAt }) => {
      if (!isByName) return 'parse'
      if (memberAt === 0) return null
      const name = memberAt === unclear ? null : plainString(bytes, memberAt, end)
      if (name === null) return 'parse'
      if (!holds(name.text, () => bytes.toString('latin1', start, end))) return null
      return { text: bytes.toString('utf8', start, end), time: null, isDenied: false, isAnswer: true, isParsed: false }
    },
  }
}

/** Whether a record with an event name and a text, which is made where it is asked for, is of one of the kinds. */
function holdingTest(any: readonly Holding[]): (eventName: string, text: () => string) => boolean {
  const kinds = any.map(({ eventNames, texts }) => ({ eventNames, pattern: texts === null ? null : anyOf(texts) }))
  return (eventName, text) =>
    kinds.some(({ eventNames, pattern }) => {
      if (eventNames !== null && !eventNames.some((part) => eventName.includes(part))) return false
      return pattern === null || pattern.test(text())
    })
}

/** A pattern for one of several texts; no text is in every record. */
function anyOf(texts: readonly string[]): RegExp | null {
  return texts.every(isNeedle) ? new RegExp(texts.length === 0 ? '(?!)' : texts.join('|')) : null
}

function sortOfFailed({ question, keepsOthers }: Extract<Wanted, { kind: 'failed' }>): Sort {
  const refusals = newRefusals()
  const isOpen = !hasScope(question)
  return {
    ofRecord: (record, text) => {
      const code = stringAt(record, 'errorCode')
      if (code === null) return null
      const isDenied = refusals.ofCode(code) || refusals.ofMessage(messageOfRecord(record) ?? '')
      const isAnswer = (question.allErrors || isDenied) && answersQuestion(record, { ...question, allErrors: true })
      return isAnswer || keepsOthers ? { ...written(record, text), isDenied, isAnswer } : null
    },
    ofElement: ({ bytes, start, end, memberAt }) => {
      if (memberAt === 0) return null
      const code = isOpen && memberAt !== unclear ? plainString(bytes, memberAt, end) : null
      if (code === null) return 'parse'
      let isDenied = refusals.ofCode(code.text)
      if (!isDenied) {
        const message = messageBehind(bytes, code.end, end)
        if (message === null) return 'parse'
        isDenied = refusals.ofMessage(message)
      }
      if (isDenied || question.allErrors)
        return { text: bytes.toString('utf8', start, end), time: null, isDenied, isAnswer: true, isParsed: false }
      return keepsOthers ? 'parse' : null
    },
  }
}

function written(record: JsonObject, text: string | null): Pick<FoundText, 'text' | 'time' | 'isParsed'> {
  return { text: text ?? JSON.stringify(record), time: timeOfRecord(record), isParsed: true }
}

const mostKnown = 10_000

/** Reading a message takes longer than parsing the record, and logs say the same again and again. */
function newRefusals(): {
  readonly ofCode: (code: string) => boolean
  readonly ofMessage: (message: string) => boolean
} {
  return { ofCode: newMemo((code) => isRefusal(code, '')), ofMessage: newMemo((message) => isRefusal('', message)) }
}

/** Answers a question about a text once, as long as not too many are asked about. */
function newMemo(ask: (text: string) => boolean): (text: string) => boolean {
  const known = new Map<string, boolean>()
  return (text) => {
    const before = known.get(text)
    if (before !== undefined) return before
    const answer = ask(text)
    if (known.size >= mostKnown) known.clear()
    known.set(text, answer)
    return answer
  }
}
