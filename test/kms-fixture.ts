import { type Files, home, type Json } from './cause-fixture.ts'

/** Id of the key of the fixtures. */
export const keyId = '1234abcd-12ab-34cd-56ef-1234567890ab'

/** ARN of a key, of the fixtures' own where nothing else is said. */
export function keyArn(at: { readonly account?: string; readonly region?: string; readonly id?: string } = {}): string {
  return `arn:aws:kms:${at.region ?? 'us-east-1'}:${at.account ?? home}:key/${at.id ?? keyId}`
}

/** What is recorded of a key; every member may be left out. */
export interface RecordedKey {
  readonly account?: string
  readonly region?: string
  readonly id?: string
  readonly state?: string
  readonly manager?: 'AWS' | 'CUSTOMER'
  readonly isMultiRegion?: boolean
  /** Null for a policy that was not recorded. */
  readonly policy?: Json | null
  readonly grants?: readonly Json[]
}

/** A key with its state, policy and grants. */
export function key(recorded: RecordedKey = {}): Files {
  const { account = home, region = 'us-east-1', id = keyId, state = 'Enabled' } = recorded
  const at = `${account}/${region}/kms`
  const metadata = {
    KeyId: id,
    Arn: keyArn({ account, region, id }),
    AWSAccountId: account,
    Enabled: state === 'Enabled',
    KeyState: state,
    KeyManager: recorded.manager ?? 'CUSTOMER',
    MultiRegion: recorded.isMultiRegion ?? false,
  }
  const document = recorded.policy === undefined ? delegating(account) : recorded.policy
  return {
    [`${at}/DescribeKey/${id}.json`]: { KeyMetadata: metadata },
    [`${at}/ListGrants/${id}.json`]: { Grants: recorded.grants ?? [] },
    ...(document === null ? {} : { [`${at}/GetKeyPolicy/${id}.json`]: { Policy: JSON.stringify(document) } }),
  }
}

/** KMS says that there is no such key. */
export function noKey(at: { readonly region?: string; readonly id?: string } = {}): Files {
  const { region = 'us-east-1', id = keyId } = at
  return {
    [`${home}/${region}/kms/DescribeKey/${id}.json`]: {
      error: { code: 'NotFoundException', message: `Key '${keyArn({ region, id })}' does not exist` },
    },
  }
}

/** The key policy that leaves everything to the identity policies of the account. */
export function delegating(account: string = home): Json {
  return keyPolicy({ AWS: `arn:aws:iam::${account}:root` }, 'kms:*')
}

/** A key policy of one statement. */
export function keyPolicy(principal: Json | '*', action: string | readonly string[], more: Json = {}): Json {
  const statement = { Sid: 'Use', Effect: 'Allow', Principal: principal, Action: action, Resource: '*', ...more }
  return { Version: '2012-10-17', Statement: [statement] }
}

/** An object of bucket `reports` that is encrypted with a key. */
export function encryptedObject(encryptedWith: string, account: string = home): Files {
  return {
    [`${account}/global/s3/ListBuckets.json`]: { Buckets: [{ Name: 'reports', BucketRegion: 'us-east-1' }] },
    [`${account}/global/s3/GetBucketPolicy/reports.json`]: {
      Policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::reports/*' }],
      }),
    },
    [`${account}/global/s3/GetPublicAccessBlock/reports.json`]: {
      error: { code: 'NoSuchPublicAccessBlockConfiguration', message: 'none' },
    },
    [`${account}/global/s3/HeadObject/reports/q1.csv.json`]: {
      ServerSideEncryption: 'aws:kms',
      SSEKMSKeyId: encryptedWith,
    },
  }
}
