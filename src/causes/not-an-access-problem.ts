import type { Denial } from '../denial/denial.ts'
import type { Edit } from '../fixes/edit.ts'
import { isAllowed } from '../fixes/verify.ts'
import { bucketOf } from '../services/resource-policy.ts'
import { bucketRegion } from '../snapshot/s3.ts'
import { type CallEvidence, type CallInput, type Cause, defineCallCause, type Language, type Words } from './cause.ts'
import { code } from './words.ts'

type Problem =
  | { readonly kind: 'otherRegion'; readonly expected: string | null; readonly bucket: string | null }
  | { readonly kind: 'network'; readonly endpoint: string | null }
  | { readonly kind: 'noOutputLocation' }
  /** `isChained` where the caller is itself the session of a role. */
  | { readonly kind: 'sessionTooLong'; readonly isChained: boolean }
  | { readonly kind: 'bucketMissing'; readonly bucket: string | null }
  | { readonly kind: 'objectMissing'; readonly resource: string | null }
  | { readonly kind: 'objectArchived'; readonly resource: string | null }

interface NoAccessProblem extends CallEvidence {
  readonly problem: Problem
}

/** The failure reads like a denial, but no permission is missing. */
export const notAnAccessProblem: Cause = defineCallCause<NoAccessProblem>({
  code: 'UD106',
  name: 'not-an-access-problem',
  since: '0.1.0',
  settles: true,
  precedesPolicies: true,

  find: (input) => {
    const problem = input.denial.notPermission ? null : (problemOf(input.denial, input) ?? recordedProblem(input))
    return problem === null ? [] : [{ layer: null, place: null, problem }]
  },

  edits: ({ problem }) => editsOf(problem),

  suspect: () => null,

  explain: {
    en: ({ problem }) => words.en(problem),
    ko: ({ problem }) => words.ko(problem),
  },

  suspicion: {
    en: () => 'The failure reads like a denial, but no permission is missing.',
    ko: () => '권한 거부처럼 보이지만 부족한 권한은 없습니다.',
  },
})

const network =
  /\b(?:could not connect to the endpoint url|(?:connect|read) timeout on endpoint url|unable to execute http request|requesterror: send request failed|dial tcp\b)/i

// AWS: STS checks the duration against the role's maximum, and against one hour in role chaining.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
const sessionTooLong = /\brequested DurationSeconds exceeds\b/i

/** What the message itself says: these failures come before or instead of any authorization. */
function problemOf({ errorCode, hints, resource }: Denial, { call }: CallInput): Problem | null {
  const bucket = bucketOf(call.resource ?? resource ?? '')
  switch (errorCode) {
    case 'PermanentRedirect':
    case 'AuthorizationHeaderMalformed':
    case 'IllegalLocationConstraintException':
      return { kind: 'otherRegion', bucket, expected: namedRegion(hints.message) ?? recordedRegion(bucket, call) }
    case 'NoSuchBucket':
      return { kind: 'bucketMissing', bucket }
    case 'NoSuchKey':
      return { kind: 'objectMissing', resource: call.resource }
    case 'InvalidObjectState':
      return { kind: 'objectArchived', resource: call.resource }
    default:
      break
  }
  if (/\bno output location provided\b/i.test(hints.message)) return { kind: 'noOutputLocation' }
  if (sessionTooLong.test(hints.message))
    return { kind: 'sessionTooLong', isChained: /role chaining/i.test(hints.message) }
  if (!network.test(hints.message)) return null
  return { kind: 'network', endpoint: /\b([a-z0-9][\w.-]{1,200}\.amazonaws\.com)\b/.exec(hints.message)?.[1] ?? null }
}

// AWS: S3 names the Region that it expects.
// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
function namedRegion(message: string): string | null {
  const match =
    /\bexpecting '([a-z0-9-]{5,30})'|\bThe ([a-z]{2}[a-z0-9-]{3,28}) location constraint\b/.exec(message) ?? []
  return match[1] ?? match[2] ?? null
}

function recordedRegion(bucket: string | null, { snapshot }: CallInput['call']): string | null {
  const region = bucket === null ? null : bucketRegion(snapshot, bucket)
  return region?.kind === 'known' ? region.value : null
}

/**
 * Athena says only that it cannot verify or create its output bucket; the recorded answers tell a bucket that does not
 * exist from one that may not be used.
 */
function recordedProblem({ call, denial, requests }: CallInput): Problem | null {
  const isOutput = /\bunable to verify\/create output bucket\b/i.test(denial.hints.message)
  const bucket = bucketOf(call.resource ?? denial.resource ?? '')
  const isRefused = requests.some(({ decision }) => !isAllowed(decision) && decision.blockedBy.length > 0)
  if (!isOutput || bucket === null || isRefused) return null
  const region = bucketRegion(call.snapshot, bucket)
  if (region.kind === 'absent') return { kind: 'bucketMissing', bucket }
  const isElsewhere = region.kind === 'known' && denial.region !== null && region.value !== denial.region
  return isElsewhere ? { kind: 'otherRegion', expected: region.value, bucket } : null
}

