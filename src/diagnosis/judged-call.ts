import { decide } from '../engine/decide.ts'
import { isAllowed } from '../fixes/verify.ts'
import type { Authorization } from '../services/authorization.ts'
import { type Chain, chainOf } from '../services/authorizations.ts'
import { type Call, callOf, type GivenFacts } from '../services/call.ts'
import { withOpenGates } from '../services/gates.ts'
import type { LoggedDenial } from '../services/logged-denial.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import { type NamedLayer, namedLayer, withClaim } from './claim.ts'
import type { JudgedRequest } from './diagnosis.ts'
import { type FoundCallCauses, findCallCauses } from './find-call-causes.ts'
import { reportedIn } from './reported.ts'

/** A denied call with each of its requests decided, as every answer about it takes it. */
export interface JudgedCall {
  readonly call: Call
  /** The layer that AWS's message names; null where it names none. */
  readonly named: NamedLayer | null
  /** Null where the call is not known well enough, or was refused before any policy was asked. */
  readonly chain: Chain | null
  /** Index of the request that AWS reported. */
  readonly at: number
  readonly ofCall: FoundCallCauses
  readonly requests: readonly JudgedRequest[]
}

/** Turns a denial into its call and decides it; what AWS refused and nothing read explains is left open. */
export function judgedCall(logged: LoggedDenial, snapshot: Snapshot, given: GivenFacts): JudgedCall {
  const { denial } = logged
  const call = callOf(logged.asked, snapshot, given, logged.records, logged.keyDenial)
  const named = namedLayer(denial, call.action)
  // A refusal of the credentials comes before any policy is asked.
  const chain = denial.notPermission ? null : chainOf(call)
  const at = chain === null ? 0 : reportedIn(chain, denial)
  const asRead = (chain?.authorizations ?? []).map((authorization, i) => judge(authorization, i === at, named))
  const ofCall = findCallCauses(asRead, at, call)
  const requests = ofCall.settled ? askedOf(asRead, ofCall) : asRead.map((judged) => reopened(judged, call, named))
  return { call, named, chain, at, ofCall, requests }
}

/** Decides one authorization by what was read, and by AWS's word where that leaves a layer open. */
function judge(authorization: Authorization, reported: boolean, named: NamedLayer | null): JudgedRequest {
  const decision = decide(authorization.request, authorization.policies, authorization.gates)
  return { authorization, decision: reported ? withClaim(decision, named) : decision, reported }
}

/** What was never asked is not told, unless it shows that nothing else stands in the way. */
function askedOf(asRead: readonly JudgedRequest[], { precedesPolicies }: FoundCallCauses): readonly JudgedRequest[] {
  return precedesPolicies && !asRead.every(({ decision }) => isAllowed(decision)) ? [] : asRead
}

/** A refusal that nothing read explains leaves open whatever was not recorded. */
function reopened(judged: JudgedRequest, call: Call, named: NamedLayer | null): JudgedRequest {
  const isUnexplained = judged.reported && isAllowed(judged.decision) && call.denial.source !== 'request'
  if (!isUnexplained) return judged
  const open = withOpenGates(judged.authorization, call)
  const decision = withClaim(decide(open.request, open.policies, open.gates), named)
  return { ...judged, authorization: open, decision }
}
