import { operationOfEventName, servicePrefixOfEventSource } from '../iam/operation.ts'
import { textAt, timeOf } from '../snapshot/json.ts'
import { policyWrite, policyWriteNames } from './policy-writes.ts'
import { principalKey } from './same-principal.ts'
import { isSessionMaker } from './session.ts'
import type { Clue, SoughtRecords, Stretch } from './sought-records.ts'
import { trailEvents } from './trail-event.ts'

/**
 * The test whether a record is one of those that the clues name. A log has many records and many denials many clues, so a
 * record is asked what it is, and then only for the clues of that kind.
 */
export function clueFit(clues: readonly Clue[]): (record: unknown) => boolean {
  const ofKind = (kind: Clue['kind']): readonly Clue[] => clues.filter((clue) => clue.kind === kind)
  const timesOf = (kind: Clue['kind']): Times => timesIn(ofKind(kind))
  const byId = (['eventId', 'sharedEventId', 'requestId'] as const).map((kind) => timesById(ofKind(kind)))
  const [events = noIds, shared = noIds, requests = noIds] = byId
  const [makers, writes, refusals] = [timesOf('sessionMaker'), timesOf('policyWrite'), timesOf('keyRefusal')]
  const isCall = callTest(clues)
  return (record) => {
    const time = timeOf(textAt(record, 'eventTime'))
    const hasId = (times: TimesById, id: string | null): boolean => id !== null && times.get(id)?.(time) === true
    return (
      hasId(events, textAt(record, 'eventID')) ||
      hasId(shared, textAt(record, 'sharedEventID')) ||
      hasId(requests, textAt(record, 'requestID')) ||
      (requests.size > 0 && hasId(requests, textAt(record, 'additionalEventData', 'x-amz-id-2'))) ||
      (isSessionMaker(record) && makers(time)) ||
      (isWrite(record) && writes(time)) ||
      (isKeyRefusal(record) && refusals(time)) ||
      isCall(record, time)
    )
  }
}

/** The test whether a record is wanted: it fits a clue, and the last word takes it. */
export function soughtTest({ clues, accepts }: SoughtRecords): (record: unknown) => boolean {
  const fits = clueFit(clues)
  return (record) => fits(record) && accepts(record)
}

/** Whether a time lies in one of some stretches; what tells no time is in any. */
type Times = (time: number | null) => boolean
type TimesById = ReadonlyMap<string, Times>
const noIds: TimesById = new Map()

function timesIn(stretches: readonly Stretch[]): Times {
  const joined: { since: number; until: number }[] = []
  const open = stretches.map(({ since, until }) => ({
    since: since ?? Number.NEGATIVE_INFINITY,
    until: until ?? Number.POSITIVE_INFINITY,
  }))
  for (const one of open.sort((a, b) => (a.since < b.since ? -1 : 1))) {
    const last = joined.at(-1)
    if (last === undefined || one.since > last.until) joined.push(one)
    else last.until = Math.max(last.until, one.until)
  }
  return (time) => {
    if (joined.length === 0 || time === null) return joined.length > 0
    let [low, high] = [0, joined.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((joined[middle]?.until ?? 0) > time) high = middle
      else low = middle + 1
    }
    const found = joined[low]
    return found !== undefined && time >= found.since
  }
}

function timesById(clues: readonly Clue[]): TimesById {
  const byId = new Map<string, Clue[]>()
  for (const clue of clues) {
    if (!('id' in clue)) continue
    const own = byId.get(clue.id)
    if (own === undefined) byId.set(clue.id, [clue])
    else own.push(clue)
  }
  return new Map([...byId].map(([id, own]) => [id, timesIn(own)]))
}

/** The test whether a record is a call of one of the principals, or of its role, at its time. */
function callTest(clues: readonly Clue[]): (record: unknown, time: number | null) => boolean {
  const byPrincipal = new Map<string | null, Clue[]>()
  for (const clue of clues) {
    if (clue.kind !== 'calls') continue
    const key = clue.principal === null ? null : principalKey(clue.principal)
    const own = byPrincipal.get(key)
    if (own === undefined) byPrincipal.set(key, [clue])
    else own.push(clue)
  }
  const timesBy = new Map([...byPrincipal].map(([key, own]) => [key, timesIn(own)]))
  if (timesBy.size === 0) return () => false
  return (record, time) => {
    if (timesBy.get(null)?.(time) === true) return true
    return trailEvents([{ file: '', record }]).some(({ by, byRoleArn }) =>
      [by, byRoleArn].some((arn) => arn !== null && timesBy.get(principalKey(arn))?.(time) === true),
    )
  }
}

const writeNames: ReadonlySet<string> = new Set(policyWriteNames)

function isWrite(record: unknown): boolean {
  if (!writeNames.has(operationOfEventName(textAt(record, 'eventName') ?? ''))) return false
  return trailEvents([{ file: '', record }]).some((event) => policyWrite(event) !== null)
}

function isKeyRefusal(record: unknown): boolean {
  const isFailed = (textAt(record, 'errorCode') ?? '') !== ''
  return isFailed && servicePrefixOfEventSource(textAt(record, 'eventSource') ?? '') === 'kms'
}
