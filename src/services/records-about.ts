import type { Denial } from '../denial/denial.ts'
import { operationOfEventName, servicePrefixOfEventSource } from '../iam/operation.ts'
import { textAt } from '../snapshot/json.ts'
import { sessionBefore } from './callers.ts'
import { policyWriteNames } from './policy-writes.ts'
import { targetOf } from './relevant-records.ts'
import { principalKey } from './same-principal.ts'
import { isSessionMaker, makerKeys, type SessionIdentity, sessionKeys, type TrailRecord } from './session.ts'

/**
 * The records among many that can bear on a denial, in their order: what `relevantTo` takes and somewhat more. The records
 * are looked at once, so that many denials can be explained with the log of all of them.
 */
export function recordsAbout(records: readonly TrailRecord[]): (denial: Denial) => readonly TrailRecord[] {
  const index = newIndex(records)
  return (denial) => {
    const { event } = denial.hints
    const ids = [denial.requestId, event?.eventId, event?.sharedEventId].filter((id) => id != null)
    const own = ids.flatMap((id) => index.byId.get(id) ?? [])
    const target = targetOf(
      denial,
      [],
      own.flatMap((at) => records[at] ?? []),
    )
    // Of a run nobody knows who made its calls.
    if (target.isOfRun) return records
    const found = new Set([
      ...own,
      ...index.always,
      ...[...target.ids].flatMap((id) => index.byId.get(id) ?? []),
      ...target.principals.flatMap((who) => index.byCaller.get(principalKey(who)) ?? []),
      ...makersOf(target.sessions, records, index),
    ])
    // A call has a record in each account that it concerns, and one can tell what the other leaves out.
    const copies = [...found].flatMap((at) => index.byId.get(textAt(records[at]?.record, 'sharedEventID') ?? '') ?? [])
    return [...new Set([...found, ...copies])].sort((a, b) => a - b).flatMap((at) => records[at] ?? [])
  }
}

/** Places of records, by what they are looked for. */
interface Index {
  readonly byId: ReadonlyMap<string, readonly number[]>
  readonly byCaller: ReadonlyMap<string, readonly number[]>
  readonly byMade: ReadonlyMap<string, readonly number[]>
  /** Changes of policies, and what KMS refused. */
  readonly always: readonly number[]
}

const writeNames: ReadonlySet<string> = new Set(policyWriteNames)

function newIndex(records: readonly TrailRecord[]): Index {
  const byId = new Map<string, number[]>()
  const byCaller = new Map<string, number[]>()
  const byMade = new Map<string, number[]>()
  const always: number[] = []
  const note = (map: Map<string, number[]>, key: string | null, at: number): void => {
    if (key === null) return
    const own = map.get(key)
    if (own === undefined) map.set(key, [at])
    else own.push(at)
  }
  records.forEach(({ record }, at) => {
    const ids = [
      textAt(record, 'requestID'),
      textAt(record, 'eventID'),
      textAt(record, 'sharedEventID'),
      textAt(record, 'additionalEventData', 'x-amz-id-2'),
    ]
    for (const id of new Set(ids)) note(byId, id, at)
    const callers = [
      textAt(record, 'userIdentity', 'arn'),
      textAt(record, 'userIdentity', 'sessionContext', 'sessionIssuer', 'arn'),
    ]
    for (const key of new Set(callers.map((arn) => (arn === null ? null : principalKey(arn))))) note(byCaller, key, at)
    if (isSessionMaker(record)) for (const key of makerKeys(record)) note(byMade, key, at)
    const isWrite = writeNames.has(operationOfEventName(textAt(record, 'eventName') ?? ''))
    const isOfKms = servicePrefixOfEventSource(textAt(record, 'eventSource') ?? '') === 'kms'
    if (isWrite || (isOfKms && textAt(record, 'errorCode') !== null)) always.push(at)
  })
  return { byId, byCaller, byMade, always }
}

/** The calls that can have made some sessions, and those that can have made the sessions these were made with. */
function makersOf(
  sessions: readonly SessionIdentity[],
  records: readonly TrailRecord[],
  { byMade }: Index,
): ReadonlySet<number> {
  const found = new Set<number>()
  let next = sessions
  while (next.length > 0) {
    const makers = next.flatMap(sessionKeys).flatMap((key) => byMade.get(key) ?? [])
    const fresh = [...new Set(makers)].filter((at) => !found.has(at))
    for (const at of fresh) found.add(at)
    next = fresh.flatMap((at) => sessionBefore(records[at]?.record) ?? [])
  }
  return found
}
