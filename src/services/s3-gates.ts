import { decide } from '../engine/decide.ts'
import type { Gate } from '../engine/gates.ts'
import type { PolicySet } from '../engine/policies.ts'
import type { AccessRequest } from '../engine/request.ts'
import type { ContextValue } from '../iam/context.ts'
import { refusalIf } from './refusal.ts'
import { aclGates } from './s3-acl.ts'
import { type MfaDeleteFacts, mfaDeleteGates } from './s3-mfa-delete.ts'
import { type ObjectLockFacts, objectLockGates } from './s3-object-lock.ts'
import { ignoredAclGates, type PublicAccessFacts, publicAccessGates, withoutIgnoredAcls } from './s3-public-access.ts'
import { all, any, claimOf, type Known, not, type Truth } from './truth.ts'

/** What besides policies decides a request to Amazon S3. */
export interface S3Facts extends PublicAccessFacts, ObjectLockFacts, MfaDeleteFacts {
  /** The only VPC that the access point takes requests from; null where it is not stated. */
  readonly vpcId: Known<string | null>
  readonly requesterPays: Truth
  /** Whether the request says `x-amz-request-payer: requester`. */
  readonly requestPayerHeader: Truth
  readonly blockedEncryptionTypes: Known<readonly string[]>
  /** How the request asks S3 to encrypt the object, as `SSE-C`; null where it does not ask. */
  readonly requestEncryption: Known<string | null>
  /** The account in `x-amz-expected-bucket-owner`; null where the request does not send the header. */
  readonly expectedBucketOwner: Known<string | null>
  readonly objectExists: Truth
  /** Null where it follows from the policies. */
  readonly callerHasListBucket: Known<boolean | null>
}

/** The facts of a request that nothing but policies bears on. */
export const plainS3Facts: S3Facts = {
  publicAccessBlocks: [],
  newPolicy: { known: null },
  policyStatus: { known: null },
  bucketOwner: { known: null },
  objectOwnership: { known: null },
  objectOwner: { known: null },
  objectAcl: { known: [] },
  bucketAcl: { known: [] },
  newAcl: { known: null },
  networkOrigin: { known: null },
  vpcId: { known: null },
  requesterPays: false,
  requestPayerHeader: false,
  retention: { known: null },
  legalHold: false,
  bypassHeader: false,
  isStated: false,
  mfaDelete: false,
  mfaHeader: false,
  blockedEncryptionTypes: { known: [] },
  requestEncryption: { known: null },
  expectedBucketOwner: { known: null },
  objectExists: true,
  callerHasListBucket: { known: null },
}

/** Every gate outside policy documents that bears on a request to Amazon S3; none for other services. */
export function s3Gates(request: AccessRequest, policies: PolicySet, facts: S3Facts): readonly Gate[] {
  if (!request.action.toLowerCase().startsWith('s3:')) return []
  const gates = [
    ...aclGates(request, withoutIgnoredAcls(facts, request.principal)),
    ...publicAccessGates(request, policies, facts),
    ...networkOriginGates(request, facts),
    ...requesterPaysGates(request, facts),
    ...objectLockGates(request, policies, facts),
    ...mfaDeleteGates(request, facts),
    ...blockedEncryptionGates(request, facts),
    ...expectedOwnerGates(facts),
    ...maskedKeyGates(request, policies, facts),
  ]
  return [...gates, ...ignoredAclGates(request, policies, facts, gates)]
}

// AWS: an access point with a VPC origin rejects every request that does not come from that VPC.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-vpc.html
function networkOriginGates(request: AccessRequest, facts: S3Facts): readonly Gate[] {
  const isVpcOnly = claimOf(facts.networkOrigin, (origin) => origin === 'VPC')
  const refuses = all(isVpcOnly, not(comesFrom(facts.vpcId, request)))
  return refusalIf(refuses, 'accessPointNetworkOrigin', 'explicitDeny', {
    vpcId: facts.vpcId === 'unknown' ? null : facts.vpcId.known,
  })
}

function comesFrom(vpcId: Known<string | null>, request: AccessRequest): Truth {
  const vpcs: ContextValue = request.context.get('aws:sourcevpc') ?? []
  if (vpcs === 'unknown') return 'unknown'
  const [vpc] = vpcs
  // A request through an endpoint comes from some VPC, even where only the endpoint is on record.
  if (vpc === undefined) return request.context.has('aws:sourcevpce') ? 'unknown' : false
  return claimOf(vpcId, (id) => (id === null ? 'unknown' : id === vpc))
}

