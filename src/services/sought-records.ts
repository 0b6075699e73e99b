import type { Denial } from '../denial/denial.ts'
import { textAt, timeOf } from '../snapshot/json.ts'
import { propagationMilliseconds } from './call-history.ts'
import { sessionBefore } from './callers.ts'
import { hasZone } from './denial-time.ts'
import { idsInText } from './joined-record.ts'
import { isOfSeveral, type KnownOfLog, relevantTo, type Target, targetOf } from './relevant-records.ts'
import { isSessionMaker, type SessionIdentity } from './session.ts'

/** A stretch of time in milliseconds since 1970: from its first moment to before its end; null where it is open. */
export interface Stretch {
  readonly since: number | null
  readonly until: number | null
}

/** One kind of records that bear on denials and when they were made, as a log, CloudTrail or an engine can look for them. */
export type Clue = Stretch &
  (
    | { readonly kind: 'eventId' | 'sharedEventId' | 'requestId'; readonly id: string }
    /** The same call, and those that it makes, by this principal or its role; by anybody for null. */
    | {
        readonly kind: 'calls'
        readonly principal: string | null
        /** Null where calls of any action count. */
        readonly action: string | null
        /** The call that was denied the action; null where it is not known. */
        readonly operation: string | null
        /** Event names of which its records have one; null where they can have any. */
        readonly eventNames: readonly string[] | null
      }
    /** What made this session; what made any for null. */
    | { readonly kind: 'sessionMaker'; readonly session: string | null }
    | { readonly kind: 'policyWrite' | 'keyRefusal' }
  )

/** Records that are looked for in a source. */
export interface SoughtRecords {
  /** Every wanted record fits one of them. */
  readonly clues: readonly Clue[]
  /** The last word on which record is wanted. */
  readonly accepts: (record: unknown) => boolean
}

const [secondMs, minuteMs, hourMs] = [1_000, 60_000, 3_600_000]

// AWS: a session of a role lasts at most 12 hours, one of a federated user 36.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_manage-assume.html
// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html
const [roleSessionMs, federatedSessionMs] = [12 * hourMs, 36 * hourMs]

/** How long after a denial a change or a success still is of interest where looking costs: a job that runs once a day. */
export const afterMs: number = 24 * hourMs

/** How far a text's time can lie from its record's: a time without a zone can be that of any zone. */
const [zonedMs, zonelessMs] = [15 * minuteMs, 14 * hourMs]

/**
 * What to look for in a source, so that it need not be read whole: what `relevantTo` takes, with the times at which it
 * can have been. Where a denial tells no time, it was in the stretch `unknown`.
 */
export function soughtFor(denials: readonly Denial[], known: KnownOfLog, unknown: Stretch): SoughtRecords {
  const { found = [], principals = [] } = known
  const clues = [
    ...denials.flatMap((denial) => cluesOf(targetOf(denial, principals, found), unknown)),
    ...found.flatMap(({ record }) => cluesBefore(record, unknown)),
  ]
  const unlike = new Map(clues.map((clue) => [JSON.stringify(clue), clue]))
  return { clues: [...unlike.values()], accepts: relevantTo(denials, known) }
}

/** The same of one event. */
export function soughtEvent(eventId: string, unknown: Stretch): SoughtRecords {
  return {
    clues: [{ kind: 'eventId', id: eventId, ...unknown }],
    accepts: (record) => textAt(record, 'eventID') === eventId,
  }
}

function cluesOf(target: Target, unknown: Stretch): readonly Clue[] {
  const { denial, principals, from, times, isOfRun } = target
  const at =
    from === null ? unknown : { since: from, until: times.reduce((last, time) => Math.max(last, time), from) + 1 }
  const ofDenial = [...idClues(target, at), ...sessionsOf(target).map((session) => makingOf(session, at))]
  if (denial.notPermission) return ofDenial
  const during = widened(at, propagationMilliseconds, afterMs)
  const ofCalls = (principal: string | null): Clue => ({
    kind: 'calls',
    principal,
    action: isOfSeveral(denial) ? null : denial.action,
    operation: denial.operation,
    eventNames: null,
    ...during,
  })
  return [
    ...ofDenial,
    ...(isOfRun
      ? [{ kind: 'sessionMaker', session: null, ...widened(at, roleSessionMs, 0) } as const, ofCalls(null)]
      : []),
    ...(isOfRun || principals.length > 0 ? [{ kind: 'policyWrite', ...during } as const] : []),
    ...principals.map(ofCalls),
    ...(from !== null && canAskKms(denial)
      ? [{ kind: 'keyRefusal', ...widened(at, minuteMs, minuteMs) } as const]
      : []),
  ]
}

