import type { Denial } from '../denial/denial.ts'
import { type CallerStep, callersOf } from './callers.ts'
import { type JoinedRecord, joinRecord } from './joined-record.ts'
import { type KeyDenial, keyDenialBehind } from './key-denial.ts'
import type { TrailRecord } from './session.ts'
import { wholeEvents } from './shared-event.ts'

/** A denial with what only the log of the time knows of it. */
export interface LoggedDenial {
  /** What was reported, completed from its record. */
  readonly denial: Denial
  /** The same as the call to judge: where KMS refused it, the request for the key. */
  readonly asked: Denial
  readonly joined: JoinedRecord | null
  readonly keyDenial: KeyDenial | null
  readonly callers: readonly CallerStep[]
  /** The records, each event once. */
  readonly records: readonly TrailRecord[]
}

/** What the command line says of the call. */
interface Given {
  readonly principal: string | null
  readonly action: string | null
}

/** Reads the log for a denial: its own record, the refusal behind it, and who called. */
export function loggedDenial(reported: Denial, given: Given, trail: readonly TrailRecord[]): LoggedDenial {
  const { denial: completed, joined } = joinRecord(reported, given.principal, trail)
  const records = wholeEvents(trail)
  // Who names another action asks about that one.
  const keyDenial = given.action === null ? keyDenialBehind(completed, given.principal, records) : null
  const denial = keyDenial === null ? completed : { ...completed, claim: keyDenial.claim }
  return {
    denial,
    asked: keyDenial === null ? denial : { ...denial, action: keyDenial.action, resource: keyDenial.objectArn },
    joined,
    keyDenial,
    callers: callersOf(denial, given.principal, records),
    records,
  }
}
