import type { Denial, SignedUrl } from '../denial/denial.ts'
import { bucketOf, objectKeyOf } from './resource-policy.ts'

/**
 * The presigned address that a request was made with: that of its record, or one of a text that is of the same bucket
 * and object. Another address in the text says nothing of the request.
 */
export function signedUrlFor(resource: string, { hints }: Denial): SignedUrl | null {
  const { event, signedUrl } = hints
  if (signedUrl === null || event !== null) return signedUrl
  const [bucket, key] = [bucketOf(resource), objectKeyOf(resource)]
  const place = signedUrl.place
  if (bucket === null || place === null) return null
  const isOfRequest = key === null ? place === bucket || place.startsWith(`${bucket}/`) : place === `${bucket}/${key}`
  return isOfRequest ? signedUrl : null
}
