import { areDifferent, idOrNull } from './masked.ts'
import type { Sentence } from './sentence.ts'

/** The sentences of one failure and the stretch of text that tells about it. */
export interface Failure {
  readonly sentences: readonly Sentence[]
  readonly start: number
  readonly end: number
}

// Where a new error begins: a log line's own time, or the first words of a client.
const recordStart =
  /^(?:[[(]?\d{4}[-/]\d\d[-/]\d\d[T ,_]|\d\d\/\d\d\/\d\d \d\d:\d\d:\d\d|(?:aws: \[ERROR\]: |(?:\[[A-Z]{4,8}\] )?(?:[\w.]{3,100}: ){1,2})?An? (?:client )?error(?: occurred)? \(|(?:upload|download|copy|move|delete|fatal|make_bucket|remove_bucket)(?: error| failed)?: |Error: |\{")/gm

/** Divides the text among the failures that its sentences report, so that each takes codes and ids from its own part. */
export function splitFailures(text: string, sentences: readonly Sentence[]): readonly Failure[] {
  if (sentences.length === 0) return []
  const groups = groupSentences(text, sentences)
  const bounds = groups.map((group, at) => (at === 0 ? 0 : boundaryBetween(text, groups[at - 1] ?? [], group)))
  return groups.map((group, at) => ({ sentences: group, start: bounds[at] ?? 0, end: bounds[at + 1] ?? text.length }))
}

function groupSentences(text: string, sentences: readonly Sentence[]): readonly (readonly Sentence[])[] {
  const groups: Sentence[][] = []
  const starts = recordStarts(text)
  // One of each kind is enough to compare with: a sentence repeated a thousand times is one.
  let distinct = new Map<string, Sentence>()
  let record = -1
  let requestId: string | null = null
  for (const sentence of sentences) {
    const ownId = requestIdOf(text, sentence)
    const own = countUpTo(starts, sentence.start, Math.max(record, 0))
    const current = groups.at(-1)
    const key = keyOf(sentence)
    const isNew = !distinct.has(key) && [...distinct.values()].some((other) => contradict(other, sentence))
    if (current === undefined || own !== record || isNew || areOtherIds(requestId, ownId)) {
      groups.push([sentence])
      distinct = new Map()
      requestId = null
    } else if (current.length < mostInGroup) {
      current.push(sentence)
    }
    distinct.set(key, sentence)
    record = own
    requestId = ownId ?? requestId
  }
  return groups
}

const mostInGroup = 1_000

const idBefore = /\bRequest ?ID:\s{1,5}([\w-]{4,80}),[^\n]{0,300}$/i
const idAfter = /\bRequest[ -]?ID(?::|>|["']:)\s{0,5}["']?([\w-]{4,80})(?![\s\S]{0,300}?\bapi error )/i

/** The request id printed with a sentence: before it by the Go SDK 2, after it by the others. */
function requestIdOf(text: string, { start, end }: Sentence): string | null {
  const line = text.slice(Math.max(0, start - 500), start)
  const before = /\bapi error \w{0,60}:?\s{0,3}$/.test(line) ? idBefore.exec(line)?.[1] : undefined
  const after = before ?? idAfter.exec(text.slice(end, end + 400).split(/\n\s{0,20}\n/, 1)[0] ?? '')?.[1]
  return idOrNull(after)
}

/** Whether two errors are told of: a text cut short may print only the start of an id. */
function areOtherIds(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && !a.startsWith(b) && !b.startsWith(a)
}

function keyOf({ strength, principal, action, resource, claim, notPermission }: Sentence): string {
  return JSON.stringify([strength === 'bare', principal, action, resource, claim.policyType, notPermission])
}

function recordStarts(text: string): readonly number[] {
  const starts: number[] = []
  for (const match of text.matchAll(recordStart)) starts.push(match.index)
  return starts
}

function countUpTo(starts: readonly number[], position: number, from: number): number {
  let count = from
  while (count < starts.length && (starts[count] ?? Number.POSITIVE_INFINITY) <= position) count += 1
  return count
}

function contradict(a: Sentence, b: Sentence): boolean {
  if (a.strength === 'bare' || b.strength === 'bare') return false
  return (
    areDifferent(a.action, b.action) ||
    areDifferent(a.resource, b.resource) ||
    areDifferent(a.principal, b.principal) ||
    areDifferent(a.claim.policyType, b.claim.policyType) ||
    (a.notPermission !== b.notPermission && (a.action ?? b.action) !== null)
  )
}

const head =
  /\bAn? (?:client )?error(?: occurred)? \(|\boperation error |\b(?:Access ?Denied|Unauthorized)\w{0,40}: |\bUser: |\bError: /g

// The first words of a client, from which a sentence may be lines away.
const clientHead = /\bAn? (?:client )?error(?: occurred)? \(|\boperation error [A-Z]/g

/** Where the text about one failure ends and that about the next begins. */
function boundaryBetween(text: string, before: readonly Sentence[], after: readonly Sentence[]): number {
  const told = before.filter((sentence) => sentence.strength !== 'bare')
  const from = (told.at(-1) ?? before.at(-1))?.end ?? 0
  const to = after[0]?.start ?? from
  const between = text.slice(from, to)
  const record = [...between.matchAll(recordStart)].at(-1)
  if (record !== undefined) return from + record.index
  const client = [...between.matchAll(clientHead)].at(-1)
  if (client !== undefined) return from + Math.max(between.lastIndexOf('\n', client.index) + 1, 0)
  const line = between.lastIndexOf('\n')
  if (line !== -1) return from + line + 1
  const first = head.exec(between)
  head.lastIndex = 0
  return first === null ? to : from + first.index
}
