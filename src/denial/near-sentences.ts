import { noClaim } from './claim.ts'
import { mostSentences, type Sentence, silentSentence } from './sentence.ts'
import { acrossLines } from './wrapped.ts'

// Failures without any authorization decision that people take for one, or that hide one.
const nearCodes =
  'KMS\\.\\w{4,60}Exception|DisabledException|KMSInvalidStateException|InvalidStateException|KMSInvalidState|KMSKeyDisabled|' +
  'KeyUnavailableException|KMSDisabledException|KMSNotFoundException|AccessControlListNotSupported|' +
  'InvalidBucketAclWithObjectOwnership|NoSuchBucket|NoSuchKey|EntityNotFoundException|InvalidObjectState|PermanentRedirect|' +
  'AuthorizationHeaderMalformed|IllegalLocationConstraintException'

const isNear = new RegExp(`^(?:Client\\.)?(?:${nearCodes})$`)

interface NearWording {
  readonly pattern: RegExp
  readonly service: string | null
  readonly isAboutKey: boolean
}

const wordings: readonly NearWording[] = [
  { pattern: new RegExp(`(?<![\\w.])(?:${nearCodes})\\b`, 'g'), service: null, isAboutKey: false },
  {
    pattern: /arn:[\w-]{1,20}:kms:[^\s"']{1,200} is (?:disabled|pending (?:replica )?(?:deletion|import)|unavailable)/g,
    service: null,
    isAboutKey: true,
  },
  { pattern: /\bkey '?arn:[\w-]{1,20}:kms:[^\s"']{1,200}'? does not exist/gi, service: null, isAboutKey: true },
  { pattern: /\bthe bucket does not allow ACLs\b/gi, service: 's3', isAboutKey: false },
  {
    pattern: /\bVPC S3 endpoint validation failed\b|\bcould not find S3 endpoint or NAT gateway\b/gi,
    service: 'glue',
    isAboutKey: false,
  },
  { pattern: /\brequested DurationSeconds exceeds\b/gi, service: 'sts', isAboutKey: false },
  // A table that Lake Formation hides is reported like one that does not exist.
  { pattern: /\b(?:TABLE|SCHEMA)_NOT_FOUND\b/g, service: 'athena', isAboutKey: false },
  { pattern: /\bno output location provided\b/gi, service: 'athena', isAboutKey: false },
  { pattern: /\bunable to verify existence of default database\b/gi, service: 'glue', isAboutKey: false },
  // No answer of AWS at all: clients of Python, Java and Go.
  {
    pattern:
      /\bcould not connect to the endpoint url\b|\b(?:connect|read) timeout on endpoint url\b|\bunable to execute http request\b|\bRequestError: send request failed\b/gi,
    service: null,
    isAboutKey: false,
  },
]

/** Whether an error code is of a failure that is no denial but that undeny explains. */
export function isNearCode(code: string): boolean {
  return code.length <= 100 && isNear.test(code)
}

/** The sentences of cleaned text that report such a failure, in order, none inside another. */
export function nearSentences(text: string): readonly Sentence[] {
  const found: Sentence[] = []
  for (const { pattern, service, isAboutKey } of wordings) {
    for (const match of text.matchAll(acrossLines(pattern))) {
      if (found.length >= mostSentences) break
      const claim = isAboutKey || match[0].startsWith('KMS') ? { ...noClaim, policyType: 'kms' as const } : noClaim
      found.push({
        ...silentSentence,
        start: match.index,
        end: match.index + match[0].length,
        strength: 'bare',
        service,
        claim,
      })
    }
  }
  return found.sort((a, b) => a.start - b.start).filter((sentence, at) => sentence.start >= (found[at - 1]?.end ?? 0))
}
