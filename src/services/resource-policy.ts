import type { ResourcePolicyKind } from '../engine/policies.ts'
import { parseArn } from '../iam/arn.ts'
import { isDirectoryControl } from '../iam/directory-bucket.ts'
import type { Fact, Missing } from '../snapshot/fact.ts'
import { catalogPolicy } from '../snapshot/glue.ts'
import { findRole } from '../snapshot/iam.ts'
import { findKey, keyPolicy } from '../snapshot/kms.ts'
import { storedResourcePolicy } from '../snapshot/resource-policies.ts'
import { bucketAccount, bucketPolicy } from '../snapshot/s3.ts'
import { tableBucketOf, tableBucketPolicy, tablePolicy } from '../snapshot/s3-tables.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { StoredPolicy } from '../snapshot/stored-policy.ts'

/** A document attached to a resource, and what kind it is. */
export interface ResourcePolicy {
  readonly kind: ResourcePolicyKind
  readonly policy: Fact<StoredPolicy>
  /** A second document that is judged together with the first: the policy of the table bucket around a table. */
  readonly around?: Fact<StoredPolicy>
}

const nowhere = { file: '', pointer: '' }
const noPolicy: Fact<StoredPolicy> = { kind: 'absent', source: nowhere }

/** The policy attached to the resource of a request, read from the snapshot; absent where the service has none. */
export function resourcePolicyOf(
  action: string,
  resource: string,
  resourceAccount: string | null | 'unknown',
  snapshot: Snapshot,
): ResourcePolicy {
  const arn = parseArn(resource)
  if (arn === null) return { kind: 'ordinary', policy: noPolicy }
  switch (arn.service) {
    case 's3':
      return { kind: 'ordinary', policy: bucketPolicy(snapshot, bucketOf(resource) ?? '') }
    case 's3express':
      return {
        kind: 'ordinary',
        policy: isDirectoryControl(action) ? noPolicy : bucketPolicy(snapshot, bucketOf(resource) ?? ''),
      }
    case 's3tables':
      return tablePolicies(resource, snapshot)
    case 'kms':
      return keyPolicyOf(resource, snapshot)
    case 'glue':
      return {
        kind: 'ordinary',
        policy: isCatalogResource(arn.resource) ? catalogPolicy(snapshot, arn.account, arn.region) : noPolicy,
      }
    case 'iam':
      return isAssumeRole(action)
        ? { kind: 'trust', policy: trustPolicy(resource, snapshot) }
        : { kind: 'ordinary', policy: noPolicy }
    case 'sqs':
    case 'sns':
    case 'lambda':
    case 'secretsmanager':
    case 'ecr':
      return {
        kind: 'ordinary',
        policy: resourceAccount === null ? noPolicy : storedResourcePolicy(snapshot, resource),
      }
    default:
      return { kind: 'ordinary', policy: noPolicy }
  }
}

// AWS: across accounts a resource-based policy decides, and many services have one.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html
/** Whether the resource is of another account and of a service whose resource policies no snapshot holds. */
export function isUnreadAway(
  resource: string,
  resourceAccount: string | null | 'unknown',
  callerAccount: string | null,
): boolean {
  const service = parseArn(resource)?.service
  const isAway = resourceAccount !== null && resourceAccount !== callerAccount
  return isAway && service !== undefined && !readServices.has(service) && !servicesWithoutPolicies.has(service)
}

const readServices: ReadonlySet<string> = new Set([
  's3',
  's3express',
  's3tables',
  'kms',
  'glue',
  'iam',
  'sqs',
  'sns',
  'lambda',
  'secretsmanager',
  'ecr',
])

const servicesWithoutPolicies: ReadonlySet<string> = new Set([
  'athena',
  'cloudformation',
  'ec2',
  'elasticmapreduce',
  'lakeformation',
  'rds',
  'sts',
])

/** What reading such a policy would take. */
export function unreadPolicy(resource: string): Missing {
  return {
    reason: 'notCollected',
    what: { en: `resource-based policy of ${resource}`, ko: `${resource}의 리소스 기반 정책` },
    permission: null,
    command: null,
  }
}

