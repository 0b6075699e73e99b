import type { Context } from '../iam/context.ts'
import type { Hop } from './authorization.ts'
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
}

/** The context that a service adds to none of its calls. */
export const noExtra: Context = new Map()

/** The call's own authorization, with nothing added. */
export function directRequest(caller: Caller, action: string, resource: string, reported: boolean): PlannedRequest {
  return { caller, action, resource, hop: { kind: 'direct' }, extra: noExtra, reported }
}

/** Puts a plan and the reported request together: the reported one is marked, or put first where the plan lacks it. */
export function markReported(plan: readonly PlannedRequest[], reported: PlannedRequest): readonly PlannedRequest[] {
  const at = plan.findIndex((p) => sameRequest(p, reported))
  if (at < 0) return [{ ...reported, reported: true }, ...plan.map((p) => ({ ...p, reported: false }))]
  return plan.map((p, i) => ({ ...p, reported: i === at }))
}

function sameRequest(a: PlannedRequest, b: PlannedRequest): boolean {
  return a.action.toLowerCase() === b.action.toLowerCase() && a.resource === b.resource
}

/** Each authorization once, in the order of its first appearance. */
export function withoutRepeats(plan: readonly PlannedRequest[]): readonly PlannedRequest[] {
  return plan.filter((p, i) => plan.findIndex((other) => sameRequest(other, p) && other.hop.kind === p.hop.kind) === i)
}
