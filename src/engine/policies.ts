import type { PolicyDocument } from '../iam/policy.ts'

/** A document with the name by which the trace refers to it. */
export interface NamedPolicy {
  readonly id: string
  readonly document: PolicyDocument
}

/** The policies of one kind that bear on a request: none attached, those read, or not readable. */
export type Policies =
  | { readonly kind: 'none' }
  /** `complete: false` where more policies exist that could not be read. */
  | { readonly kind: 'read'; readonly policies: readonly NamedPolicy[]; readonly complete: boolean }
  | { readonly kind: 'unknown' }

/** One level of an organization, from the root to the account. */
export interface PolicyLevel {
  readonly name: string
  readonly policies: Policies
}

/** Levels of SCPs or RCPs; `none` where the account is in no organization or the type is disabled. */
export type PolicyLevels =
  | { readonly kind: 'none' }
  | { readonly kind: 'read'; readonly levels: readonly PolicyLevel[] }
  | { readonly kind: 'unknown' }

/** What kind of document the resource policy is: trust and key policies must allow explicitly. */
export type ResourcePolicyKind = 'ordinary' | 'trust' | 'key'

/** Every policy that bears on one request. */
export interface PolicySet {
  readonly identity: Policies
  readonly resource: Policies
  readonly resourceKind: ResourcePolicyKind
  readonly boundary: Policies
  readonly session: Policies
  readonly scp: PolicyLevels
  readonly rcp: PolicyLevels
  readonly vpce: Policies
  /** Gateway endpoints admit only `Principal: "*"`. */
  readonly vpceKind: 'gateway' | 'interface' | 'unknown'
  readonly accessPoint: Policies
}
