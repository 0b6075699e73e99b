import { isDirectoryBucket } from '../iam/directory-bucket.ts'
import type { Phrase } from '../iam/phrase.ts'
import type { Missing, UnknownReason } from './fact.ts'
import { type OperationName, operationNames, policyTypeNames } from './operation-names.ts'
import type { AnswerPlace } from './path.ts'

/** One read operation: what permission it takes and how the AWS CLI asks for it. */
interface ReadOperation {
  /** Null where no permission is needed. */
  readonly permission: string | null
  /** Arguments of `aws`; `{0}` is the first identifier, `{account}` the account that asks. */
  readonly cli: string
}

function read(permission: string | null, cli: string): ReadOperation {
  return { permission, cli }
}

const operations: Readonly<Record<OperationName, ReadOperation>> = {
  'iam GetAccountAuthorizationDetails': read(
    'iam:GetAccountAuthorizationDetails',
    'iam get-account-authorization-details',
  ),
  'iam GetRole': read('iam:GetRole', 'iam get-role --role-name {0}'),
  'iam GetPolicyVersion': read('iam:GetPolicyVersion', 'iam get-policy-version --policy-arn {0} --version-id {1}'),
  'iam ListAccountAliases': read('iam:ListAccountAliases', 'iam list-account-aliases'),
  'iam ListOpenIDConnectProviders': read('iam:ListOpenIDConnectProviders', 'iam list-open-id-connect-providers'),
  'iam GetOpenIDConnectProvider': read(
    'iam:GetOpenIDConnectProvider',
    'iam get-open-id-connect-provider --open-id-connect-provider-arn {0}',
  ),
  'organizations DescribeOrganization': read(
    'organizations:DescribeOrganization',
    'organizations describe-organization',
  ),
  'organizations ListRoots': read('organizations:ListRoots', 'organizations list-roots'),
  'organizations ListParents': read('organizations:ListParents', 'organizations list-parents --child-id {0}'),
  'organizations ListPoliciesForTarget': read(
    'organizations:ListPoliciesForTarget',
    'organizations list-policies-for-target --target-id {0} --filter {1}',
  ),
  'organizations DescribePolicy': read('organizations:DescribePolicy', 'organizations describe-policy --policy-id {0}'),
  'organizations ListAccounts': read('organizations:ListAccounts', 'organizations list-accounts'),
  'sts GetCallerIdentity': read(null, 'sts get-caller-identity'),
  's3 ListBuckets': read('s3:ListAllMyBuckets', 's3api list-buckets'),
  's3 ListDirectoryBuckets': read('s3express:ListAllMyDirectoryBuckets', 's3api list-directory-buckets'),
  's3 GetBucketLocation': read('s3:GetBucketLocation', 's3api get-bucket-location --bucket {0}'),
  's3 GetBucketPolicy': read('s3:GetBucketPolicy', 's3api get-bucket-policy --bucket {0}'),
  's3 GetBucketPolicyStatus': read('s3:GetBucketPolicyStatus', 's3api get-bucket-policy-status --bucket {0}'),
  's3 GetBucketAcl': read('s3:GetBucketAcl', 's3api get-bucket-acl --bucket {0}'),
  's3 GetPublicAccessBlock': read('s3:GetBucketPublicAccessBlock', 's3api get-public-access-block --bucket {0}'),
  's3 GetBucketOwnershipControls': read(
    's3:GetBucketOwnershipControls',
    's3api get-bucket-ownership-controls --bucket {0}',
  ),
  's3 GetBucketEncryption': read('s3:GetEncryptionConfiguration', 's3api get-bucket-encryption --bucket {0}'),
  's3 GetBucketRequestPayment': read('s3:GetBucketRequestPayment', 's3api get-bucket-request-payment --bucket {0}'),
  's3 GetBucketVersioning': read('s3:GetBucketVersioning', 's3api get-bucket-versioning --bucket {0}'),
  's3 GetObjectLockConfiguration': read(
    's3:GetBucketObjectLockConfiguration',
    's3api get-object-lock-configuration --bucket {0}',
  ),
  's3 HeadObject': read('s3:GetObject', 's3api head-object --bucket {0} --key {1}'),
  's3 GetObjectAcl': read('s3:GetObjectAcl', 's3api get-object-acl --bucket {0} --key {1}'),
  's3 ListObjectsV2': read('s3:ListBucket', 's3api list-objects-v2 --bucket {0} --fetch-owner'),
  's3 ListObjectVersions': read('s3:ListBucketVersions', 's3api list-object-versions --bucket {0}'),
  's3control GetPublicAccessBlock': read(
    's3:GetAccountPublicAccessBlock',
    's3control get-public-access-block --account-id {account}',
  ),
  's3control ListAccessPoints': read('s3:ListAccessPoints', 's3control list-access-points --account-id {account}'),
  's3control GetAccessPoint': read('s3:GetAccessPoint', 's3control get-access-point --account-id {account} --name {0}'),
  's3control GetAccessPointPolicy': read(
    's3:GetAccessPointPolicy',
    's3control get-access-point-policy --account-id {account} --name {0}',
  ),
  's3tables ListTables': read('s3tables:ListTables', 's3tables list-tables --table-bucket-arn {0}'),
  's3tables GetTable': read(
    's3tables:GetTable',
    's3tables get-table --table-bucket-arn {0} --namespace {1} --name {2}',
  ),
  's3tables GetTablePolicy': read(
    's3tables:GetTablePolicy',
    's3tables get-table-policy --table-bucket-arn {0} --namespace {1} --name {2}',
  ),
  's3tables GetTableBucketPolicy': read(
    's3tables:GetTableBucketPolicy',
    's3tables get-table-bucket-policy --table-bucket-arn {0}',
  ),
  'kms ListKeys': read('kms:ListKeys', 'kms list-keys'),
  'kms ListAliases': read('kms:ListAliases', 'kms list-aliases'),
  'kms DescribeKey': read('kms:DescribeKey', 'kms describe-key --key-id {0}'),
  'kms GetKeyPolicy': read('kms:GetKeyPolicy', 'kms get-key-policy --key-id {0} --policy-name default'),
  'kms ListGrants': read('kms:ListGrants', 'kms list-grants --key-id {0}'),
  'glue GetResourcePolicies': read('glue:GetResourcePolicies', 'glue get-resource-policies'),
  'glue GetDatabases': read('glue:GetDatabases', 'glue get-databases'),
  'glue GetTables': read('glue:GetTables', 'glue get-tables --database-name {0}'),
  'glue GetTable': read('glue:GetTable', 'glue get-table --database-name {0} --name {1}'),
  'glue GetJobs': read('glue:GetJobs', 'glue get-jobs'),
  'glue GetCrawlers': read('glue:GetCrawlers', 'glue get-crawlers'),
  'glue GetConnections': read('glue:GetConnections', 'glue get-connections --hide-password'),
  'glue GetSecurityConfigurations': read('glue:GetSecurityConfigurations', 'glue get-security-configurations'),
  'glue GetSecurityConfiguration': read('glue:GetSecurityConfiguration', 'glue get-security-configuration --name {0}'),
  'glue GetDataCatalogEncryptionSettings': read(
    'glue:GetDataCatalogEncryptionSettings',
    'glue get-data-catalog-encryption-settings',
  ),
  'glue GetJobRuns': read('glue:GetJobRuns', 'glue get-job-runs --job-name {0}'),
  'glue GetJobRun': read('glue:GetJobRun', 'glue get-job-run --job-name {0} --run-id {1}'),
  'athena ListWorkGroups': read('athena:ListWorkGroups', 'athena list-work-groups'),
  'athena GetWorkGroup': read('athena:GetWorkGroup', 'athena get-work-group --work-group {0}'),
  'athena ListDataCatalogs': read('athena:ListDataCatalogs', 'athena list-data-catalogs'),
  'athena GetDataCatalog': read('athena:GetDataCatalog', 'athena get-data-catalog --name {0}'),
  'athena GetQueryExecution': read('athena:GetQueryExecution', 'athena get-query-execution --query-execution-id {0}'),
  'ec2 DescribeVpcEndpoints': read('ec2:DescribeVpcEndpoints', 'ec2 describe-vpc-endpoints'),
  'ec2 DescribeSubnets': read('ec2:DescribeSubnets', 'ec2 describe-subnets'),
  'ec2 DescribeRouteTables': read('ec2:DescribeRouteTables', 'ec2 describe-route-tables'),
  'ec2 DescribeInstances': read('ec2:DescribeInstances', 'ec2 describe-instances'),
  'lakeformation GetDataLakeSettings': read(
    'lakeformation:GetDataLakeSettings',
    'lakeformation get-data-lake-settings',
  ),
  'lakeformation ListPermissions': read('lakeformation:ListPermissions', 'lakeformation list-permissions'),
  'lakeformation ListResources': read('lakeformation:ListResources', 'lakeformation list-resources'),
  'lakeformation ListLakeFormationOptIns': read(
    'lakeformation:ListLakeFormationOptIns',
    'lakeformation list-lake-formation-opt-ins',
  ),
  'lakeformation GetResourceLFTags': read(
    'lakeformation:GetResourceLFTags',
    "lakeformation get-resource-lf-tags --resource 'Table={DatabaseName='{0}',Name='{1}'}'",
  ),
  'lakeformation GetLFTagExpression': read(
    'lakeformation:GetLFTagExpression',
    'lakeformation get-lf-tag-expression --name {0}',
  ),
  'secretsmanager GetResourcePolicy': read(
    'secretsmanager:GetResourcePolicy',
    'secretsmanager get-resource-policy --secret-id {0}',
  ),
  'sqs GetQueueAttributes': read(
    'sqs:GetQueueAttributes',
    'sqs get-queue-attributes --queue-url {0} --attribute-names Policy',
  ),
  'sns GetTopicAttributes': read('sns:GetTopicAttributes', 'sns get-topic-attributes --topic-arn {0}'),
  'lambda GetPolicy': read('lambda:GetPolicy', 'lambda get-policy --function-name {0}'),
  // The environment of a function can hold secrets, so only the spill location is printed.
  'lambda GetFunctionConfiguration': read(
    'lambda:GetFunctionConfiguration',
    "lambda get-function-configuration --function-name {0} --query '{Environment:{Variables:{spill_bucket:Environment.Variables.spill_bucket,spill_prefix:Environment.Variables.spill_prefix}}}'",
  ),
  'ecr GetRepositoryPolicy': read('ecr:GetRepositoryPolicy', 'ecr get-repository-policy --repository-name {0}'),
}

