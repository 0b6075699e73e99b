import type { OverlaidAnswer } from '../snapshot/overlay.ts'
import type { Owner } from './owner.ts'
import type { StatementRef } from './statement-ref.ts'

/** A statement as JSON, as it would be added to a document. */
export type StatementJson = Readonly<Record<string, unknown>>

/** Where a statement is added: a document of the snapshot, or one that does not exist yet. */
export type Destination =
  | { readonly kind: 'existing'; readonly policyId: string }
  /** A new inline policy of a user or role, a bucket policy where there is none, a session policy. */
  | {
      readonly kind: 'new'
      readonly target: string
      readonly policyName: string | null
      readonly account: string | null
      readonly region: string | null
      /** True for a customer managed policy that is attached to the target. */
      readonly isManaged?: boolean
    }

/** One change to one document or to the request; the smallest unit of a fix. */
export type Edit =
  | { readonly kind: 'addStatement'; readonly to: Destination; readonly statement: StatementJson }
  /** `mends` is the listed ARN that was meant to cover the resource, and stays listed beside it. */
  | { readonly kind: 'addResource'; readonly at: StatementRef; readonly resource: string; readonly mends?: string }
  | { readonly kind: 'replaceResource'; readonly at: StatementRef; readonly from: string; readonly resource: string }
  | { readonly kind: 'addAction'; readonly at: StatementRef; readonly action: string }
  | { readonly kind: 'replaceAction'; readonly at: StatementRef; readonly from: string; readonly action: string }
  | { readonly kind: 'removeAction'; readonly at: StatementRef; readonly action: string }
  | { readonly kind: 'addPrincipal'; readonly at: StatementRef; readonly principal: string }
  | { readonly kind: 'replacePrincipal'; readonly at: StatementRef; readonly from: string; readonly principal: string }
  | { readonly kind: 'removePrincipal'; readonly at: StatementRef; readonly principal: string }
  | { readonly kind: 'removeStatement'; readonly at: StatementRef }
  /** Keeps a Deny for everyone but one principal, by a condition on `aws:PrincipalArn`. */
  | { readonly kind: 'exceptPrincipal'; readonly at: StatementRef; readonly principal: string }
  /** Splits a Deny: its other actions stay denied for everyone, this one for everyone but one principal. */
  | {
      readonly kind: 'exceptPrincipalForAction'
      readonly at: StatementRef
      readonly principal: string
      readonly action: string
    }
  /** Keeps a Deny for every resource but one: `Resource: "*"` becomes `NotResource`, or `NotResource` one ARN longer. */
  | { readonly kind: 'exceptResource'; readonly at: StatementRef; readonly resource: string }
  | { readonly kind: 'addNotAction'; readonly at: StatementRef; readonly action: string }
  | {
      readonly kind: 'addConditionValue'
      readonly at: StatementRef
      readonly operator: string
      readonly key: string
      readonly value: string
    }
  /** Lets calls that an AWS service makes for the caller through: `"Bool": {"aws:ViaAWSService": "false"}` in a Deny. */
  | { readonly kind: 'exceptForwardedCalls'; readonly at: StatementRef }
  | { readonly kind: 'setVersion'; readonly policyId: string }
  /**
   * Not a policy: the caller sends the request with this value of a context key, without it where `values` is empty, or
   * for another resource where `key` is `requestedResource`.
   */
  | { readonly kind: 'changeRequest'; readonly key: string; readonly values: readonly string[] }
  /** A setting outside policy documents; `answers` are what AWS would then answer, so that the chain can be decided anew. */
  | { readonly kind: 'changeSetting'; readonly setting: Setting; readonly answers: readonly OverlaidAnswer[] }
  /** No change of a policy or setting is right. */
  | { readonly kind: 'noChange'; readonly reason: NoChange; readonly subject: string }

/** The key of a `changeRequest` that asks for another resource. */
export const requestedResource = 'resource'

/** Settings that a fix can change. */
export type SettingName =
  | 'restrictPublicBucketsOff'
  | 'ignorePublicAclsOff'
  | 'blockPublicAclsOff'
  | 'blockPublicPolicyOff'
  | 'objectOwnershipPreferred'
  | 'objectOwnershipEnforced'
  | 'objectAclBucketOwner'
  | 'objectAclCaller'
  | 'objectAclPublicRead'
  | 'legalHoldOff'
  | 'allowEncryption'
  | 'copyObjectOntoItself'
  | 'objectEncryption'
  | 'bucketEncryption'
  | 'enableKey'
  | 'cancelKeyDeletion'
  | 'importKeyMaterial'
  | 'connectKeyStore'
  | 'createGrant'
  | 'grantLakeFormation'
  | 'routeToS3'
  | 'detachPolicy'

/** One setting and how to change it. */
export interface Setting {
  readonly name: SettingName
  /** In the words of `formats/diagnosis.md`: `s3-setting:public-access-block/reports`. */
  readonly target: string
  /** What the setting is of: a bucket, a key, a table, a subnet. */
  readonly subject: string
  readonly owner: Owner
  /** AWS CLI command that changes it; null where no single command does. */
  readonly command: string | null
}

/** Why nothing is to be changed. */
export type NoChange =
  | 'objectMissing'
  | 'stillPropagating'
  | 'alreadyChanged'
  | 'credentials'
  | 'keyMissing'
  | 'networkPath'
  | 'outputLocation'
  | 'bucketMissing'
  | 'objectArchived'
  | 'dropAclHeader'
  | 'signRequest'
  | 'waitForRetention'
  | 'narrowNewPolicy'
  | 'otherPrincipal'

/** Whether an edit puts right what a document already says by mistake: a misspelt ARN or action, a version without variables. */
export function isMend(edit: Edit): boolean {
  if (edit.kind === 'addResource') return edit.mends !== undefined
  return edit.kind.startsWith('replace') || edit.kind === 'setVersion'
}

/** The document that an edit changes, or null where it changes the request. */
export function policyIdOf(edit: Edit): string | null {
  switch (edit.kind) {
    case 'changeRequest':
    case 'changeSetting':
    case 'noChange':
      return null
    case 'setVersion':
      return edit.policyId
    case 'addStatement':
      return edit.to.kind === 'existing' ? edit.to.policyId : newPolicyId(edit.to.target, edit.to.policyName)
    default:
      return edit.at.policyId
  }
}

/** The id of a document that an edit would create. */
export function newPolicyId(target: string, policyName: string | null): string {
  return `new#${target}#${policyName ?? ''}`
}
