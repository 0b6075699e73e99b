import type { AccessRequest } from '../engine/request.ts'
import type { Layer, Verdict } from '../engine/trace.ts'
import type { BoundaryCopy } from './boundary-copy.ts'
import type { Edit } from './edit.ts'
import type { Owner } from './owner.ts'
import type { Oversize } from './size-limit.ts'

/** One edit of a fix, ready to be shown: what changes, who can do it, and how. */
export interface RenderedEdit {
  readonly edit: Edit
  /** Code of the cause that proposed it. */
  readonly cause: string
  /** In the words of `formats/diagnosis.md`: `identity:user/dave`, `bucket-policy:reports`, `request`. */
  readonly target: string
  readonly owner: Owner
  /** Name of the edited document, for words. */
  readonly policyName: string | null
  /** Set where the edited document is a copy, because nobody but AWS edits the recorded one. */
  readonly copy: BoundaryCopy | null
  /** AWS CLI command that applies the whole new document; null where there is none to run. */
  readonly cli: string | null
  /** Unified diff of this edit; empty for a request edit. */
  readonly diff: string
  /** The whole new document after all edits of the fix; null for a request edit. */
  readonly document: unknown
}

/** Other requests tried against a fix. */
export interface AlsoAllows {
  readonly triedCount: number
  readonly newlyAllowedCount: number
  /** At most five of the newly allowed. */
  readonly examples: readonly AccessRequest[]
}

/** Why a proposal was not verified: a layer that still denies, a fact that is missing, or nothing to evaluate at all. */
export type Unverified =
  | { readonly kind: 'stillDenied'; readonly layers: readonly Layer[]; readonly request: number }
  | { readonly kind: 'notKnown'; readonly layers: readonly Layer[]; readonly request: number }
  | { readonly kind: 'nothingEvaluated'; readonly layers: readonly []; readonly request: number }
  | {
      /** The edited documents allow the chain, but AWS takes none as long as this. */
      readonly kind: 'tooLong'
      readonly layers: readonly []
      readonly request: number
      readonly oversize: Oversize
    }

/** A set of edits that together were re-evaluated over the whole chain. */
export interface Fix {
  readonly edits: readonly RenderedEdit[]
  /** Made by `verify` alone. */
  readonly outcome: { readonly verified: true } | { readonly verified: false; readonly reason: Unverified }
  readonly verdictAfter: readonly Verdict[]
  readonly alsoAllows: AlsoAllows
}
