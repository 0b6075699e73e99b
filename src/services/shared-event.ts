import { field, isRecord, type JsonRecord, textAt } from '../snapshot/json.ts'
import type { TrailRecord } from './session.ts'

// AWS: an event that several accounts receive has one `sharedEventID` and in each account an `eventID` of its own. The
// copy of the account that called can lack the owner of the resource, that of the owner who called.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
/** What tells one event from another, in whichever account and file it was recorded; null for a record without any id. */
export function eventKey(record: unknown): string | null {
  return textAt(record, 'sharedEventID') ?? textAt(record, 'eventID')
}

/** The record with what only the copies of other accounts tell. */
export function wholeEvent(found: TrailRecord, records: readonly TrailRecord[]): TrailRecord {
  const shared = textAt(found.record, 'sharedEventID')
  if (shared === null || shared === '') return found
  const copies = records.filter(
    ({ record }) => record !== found.record && textAt(record, 'sharedEventID') === shared && isSameCall(record, found),
  )
  let { record } = found
  for (const copy of copies) record = filled(record, copy.record)
  return { ...found, record }
}

function isSameCall(record: unknown, found: TrailRecord): boolean {
  return (['eventName', 'eventSource'] as const).every((name) => textAt(record, name) === textAt(found.record, name))
}

/** The records, each event once with what all of its copies tell, in the place of the copy that tells the parameters. */
export function wholeEvents(records: readonly TrailRecord[]): readonly TrailRecord[] {
  const groups = new Map<string, TrailRecord[]>()
  for (const one of records) {
    const shared = textAt(one.record, 'sharedEventID')
    if (shared === null || shared === '') continue
    const group = groups.get(shared)
    if (group === undefined) groups.set(shared, [one])
    else group.push(one)
  }
  const done = new Set<string>()
  return records.flatMap((one) => {
    const shared = textAt(one.record, 'sharedEventID') ?? ''
    const copies = groups.get(shared) ?? []
    if (copies.length < 2) return [one]
    if (done.has(shared)) return []
    done.add(shared)
    const base = copies.find(({ record }) => isRecord(field(record, 'requestParameters'))) ?? one
    return [wholeEvent(base, copies)]
  })
}

/** A record with the members that another copy of the event adds; who called is told by the copy that names an ARN. */
function filled(record: unknown, copy: unknown): unknown {
  if (!isRecord(record) || !isRecord(copy)) return record
  const [own, others] = [field(record, 'userIdentity'), field(copy, 'userIdentity')]
  const namesCaller = textAt(own, 'arn') === null && textAt(others, 'arn') !== null
  const userIdentity = namesCaller ? withMissing(others, own) : withMissing(own, others)
  return { ...withMembers(record, copy), userIdentity }
}

function withMembers(own: JsonRecord, other: JsonRecord): JsonRecord {
  const names = [...new Set([...Object.keys(own), ...Object.keys(other)])]
  return Object.fromEntries(names.map((name) => [name, withMissing(field(own, name), field(other, name))]))
}

function withMissing(own: unknown, other: unknown): unknown {
  if (own === undefined || own === null || own === '') return other ?? own
  return isRecord(own) && isRecord(other) ? withMembers(own, other) : own
}
