import type { Fact } from './fact.ts'
import { field, isTrueAt, textAt } from './json.ts'
import { missingOf } from './operations.ts'
import type { Snapshot } from './snapshot.ts'

/** An Athena workgroup. */
export interface WorkGroup {
  readonly name: string
  /** `s3://` location of the results; null where the workgroup has none. */
  readonly outputLocation: string | null
  /** Whether its settings override those of the client. */
  readonly enforcesSettings: boolean
  /** Account that must own the result bucket; null where it is not checked. */
  readonly expectedBucketOwner: string | null
  readonly encryption: AthenaEncryption | null
  /** ACL that Athena sets on results, as `BUCKET_OWNER_FULL_CONTROL`; null where it sets none. */
  readonly acl: string | null
  readonly allowsRequesterPays: boolean
  /** Role that runs Spark or federated queries for the caller; null for SQL workgroups. */
  readonly executionRole: string | null
  /** Whether Athena keeps the results itself, so that no bucket is written. */
  readonly managesResults: boolean
}

/** How Athena encrypts the results it writes. */
export interface AthenaEncryption {
  /** `SSE_S3`, `SSE_KMS` or `CSE_KMS`. */
  readonly option: string
  readonly keyId: string | null
}

/** One Athena query. */
export interface QueryExecution {
  readonly id: string
  readonly account: string
  readonly region: string
  readonly sql: string
  /** `DDL`, `DML` or `UTILITY`; null where the answer does not say. */
  readonly statementType: string | null
  readonly workGroup: string
  readonly database: string | null
  /** Data catalog; null for the default one. */
  readonly catalog: string | null
  readonly outputLocation: string | null
  readonly encryption: AthenaEncryption | null
  readonly expectedBucketOwner: string | null
  readonly acl: string | null
  readonly state: string
  readonly failureReason: string | null
  /** Whether Athena keeps the results itself, so that no bucket is written. */
  readonly managesResults: boolean
}

/** A workgroup of an account in one Region. */
export function workGroup(snapshot: Snapshot, account: string, region: string, name: string): Fact<WorkGroup> {
  const answer = snapshot.answer(account, region, 'athena', 'GetWorkGroup', name)
  if (answer.kind !== 'known') return answer
  const configuration = field(answer.value, 'WorkGroup', 'Configuration')
  const result = field(configuration, 'ResultConfiguration')
  const value: WorkGroup = {
    name,
    outputLocation: textAt(result, 'OutputLocation'),
    // AWS: a workgroup overrides client-side settings unless it says otherwise.
    // https://docs.aws.amazon.com/athena/latest/APIReference/API_WorkGroupConfiguration.html
    enforcesSettings: field(configuration, 'EnforceWorkGroupConfiguration') !== false,
    expectedBucketOwner: textAt(result, 'ExpectedBucketOwner'),
    encryption: encryptionIn(result),
    acl: textAt(result, 'AclConfiguration', 'S3AclOption'),
    allowsRequesterPays: isTrueAt(configuration, 'RequesterPaysEnabled'),
    executionRole: textAt(configuration, 'ExecutionRole'),
    managesResults: isTrueAt(configuration, 'ManagedQueryResultsConfiguration', 'Enabled'),
  }
  return { ...answer, value }
}

/** A query by its id, in whichever account and Region it is recorded. */
export function queryExecution(snapshot: Snapshot, id: string): Fact<QueryExecution> {
  const answers = snapshot.find('athena', 'GetQueryExecution', id)
  for (const { account, region, fact } of answers) {
    if (fact.kind === 'known') return { ...fact, value: queryIn(fact.value, id, account, region) }
  }
  const [first] = answers
  if (first !== undefined && first.fact.kind !== 'known') return first.fact
  const account = snapshot.accounts()[0] ?? ''
  const place = { account, region: 'global', service: 'athena', operation: 'GetQueryExecution', identifiers: [id] }
  return { kind: 'unknown', missing: missingOf('notCollected', place) }
}

function encryptionIn(result: unknown): AthenaEncryption | null {
  const option = textAt(result, 'EncryptionConfiguration', 'EncryptionOption')
  return option === null ? null : { option, keyId: textAt(result, 'EncryptionConfiguration', 'KmsKey') }
}

function queryIn(json: unknown, id: string, account: string, region: string): QueryExecution {
  const query = field(json, 'QueryExecution')
  const result = field(query, 'ResultConfiguration')
  return {
    id,
    account,
    region,
    sql: textAt(query, 'Query') ?? '',
    statementType: textAt(query, 'StatementType'),
    workGroup: textAt(query, 'WorkGroup') ?? 'primary',
    database: textAt(query, 'QueryExecutionContext', 'Database'),
    catalog: textAt(query, 'QueryExecutionContext', 'Catalog'),
    outputLocation: textAt(result, 'OutputLocation'),
    encryption: encryptionIn(result),
    expectedBucketOwner: textAt(result, 'ExpectedBucketOwner'),
    acl: textAt(result, 'AclConfiguration', 'S3AclOption'),
    state: textAt(query, 'Status', 'State') ?? '',
    failureReason: textAt(query, 'Status', 'StateChangeReason'),
    managesResults: isTrueAt(query, 'ManagedQueryResultsConfiguration', 'Enabled'),
  }
}