/** What would settle an answer that is not known: the fact in words, the permission and the command that reads it. */
export function missingOf(reason: UnknownReason, place: AnswerPlace): Missing {
  const operation = operationOf(place)
  const region = place.region === 'global' ? '' : ` --region ${shellWord(place.region)}`
  return {
    reason,
    what: { en: named(place, 'en'), ko: named(place, 'ko') },
    permission: permissionOf(operation.permission, place),
    command: `aws ${filled(operation.cli, place, shellWord)}${region}`,
  }
}

// AWS: the bucket operations of directory buckets are actions of `s3express`.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-express-security-iam.html
function permissionOf(permission: string | null, { service, identifiers: [name = ''] }: AnswerPlace): string | null {
  const isDirectory = service === 's3' && isDirectoryBucket(name)
  return isDirectory ? (permission?.replace(/^s3:/, 's3express:') ?? null) : permission
}

function named(place: AnswerPlace, language: keyof Phrase): string {
  const { service, operation, identifiers } = place
  const name = `${service} ${operation}`
  if (!isKnownOperation(name)) return [name, ...identifiers].join(' ')
  return filled(operationNames[name][language], place, (text) => policyTypeNames.get(text)?.[language] ?? text)
}

/** Every operation that the reader knows, as `service Operation`. */
export function knownOperations(): readonly string[] {
  return Object.keys(operations)
}

function operationOf({ service, operation }: AnswerPlace): ReadOperation {
  const name = `${service} ${operation}`
  if (isKnownOperation(name)) return operations[name]
  const verb = operation.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase()
  return read(`${service}:${operation}`, `${service} ${verb}`)
}

/** Whether an operation, as `service Operation`, is one that the reader knows. */
export function isKnownOperation(name: string): name is OperationName {
  return Object.hasOwn(operations, name)
}

function filled(template: string, place: AnswerPlace, spell: (text: string) => string | undefined): string {
  return template.replace(/\{(\d|account)\}/g, (_, name: string) => {
    const value = name === 'account' ? place.account : place.identifiers[Number(name)]
    return spell(value ?? '…') ?? ''
  })
}

/** The text as one word of a POSIX shell. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
