import type { CloudTrailEvent, SignedUrl } from '../denial/denial.ts'
import type { ContextFacts, SetKey } from './context-facts.ts'
import { signedUrlFor } from './signed-url.ts'

// AWS: a key `s3:x-amz-…` holds what the request sends in the header of that name; `s3:authType` tells a presigned
// address. https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html
/** The keys that hold what an S3 request sends in its headers, and how it is signed. */
export function setS3Keys(set: SetKey, { action, resource, denial }: ContextFacts): void {
  const [service = ''] = action.toLowerCase().split(':')
  if (service !== 's3' && service !== 's3express') return
  const { event, sentHeaders } = denial.hints
  const signedUrl = signedUrlFor(resource, denial)
  for (const [name, value] of Object.entries({ ...sentHeaders, ...event?.requestParameters })) {
    const text: unknown = Array.isArray(value) ? value[0] : value
    if (/^x-amz-/i.test(name) && !ofSignature.test(name) && typeof text === 'string') set(`${service}:${name}`, text)
    if (/^versionid$/i.test(name) && typeof text === 'string') set('s3:VersionId', text)
  }
  // AWS: the version as a number, `1.2`. https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html
  set(`${service}:TlsVersion`, /^TLSv(1(?:\.\d)?)$/.exec(event?.tlsVersion ?? '')?.[1])
  if (service === 's3') set('s3:VersionId', signedUrl?.versionId)
  const { AuthenticationMethod: method, SignatureVersion: version } = event?.additionalEventData ?? {}
  if (signedUrl !== null) set(`${service}:authType`, 'REST-QUERY-STRING')
  else if (typeof method === 'string') set(`${service}:authType`, authTypes.get(method))
  const ofEvent = typeof version === 'string' ? signatureVersions.get(version) : undefined
  set(`${service}:signatureversion`, signedUrl?.version ?? ofEvent)
  const ofUrl = signedUrl === null ? null : signatureAge(signedUrl, denial.time)
  set(`${service}:signatureAge`, ofEvent === 'AWS' ? '0' : ofUrl)
}

/** Parameters that are the signature's own, and the code of an MFA device: no header of the request, and no word of them is kept. */
const ofSignature = /^x-amz-(?:algorithm|credential|date|expires|mfa|security-token|signature|signedheaders)$/i

// AWS: the age of the signature in milliseconds; 0 with Signature Version 2.
// https://docs.aws.amazon.com/AmazonS3/latest/API/bucket-policy-s3-sigv4-conditions.html
function signatureAge({ version, signedAt }: SignedUrl, time: string | null): string | null {
  if (version === 'AWS') return '0'
  if (signedAt === null || time === null || !/Z$|[+-]\d\d:\d\d$/.test(time)) return null
  const age = Date.parse(time) - Date.parse(signedAt)
  return Number.isNaN(age) || age < 0 ? null : String(age)
}

const authTypes: ReadonlyMap<string, string> = new Map([
  ['AuthHeader', 'REST-HEADER'],
  ['QueryString', 'REST-QUERY-STRING'],
])

const signatureVersions: ReadonlyMap<string, string> = new Map([
  ['SigV2', 'AWS'],
  ['SigV4', 'AWS4-HMAC-SHA256'],
])

/** Whether a record shows a call that a service made with the permissions of its caller. */
export function isForwardedEvent(event: CloudTrailEvent | null): boolean {
  return event?.invokedBy != null && (event.identityType === 'IAMUser' || event.identityType === 'AssumedRole')
}

/** The keys that a CloudTrail record of the call tells. */
export function setEventKeys(set: SetKey, event: CloudTrailEvent | null, facts: ContextFacts): void {
  if (event === null) return
  set('aws:MultiFactorAuthPresent', event.mfaAuthenticated)
  set('aws:TokenIssueTime', event.sessionCreatedAt)
  set('aws:SourceIdentity', event.sourceIdentity)
  set('aws:UserAgent', event.userAgent)
  if (facts.hop.kind !== 'direct') return
  for (const [key, value] of providerKeys(event)) set(key, value)
}

// AWS: the principal id of a web identity is `provider:audience:subject`.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
function providerKeys(event: CloudTrailEvent): readonly (readonly [string, string])[] {
  if (event.identityType !== 'WebIdentityUser' || event.principalId === null) return []
  const match = /^(?:arn:[^/]*:oidc-provider\/)?([^:]+):([^:]+):(.+)$/.exec(event.principalId)
  if (match === null) return []
  const [, provider = '', audience = '', subject = ''] = match
  return [
    [`${provider}:aud`, audience],
    [`${provider}:sub`, subject],
  ]
}

/** Whether a key is told by another identity provider than the one that vouched for the caller of a recorded call. */
export function isOtherProvidersKey(key: string, { denial }: ContextFacts): boolean {
  const [provider = ''] = key.split(':')
  const own = denial.hints.event === null ? undefined : providerKeys(denial.hints.event)[0]?.[0]
  return own !== undefined && provider.includes('.') && !own.toLowerCase().startsWith(`${provider}:`)
}

// AWS: a request through a VPC endpoint has no `aws:SourceIp`; CloudTrail's sourceIPAddress is then the private address.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourceip
/** The address, or the endpoint, that a record shows the call to have come from. */
export function setNetworkKeys(set: SetKey, event: CloudTrailEvent | null): void {
  if (event === null) return
  const address =
    event.sourceIpAddress !== null && /^[0-9a-fA-F:.]+$/.test(event.sourceIpAddress) ? event.sourceIpAddress : null
  if (event.vpcEndpointId !== null) {
    set('aws:SourceVpce', event.vpcEndpointId)
    set('aws:VpcSourceIp', address)
    return
  }
  set('aws:SourceIp', address)
}

/** The prefix that a command line shows: `aws s3 ls s3://bucket/reports/` lists with prefix `reports/`. */
export function setListedPrefix(set: SetKey, { action, resource, denial }: ContextFacts): void {
  if (action.toLowerCase() !== 's3:listbucket') return
  const bucket = resource.replace(/^arn:[^:]*:s3:::/, '')
  const listed = new Set(
    denial.hints.s3Locations.flatMap((location) => {
      const match = /^s3[an]?:\/\/([^/]+)\/(.+)$/.exec(location)
      return match?.[1] === bucket && match[2] !== undefined ? [match[2]] : []
    }),
  )
  if (listed.size === 1 && denial.hints.event === null) set('s3:prefix', [...listed][0])
}
