import { decide } from '../engine/decide.ts'
import type { Gate } from '../engine/gates.ts'
import type { PolicySet } from '../engine/policies.ts'
import type { AccessRequest } from '../engine/request.ts'
import { refusalIf } from './refusal.ts'
import { all, any, claimOf, type Known, not, type Truth } from './truth.ts'

/** How long S3 keeps an object version from being deleted. */
export interface Retention {
  readonly mode: Known<'GOVERNANCE' | 'COMPLIANCE'>
  /** Milliseconds since 1970; null where it is not stated, which means that retention has not ended. */
  readonly until: number | null
}

/** Object Lock on the version that a request would delete, and what the request says about it. */
export interface ObjectLockFacts {
  /** Null where no retention is on the version. */
  readonly retention: Known<Retention | null>
  readonly legalHold: Truth
  /** Whether the request says `x-amz-bypass-governance-retention: true`. */
  readonly bypassHeader: Truth
  /** Whether AWS's message says that the object is locked, whichever version it was. */
  readonly isStated: boolean
}

// AWS: a version under retention or legal hold cannot be deleted, by nobody in compliance mode; a simple DELETE adds a
// delete marker and succeeds.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
/** The refusal of Object Lock: deleting one version of a protected object. */
export function objectLockGates(request: AccessRequest, policies: PolicySet, facts: ObjectLockFacts): readonly Gate[] {
  if (!deletesVersion(request) && !facts.isStated) return []
  const retained = claimOf(facts.retention, (retention) =>
    retention === null ? false : isRetained(retention, request, policies, facts),
  )
  const mode = facts.retention === 'unknown' ? 'unknown' : (facts.retention.known?.mode ?? 'unknown')
  return refusalIf(any(facts.legalHold, retained), 'objectLock', 'explicitDeny', {
    mode: mode === 'unknown' ? null : mode.known,
    legalHold: facts.legalHold === true,
    until: facts.retention === 'unknown' ? null : (facts.retention.known?.until ?? null),
    needs: [...needsOf(request, policies, facts), ...(facts.legalHold === true ? ['legalHoldOff'] : [])],
  })
}

/** What the request still lacks to delete a version under governance retention. */
function needsOf(request: AccessRequest, policies: PolicySet, facts: ObjectLockFacts): readonly string[] {
  const isPermitted = mayBypass(request, policies, { ...facts, bypassHeader: true }) === true
  return [
    ...(facts.bypassHeader === true ? [] : ['x-amz-bypass-governance-retention']),
    ...(isPermitted ? [] : ['s3:BypassGovernanceRetention']),
  ]
}

function deletesVersion({ action, context }: AccessRequest): boolean {
  const name = action.toLowerCase()
  return name === 's3:deleteobjectversion' || (name === 's3:deleteobject' && context.has('s3:versionid'))
}

function isRetained(retention: Retention, request: AccessRequest, policies: PolicySet, facts: ObjectLockFacts): Truth {
  const isCompliance = claimOf(retention.mode, (mode) => mode === 'COMPLIANCE')
  const bypassed = all(not(isCompliance), facts.bypassHeader, mayBypass(request, policies, facts))
  return all(not(hasEnded(retention, request)), not(bypassed))
}

function hasEnded({ until }: Retention, request: AccessRequest): Truth {
  if (until === null) return false
  const times = request.context.get('aws:currenttime')
  // A lock that is stated without the time of the request is one that is in force.
  if (times === undefined) return false
  if (times === 'unknown') return 'unknown'
  const now = Date.parse(times[0] ?? '')
  return Number.isNaN(now) ? 'unknown' : now >= until
}

function mayBypass(request: AccessRequest, policies: PolicySet, facts: ObjectLockFacts): Truth {
  if (facts.bypassHeader === false) return false
  const { possible } = decide({ ...request, action: 's3:BypassGovernanceRetention' }, policies, [])
  if (!possible.includes('allowed')) return false
  return possible.length === 1 ? true : 'unknown'
}
