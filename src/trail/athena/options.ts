import type { AthenaClient } from '@aws-sdk/client-athena'
import type { TrailQuestion } from '../question.ts'
import type { WantedPartitions } from '../sql/partition-predicates.ts'
import type { QueryCost } from './cost.ts'

/** The one thing asked of a client: to send a command and read its answer. */
export type AthenaSender = Pick<AthenaClient, 'send'>

/** Where and how queries run on Amazon Athena. */
export interface AthenaOptions {
  /** Null takes the Region of the reader's configuration. */
  readonly region: string | null
  readonly workgroup: string | null
  /** `s3://bucket/prefix` for results; null where the workgroup names one. */
  readonly output: string | null
  readonly catalog: string | null
  readonly database: string | null
  readonly signal?: AbortSignal | undefined
  /** Bytes in the folders that a question reads, compressed; null where nobody can tell. */
  readonly sizeOf?: ((partitions: WantedPartitions, question: TrailQuestion) => Promise<number | null>) | undefined
  /** Told before a search starts, and again with what was scanned. */
  readonly onCost?: ((cost: QueryCost) => void) | undefined
  /** Another client than one of the reader's own configuration. */
  readonly client?: AthenaSender | undefined
  /** Waits between two looks at a query; a test passes its own. */
  readonly wait?: ((milliseconds: number, signal: AbortSignal | undefined) => Promise<void>) | undefined
}
