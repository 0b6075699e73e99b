import { actionDoesNotExist } from './action-does-not-exist.ts'
import { arnWhitespace } from './arn-whitespace.ts'
import { arnWrongAccountRegionOrPartition } from './arn-wrong-account-region-or-partition.ts'
import { athenaResultsNotWritable } from './athena-results-not-writable.ts'
import { athenaSourceNotReadable } from './athena-source-not-readable.ts'
import { athenaWorkgroup } from './athena-workgroup.ts'
import { boundaryExplicitDeny } from './boundary-explicit-deny.ts'
import { boundaryNoAllow } from './boundary-no-allow.ts'
import { bucketArnForObjectAction } from './bucket-arn-for-object-action.ts'
import { callerIsNotTheExpectedPrincipal } from './caller-is-not-the-expected-principal.ts'
import type { Cause } from './cause.ts'
import { conditionNotMet } from './condition-not-met.ts'
import { credentialsNotValid } from './credentials-not-valid.ts'
import { forwardedCallLosesNetworkContext } from './forwarded-call-loses-network-context.ts'
import { glueCatalogParentNotAllowed } from './glue-catalog-parent-not-allowed.ts'
import { glueCatalogPolicyDeny } from './glue-catalog-policy-deny.ts'
import { glueNoS3Route } from './glue-no-s3-route.ts'
import { glueRoleNotAssumable } from './glue-role-not-assumable.ts'
import { identityExplicitDeny } from './identity-explicit-deny.ts'
import { identityNoAllow } from './identity-no-allow.ts'
import { identityResourceNotCovered } from './identity-resource-not-covered.ts'
import { kmsAwsManagedKeyCrossAccount } from './kms-aws-managed-key-cross-account.ts'
import { kmsCrossAccountOneSide } from './kms-cross-account-one-side.ts'
import { kmsKeyInOtherRegion } from './kms-key-in-other-region.ts'
import { kmsKeyNotFound } from './kms-key-not-found.ts'
import { kmsKeyNotUsable } from './kms-key-not-usable.ts'
import { kmsKeyPolicyDoesNotDelegate } from './kms-key-policy-does-not-delegate.ts'
import { kmsNoPermission } from './kms-no-permission.ts'
import { kmsViaServiceOrContextMismatch } from './kms-via-service-or-context-mismatch.ts'
import { lakeformationDataLocation } from './lakeformation-data-location.ts'
import { lakeformationNoDataAccess } from './lakeformation-no-data-access.ts'
import { lakeformationNoGrant } from './lakeformation-no-grant.ts'
import { notAnAccessProblem } from './not-an-access-problem.ts'
import { objectArnForBucketAction } from './object-arn-for-bucket-action.ts'
import { passRoleNotAllowed } from './pass-role-not-allowed.ts'
import { permissionStillPropagating } from './permission-still-propagating.ts'
import { policyChangedAfterDenial } from './policy-changed-after-denial.ts'
import { policyVersionWithoutVariables } from './policy-version-without-variables.ts'
import { principalDeleted } from './principal-deleted.ts'
import { rcpExplicitDeny } from './rcp-explicit-deny.ts'
import { resourceExplicitDeny } from './resource-explicit-deny.ts'
import { resourceNoAllowCrossAccount } from './resource-no-allow-cross-account.ts'
import { resourcePolicyMissingAction } from './resource-policy-missing-action.ts'
import { s3AccessPointNetworkOrigin } from './s3-access-point-network-origin.ts'
import { s3AccessPointNotDelegated } from './s3-access-point-not-delegated.ts'
import { s3AccessPointPolicy } from './s3-access-point-policy.ts'
import { s3AclNoGrant } from './s3-acl-no-grant.ts'
import { s3AclsDisabled } from './s3-acls-disabled.ts'
import { s3BlockPublicAccess } from './s3-block-public-access.ts'
import { s3EncryptionRequired } from './s3-encryption-required.ts'
import { s3ExpectedBucketOwner } from './s3-expected-bucket-owner.ts'
import { s3ObjectLock } from './s3-object-lock.ts'
import { s3ObjectMissing } from './s3-object-missing.ts'
import { s3ObjectOwnedByAnotherAccount } from './s3-object-owned-by-another-account.ts'
import { s3RequesterPays } from './s3-requester-pays.ts'
import { scpExplicitDeny } from './scp-explicit-deny.ts'
import { scpNoAllow } from './scp-no-allow.ts'
import { serviceActsWithAnotherRole } from './service-acts-with-another-role.ts'
import { sessionExplicitDeny } from './session-explicit-deny.ts'
import { sessionNoAllow } from './session-no-allow.ts'
import { trustPolicyExplicitDeny } from './trust-policy-explicit-deny.ts'
import { trustPolicyNoAllow } from './trust-policy-no-allow.ts'
import { vpceExplicitDeny } from './vpce-explicit-deny.ts'
import { vpceNoAllow } from './vpce-no-allow.ts'

/** Every cause, by code. */
export const causes: readonly Cause[] = [
  callerIsNotTheExpectedPrincipal,
  credentialsNotValid,
  serviceActsWithAnotherRole,
  policyChangedAfterDenial,
  permissionStillPropagating,
  notAnAccessProblem,
  identityNoAllow,
  identityExplicitDeny,
  identityResourceNotCovered,
  bucketArnForObjectAction,
  objectArnForBucketAction,
  arnWhitespace,
  arnWrongAccountRegionOrPartition,
  actionDoesNotExist,
  conditionNotMet,
  policyVersionWithoutVariables,
  resourceExplicitDeny,
  resourceNoAllowCrossAccount,
  resourcePolicyMissingAction,
  principalDeleted,
  trustPolicyNoAllow,
  trustPolicyExplicitDeny,
  passRoleNotAllowed,
  boundaryNoAllow,
  boundaryExplicitDeny,
  sessionNoAllow,
  sessionExplicitDeny,
  scpNoAllow,
  scpExplicitDeny,
  rcpExplicitDeny,
  vpceNoAllow,
  vpceExplicitDeny,
  s3ObjectOwnedByAnotherAccount,
  s3AclNoGrant,
  s3ExpectedBucketOwner,
  s3AclsDisabled,
  s3BlockPublicAccess,
  s3AccessPointPolicy,
  s3AccessPointNotDelegated,
  s3AccessPointNetworkOrigin,
  s3ObjectMissing,
  s3RequesterPays,
  s3EncryptionRequired,
  s3ObjectLock,
  kmsNoPermission,
  kmsKeyPolicyDoesNotDelegate,
  kmsKeyNotFound,
  kmsKeyInOtherRegion,
  kmsKeyNotUsable,
  kmsAwsManagedKeyCrossAccount,
  kmsCrossAccountOneSide,
  kmsViaServiceOrContextMismatch,
  glueCatalogParentNotAllowed,
  glueCatalogPolicyDeny,
  glueRoleNotAssumable,
  glueNoS3Route,
  athenaSourceNotReadable,
  athenaResultsNotWritable,
  athenaWorkgroup,
  forwardedCallLosesNetworkContext,
  lakeformationNoGrant,
  lakeformationNoDataAccess,
  lakeformationDataLocation,
]
