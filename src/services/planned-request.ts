import type { Context } from '../iam/context.ts'
import type { Hop, Occasion } from './authorization.ts'
import type { Caller } from './caller.ts'

/** One authorization of a call before its policies are read. */
export interface PlannedRequest {
  readonly caller: Caller
  readonly action: string
  readonly resource: string
  readonly hop: Hop
  /** Keys that the service sets for this hop. */
  readonly extra: Context
  /** True for the one that AWS reported as denied. */
  readonly reported: boolean
  /** Absent for a request that every run of the call makes. */
  readonly occasion?: Occasion
  /** The keys with which AWS asks once more where the first request is refused. */
  readonly otherwise?: Context
  /** Set where the account that owns the resource is not known, whatever its ARN says. */
  readonly isOwnerOpen?: true
}

/** The context that a service adds to none of its calls. */
export const noExtra: Context = new Map()

/** The call's own authorization, with nothing added. */
export function directRequest(caller: Caller, action: string, resource: string, reported: boolean): PlannedRequest {
  return { caller, action, resource, hop: { kind: 'direct' }, extra: noExtra, reported }
}

/** An authorization that a service asks for on the way, with nothing added. */
export function requestThrough(hop: Hop, caller: Caller, action: string, resource: string): PlannedRequest {
  return { caller, action, resource, hop, extra: noExtra, reported: false }
}

/**
 * Puts a plan and the reported request together: the planned one is marked, as the resource that AWS named where the
 * plan knew only where it lies (`orders/*` for `orders/run-1.parquet`); a reported one that the plan lacks goes first.
 */
export function markReported(plan: readonly PlannedRequest[], reported: PlannedRequest): readonly PlannedRequest[] {
  const exact = plan.findIndex((p) => sameRequest(p, reported))
  const at = exact >= 0 ? exact : plan.findIndex((p) => covers(p, reported))
  if (at < 0) return [{ ...reported, reported: true }, ...plan.map((p) => ({ ...p, reported: false }))]
  return plan.map((p, i) =>
    i === at ? { ...p, resource: reported.resource, reported: true } : { ...p, reported: false },
  )
}

/** Whether a planned request for all objects below a prefix stands for the reported one. */
function covers(planned: PlannedRequest, reported: PlannedRequest): boolean {
  if (planned.action.toLowerCase() !== reported.action.toLowerCase() || !planned.resource.endsWith('*')) return false
  return reported.resource.startsWith(planned.resource.slice(0, -1))
}

/** Whether a plan holds a request for the action on the resource, or on where it lies. */
export function isPlanned(plan: readonly PlannedRequest[], asked: PlannedRequest): boolean {
  return plan.some((p) => sameRequest(p, asked) || covers(p, asked))
}

function sameRequest(a: PlannedRequest, b: PlannedRequest): boolean {
  return a.action.toLowerCase() === b.action.toLowerCase() && a.resource === b.resource
}

/** Each authorization once, in the order of its first appearance; one that is always made stands for one that is not. */
export function withoutRepeats(plan: readonly PlannedRequest[]): readonly PlannedRequest[] {
  return plan.filter((p, i) => {
    const isSame = (other: PlannedRequest): boolean => isRepeat(other, p)
    const always = plan.findIndex((other) => isSame(other) && other.occasion === undefined)
    return i === (always < 0 ? plan.findIndex(isSame) : always)
  })
}

function isRepeat(one: PlannedRequest, other: PlannedRequest): boolean {
  return (
    sameRequest(one, other) &&
    one.hop.kind === other.hop.kind &&
    // A session for reading a bucket is another than one for writing it.
    (one.otherwise === undefined) === (other.otherwise === undefined)
  )
}

/** The same requests, as ones that are made only in the case given. */
export function onlyWhen(occasion: Occasion, plan: readonly PlannedRequest[]): readonly PlannedRequest[] {
  return plan.map((p) => ({ ...p, occasion }))
}