function editsOf(problem: Problem): readonly Edit[] {
  switch (problem.kind) {
    case 'otherRegion':
      return problem.expected === null
        ? []
        : [{ kind: 'changeRequest', key: 'aws:RequestedRegion', values: [problem.expected] }]
    case 'network':
      return [{ kind: 'noChange', reason: 'networkPath', subject: problem.endpoint ?? '' }]
    case 'noOutputLocation':
      return [{ kind: 'noChange', reason: 'outputLocation', subject: '' }]
    case 'sessionTooLong':
      return []
    case 'bucketMissing':
      return problem.bucket === null ? [] : [{ kind: 'noChange', reason: 'bucketMissing', subject: problem.bucket }]
    case 'objectMissing':
    case 'objectArchived':
      return problem.resource === null ? [] : [{ kind: 'noChange', reason: problem.kind, subject: problem.resource }]
  }
}

const words: Readonly<Record<Language, (problem: Problem) => Words>> = {
  en: (problem) => {
    switch (problem.kind) {
      case 'otherRegion':
        return {
          headline: `The request went to another Region than ${problem.bucket === null ? 'the one it is for' : `the one of bucket ${code(problem.bucket)}`}.`,
          why: `${problem.expected === null ? 'S3 answers only in the Region of the bucket' : `The Region is ${code(problem.expected)}`}; no permission is missing.`,
        }
      case 'network':
        return {
          headline: `The request did not reach ${problem.endpoint === null ? 'AWS' : code(problem.endpoint)}.`,
          why: 'The connection failed before AWS could answer, so no policy was asked.',
        }
      case 'noOutputLocation':
        return {
          headline: 'The query has no place for its results: neither the request nor the workgroup names one.',
          why: 'Athena stops before it asks for any permission on a bucket.',
        }
      case 'sessionTooLong':
        return {
          headline: problem.isChained
            ? 'A session of a role asked for another role for longer than one hour.'
            : 'The role was asked for longer than its maximum session duration.',
          why: problem.isChained
            ? `In role chaining ${code('DurationSeconds')} is at most 3600, whatever the role allows; no permission is missing.`
            : `${code('DurationSeconds')} is checked against ${code('MaxSessionDuration')} of the role; no permission is missing.`,
        }
      case 'bucketMissing':
        return {
          headline: `${problem.bucket === null ? 'The bucket' : `Bucket ${code(problem.bucket)}`} does not exist.`,
          why: 'No policy can allow a request on a bucket that nobody owns.',
        }
      case 'objectMissing':
        return {
          headline: `${problem.resource === null ? 'The object' : code(problem.resource)} does not exist.`,
          why: `S3 answers ${code('NoSuchKey')} only to callers that are allowed to list the bucket; no permission is missing.`,
        }
      case 'objectArchived':
        return {
          headline: `${problem.resource === null ? 'The object' : code(problem.resource)} is archived and has to be restored before it can be read.`,
          why: `S3 answers ${code('InvalidObjectState')} with status 403, though no permission is missing.`,
        }
    }
  },
  ko: (problem) => {
    switch (problem.kind) {
      case 'otherRegion':
        return {
          headline: `요청이 ${problem.bucket === null ? '대상' : `${code(problem.bucket)} 버킷`}의 리전이 아닌 다른 리전으로 갔습니다.`,
          why: `${problem.expected === null ? 'S3는 버킷이 있는 리전에서만 응답합니다.' : `맞는 리전은 ${code(problem.expected)}입니다.`} 부족한 권한은 없습니다.`,
        }
      case 'network':
        return {
          headline: `요청이 ${problem.endpoint === null ? 'AWS' : `${code(problem.endpoint)} 엔드포인트`}에 도달하지 못했습니다.`,
          why: 'AWS가 응답하기 전에 연결이 실패했으므로 정책은 평가되지 않았습니다.',
        }
      case 'noOutputLocation':
        return {
          headline: '쿼리 결과를 저장할 위치가 요청에도 작업 그룹에도 없습니다.',
          why: 'Athena는 버킷의 권한을 확인하기 전에 멈춥니다.',
        }
      case 'sessionTooLong':
        return {
          headline: problem.isChained
            ? '역할 세션이 다른 역할을 한 시간보다 길게 요청했습니다.'
            : '역할의 최대 세션 기간보다 긴 세션을 요청했습니다.',
          why: problem.isChained
            ? `역할 체인에서는 역할의 설정과 관계없이 ${code('DurationSeconds')} 값이 3600 이하여야 합니다. 부족한 권한은 없습니다.`
            : `${code('DurationSeconds')} 값은 역할의 ${code('MaxSessionDuration')} 값을 넘을 수 없습니다. 부족한 권한은 없습니다.`,
        }
      case 'bucketMissing':
        return {
          headline: `${problem.bucket === null ? '버킷이' : `${code(problem.bucket)} 버킷이`} 없습니다.`,
          why: '없는 버킷에 대한 요청은 어떤 정책으로도 허용되지 않습니다.',
        }
      case 'objectMissing':
        return {
          headline: `${problem.resource === null ? '객체가' : `${code(problem.resource)} 객체가`} 없습니다.`,
          why: `S3는 버킷의 목록을 볼 수 있는 호출자에게만 ${code('NoSuchKey')} 오류로 응답합니다. 부족한 권한은 없습니다.`,
        }
      case 'objectArchived':
        return {
          headline: `${problem.resource === null ? '객체가' : `${code(problem.resource)} 객체가`} 보관되어 있어 복원한 뒤에 읽을 수 있습니다.`,
          why: `부족한 권한은 없지만 S3는 403 상태의 ${code('InvalidObjectState')} 오류로 응답합니다.`,
        }
    }
  },
}
