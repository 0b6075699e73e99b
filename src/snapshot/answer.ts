import type { Fact } from './fact.ts'
import { field, isRecord } from './json.ts'
import { missingOf } from './operations.ts'
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

// AWS: these answers hold their list or object even where it is empty, so `{}` is what a failed command left behind.
// https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_ListPermissions.html
const neverEmpty: ReadonlySet<string> = new Set([
  'athena GetQueryExecution',
  'athena GetWorkGroup',
  'glue GetResourcePolicies',
  'glue GetTable',
  'kms GetKeyPolicy',
  'lakeformation GetDataLakeSettings',
  'lakeformation ListPermissions',
])

/** Whether an answer without any member proves nothing, because AWS always sends at least one. */
export function isNeverEmpty({ service, operation }: AnswerPlace): boolean {
  return neverEmpty.has(`${service} ${operation}`)
}
