import type { Decision, Layer } from '../engine/trace.ts'
import type { Authorization } from '../services/authorization.ts'
import type { Call } from '../services/call.ts'
import type { Edit } from './edit.ts'

/** An edit that a cause proposes, for one layer of one request or for the call as a whole. */
export interface Candidate {
  readonly edit: Edit
  /** Code of the cause. */
  readonly cause: string
  readonly request: number
  /** Null for an edit of the call as a whole: it opens every layer or none. */
  readonly layer: Layer | null
}

/** What a plan is made for. */
export interface PlanInput {
  readonly authorizations: readonly Authorization[]
  readonly decisions: readonly Decision[]
  /** In the order in which they are preferred: smallest first. */
  readonly candidates: readonly Candidate[]
  readonly call: Call
}
