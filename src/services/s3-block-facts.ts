import type { Fact } from '../snapshot/fact.ts'
import type { PublicAccessBlock as RecordedBlock } from '../snapshot/s3-settings.ts'
import type { Call } from './call.ts'
import { plainTruth, type Reading } from './reading.ts'
import type { PublicAccessBlock, PublicAccessLevel } from './s3-public-access.ts'
import type { Truth } from './truth.ts'

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
