import type { Denial } from './denial/denial.ts'
import type { NamedLayer } from './diagnosis/claim.ts'
import type { Diagnosis, FoundCause, JudgedRequest, NextDenial, OccasionalDenial } from './diagnosis/diagnosis.ts'
import { claimedCause, type FoundCauses, findCauses, openLayersOf, suspectCauses } from './diagnosis/find-causes.ts'
import { judgedCall } from './diagnosis/judged-call.ts'
import { withoutSnapshotLayers } from './diagnosis/open-layers.ts'
import { missingFromDenial, unknownsOf, unreadPart } from './diagnosis/unknowns.ts'
import { decide } from './engine/decide.ts'
import type { Layer } from './engine/trace.ts'
import { planFixes } from './fixes/plan.ts'
import { chainVerdicts, isAllowed } from './fixes/verify.ts'
import type { Context } from './iam/context.ts'
import { occasionalOf } from './services/authorizations.ts'
import type { Call } from './services/call.ts'
import { loggedDenial } from './services/logged-denial.ts'
import type { PlannedWork } from './services/planned-work.ts'
import type { TrailRecord } from './services/session.ts'
import type { Snapshot } from './snapshot/snapshot.ts'

/** A denial with everything that is known about the accounts it touches. */
export interface DiagnoseInput {
  readonly denial: Denial
  readonly snapshot: Snapshot
  /** False where no snapshot was given and `snapshot` is empty. */
  readonly hasSnapshot: boolean
  /** What the text of the denial lacks, as given on the command line. */
  readonly given: {
    readonly principal: string | null
    readonly action: string | null
    readonly resource: string | null
    readonly context: Context
    readonly expectedPrincipal: string | null
    /** What the request is the first one of, where a service makes several. */
    readonly work?: PlannedWork | null
  }
  /** CloudTrail records of the time. */
  readonly trail: readonly TrailRecord[]
}

/**
 * Why AWS refused: the denial becomes a call, the call a chain of authorizations, each is decided against every policy
 * that bears on it, causes read the traces, and fixes are kept only if the whole chain is then allowed.
 */
export function diagnose(input: DiagnoseInput): Diagnosis {
  const { snapshot, hasSnapshot } = input
  const logged = loggedDenial(input.denial, input.given, input.trail)
  const { denial, joined, keyDenial, callers } = logged
  const { call, named, chain, at, ofCall, requests } = judgedCall(logged, snapshot, input.given)
  const decisions = requests.map((r) => r.decision)
  const ofLayers = proved(requests, at, named, call)
  const found = [...ofCall.found, ...ofLayers.found]
  // A call that nobody has made yet is answered where nothing refuses it.
  const unread = ofCall.settled ? [] : (chain?.unread ?? [])
  const isWhole = unread.length === 0
  const isAnswered = denial.source === 'request' && requests.length > 0 && decisions.every(isAllowed) && isWhole
  const isSettled = ofCall.settled || isAnswered
  const isExplained = isSettled || ofLayers.found.some((cause) => cause.request === at && cause.status === 'confirmed')
  const unjudged = ofCall.settled ? [] : withoutSnapshotLayers(call)
  const openLayers = requests.length === 0 ? unjudged : openLayersOf(requests[at], hasSnapshot)
  const causes = [...found, ...suspectCauses({ call, denial, openLayers }, found, at, isExplained)]
  const blockedBy = [...new Set(decisions.flatMap((d) => d.blockedBy))]
  return {
    denial,
    joined,
    keyDenial,
    callers,
    hasSnapshot,
    requests,
    verdict: {
      possible: chainVerdicts(decisions),
      blockedBy,
      agreesWithClaim:
        named === null || decisions[at] === undefined
          ? null
          : decisions[at].blockedBy.some((layer) => layer === named.layer || isAlsoNamed(layer, named)),
    },
    certain: (blockedBy.length > 0 || isSettled) && isWhole && isProved(requests, found),
    nextDenials: nextDenials(requests, at, named?.layer ?? null),
    occasional: chain === null || ofCall.settled ? [] : occasionalDenials(call),
    assumptions: assumptionsOf(requests),
    causes,
    fixes: planFixes({
      authorizations: requests.map((r) => r.authorization),
      decisions,
      candidates: [...ofCall.candidates, ...ofLayers.candidates],
      call,
    }),
    unknowns: [...(ofCall.settled ? [] : missingFromDenial(call)), ...unread.map(unreadPart), ...unknownsOf(requests)],
  }
}

/** Whether each request has one possible verdict, and each layer that denies it a confirmed cause. */
function isProved(requests: readonly JudgedRequest[], found: readonly FoundCause[]): boolean {
  return requests.every(({ decision: { possible, blockedBy, mayBlock } }, request) => {
    const isTold = (layer: Layer): boolean =>
      found.some((c) => c.request === request && c.layer === layer && c.status === 'confirmed')
    return possible.length === 1 && mayBlock.length === 0 && blockedBy.every(isTold)
  })
}

// AWS: the policy of an access point is a resource-based policy, and messages tell no difference.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html
function isAlsoNamed(layer: Layer, { layer: named }: NamedLayer): boolean {
  return named === 'resource' && layer === 'accessPoint'
}

/** The causes that the facts prove; where they prove none for the layer that AWS names, its message may. */
function proved(requests: readonly JudgedRequest[], at: number, named: NamedLayer | null, call: Call): FoundCauses {
  const facts = findCauses(requests, call)
  const reported = requests[at]
  const isTold = facts.found.some(
    (cause) => cause.request === at && cause.layer === named?.layer && cause.status === 'confirmed',
  )
  if (reported === undefined || isTold) return facts
  const claimed = claimedCause(reported, at, named, call)
  return { found: [...claimed.found, ...facts.found], candidates: [...facts.candidates, ...claimed.candidates] }
}

/** What AWS would refuse next, if only the layer that it named were mended everywhere. */
function nextDenials(requests: readonly JudgedRequest[], at: number, claimed: string | null): readonly NextDenial[] {
  const reported = requests[at]?.decision.blockedBy ?? []
  const mended =
    claimed !== null && reported.some((layer) => layer === claimed)
      ? [claimed]
      : claimed === null
        ? reported.slice(0, 1)
        : []
  return requests.flatMap(({ decision }, request) => {
    const left = decision.blockedBy.filter((layer) => !mended.some((m) => m === layer))
    return left.length === 0 || (request === at && mended.length === 0) ? [] : [{ request, blockedBy: left }]
  })
}

/** What AWS certainly refuses of the requests that only some runs of the call make. */
function occasionalDenials(call: Call): readonly OccasionalDenial[] {
  return occasionalOf(call).flatMap(({ occasion, authorization }) => {
    const decision = decide(authorization.request, authorization.policies, authorization.gates)
    return decision.blockedBy.length === 0 ? [] : [{ occasion, authorization, decision }]
  })
}

function assumptionsOf(requests: readonly JudgedRequest[]): Diagnosis['assumptions'] {
  const all = requests.flatMap((r) => r.authorization.assumptions)
  return all.filter((a, i) => all.findIndex((other) => JSON.stringify(other) === JSON.stringify(a)) === i)
}
