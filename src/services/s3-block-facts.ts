import type { PolicySet } from '../engine/policies.ts'
import type { AccessRequest } from '../engine/request.ts'
import type { Fact } from '../snapshot/fact.ts'
import { bucketPolicy } from '../snapshot/s3.ts'
import { bucketPolicyIsPublic, type PublicAccessBlock as RecordedBlock } from '../snapshot/s3-settings.ts'
import type { Call } from './call.ts'
import { isPublicPolicy } from './public-policy.ts'
import { plainTruth, type Reading } from './reading.ts'
import { bucketOf } from './resource-policy.ts'
import type { PublicAccessBlock, PublicAccessLevel } from './s3-public-access.ts'
import { type Known, known, type Truth } from './truth.ts'

interface RecordedLevel {
  readonly level: PublicAccessLevel
  readonly block: Fact<RecordedBlock>
}

/** Block Public Access at every level that bears on a request, and what AWS's message says of a level that was not read. */
export function blocksOf(
  recorded: readonly RecordedLevel[],
  call: Call,
  reading: Reading,
): readonly PublicAccessBlock[] {
  const blocks = recorded.map(({ level, block }) => blockOf(level, block, reading))
  const stated = statedSetting(call)
  if (stated === null || !recorded.some(({ block }) => block.kind === 'unknown')) return blocks
  return [...blocks, { ...allOf('notRead', false), [stated]: true }]
}

function blockOf(level: PublicAccessLevel, block: Fact<RecordedBlock>, reading: Reading): PublicAccessBlock {
  if (block.kind === 'known') return { level, ...block.value }
  return allOf(level, block.kind === 'absent' ? false : plainTruth(reading, false))
}

function allOf(level: PublicAccessLevel, each: Truth): PublicAccessBlock {
  return { level, blockPublicAcls: each, ignorePublicAcls: each, blockPublicPolicy: each, restrictPublicBuckets: each }
}

// AWS: "... because public ACLs are prevented by the BlockPublicAcls setting in S3 Block Public Access."
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html
/** The Block Public Access setting that AWS's message names; null where it names none. */
export function statedSetting({ denial }: Call): 'blockPublicAcls' | 'blockPublicPolicy' | null {
  if (denial.claim.policyType !== 'blockPublicAccess') return null
  const named = /\b(BlockPublicAcls|BlockPublicPolicy)\b/i.exec(denial.hints.message)?.[1]?.toLowerCase()
  if (named === 'blockpublicacls') return 'blockPublicAcls'
  return named === 'blockpublicpolicy' ? 'blockPublicPolicy' : null
}

// AWS: the status is how S3 itself reads the policy. It was asked for the recorded policy, not for an edited one.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicyStatus.html
/** AWS's own word on whether the bucket policy of a request is public; null where there is none and the policy tells. */
export function policyStatusOf(
  { resource, bucketResource }: AccessRequest,
  { resource: judged }: PolicySet,
  { snapshot }: Call,
): Known<boolean | null> {
  const bucket = bucketOf(bucketResource ?? resource)
  const status = bucket === null ? null : bucketPolicyIsPublic(snapshot, bucket)
  if (bucket === null || status?.kind !== 'known' || judged.kind === 'none') return known(null)
  if (judged.kind === 'unknown') return known(status.value)
  const stored = bucketPolicy(snapshot, bucket)
  const recorded = stored.kind === 'known' && stored.value.document.ok ? stored.value.document.document : null
  const [only, ...others] = judged.policies
  if (recorded === null || only === undefined || others.length > 0) return known(null)
  if (JSON.stringify(only.document.json) === JSON.stringify(recorded.json)) return known(status.value)
  // Where S3 reads the recorded policy otherwise, how it would read the edited one cannot be told.
  return isPublicPolicy(recorded) === !status.value ? 'unknown' : known(null)
}
