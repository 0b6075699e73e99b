import type { Condition, Effect, NamedPrincipal } from '../iam/policy.ts'

/** Where a request can be refused. The words are those of `formats/diagnosis.md` and never change. */
export type Layer =
  | 'identity'
  | 'resource'
  | 'boundary'
  | 'session'
  | 'scp'
  | 'rcp'
  | 'vpce'
  | 'accessPoint'
  | 'acl'
  | 'bpa'
  | 'kms'
  | 'kmsKeyState'
  | 'objectOwnership'
  | 'accessPointNetworkOrigin'
  | 'requesterPays'
  | 'objectLock'
  | 'mfaDelete'
  | 'blockedEncryption'
  | 'expectedBucketOwner'
  | 'noSuchKeyMasked'
  | 'lakeformation'

/** The three answers of `EvalDecision` in SimulateCustomPolicy. */
export type Verdict = 'allowed' | 'explicitDeny' | 'implicitDeny'

/** What can grant: the layers of `allowedBy`. */
export type Grantor = 'identity' | 'resource' | 'acl' | 'grant' | 'root'

/** Why one element of a statement did not match the request. */
export type Mismatch =
  | { readonly kind: 'actionNotListed'; readonly listed: readonly string[] }
  | { readonly kind: 'actionExcepted'; readonly excepted: readonly string[] }
  | { readonly kind: 'resourceNotListed'; readonly listed: readonly string[] }
  | { readonly kind: 'resourceExcepted'; readonly excepted: readonly string[] }
  | { readonly kind: 'resourceUnknown'; readonly listed: readonly string[] }
  | { readonly kind: 'principalNotListed'; readonly listed: readonly NamedPrincipal[] }
  | { readonly kind: 'principalExcepted'; readonly excepted: readonly NamedPrincipal[] }
  | { readonly kind: 'principalUnknown'; readonly listed: readonly NamedPrincipal[] }
  | {
      readonly kind: 'conditionNotMet'
      readonly condition: Condition
      readonly wanted: readonly string[]
      readonly actual: readonly string[]
    }
  | { readonly kind: 'contextKeyAbsent'; readonly condition: Condition; readonly wanted: readonly string[] }
  | { readonly kind: 'contextKeyUnknown'; readonly condition: Condition; readonly key: string }

/** How a resource policy names the principal: decides which implicit denies the grant overrides (semantics 1.4). */
export type Naming =
  | 'user'
  | 'role'
  | 'session'
  | 'federatedUser'
  | 'federatingUser'
  | 'account'
  | 'anyone'
  | 'anyoneWithPrincipalArn'
  | 'service'
  | 'federated'
  | 'canonicalUser'

/** Whether a statement applies to the request. */
export type Match = 'yes' | 'no' | 'unknown'

/** One statement against the request: all reasons why it does not apply; none means that it does. */
export interface StatementTrace {
  readonly policyId: string
  readonly index: number
  readonly sid: string | null
  readonly effect: Effect
  readonly mismatches: readonly Mismatch[]
  /** Set where the policy type has principals and the statement's principal matches. */
  readonly naming: Naming | null
}

/** One layer against the request. */
export interface LayerTrace {
  readonly layer: Layer
  /**
   * `none`: nothing of this kind applies, the layer does not take part. `read`: judged on what was read.
   * `unknown`: could not be read, so every verdict it might give is possible.
   */
  readonly presence: 'none' | 'read' | 'unknown'
  readonly statements: readonly StatementTrace[]
  /** Verdicts of this layer alone that are still possible; empty where `presence` is `none`. */
  readonly possible: readonly Verdict[]
  /** SCPs and RCPs: the verdicts of each level from the root to the account, with the level's name. */
  readonly levels: readonly LevelTrace[]
}

/** One level of an SCP or RCP hierarchy. */
export interface LevelTrace {
  /** `root`, an OU id, or the account, as given with the policies. */
  readonly name: string
  readonly possible: readonly Verdict[]
}

/** The answer to one request, with every layer that was judged. */
export interface Decision {
  readonly layers: readonly LayerTrace[]
  /** Every verdict that the unknown facts leave open; one member when it is certain. */
  readonly possible: readonly Verdict[]
  /** Every layer that certainly denies. */
  readonly blockedBy: readonly Layer[]
  /** Layers that deny or not, depending on what is unknown. */
  readonly mayBlock: readonly Layer[]
  readonly allowedBy: readonly Grantor[]
}