/** Only S3 hides a refusal of KMS behind its own. */
function canAskKms({ action, service }: Denial): boolean {
  return service === 's3' || (action?.startsWith('s3:') ?? service === null)
}

function idClues({ denial }: Target, at: Stretch): readonly Clue[] {
  const { event } = denial.hints
  // What is one request has one record in each account; only copies of it can be missing.
  if (event !== null) {
    const { sharedEventId: id } = event
    return id === null ? [] : [{ kind: 'sharedEventId', id, ...widened(at, zonedMs, zonedMs) }]
  }
  const apart = denial.time !== null && hasZone(denial.time) ? zonedMs : zonelessMs
  const during = widened(at, apart, apart)
  const { hostId, eventId } = idsInText(denial)
  const requests = [denial.requestId, hostId].filter((id) => id !== null)
  return [
    ...requests.map((id): Clue => ({ kind: 'requestId', id, ...during })),
    ...(eventId === null ? [] : [{ kind: 'eventId', id: eventId, ...during } as const]),
  ]
}

/** The sessions whose making is looked for; a user has none, and the exact session stands for its name alone. */
function sessionsOf({ sessions }: Target): readonly SessionIdentity[] {
  return sessions.filter(
    ({ arn, createdAt }) =>
      isOfSession(arn) &&
      (createdAt !== null || !sessions.some((other) => other.arn === arn && other.createdAt !== null)),
  )
}

function isOfSession(arn: string | null): boolean {
  return arn !== null && /:(?:assumed-role|federated-user)\//.test(arn)
}

/** The making of the session that a found record tells of. */
function cluesBefore(record: unknown, unknown: Stretch): readonly Clue[] {
  const session = isSessionMaker(record) ? sessionBefore(record) : null
  return session === null ? [] : [makingOf(session, unknown)]
}

function makingOf(session: SessionIdentity, at: Stretch): Clue {
  const { accessKeyId, principalId, arn } = session
  return { kind: 'sessionMaker', session: accessKeyId ?? principalId ?? arn, ...makingTime(session, at) }
}

/** When a session can have been made: when its own records say, else at most as long ago as a session lasts. */
function makingTime({ arn, createdAt, used }: SessionIdentity, at: Stretch): Stretch {
  const created = timeOf(createdAt)
  if (created !== null) return { since: created - 5 * secondMs, until: created + 6 * secondMs }
  const longest = arn?.includes(':federated-user/') === true ? federatedSessionMs : roleSessionMs
  return used === null ? widened(at, longest, 0) : { since: used.from - longest, until: used.until + 1 }
}

function widened({ since, until }: Stretch, before: number, after: number): Stretch {
  return { since: since === null ? null : since - before, until: until === null ? null : until + after }
}

/** What of some clues was not looked for yet. */
export function notYetSought(clues: readonly Clue[], sought: readonly Clue[]): readonly Clue[] {
  const before = new Map<string, Clue[]>()
  for (const clue of sought) {
    const own = before.get(kindOf(clue))
    if (own === undefined) before.set(kindOf(clue), [clue])
    else own.push(clue)
  }
  return clues.flatMap((clue) =>
    (before.get(kindOf(clue)) ?? [])
      .reduce((rest, before) => rest.flatMap((one) => outside(one, before)), [clue])
      .filter((part) => lengthOf(part) > leastLength || lengthOf(clue) <= leastLength),
  )
}

/** A record's time lies seconds from its text's; for those at the end of a day it is not worth looking again. */
const leastLength = 5 * minuteMs

function lengthOf({ since, until }: Stretch): number {
  return (until ?? Number.POSITIVE_INFINITY) - (since ?? Number.NEGATIVE_INFINITY)
}

/** The same for clues that take the same of a stretch that they have in common. */
function kindOf(clue: Clue): string {
  // What counts as near to a denial is known better the second time.
  if (clue.kind === 'keyRefusal') return JSON.stringify(clue)
  const { since: _, until: __, ...kind } = clue
  return JSON.stringify(kind)
}

/** The parts of a clue's time that lie outside a stretch. */
function outside(clue: Clue, { since, until }: Stretch): Clue[] {
  const [start, end] = [clue.since ?? Number.NEGATIVE_INFINITY, clue.until ?? Number.POSITIVE_INFINITY]
  const [from, to] = [since ?? Number.NEGATIVE_INFINITY, until ?? Number.POSITIVE_INFINITY]
  if (to <= start || from >= end) return [clue]
  return [...(start < from ? [{ ...clue, until: from }] : []), ...(to < end ? [{ ...clue, since: to }] : [])]
}
