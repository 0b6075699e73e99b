import type { Phrase } from './phrase.ts'
/** `Allow` or `Deny`, spelled as in a policy document: the value is case-sensitive. */
export type Effect = 'Allow' | 'Deny'

/** The language version a document is read in; an absent `Version` means `2008-10-17`. */
export type PolicyVersion = '2012-10-17' | '2008-10-17'

/** `Action`/`NotAction`, `Resource`/`NotResource`: a list of patterns, negated or not. */
export interface PatternElement {
  readonly negated: boolean
  readonly values: readonly string[]
}

/** The kinds of principal that a `Principal` element can name. */
export type PrincipalType = 'AWS' | 'Service' | 'Federated' | 'CanonicalUser'

/** One named principal; `"Principal": "*"` reads as `{ type: 'AWS', value: '*' }`. */
export interface NamedPrincipal {
  readonly type: PrincipalType
  readonly value: string
}

/** `Principal` or `NotPrincipal`. */
export interface PrincipalElement {
  readonly negated: boolean
  readonly principals: readonly NamedPrincipal[]
}

/** The operator of a condition without its set prefix and `IfExists` suffix, in AWS's spelling. */
export type OperatorName =
  | 'StringEquals'
  | 'StringNotEquals'
  | 'StringEqualsIgnoreCase'
  | 'StringNotEqualsIgnoreCase'
  | 'StringLike'
  | 'StringNotLike'
  | 'NumericEquals'
  | 'NumericNotEquals'
  | 'NumericLessThan'
  | 'NumericLessThanEquals'
  | 'NumericGreaterThan'
  | 'NumericGreaterThanEquals'
  | 'DateEquals'
  | 'DateNotEquals'
  | 'DateLessThan'
  | 'DateLessThanEquals'
  | 'DateGreaterThan'
  | 'DateGreaterThanEquals'
  | 'Bool'
  | 'BinaryEquals'
  | 'IpAddress'
  | 'NotIpAddress'
  | 'ArnEquals'
  | 'ArnLike'
  | 'ArnNotEquals'
  | 'ArnNotLike'
  | 'Null'

/** A condition operator, taken apart. */
export interface ConditionOperator {
  /** As written in the document, `ForAllValues:StringLikeIfExists`. */
  readonly text: string
  readonly name: OperatorName
  readonly set: 'ForAllValues' | 'ForAnyValue' | null
  readonly ifExists: boolean
}

/** One key of one operator: `{ "StringEquals": { "aws:PrincipalOrgID": ["o-1"] } }`. */
export interface Condition {
  readonly operator: ConditionOperator
  /** As written; key names compare case-insensitively. */
  readonly key: string
  readonly values: readonly string[]
}

/** One statement of a policy document. */
export interface Statement {
  /** Place in the document, from 0. */
  readonly index: number
  readonly sid: string | null
  readonly effect: Effect
  /** Null in identity policies and other documents without a principal. */
  readonly principal: PrincipalElement | null
  readonly action: PatternElement
  /** Null in trust policies, which have no resource. */
  readonly resource: PatternElement | null
  readonly conditions: readonly Condition[]
}

/** A policy document as the engine reads it. */
export interface PolicyDocument {
  readonly version: PolicyVersion
  /** False where the document has no `Version`. */
  readonly versionIsStated: boolean
  readonly statements: readonly Statement[]
  /** The same document as plain JSON, for edits and for printing. */
  readonly json: unknown
}

/** What was wrong with a document and where, as a JSON pointer into it. */
export interface PolicyProblem {
  readonly pointer: string
  readonly message: Phrase
}

/** A document, or the first fault that makes it unreadable. */
export type ParsedPolicy =
  | { readonly ok: true; readonly document: PolicyDocument }
  | { readonly ok: false; readonly problem: PolicyProblem }
