const stamp = /_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)Z_[^/\\]*$/
const withoutEvents = /(^|[/\\_])CloudTrail-(Digest|Insight|Aggregated)([/\\_]|$)/

/**
 * Milliseconds since 1970 that no event in a file is later than, by the time in the name that CloudTrail gives it; null where
 * there is none. CloudTrail names a file after the minute in which it is written, so an event of it lies before or in that
 * minute. https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-examples.html
 */
export function newestIn(path: string): number | null {
  const match = stamp.exec(path)
  if (match === null) return null
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = match.slice(1).map(Number)
  return Date.UTC(year, month - 1, day, hour, minute) + 60_000
}

/** Whether a path is one of CloudTrail's own files that hold no events: digests, insights and aggregates. */
export function isWithoutEvents(path: string): boolean {
  return withoutEvents.test(path)
}
