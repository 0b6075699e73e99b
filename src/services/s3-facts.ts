import type { AccessRequest } from '../engine/request.ts'
import type { ContextValue } from '../iam/context.ts'
import {
  accountPublicAccessBlock,
  bucketAcl,
  bucketPublicAccessBlock,
  mfaDelete,
  ownershipControls,
  requestPayment,
} from '../snapshot/s3-settings.ts'
import { type AccessPointPath, accessPointPath } from './access-point.ts'
import type { Call } from './call.ts'
import { type Reading, readingOf, truthOf } from './reading.ts'
import { bucketOf, objectKeyOf } from './resource-policy.ts'
import type { ObjectOwnership } from './s3-acl.ts'
import { blocksOf } from './s3-block-facts.ts'
import { plainS3Facts, type S3Facts } from './s3-gates.ts'
import { encryptionFacts, newAclOf, newPolicyOf, saysAclsDisabled } from './s3-new-facts.ts'
import { aclOf, lockFacts, objectFacts } from './s3-object-facts.ts'
import type { PublicAccessBlock } from './s3-public-access.ts'
import { sentHeaders } from './s3-sent-headers.ts'
import { type Known, known } from './truth.ts'

/** What the snapshot and the call tell of a request to S3 besides policies. */
export function s3FactsOf(request: AccessRequest, call: Call, reading: Reading): S3Facts {
  const { resourceAccount: owner } = request
  const { snapshot } = call
  const point = pointFacts(accessPointPath(request.resource, snapshot), reading)
  const resource = request.bucketResource ?? request.resource
  const bucket = bucketOf(resource)
  if (bucket === null) return { ...plainS3Facts, ...point.facts }
  const key = objectKeyOf(resource)
  const account = owner === 'unknown' ? null : owner
  const caller = request.principal.account
  const sent = sentHeaders(call, request.context)
  const blocks = [
    { level: 'bucket', block: bucketPublicAccessBlock(snapshot, bucket) } as const,
    ...(account === null ? [] : [{ level: 'account', block: accountPublicAccessBlock(snapshot, account) } as const]),
  ]
  return {
    ...plainS3Facts,
    ...point.facts,
    bucketOwner: owner === 'unknown' ? readingOf(reading, null) : known(owner),
    publicAccessBlocks: [...blocksOf(blocks, call, reading), ...point.blocks],
    newPolicy: newPolicyOf(call, request.action, reading),
    objectOwnership: ownershipOf(bucket, call, reading),
    ...(key === null || key.includes('*') ? {} : objectFacts(bucket, key, account, caller, snapshot, reading)),
    ...lockFacts(bucket, key, lockHeaders(request, sent), call, reading),
    mfaDelete: truthOf(mfaDelete(snapshot, bucket), (isOn) => isOn, reading, false),
    // What CloudTrail or a pasted text does not show can have been sent all the same.
    mfaHeader: sent.has('x-amz-mfa') || (call.denial.source === 'request' ? false : 'unknown'),
    bucketAcl: aclOf(bucketAcl(snapshot, bucket), caller, snapshot, reading),
    newAcl: newAclOf(call, request.action, account, sent, reading),
    requesterPays: truthOf(requestPayment(snapshot, bucket), (payer) => payer === 'Requester', reading, false),
    requestPayerHeader: sent.has('x-amz-request-payer'),
    ...encryptionFacts(bucket, sent, call, reading),
    expectedBucketOwner: known(sent.get('x-amz-expected-bucket-owner') ?? null),
  }
}

function lockHeaders(
  { context }: AccessRequest,
  sent: ReadonlyMap<string, string>,
): { readonly versionId: string | null; readonly bypasses: boolean } {
  const given: ContextValue = context.get('s3:versionid') ?? []
  const versionId = given === 'unknown' ? null : (given[0] ?? sent.get('versionid') ?? null)
  return { versionId, bypasses: sent.get('x-amz-bypass-governance-retention')?.toLowerCase() === 'true' }
}

interface PointFacts {
  readonly facts: Partial<S3Facts>
  readonly blocks: readonly PublicAccessBlock[]
}

function pointFacts(path: AccessPointPath | null, reading: Reading): PointFacts {
  if (path === null) return { facts: {}, blocks: [] }
  if (path.accessPoint.kind !== 'known') {
    return { facts: reading === 'plain' ? {} : { networkOrigin: 'unknown', vpcId: 'unknown' }, blocks: [] }
  }
  const { networkOrigin, vpcId, publicAccessBlock } = path.accessPoint.value
  return {
    facts: { networkOrigin: known(networkOrigin), vpcId: known(vpcId) },
    blocks: publicAccessBlock === null ? [] : [{ level: 'accessPoint', ...publicAccessBlock }],
  }
}

// AWS: a bucket without the setting behaves as ObjectWriter; the error code says that the bucket's ACLs are disabled.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-ownership-error-responses.html
function ownershipOf(bucket: string, call: Call, reading: Reading): Known<ObjectOwnership | null> {
  const setting = ownershipControls(call.snapshot, bucket)
  if (setting.kind === 'absent') return known('ObjectWriter')
  if (setting.kind === 'unknown') {
    return saysAclsDisabled(call) ? known('BucketOwnerEnforced') : readingOf(reading, null)
  }
  const { value } = setting
  return known(value === 'BucketOwnerEnforced' || value === 'BucketOwnerPreferred' ? value : 'ObjectWriter')
}
