/** The Region that `text` names outside the policy ARN and names of things: in an ARN, a host or a console address. */
export function regionOf(resource: string | null, text: string, policyArn: string | null): string | null {
  const ofResource = resource === null ? null : regionOfArn(resource)
  if (ofResource !== null) return ofResource
  for (const [arn] of text.matchAll(arnHead)) {
    const region = regionOfArn(arn)
    if (region !== null && !(policyArn ?? '').startsWith(arn)) return region
  }
  for (const form of regionForms) {
    for (const match of text.matchAll(form)) {
      if (isRegion(match[1] ?? '')) return match[1] ?? null
    }
  }
  return null
}

const arnHead = /\barn:[\w-]{1,20}:[\w-]{1,40}:[^:\s"']{0,40}:[^:\s"']{0,40}:/g

// Hosts `s3.REGION.amazonaws.com`, `bucket.s3-REGION.amazonaws.com`, `ACCOUNT.dkr.ecr.REGION.amazonaws.com`; console addresses.
const regionForms: readonly RegExp[] = [
  /(?:[.-]|\/\/)([a-z]{2,4}(?:-[a-z]{1,12}){1,3}-\d{1,2})\.(?:(?:es|vpce|queue|rds|eks|redshift)\.)?(?:amazonaws\.com|api\.aws|on\.aws)/g,
  /(?:https?:\/\/|[\s.])([a-z]{2,4}(?:-[a-z]{1,12}){1,3}-\d{1,2})\.(?:console\.|signin\.)/g,
  /console\.[\w.-]{0,40}\/[^\s"']{0,200}[?&#]region=([a-z]{2,4}(?:-[a-z]{1,12}){1,3}-\d{1,2})/g,
]

function regionOfArn(arn: string): string | null {
  const region = arn.split(':', 4)[3] ?? ''
  return arn.startsWith('arn:') && inventedRegion.test(region) ? region : null
}

// Whoever hides names also invents Regions; an ARN shows where one stands.
const inventedRegion = /^[a-z]{2,6}(?:-[a-z]{1,12}){1,3}-\d{1,2}[a-z]?$/

function isRegion(text: string): boolean {
  return /^[a-z]{2,4}(?:-[a-z]{1,12}){1,3}-\d{1,2}$/.test(text)
}

// A placeholder in angle brackets may be a part of the key; a tag that follows begins with a slash.
const s3Uri = /\bs3[an]?:\/\/(?:<[\w-]{1,40}>|[^\s"'`<>()[\],;]){1,1200}/gi
const virtualHost =
  /https?:\/\/([a-z0-9][\w.-]{1,61}[a-z0-9])\.s3(?:express-[a-z0-9-]{4,24})?[.-](?:(?:dualstack\.)?[a-z]{2,4}(?:-[a-z]{1,12}){1,3}-\d{1,2}\.)?amazonaws\.com(?::\d{1,5})?(?:\/([^\s"'<>?]{0,1000}))?/gi
const pathHost =
  /https?:\/\/s3(?:express-control)?[.-](?:(?:dualstack\.)?[a-z]{2,4}(?:-[a-z]{1,12}){1,3}-\d{1,2}\.)?amazonaws\.com(?::\d{1,5})?\/([\w.-]{3,63})(?:\/([^\s"'<>?]{0,1000}))?/gi
const mostLocations = 100

/** Every S3 location in the text as `s3://bucket/key`, in order, each once: `s3://` forms first, then hosts. */
export function s3LocationsOf(text: string): readonly string[] {
  const found = new Set<string>()
  const add = (location: string): void => {
    if (found.size < mostLocations) found.add(location.replace(/(?<!\.)[.:,;]+$/, ''))
  }
  for (const [uri] of text.matchAll(s3Uri)) add(uri.replace(/^s3[an]?:/i, 's3:'))
  for (const form of [virtualHost, pathHost]) {
    for (const [, bucket, key] of text.matchAll(form)) add(`s3://${bucket ?? ''}${key ? `/${key}` : ''}`)
  }
  return [...found]
}
