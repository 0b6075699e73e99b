import { isCredentialCode, isDenialCode } from './codes.ts'
import { nearestMatch, type Span } from './nearest.ts'
import { s3LocationsOf } from './places.ts'
import { bucketArn, s3Arn } from './resource-names.ts'

const resourceField = /\bresource(?:_?arn)?["']?\s{0,3}[:=]\s{0,20}["']?(arn:[^\s"',;()<>]{1,1200})/gi

/** The resource that the text names outside AWS's sentence: a log field, an S3 location, a host and request line, bucket and key fields. */
export function readNamedResource(
  text: string,
  span: Span,
  service: string | null,
  operation: string | null,
): string | null {
  const field = nearestMatch(text, resourceField, span)?.[1]
  if (field !== undefined) return field
  if (service !== 's3' && service !== 'athena' && service !== null) return registryImage(text, service)
  return requestLine(text, span) ?? s3Location(text, span, operation) ?? bucketField(text, span)
}

// `request: HEAD https://bucket.s3-region.amazonaws.com key {} …` of Hadoop's S3A client; the key is apart from the host.
const hadoopRequest =
  /\b(?:GET|PUT|HEAD|POST|DELETE) https?:\/\/([\w.-]{3,63})\.s3[\w.-]{0,60}amazonaws\.com\/? ([^\s{}]{0,1100}) ?\{/g
const httpRequest =
  /\b(?:GET|PUT|HEAD|POST|DELETE) \/([^\s?]{0,1100})[^\n]{0,200} HTTP\/1\.\d\s{1,10}Host: ([\w.-]{3,63})\.s3[\w.-]{0,60}amazonaws\.com/gi

function requestLine(text: string, span: Span): string | null {
  const hadoop = nearestMatch(text, hadoopRequest, span)
  if (hadoop !== null) return bucketArn(hadoop[1] ?? '', hadoop[2] ?? '')
  const http = nearestMatch(text, httpRequest, span)
  return http === null ? null : bucketArn(http[2] ?? '', http[1] ?? '')
}

const writes = /^(?:Put|Create|Upload|Complete|Abort|Copy)/

function s3Location(text: string, span: Span, operation: string | null): string | null {
  const near = text.slice(Math.max(0, span.start - 4_000), span.end + 4_000)
  const locations = s3LocationsOf(near)
  // A copy names its source first and its destination last.
  return s3Arn(writes.test(operation ?? '') ? locations.at(-1) : locations[0])
}

const bucketForms: readonly RegExp[] = [
  /<BucketName>([\w.-]{3,63})</g,
  /\bbucket_?name["']?\s{0,3}[:=]\s{0,20}["']?([\w.-]{3,63})/gi,
  /\bbucket["']?\s{0,3}[:=]\s{0,20}["']([\w.-]{3,63})["']/gi,
  /\bbucket["']?(?::\s{0,20}|\s{0,3}=\s{0,20}(?=\w{0,62}[.\d-]))([\w.-]{3,63})/gi,
  /\bbucket(?:\s{1,3}\w{2,12}){0,3}\s{0,3}["'(]([\w.-]{3,63})["')]/gi,
  /\bbucket\s{1,3}(?:policy|acl|location|versioning|encryption|tagging|objects?)\s{1,3}(?:for|of|in)\s{1,3}["']?([\w.-]{3,63})\b/gi,
]
const keyForms: readonly RegExp[] = [
  /\bkey\s{1,3}["']([^"'\n]{1,1024})["'](?=\s{1,3}(?:in|of|from)\b)/gi,
  /<Key>([^<\n]{1,1024})</g,
  /\b(?:object_?)?key["']?\s{0,3}[:=]\s{0,20}["']([^"'\n]{1,1024})["']/gi,
  // Without quotes and without a dot or slash it is a variable of a program.
  /\b(?:object_?)?key["']?\s{0,3}[:=]\s{0,20}(?=[^\s"',;()]{0,200}[./])([^\s"',;()]{1,1024})/gi,
]

function bucketField(text: string, span: Span): string | null {
  const bucket = firstField(text, span, bucketForms)
  return bucket === null ? null : bucketArn(bucket, firstField(text, span, keyForms) ?? '')
}

/** "creating S3 bucket: AccessDenied" names a code after the word, not a bucket. */
function isCode(value: string): boolean {
  return isDenialCode(value) || isCredentialCode(value) || /^(?:[A-Z][a-z]{1,30}){2,8}$/.test(value)
}

function firstField(text: string, span: Span, forms: readonly RegExp[]): string | null {
  for (const form of forms) {
    const value = nearestMatch(text, form, span, (match) => !isCode(match[1] ?? ''))?.[1]
    if (value !== undefined) return value
  }
  return null
}

const registryPath = /\b(\d{12}\.dkr\.ecr\.[a-z0-9-]{4,30}\.amazonaws\.com(?:\.cn)?\/[\w./-]{1,300}(?::[\w.-]{1,128})?)/

function registryImage(text: string, service: string): string | null {
  return service === 'ecr' ? (registryPath.exec(text)?.[1]?.replace(/[.:]$/, '') ?? null) : null
}
