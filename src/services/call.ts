import type { Denial } from '../denial/denial.ts'
import type { Context } from '../iam/context.ts'
import { canonicalAction, takesOnlyWildcardResource } from '../iam/service-data.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import { type Caller, callerOf } from './caller.ts'
import { type SessionFacts, sessionFacts, type TrailRecord } from './session.ts'

/** One API call as far as the denial and the options tell it; what `services/` turns into authorizations. */
export interface Call {
  readonly denial: Denial
  readonly snapshot: Snapshot
  /** Null where neither the denial nor an option names the principal. */
  readonly caller: Caller | null
  /** IAM action of the reported denial; null where it is not known. */
  readonly action: string | null
  /** ARN or `*`; null where it is not known. */
  readonly resource: string | null
  /** Context keys given with `--context`. */
  readonly given: Context
  readonly session: SessionFacts
}

/** What the command line gives beside the denial. */
export interface GivenFacts {
  readonly principal: string | null
  readonly action: string | null
  readonly resource: string | null
  readonly context: Context
}

/** The call behind a denial: what AWS reported first, completed by what was given. */
export function callOf(denial: Denial, snapshot: Snapshot, given: GivenFacts, trail: readonly TrailRecord[]): Call {
  const principalName = given.principal ?? denial.principal
  const event = denial.hints.event
  const caller = principalName === null ? null : callerOf(principalName, snapshot, event)
  const action = canonical(given.action ?? denial.action)
  const resource =
    given.resource ?? resourceOfDenial(denial) ?? (action !== null && takesOnlyWildcardResource(action) ? '*' : null)
  const session = sessionFacts(caller?.principal.arn ?? principalName, event, trail)
  return { denial, snapshot, caller, action, resource: arnOfResource(resource), given: given.context, session }
}

function canonical(action: string | null): string | null {
  return action === null ? null : canonicalAction(action)
}

/** The resource as an ARN; a name in words (`role NAME`) cannot be judged. */
function resourceOfDenial(denial: Denial): string | null {
  const { resource } = denial
  return resource !== null && (resource === '*' || resource.startsWith('arn:')) ? resource : null
}

/** `s3://bucket/key` given by hand is taken as the object's ARN. */
function arnOfResource(resource: string | null): string | null {
  if (resource === null || !resource.startsWith('s3://')) return resource
  const path = resource.slice('s3://'.length).replace(/\/$/, '')
  return `arn:aws:s3:::${path}`
}
