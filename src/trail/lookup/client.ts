import type { CloudTrailClient } from '@aws-sdk/client-cloudtrail'
import { isObject } from '../../denial/json-value.ts'

/** A client for the Region with the reader's own credentials; retries are those of the search, which keeps the pace. */
export async function lookupClient(region: string): Promise<CloudTrailClient> {
  const { CloudTrailClient: Client } = await import('@aws-sdk/client-cloudtrail')
  return new Client({ region, maxAttempts: 1 })
}

/** How the SDK names credentials whose account was told by who issued them, not by a file or the environment. */
const issued = [
  'CREDENTIALS_STS_ASSUME_ROLE',
  'CREDENTIALS_STS_ASSUME_ROLE_WEB_ID',
  'CREDENTIALS_SSO',
  'CREDENTIALS_SSO_LEGACY',
]

/**
 * Whose events a client is given: what is remembered of one account is not another's. An access key belongs to one account
 * for good. A role has another one in each session; there the account counts, where AWS itself said it.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetAccessKeyInfo.html
 */
export async function lookupOwner(
  { config }: CloudTrailClient,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const credentials = await config.credentials()
  const source = '$source' in credentials && isObject(credentials.$source) ? credentials.$source : {}
  const account = issued.some((name) => name in source) ? credentials.accountId : undefined
  return JSON.stringify([account ?? credentials.accessKeyId, env.AWS_ENDPOINT_URL, env.AWS_ENDPOINT_URL_CLOUDTRAIL])
}
