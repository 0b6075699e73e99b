import { type CallEvidence, type Cause, defineCallCause, type Language } from './cause.ts'
import { code } from './words.ts'

type Fault = 'unknownKey' | 'expired' | 'signature' | 'expiredUrl' | 'clock' | 'missing' | 'token' | 'account' | 'other'

interface BadCredentials extends CallEvidence {
  readonly errorCode: string | null
  readonly fault: Fault
  /** When the address of the request was signed and for how many seconds; null where no signed address is told. */
  readonly signed: { readonly at: string | null; readonly seconds: number | null; readonly isTemporary: boolean } | null
}

// AWS: the common error codes of credentials, and those of S3.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
const faultByCode: Readonly<Record<string, Fault>> = {
  InvalidAccessKeyId: 'unknownKey',
  InvalidClientTokenId: 'unknownKey',
  UnrecognizedClientException: 'unknownKey',
  AuthFailure: 'unknownKey',
  ExpiredToken: 'expired',
  ExpiredTokenException: 'expired',
  ExpiredCredentials: 'expired',
  TokenRefreshRequired: 'expired',
  SignatureDoesNotMatch: 'signature',
  InvalidSignatureException: 'signature',
  IncompleteSignature: 'signature',
  IncompleteSignatureException: 'signature',
  RequestTimeTooSkewed: 'clock',
  RequestExpired: 'clock',
  MissingAuthenticationToken: 'missing',
  MissingAuthenticationTokenException: 'missing',
  MissingSecurityHeader: 'missing',
  InvalidToken: 'token',
  InvalidTokenId: 'token',
  InvalidSecurity: 'token',
  NotSignedUp: 'account',
  OptInRequired: 'account',
  SubscriptionRequiredException: 'account',
}

const headlines: Readonly<Record<Language, Readonly<Record<Fault, string>>>> = {
  en: {
    unknownKey: 'AWS does not know the access key of the request, or the key is inactive.',
    expired: 'The temporary credentials of the request have expired.',
    expiredUrl: 'The signed URL of the request has expired.',
    signature: 'The signature of the request does not fit its access key.',
    clock: 'The clock of the caller is too far from the time of AWS.',
    missing: 'The request carries no credentials.',
    token: 'The session token of the request does not fit its access key.',
    account: 'The account of the credentials has not enabled this service or Region.',
    other: 'AWS refused the credentials of the request.',
  },
  ko: {
    unknownKey: '요청의 액세스 키를 AWS가 알지 못하거나 키가 비활성 상태입니다.',
    expired: '요청의 임시 자격 증명이 만료되었습니다.',
    expiredUrl: '요청의 서명된 URL이 만료되었습니다.',
    signature: '요청의 서명이 액세스 키와 맞지 않습니다.',
    clock: '호출자의 시계가 AWS의 시각과 너무 다릅니다.',
    missing: '요청에 자격 증명이 없습니다.',
    token: '요청의 세션 토큰이 액세스 키와 맞지 않습니다.',
    account: '자격 증명의 계정에서 이 서비스나 리전을 활성화하지 않았습니다.',
    other: 'AWS가 요청의 자격 증명을 거부했습니다.',
  },
}

/** AWS refused the credentials themselves; no policy was asked. */
export const credentialsNotValid: Cause = defineCallCause<BadCredentials>({
  code: 'UD102',
  name: 'credentials-not-valid',
  since: '0.1.0',
  settles: true,
  precedesPolicies: true,

  find: ({ denial }) => {
    // A refusal that names its principal was judged; what stands around it in a log says nothing of its credentials.
    const inMessage = denial.notPermission || denial.principal === null ? faultInMessage(denial.hints.message) : null
    const fault = inMessage ?? (denial.notPermission ? faultOfCode(denial.errorCode) : null)
    if (fault === null) return []
    const url = denial.hints.signedUrl
    const isTemporary = url?.accessKeyId?.startsWith('ASIA') === true
    const signed = url === null ? null : { at: url.signedAt, seconds: url.seconds, isTemporary }
    return [{ layer: null, place: null, errorCode: denial.errorCode, fault, signed }]
  },

  edits: ({ fault }) => [{ kind: 'noChange', reason: 'credentials', subject: fault }],

  suspect: () => null,

  explain: {
    en: (e) => ({
      headline: headlines.en[e.fault],
      why: `${
        e.errorCode === null
          ? 'AWS says so in its message, before any policy is evaluated.'
          : `AWS answered ${code(e.errorCode)}, before any policy is evaluated.`
      }${ofSignedUrl.en(e)}`,
    }),
    ko: (e) => ({
      headline: headlines.ko[e.fault],
      why: `${
        e.errorCode === null
          ? '정책을 평가하기 전에 AWS가 메시지에서 그렇게 알렸습니다.'
          : `AWS는 정책을 평가하기 전에 ${code(e.errorCode)} 오류로 응답했습니다.`
      }${ofSignedUrl.ko(e)}`,
    }),
  },

  suspicion: {
    en: () => 'The credentials of the request are unknown, inactive, expired or wrongly signed.',
    ko: () => '요청에 쓴 자격 증명을 알 수 없거나 비활성 상태이거나 만료되었거나 서명이 맞지 않습니다.',
  },
})

// AWS: a presigned URL ends with what signed it, whichever is earlier: its own seconds, or the temporary credentials.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-presigned-url.html
const ofSignedUrl: Readonly<Record<Language, (e: BadCredentials) => string>> = {
  en: ({ fault, signed }) => {
    if (signed === null || (fault !== 'expired' && fault !== 'expiredUrl')) return ''
    const made =
      signed.at === null || signed.seconds === null
        ? ''
        : ` The URL was signed at ${code(signed.at)} for ${code(String(signed.seconds))} seconds.`
    return signed.isTemporary ? `${made} It also ends with the temporary credentials that signed it.` : made
  },
  ko: ({ fault, signed }) => {
    if (signed === null || (fault !== 'expired' && fault !== 'expiredUrl')) return ''
    const made =
      signed.at === null || signed.seconds === null
        ? ''
        : ` URL의 서명 시각은 ${code(signed.at)}, 유효 시간은 ${code(String(signed.seconds))}초입니다.`
    return signed.isTemporary ? `${made} 서명에 쓴 임시 자격 증명이 만료되면 URL도 끝납니다.` : made
  },
}

function faultOfCode(errorCode: string | null): Fault {
  const name = (errorCode ?? '').replace(/^Client\./, '')
  return Object.hasOwn(faultByCode, name) ? (faultByCode[name] ?? 'other') : 'other'
}

// AWS: S3 answers a signed URL that has expired, or that is signed wrongly, with the code `AccessDenied`.
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
const faultByMessage: readonly (readonly [RegExp, Fault])[] = [
  [/\bsignature (?:expired|not yet current)\b|\brequires a valid Date or x-amz-date header\b/i, 'clock'],
  [/\brequest has expired\b|\bpolicy expired\b/i, 'expiredUrl'],
  [/\bheaders? present in the request which (?:were|was) not signed\b/i, 'signature'],
]

function faultInMessage(message: string): Fault | null {
  return faultByMessage.find(([pattern]) => pattern.test(message))?.[1] ?? null
}