/** A key that does not exist has no policy; the policy of an AWS managed key says nothing that is not known of all of them. */
function keyPolicyOf(resource: string, snapshot: Snapshot): ResourcePolicy {
  const key = findKey(snapshot, resource)
  if (key.kind === 'absent') return { kind: 'ordinary', policy: noPolicy }
  const arn = key.kind === 'known' ? key.value.arn : resource
  const isAwsManaged = /:alias\/aws\//.test(resource) || (key.kind === 'known' && key.value.manager === 'AWS')
  if (!isAwsManaged && !/:key\//.test(arn)) return { kind: 'ordinary', policy: noPolicy }
  const policy = keyPolicy(snapshot, arn)
  return { kind: 'key', policy: isAwsManaged && policy.kind === 'unknown' ? noPolicy : policy }
}

// AWS: the policy of a table and that of its table bucket are evaluated together.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-tables-resource-based-policies.html
function tablePolicies(resource: string, snapshot: Snapshot): ResourcePolicy {
  const bucket = tableBucketOf(resource)
  if (bucket === null) return { kind: 'ordinary', policy: noPolicy }
  const around = tableBucketPolicy(snapshot, bucket)
  return resource === bucket
    ? { kind: 'ordinary', policy: around }
    : { kind: 'ordinary', policy: tablePolicy(snapshot, resource), around }
}

/** `sts:AssumeRole` and its kin, `sts:TagSession` and `sts:SetSourceIdentity`: judged against the role's trust policy. */
export function isAssumeRole(action: string): boolean {
  return /^sts:(assumerole\w*|tagsession|setsourceidentity|setcontext)$/i.test(action)
}

function trustPolicy(roleArn: string, snapshot: Snapshot): Fact<StoredPolicy> {
  const role = findRole(snapshot, accountInArn(roleArn) ?? '', roleArn.split('/').at(-1) ?? '')
  if (role.kind === 'known')
    return { kind: 'known', value: role.value.trustPolicy, source: role.value.trustPolicy.source }
  return role
}

function isCatalogResource(resource: string): boolean {
  return /^(catalog|database|table|tableVersion|userDefinedFunction|connection)(\/|$)/.test(resource)
}

/** The bucket of an S3 ARN, `arn:aws:s3:::bucket/key`, or of a directory bucket's own; null for other ARNs. */
export function bucketOf(arn: string): string | null {
  const parts = parseArn(arn)
  if (parts?.service === 's3express') return /^bucket\/([^/]+)$/.exec(parts.resource)?.[1] ?? null
  if (parts === null || parts.service !== 's3' || parts.account !== '') return null
  return parts.resource.split('/')[0] ?? null
}

/** The object key of an S3 ARN; null for a bucket or an access point. */
export function objectKeyOf(arn: string): string | null {
  const parts = parseArn(arn)
  if (parts === null || parts.service !== 's3') return null
  if (parts.account !== '') return /^accesspoint[/:][^/:]+[/:]object\/([\s\S]*)$/.exec(parts.resource)?.[1] ?? null
  const slash = parts.resource.indexOf('/')
  return slash < 0 ? null : parts.resource.slice(slash + 1)
}

// AWS: `${*}`, `${?}` and `${$}` stand for the characters themselves wherever variables stand: in the last part of a
// Resource too, in policies of version 2012-10-17.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-specialchars
/**
 * A resource as a policy names it and nothing else. Whoever asks for an object chooses its key, so that a `*` in it is no
 * wildcard; in ARNs of other services AWS itself writes one for what has no name yet (`instance/*`).
 */
export function literalResource(resource: string): string {
  const key = objectKeyOf(resource)
  if (key === null) return resource
  const literal = key.replace(/[*?]|\$(?=\{)/g, (character) => `\${${character}}`)
  return `${resource.slice(0, resource.length - key.length)}${literal}`
}

/**
 * Account that owns a resource: the ARN's own account, for a bucket the account that the snapshot shows to own it, for
 * `*` the caller's. Null only for anonymous callers without a resource.
 */
export function ownerOf(resource: string, callerAccount: string | null, snapshot: Snapshot): string | null | 'unknown' {
  if (resource === '*') return callerAccount
  const bucket = bucketOf(resource)
  if (bucket === null || accountInArn(resource) !== null) return accountInArn(resource) ?? callerAccount
  const account = bucketAccount(snapshot, bucket)
  return account.kind === 'known' ? account.value : 'unknown'
}

/** Account that owns a resource, as far as its ARN tells; S3 buckets need the snapshot. */
export function accountInArn(resource: string): string | null {
  const account = parseArn(resource)?.account
  return account !== undefined && /^\d{12}$/.test(account) ? account : null
}