// AWS: requests to a Requester Pays bucket without the header are refused with 403, anonymous ones always.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/RequesterPaysBuckets.html
function requesterPaysGates(request: AccessRequest, facts: S3Facts): readonly Gate[] {
  if (!isChargedTo(request)) return []
  const { principal } = request
  const isOwner =
    principal.account === null ? (false as const) : claimOf(facts.bucketOwner, (owner) => owner === principal.account)
  const pays = principal.kind === 'anonymous' ? false : facts.requestPayerHeader
  // UNSURE: AWS does not say how a service principal pays.
  const isExempt = any(isOwner, principal.kind === 'service' ? 'unknown' : false)
  const refuses = all(facts.requesterPays, not(pays), not(isExempt))
  return refusalIf(refuses, 'requesterPays', 'explicitDeny', { header: 'x-amz-request-payer' })
}

function isChargedTo(request: AccessRequest): boolean {
  return objectResource.test(request.resource) || request.action.toLowerCase().startsWith('s3:listbucket')
}

const objectResource = /^arn:[^:]*:s3:::[^/]+\/|^arn:[^:]*:s3:[^:]*:[^:]*:accesspoint\/[^/]+\/object\//

// AWS: a bucket can block uploads with customer-provided keys; such a PUT, copy or multipart upload gets 403.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html
function blockedEncryptionGates(request: AccessRequest, facts: S3Facts): readonly Gate[] {
  if (request.action.toLowerCase() !== 's3:putobject') return []
  const refuses = claimOf(facts.requestEncryption, (wanted) => {
    if (wanted === null) return false
    return claimOf(facts.blockedEncryptionTypes, (blocked) =>
      blocked.some((type) => type.toLowerCase() === wanted.toLowerCase()),
    )
  })
  return refusalIf(refuses, 'blockedEncryption', 'explicitDeny', {
    encryption: facts.requestEncryption === 'unknown' ? null : facts.requestEncryption.known,
  })
}

// AWS: a request whose expected bucket owner is not the owner fails with 403.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html
function expectedOwnerGates(facts: S3Facts): readonly Gate[] {
  const refuses = claimOf(facts.expectedBucketOwner, (expected) => {
    if (expected === null) return false
    return claimOf(facts.bucketOwner, (owner) => (owner === null ? 'unknown' : owner !== expected))
  })
  return refusalIf(refuses, 'expectedBucketOwner', 'explicitDeny', {
    expected: facts.expectedBucketOwner === 'unknown' ? null : facts.expectedBucketOwner.known,
    owner: facts.bucketOwner === 'unknown' ? null : facts.bucketOwner.known,
  })
}

// AWS: for an object that does not exist S3 answers 404 to who may list the bucket, and 403 to everyone else.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
function maskedKeyGates(request: AccessRequest, policies: PolicySet, facts: S3Facts): readonly Gate[] {
  if (facts.objectExists === true || !readsObject.has(request.action.toLowerCase())) return []
  const mayList = claimOf(facts.callerHasListBucket, (told) => told ?? mayListBucket(request, policies))
  const refuses = all(not(facts.objectExists), not(mayList))
  return refusalIf(refuses, 'noSuchKeyMasked', 'implicitDeny', { neededAction: 's3:ListBucket' })
}

const readsObject: ReadonlySet<string> = new Set([
  's3:getobject',
  's3:getobjectversion',
  's3:getobjectacl',
  's3:getobjectversionacl',
  's3:getobjecttagging',
  's3:getobjectversiontagging',
  's3:getobjectattributes',
  's3:getobjectversionattributes',
  's3:getobjectretention',
  's3:getobjectlegalhold',
])

function mayListBucket(request: AccessRequest, policies: PolicySet): Truth {
  const resource = bucketOf(request.resource)
  const bucketResource = request.bucketResource === undefined ? null : bucketOf(request.bucketResource)
  if (resource === null) return 'unknown'
  const context = new Map<string, ContextValue>(request.context)
  // UNSURE: AWS does not say which listing parameters it compares when it decides between 403 and 404.
  for (const key of ['s3:prefix', 's3:delimiter', 's3:max-keys']) context.set(key, 'unknown')
  const behind = bucketResource === null ? {} : { bucketResource }
  const { possible } = decide({ ...request, action: 's3:ListBucket', resource, ...behind, context }, policies, [])
  if (!possible.includes('allowed')) return false
  return possible.length === 1 ? true : 'unknown'
}

/** The bucket or access point that holds an object. */
function bucketOf(objectArn: string): string | null {
  const match = /^(arn:[^:]*:s3:::[^/]+)\/|^(arn:[^:]*:s3:[^:]*:[^:]*:accesspoint\/[^/]+)\//.exec(objectArn)
  return match?.[1] ?? match?.[2] ?? null
}
