import { messageOfRecord } from '../denial/cloudtrail-event.ts'
import { objectAt, stringAt } from '../denial/json-value.ts'
import type { FoundEvent } from './found.ts'

/**
 * A line of the table of failed calls, with the columns of AWS's own article; a value that the record lacks is null.
 * https://repost.aws/knowledge-center/troubleshoot-iam-permission-errors
 */
export interface TrailRow {
  /** As written in the record, UTC. */
  readonly time: string | null
  readonly identityArn: string | null
  readonly eventId: string | null
  /** Event source: `s3.amazonaws.com`. */
  readonly service: string | null
  /** Event name: `GetObject`. */
  readonly action: string | null
  /** Error code. */
  readonly error: string | null
  readonly message: string | null
  /** File, URL or query that gave the record. */
  readonly from: string
}

/** The row of one found record. */
export function rowOf({ record, from }: FoundEvent): TrailRow {
  return {
    time: stringAt(record, 'eventTime'),
    identityArn: stringAt(objectAt(record, 'userIdentity'), 'arn'),
    eventId: stringAt(record, 'eventID'),
    service: stringAt(record, 'eventSource'),
    action: stringAt(record, 'eventName'),
    error: stringAt(record, 'errorCode'),
    message: messageOfRecord(record),
    from,
  }
}
