const scannerNames =
  /\b(prowler|scoutsuite|scout2|cloudsploit|cloudmapper|cloudfox|pacu|steampipe|cartography|enumerate-iam|trufflehog|stratus-red-team|principalmapper|cloudquery|trivy|checkov)\b/i

/** The tool that a user agent names, as it is spelled there; null where it names none that lists everything it can name. */
export function scannerIn(userAgent: string | null): string | null {
  return userAgent === null ? null : (scannerNames.exec(userAgent)?.[1] ?? null)
}
