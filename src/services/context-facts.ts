import type { Denial } from '../denial/denial.ts'
import type { Context } from '../iam/context.ts'
import type { Hop } from './authorization.ts'
import type { Caller } from './caller.ts'

/** What a request's context is made from. */
export interface ContextFacts {
  readonly caller: Caller
  readonly hop: Hop
  readonly action: string
  readonly resource: string
  readonly resourceAccount: string | null | 'unknown'
  /** Region that the request goes to; null where it is not known. */
  readonly region: string | null
  readonly denial: Denial
  /** Tags that the session was made with; null where no record tells. */
  readonly sessionTags: Readonly<Record<string, string>> | null
  /** Tags of the user or role that is asked for; null for other resources and where they are not recorded. */
  readonly resourceTags: Readonly<Record<string, string>> | null
  /** Keys that the user gave with `--context`: they win over everything read elsewhere. */
  readonly given: Context
  /** Keys that the service itself sets for this hop, as `kms:ViaService`. */
  readonly extra: Context
}

/** Sets a key to one value; nothing where the value is empty or not known. */
export type SetKey = (key: string, value: string | null | undefined) => void
