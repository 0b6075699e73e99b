import type { CloudTrailEvent, SignedUrl } from './denial.ts'
import { s3LocationsOf } from './places.ts'

const longestRead = 100_000

const address = /https?:\/\/[^\s"'<>\\]{1,8000}/gi
const carriesSignature = /[?&](?:X-Amz-Credential|X-Amz-Date|AWSAccessKeyId)=/i

/**
 * What a presigned address in the text tells of its signature; null where there is none, or where there are several of
 * which it cannot be told which was used.
 */
export function signedUrlOf(text: string): SignedUrl | null {
  const found = new Set([...text.slice(0, longestRead).matchAll(address)].map(([url]) => url))
  const [url, ...others] = [...found].filter((one) => carriesSignature.test(one))
  if (url === undefined || others.length > 0) return null
  const [base = '', query = ''] = url.split('?', 2)
  const values = new Map(
    query.split('&').map((pair): readonly [string, string] => {
      const [name = '', value = ''] = pair.split('=', 2)
      return [name.toLowerCase(), decoded(value)]
    }),
  )
  const location = s3LocationsOf(base)[0]?.replace(/^s3:\/\//, '')
  return signedBy((name) => values.get(name) ?? null, location === undefined ? null : decoded(location))
}

/** The same of a record: CloudTrail keeps the parameters of a presigned address among those of the request. */
export function signedUrlOfEvent({ requestParameters }: CloudTrailEvent): SignedUrl | null {
  const values = new Map(
    Object.entries(requestParameters ?? {}).flatMap(([name, value]): readonly (readonly [string, string])[] => {
      const first: unknown = Array.isArray(value) ? value[0] : value
      return typeof first === 'string' || typeof first === 'number' ? [[name.toLowerCase(), String(first)]] : []
    }),
  )
  const isSigned = values.has('x-amz-date') && values.has('x-amz-expires')
  return isSigned ? signedBy((name) => values.get(name) ?? null, null) : null
}

// AWS: the parameters of an address that carries its signature, by Signature Version 4 and by version 2.
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
function signedBy(value: (name: string) => string | null, place: string | null): SignedUrl | null {
  const versionId = value('versionid')
  const credential = value('x-amz-credential')?.split('/') ?? []
  const signedAt = timeOf(value('x-amz-date'))
  if (signedAt !== null || credential.length > 1) {
    const seconds = value('x-amz-expires')
    return {
      version: value('x-amz-algorithm') ?? 'AWS4-HMAC-SHA256',
      place,
      versionId,
      signedAt,
      seconds: seconds !== null && /^\d{1,7}$/.test(seconds) ? Number(seconds) : null,
      accessKeyId: keyOf(credential[0]),
      region: /^[a-z]{2,4}(?:-[a-z]{1,12}){1,3}-\d{1,2}$/.exec(credential[2] ?? '')?.[0] ?? null,
    }
  }
  const key = keyOf(value('awsaccesskeyid') ?? undefined)
  if (key === null || value('signature') === null) return null
  return { version: 'AWS', place, versionId, signedAt: null, seconds: null, accessKeyId: key, region: null }
}

function keyOf(text: string | undefined): string | null {
  return /^A[KS]IA[A-Z0-9]{8,124}$/.exec(text ?? '')?.[0] ?? null
}

/** `20260304T080000Z` as ISO 8601. */
function timeOf(text: string | null): string | null {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text ?? '') ?? []
  return year === undefined ? null : `${year}-${month}-${day}T${hour}:${minute}:${second}Z`
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

const secret =
  /((?:X-Amz-(?:Signature|Security-Token)|Signature)["']?(?:=|%3D|:\s{0,3})["']?)[A-Za-z0-9%+/=_.~-]{8,8000}/gi

/** The text without the signatures and session tokens of addresses and headers: whoever reads them could use them. */
export function withoutSignatures(text: string): string {
  return text.replace(secret, '$1REDACTED')
}
