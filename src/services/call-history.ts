import type { Authorization } from './authorization.ts'
import type { Call } from './call.ts'
import { timeOfDenial } from './denial-time.ts'
import { type PolicyWrite, policyWrite, subjectsOf } from './policy-writes.ts'
import { asksFor, type TrailEvent, trailEvents } from './trail-event.ts'

/** What the recorded times tell of a denial: what was changed before and after it, and whether the call succeeded later. */
export interface CallHistory {
  /** Milliseconds since 1970. */
  readonly deniedAt: number
  readonly deniedAtText: string
  /** Changes at most five minutes before the denial, the latest last. */
  readonly before: readonly PolicyWrite[]
  /** Changes after the denial and before the first success. */
  readonly after: readonly PolicyWrite[]
  /** The first later request of the same principal for the same that was allowed. */
  readonly success: TrailEvent | null
}

// AWS: changes take up to several minutes to reach every part of AWS, grants of KMS usually less than five.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
// https://docs.aws.amazon.com/kms/latest/developerguide/grants.html#terms-eventual-consistency
/** How long before a denial a change can still have been on its way. */
export const propagationMilliseconds: number = 5 * 60_000

/**
 * The history of a denial: `changeable` are the authorizations whose policies bear on it, `asked` those of which a later
 * success is a success of the call. Null where the time of the denial is not known.
 */
export function callHistory(
  call: Call,
  changeable: readonly Authorization[],
  asked: readonly Authorization[],
): CallHistory | null {
  const events = trailEvents(call.trail)
  const denied = deniedTime(call, events, asked)
  if (denied === null) return null
  const subjects = new Set(changeable.flatMap((authorization) => [...subjectsOf(authorization, call)]))
  const writes = [...createdInSnapshot(call), ...events.flatMap((event) => policyWrite(event) ?? [])]
    .filter((write) => subjects.has(write.subject))
    .sort((a, b) => a.time - b.time)
  const success = events.find((event) => event.time > denied.time && isSuccess(event, call, asked)) ?? null
  return {
    deniedAt: denied.time,
    deniedAtText: denied.text,
    before: writes.filter(({ time }) => time <= denied.time && denied.time - time <= propagationMilliseconds),
    after: writes.filter(({ time }) => time > denied.time && (success === null || time < success.time)),
    success,
  }
}

interface Moment {
  readonly time: number
  readonly text: string
}

/** The record of the denial itself tells its time best. AWS's services write times without a zone in UTC. */
function deniedTime(call: Call, events: readonly TrailEvent[], asked: readonly Authorization[]): Moment | null {
  const { denial } = call
  const record = events.find((event) => event.requestId !== null && event.requestId === denial.requestId)
  if (record !== undefined) return { time: record.time, text: record.timeText }
  if (denial.time === null) {
    const failure = events.findLast((event) => event.isFailed && isAsked(event, call, asked))
    return failure === undefined ? null : { time: failure.time, text: failure.timeText }
  }
  const time = timeOfDenial(denial)
  return time === null ? null : { time, text: denial.time }
}

/** When the caller's user or role was created, as its recorded details tell. */
function createdInSnapshot({ caller }: Call): readonly PolicyWrite[] {
  if (caller?.entity?.kind !== 'known') return []
  const { kind, name, account, createdAt } = caller.entity.value
  if (createdAt === null) return []
  return [
    {
      operation: kind === 'role' ? 'CreateRole' : 'CreateUser',
      time: createdAt,
      timeText: new Date(createdAt).toISOString().replace('.000Z', 'Z'),
      by: null,
      subject: `${account}:${kind}/${name}`,
      layers: ['identity', 'resource'],
      policy: null,
    },
  ]
}

/** KMS is asked on the way to an object: where the object was read, the key could be used. */
function isSuccess(event: TrailEvent, call: Call, asked: readonly Authorization[]): boolean {
  return !event.isFailed && isAsked(event, call, asked)
}

function isAsked(event: TrailEvent, call: Call, asked: readonly Authorization[]): boolean {
  return isCaller(event, call) && asked.some(({ request }) => asksFor(event, request.action, request.resource))
}

function isCaller({ by, byRoleArn }: TrailEvent, { caller }: Call): boolean {
  const { arn = null, roleArn = null } = caller?.principal ?? {}
  return (arn !== null && by === arn) || (roleArn !== null && byRoleArn === roleArn)
}
