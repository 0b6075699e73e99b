import type { Fact } from './fact.ts'
import { field, isRecord } from './json.ts'
import { isKnownOperation, missingOf } from './operations.ts'
import type { AnswerPlace } from './path.ts'

const absentCodes: ReadonlySet<string> = new Set([
  'NoSuchBucketPolicy',
  'NoSuchPublicAccessBlockConfiguration',
  'OwnershipControlsNotFoundError',
  'ServerSideEncryptionConfigurationNotFoundError',
  'ObjectLockConfigurationNotFoundError',
  'NoSuchAccessPointPolicy',
  'NoSuchEntity',
  'EntityNotFoundException',
  'NotFoundException',
  'ResourceNotFoundException',
  'AWSOrganizationsNotInUseException',
  'NoSuchBucket',
  'NoSuchKey',
  '404',
])

/** Reads one recorded answer: a value, a recorded error that proves absence, or one that proves nothing. */
export function factOf(json: unknown, place: AnswerPlace, file: string, mayHideRefusal: () => boolean): Fact<unknown> {
  const code = errorCodeOf(json)
  if (code === null) return { kind: 'known', value: json, source: { file, pointer: '' } }
  const isHidden = code === 'EntityNotFoundException' && mayHideRefusal()
  if (absentCodes.has(code) && !isHidden) return { kind: 'absent', source: { file, pointer: '/error' } }
  return { kind: 'unknown', missing: missingOf('refused', place) }
}

/** The code of a recorded error, its HTTP status where it has no code; null where the answer is no error. */
export function errorCodeOf(json: unknown): string | null {
  const error = field(json, 'error')
  if (!isRecord(error)) return null
  for (const name of ['code', 'httpStatus']) {
    const value = field(error, name)
    if (typeof value === 'string' || typeof value === 'number') return String(value)
  }
  return null
}

// AWS: what these operations answer has no member where there is nothing to tell, and the AWS CLI then prints nothing.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html
// https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_GetResourceLFTags.html
const mayBeEmpty: ReadonlySet<string> = new Set([
  'lakeformation GetResourceLFTags',
  's3 GetBucketVersioning',
  's3 ListObjectsV2',
  's3 ListObjectVersions',
  'sqs GetQueueAttributes',
])

/**
 * Whether an answer without any member proves nothing, because AWS always sends at least one, `[]` included: a failed
 * command leaves such a file. Nothing is said of operations that the reader does not know.
 */
export function isNeverEmpty({ service, operation }: AnswerPlace): boolean {
  const name = `${service} ${operation}`
  return isKnownOperation(name) && !mayBeEmpty.has(name)
}
