import type { CloudTrailClient } from '@aws-sdk/client-cloudtrail'

/** A client for the Region with the reader's own credentials; retries are those of the search, which keeps the pace. */
export async function lookupClient(region: string): Promise<CloudTrailClient> {
  const { CloudTrailClient: Client } = await import('@aws-sdk/client-cloudtrail')
  return new Client({ region, maxAttempts: 1 })
}

/** Whose events a search gives, as far as the environment tells: what is remembered of one identity is not another's. */
export function lookupOwner(env: Readonly<Record<string, string | undefined>>): string {
  return JSON.stringify([env.AWS_PROFILE, env.AWS_ACCESS_KEY_ID, env.AWS_ROLE_ARN, env.AWS_ENDPOINT_URL])
}
