import type { Gate } from '../engine/gates.ts'
import type { AccessRequest } from '../engine/request.ts'
import { refusalIf } from './refusal.ts'
import { all, any, claimOf, type Known, not, type Truth } from './truth.ts'

/** MFA Delete of a bucket, and what the request says about it. */
export interface MfaDeleteFacts {
  readonly mfaDelete: Truth
  /** Whether the request sends `x-amz-mfa`. */
  readonly mfaHeader: Truth
  readonly bucketOwner: Known<string | null>
}

/** Whether MFA Delete bears on the request: deleting one version, or changing the versioning of the bucket. */
export function asksMfaDelete({ action, context }: AccessRequest): boolean {
  const name = action.toLowerCase()
  return (
    name === 's3:deleteobjectversion' ||
    name === 's3:putbucketversioning' ||
    (name === 's3:deleteobject' && context.has('s3:versionid'))
  )
}

// AWS: with MFA Delete only the root user of the bucket's owner deletes versions and changes versioning, and only with
// the header `x-amz-mfa`. https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMFADelete.html
/** The refusal of MFA Delete. */
export function mfaDeleteGates(request: AccessRequest, facts: MfaDeleteFacts): readonly Gate[] {
  if (!asksMfaDelete(request)) return []
  const { kind, account } = request.principal
  const isOwnersRoot = kind === 'root' ? claimOf(facts.bucketOwner, (owner) => owner === account) : false
  const refuses = all(facts.mfaDelete, any(not(isOwnersRoot), not(facts.mfaHeader)))
  return refusalIf(refuses, 'mfaDelete', 'explicitDeny', { header: 'x-amz-mfa' })
}
