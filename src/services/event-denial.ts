import type { Denial } from '../denial/denial.ts'
import { textAt } from '../snapshot/json.ts'
import { refusalOf } from './joined-record.ts'
import type { TrailRecord } from './session.ts'

/** What the event of an ID reports. */
export type EventDenial =
  | { readonly kind: 'denial'; readonly denial: Denial; readonly record: unknown }
  | { readonly kind: 'absent' }
  | { readonly kind: 'succeeded' }
  | { readonly kind: 'otherFailure'; readonly errorCode: string }

/** The denial that the event with an ID reports, or why there is none. */
export function eventDenial(eventId: string, records: readonly TrailRecord[]): EventDenial {
  const found = records.find(({ record }) => textAt(record, 'eventID') === eventId)
  if (found === undefined) return { kind: 'absent' }
  const denial = refusalOf(found.record)
  if (denial !== null) return { kind: 'denial', denial, record: found.record }
  const errorCode = textAt(found.record, 'errorCode') ?? ''
  return errorCode === '' ? { kind: 'succeeded' } : { kind: 'otherFailure', errorCode }
}
