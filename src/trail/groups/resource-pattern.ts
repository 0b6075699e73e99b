/**
 * The shortest pattern that covers all of some resources and keeps what they share: `arn:aws:s3:::logs/2026/*`. One
 * resource is its own pattern. Null where they share nothing but their service, which would be a pattern for everything.
 */
export function patternOf(resources: readonly string[]): string | null {
  const [first = '', ...others] = resources
  if (others.length === 0) return first === '' ? null : first
  return patternOfStart(others.reduce(sharedStart, first))
}

/** The same for resources of which only the text is known that all of them start with. */
export function patternOfStart(start: string): string | null {
  const whole = wholeSegments(start)
  return whole.split(':').length < 6 || whole.endsWith(':') ? null : `${whole}*`
}

/** What two texts start with. */
export function sharedStart(a: string, b: string): string {
  let length = 0
  while (length < a.length && a[length] === b[length]) length += 1
  return a.slice(0, length)
}

/** Cut back to the last separator, so that no name is cut in two: `logs/20` would also cover `logs/2099`. */
function wholeSegments(text: string): string {
  return text.slice(0, Math.max(text.lastIndexOf('/'), text.lastIndexOf(':')) + 1)
}

/**
 * What of a resource tells denials of one kind apart: an S3 object by its bucket, ids of single things (`i-0abc…`, a
 * UUID) left out, all else as it is.
 */
export function resourceFamily(resource: string | null): string {
  if (resource === null) return ''
  const bucket = /^(arn:[\w-]+:s3:::[^/]+)\//.exec(resource)?.[1]
  if (bucket !== undefined) return `${bucket}/*`
  return resource
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi, '*')
    .replace(/\b([a-z]{1,10})-[0-9a-f]{8,17}\b/g, '$1-*')
}
