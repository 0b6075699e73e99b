import { actionData } from '../iam/service-data.ts'
import { matchesWildcard } from '../iam/wildcard.ts'
import type { CloudTrailEvent } from './denial.ts'
import { type JsonObject, stringAt } from './json-value.ts'
import { bucketArn } from './resource-names.ts'

/** The resource that the request parameters of an event are about: an S3 bucket or object, or an ARN of a type the action takes. */
export function eventResource(event: CloudTrailEvent, action: string | null): string | null {
  const parameters = event.requestParameters
  if (parameters === null) return null
  const isS3 = /^s3(?:express)?\.amazonaws\.com$/.test(event.eventSource ?? '')
  const bucket = stringAt(parameters, 'bucketName')
  if (isS3 && bucket !== null) {
    const key = stringAt(parameters, 'key')
    // An object through an access point is `…:accesspoint/NAME/object/KEY`.
    if (bucket.startsWith('arn:')) return key === null ? bucket : `${bucket}/object/${key}`
    return key === null ? bucketArn(bucket, '') : `arn:aws:s3:::${bucket}/${key}`
  }
  return arnParameter(parameters, action)
}

function arnParameter(parameters: JsonObject, action: string | null): string | null {
  const types = (action === null ? null : actionData(action))?.resourceTypes ?? []
  const patterns = types.flatMap((type) => type.arnPatterns).map((pattern) => pattern.replace(/\$\{[^}]*\}/g, '*'))
  const arns = Object.values(parameters).map(arnOf)
  return arns.find((arn) => arn !== null && patterns.some((pattern) => matchesWildcard(pattern, arn))) ?? null
}

function arnOf(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > 2_048) return null
  if (value.startsWith('arn:')) return value
  return /^arn%3a/i.test(value) ? value.replace(/%3a/gi, ':').replace(/%2f/gi, '/') : null
}
