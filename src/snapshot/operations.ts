import { isDirectoryBucket } from '../iam/directory-bucket.ts'
import type { Missing, UnknownReason } from './fact.ts'
import type { AnswerPlace } from './path.ts'

/** One read operation: what permission it takes and how the AWS CLI asks for it. */
interface ReadOperation {
  /** Null where no permission is needed. */
  readonly permission: string | null
  /** Arguments of `aws`; `{0}` is the first identifier, `{account}` the account that asks. */
  readonly cli: string
  /** What the answer is, in words. */
  readonly what: string
}

function read(permission: string | null, cli: string, what: string): ReadOperation {
  return { permission, cli, what }
}

const operations: Readonly<Record<string, ReadOperation>> = {
  'iam GetAccountAuthorizationDetails': read(
    'iam:GetAccountAuthorizationDetails',
    'iam get-account-authorization-details',
    'users, groups, roles and policies of {account}',
  ),
  'iam GetRole': read('iam:GetRole', 'iam get-role --role-name {0}', 'role {0} of {account}'),
  'iam GetPolicyVersion': read(
    'iam:GetPolicyVersion',
    'iam get-policy-version --policy-arn {0} --version-id {1}',
    'managed policy {0}',
  ),
  'iam ListAccountAliases': read('iam:ListAccountAliases', 'iam list-account-aliases', 'account aliases of {account}'),
  'iam ListOpenIDConnectProviders': read(
    'iam:ListOpenIDConnectProviders',
    'iam list-open-id-connect-providers',
    'OpenID Connect providers of {account}',
  ),
  'iam GetOpenIDConnectProvider': read(
    'iam:GetOpenIDConnectProvider',
    'iam get-open-id-connect-provider --open-id-connect-provider-arn {0}',
    'OpenID Connect provider {0}',
  ),
  'organizations DescribeOrganization': read(
    'organizations:DescribeOrganization',
    'organizations describe-organization',
    'organization of {account}',
  ),
  'organizations ListRoots': read('organizations:ListRoots', 'organizations list-roots', 'root of the organization'),
  'organizations ListParents': read(
    'organizations:ListParents',
    'organizations list-parents --child-id {0}',
    'organizational unit of {0}',
  ),
  'organizations ListPoliciesForTarget': read(
    'organizations:ListPoliciesForTarget',
    'organizations list-policies-for-target --target-id {0} --filter {1}',
    '{1} of {0}',
  ),
  'organizations DescribePolicy': read(
    'organizations:DescribePolicy',
    'organizations describe-policy --policy-id {0}',
    'organization policy {0}',
  ),
  'organizations ListAccounts': read(
    'organizations:ListAccounts',
    'organizations list-accounts',
    'accounts of the organization',
  ),
  'sts GetCallerIdentity': read(null, 'sts get-caller-identity', 'identity that collected {account}'),
  's3 ListBuckets': read('s3:ListAllMyBuckets', 's3api list-buckets', 'buckets of {account}'),
  's3 ListDirectoryBuckets': read(
    's3express:ListAllMyDirectoryBuckets',
    's3api list-directory-buckets',
    'directory buckets of {account}',
  ),
  's3 GetBucketLocation': read(
    's3:GetBucketLocation',
    's3api get-bucket-location --bucket {0}',
    'Region of bucket {0}',
  ),
  's3 GetBucketPolicy': read('s3:GetBucketPolicy', 's3api get-bucket-policy --bucket {0}', 'bucket policy of {0}'),
  's3 GetBucketPolicyStatus': read(
    's3:GetBucketPolicyStatus',
    's3api get-bucket-policy-status --bucket {0}',
    'whether bucket {0} is public',
  ),
  's3 GetBucketAcl': read('s3:GetBucketAcl', 's3api get-bucket-acl --bucket {0}', 'ACL of bucket {0}'),
  's3 GetPublicAccessBlock': read(
    's3:GetBucketPublicAccessBlock',
    's3api get-public-access-block --bucket {0}',
    'Block Public Access of bucket {0}',
  ),
  's3 GetBucketOwnershipControls': read(
    's3:GetBucketOwnershipControls',
    's3api get-bucket-ownership-controls --bucket {0}',
    'Object Ownership of bucket {0}',
  ),
  's3 GetBucketEncryption': read(
    's3:GetEncryptionConfiguration',
    's3api get-bucket-encryption --bucket {0}',
    'default encryption of bucket {0}',
  ),
  's3 GetBucketRequestPayment': read(
    's3:GetBucketRequestPayment',
    's3api get-bucket-request-payment --bucket {0}',
    'who pays for requests to bucket {0}',
  ),
  's3 GetBucketVersioning': read(
    's3:GetBucketVersioning',
    's3api get-bucket-versioning --bucket {0}',
    'versioning of bucket {0}',
  ),
  's3 GetObjectLockConfiguration': read(
    's3:GetBucketObjectLockConfiguration',
    's3api get-object-lock-configuration --bucket {0}',
    'Object Lock of bucket {0}',
  ),
  's3 HeadObject': read('s3:GetObject', 's3api head-object --bucket {0} --key {1}', 'object {1} of bucket {0}'),
  's3 GetObjectAcl': read(
    's3:GetObjectAcl',
    's3api get-object-acl --bucket {0} --key {1}',
    'ACL of object {1} of bucket {0}',
  ),
  's3 ListObjectsV2': read(
    's3:ListBucket',
    's3api list-objects-v2 --bucket {0} --fetch-owner',
    'objects of bucket {0}',
  ),
  's3 ListObjectVersions': read(
    's3:ListBucketVersions',
    's3api list-object-versions --bucket {0}',
    'object versions of bucket {0}',
  ),
  's3control GetPublicAccessBlock': read(
    's3:GetAccountPublicAccessBlock',
    's3control get-public-access-block --account-id {account}',
    'Block Public Access of account {account}',
  ),
  's3control ListAccessPoints': read(
    's3:ListAccessPoints',
    's3control list-access-points --account-id {account}',
    'access points of {account}',
  ),
  's3control GetAccessPoint': read(
    's3:GetAccessPoint',
    's3control get-access-point --account-id {account} --name {0}',
    'access point {0}',
  ),
  's3control GetAccessPointPolicy': read(
    's3:GetAccessPointPolicy',
    's3control get-access-point-policy --account-id {account} --name {0}',
    'policy of access point {0}',
  ),
  's3tables ListTables': read(
    's3tables:ListTables',
    's3tables list-tables --table-bucket-arn {0}',
    'tables of table bucket {0}',
  ),
  's3tables GetTable': read(
    's3tables:GetTable',
    's3tables get-table --table-bucket-arn {0} --namespace {1} --name {2}',
    'table {1}.{2} of table bucket {0}',
  ),
  's3tables GetTablePolicy': read(
    's3tables:GetTablePolicy',
    's3tables get-table-policy --table-bucket-arn {0} --namespace {1} --name {2}',
    'policy of the table in table bucket {0}',
  ),
  's3tables GetTableBucketPolicy': read(
    's3tables:GetTableBucketPolicy',
    's3tables get-table-bucket-policy --table-bucket-arn {0}',
    'policy of table bucket {0}',
  ),
  'kms ListKeys': read('kms:ListKeys', 'kms list-keys', 'KMS keys of {account}'),
  'kms ListAliases': read('kms:ListAliases', 'kms list-aliases', 'KMS aliases of {account}'),
  'kms DescribeKey': read('kms:DescribeKey', 'kms describe-key --key-id {0}', 'state of KMS key {0}'),
  'kms GetKeyPolicy': read(
    'kms:GetKeyPolicy',
    'kms get-key-policy --key-id {0} --policy-name default',
    'key policy of {0}',
  ),
  'kms ListGrants': read('kms:ListGrants', 'kms list-grants --key-id {0}', 'grants of KMS key {0}'),
  'glue GetResourcePolicies': read(
    'glue:GetResourcePolicies',
    'glue get-resource-policies',
    'Data Catalog resource policy of {account}',
  ),
  'glue GetDatabases': read('glue:GetDatabases', 'glue get-databases', 'Data Catalog databases of {account}'),
  'glue GetTables': read('glue:GetTables', 'glue get-tables --database-name {0}', 'tables of database {0}'),
  'glue GetTable': read('glue:GetTable', 'glue get-table --database-name {0} --name {1}', 'table {0}.{1}'),
  'glue GetJobs': read('glue:GetJobs', 'glue get-jobs', 'Glue jobs of {account}'),
  'glue GetCrawlers': read('glue:GetCrawlers', 'glue get-crawlers', 'Glue crawlers of {account}'),
  'glue GetConnections': read(
    'glue:GetConnections',
    'glue get-connections --hide-password',
    'Glue connections of {account}',
  ),
  'glue GetSecurityConfigurations': read(
    'glue:GetSecurityConfigurations',
    'glue get-security-configurations',
    'Glue security configurations of {account}',
  ),
  'glue GetSecurityConfiguration': read(
    'glue:GetSecurityConfiguration',
    'glue get-security-configuration --name {0}',
    'Glue security configuration {0}',
  ),
  'glue GetDataCatalogEncryptionSettings': read(
    'glue:GetDataCatalogEncryptionSettings',
    'glue get-data-catalog-encryption-settings',
    'Data Catalog encryption of {account}',
  ),
  'glue GetJobRuns': read('glue:GetJobRuns', 'glue get-job-runs --job-name {0}', 'runs of Glue job {0}'),
  'glue GetJobRun': read('glue:GetJobRun', 'glue get-job-run --job-name {0} --run-id {1}', 'run {1} of Glue job {0}'),
  'athena ListWorkGroups': read('athena:ListWorkGroups', 'athena list-work-groups', 'Athena workgroups of {account}'),
  'athena GetWorkGroup': read('athena:GetWorkGroup', 'athena get-work-group --work-group {0}', 'Athena workgroup {0}'),
  'athena ListDataCatalogs': read(
    'athena:ListDataCatalogs',
    'athena list-data-catalogs',
    'Athena data catalogs of {account}',
  ),
  'athena GetDataCatalog': read(
    'athena:GetDataCatalog',
    'athena get-data-catalog --name {0}',
    'Athena data catalog {0}',
  ),
  'athena GetQueryExecution': read(
    'athena:GetQueryExecution',
    'athena get-query-execution --query-execution-id {0}',
    'Athena query {0}',
  ),
  'ec2 DescribeVpcEndpoints': read(
    'ec2:DescribeVpcEndpoints',
    'ec2 describe-vpc-endpoints',
    'VPC endpoints of {account}',
  ),
  'ec2 DescribeSubnets': read('ec2:DescribeSubnets', 'ec2 describe-subnets', 'subnets of {account}'),
  'ec2 DescribeRouteTables': read('ec2:DescribeRouteTables', 'ec2 describe-route-tables', 'route tables of {account}'),
  'ec2 DescribeInstances': read('ec2:DescribeInstances', 'ec2 describe-instances', 'instances of {account}'),
  'lakeformation GetDataLakeSettings': read(
    'lakeformation:GetDataLakeSettings',
    'lakeformation get-data-lake-settings',
    'Lake Formation settings of {account}',
  ),
  'lakeformation ListPermissions': read(
    'lakeformation:ListPermissions',
    'lakeformation list-permissions',
    'Lake Formation permissions of {account}',
  ),
  'lakeformation ListResources': read(
    'lakeformation:ListResources',
    'lakeformation list-resources',
    'Lake Formation locations of {account}',
  ),
  'lakeformation ListLakeFormationOptIns': read(
    'lakeformation:ListLakeFormationOptIns',
    'lakeformation list-lake-formation-opt-ins',
    'Lake Formation opt-ins of {account}',
  ),
  'lakeformation GetResourceLFTags': read(
    'lakeformation:GetResourceLFTags',
    "lakeformation get-resource-lf-tags --resource 'Table={DatabaseName='{0}',Name='{1}'}'",
    'LF-Tags of table {0}.{1}',
  ),
  'lakeformation GetLFTagExpression': read(
    'lakeformation:GetLFTagExpression',
    'lakeformation get-lf-tag-expression --name {0}',
    'LF-Tag expression {0}',
  ),
  'secretsmanager GetResourcePolicy': read(
    'secretsmanager:GetResourcePolicy',
    'secretsmanager get-resource-policy --secret-id {0}',
    'resource policy of secret {0}',
  ),
  'sqs GetQueueAttributes': read(
    'sqs:GetQueueAttributes',
    'sqs get-queue-attributes --queue-url {0} --attribute-names Policy',
    'policy of queue {0}',
  ),
  'sns GetTopicAttributes': read(
    'sns:GetTopicAttributes',
    'sns get-topic-attributes --topic-arn {0}',
    'policy of topic {0}',
  ),
  'lambda GetPolicy': read('lambda:GetPolicy', 'lambda get-policy --function-name {0}', 'policy of function {0}'),
  // The environment of a function can hold secrets, so only the spill location is printed.
  'lambda GetFunctionConfiguration': read(
    'lambda:GetFunctionConfiguration',
    "lambda get-function-configuration --function-name {0} --query '{Environment:{Variables:{spill_bucket:Environment.Variables.spill_bucket,spill_prefix:Environment.Variables.spill_prefix}}}'",
    'spill location of function {0}',
  ),
  'ecr GetRepositoryPolicy': read(
    'ecr:GetRepositoryPolicy',
    'ecr get-repository-policy --repository-name {0}',
    'policy of repository {0}',
  ),
}

const wordsByPolicyType: Readonly<Record<string, string>> = {
  SERVICE_CONTROL_POLICY: 'service control policies',
  RESOURCE_CONTROL_POLICY: 'resource control policies',
}

/** What would settle an answer that is not known: the fact in words, the permission and the command that reads it. */
export function missingOf(reason: UnknownReason, place: AnswerPlace): Missing {
  const operation = operationOf(place)
  const region = place.region === 'global' ? '' : ` --region ${shellWord(place.region)}`
  return {
    reason,
    what: filled(operation.what, place, (text) =>
      Object.hasOwn(wordsByPolicyType, text) ? wordsByPolicyType[text] : text,
    ),
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

/** Every operation that the reader knows, as `service Operation`. */
export function knownOperations(): readonly string[] {
  return Object.keys(operations)
}

/** Whether an operation, as `service Operation`, is one that the reader knows. */
export function isKnownOperation(name: string): boolean {
  return Object.hasOwn(operations, name)
}

function operationOf({ service, operation, identifiers }: AnswerPlace): ReadOperation {
  const name = `${service} ${operation}`
  const known = Object.hasOwn(operations, name) ? operations[name] : undefined
  if (known !== undefined) return known
  const verb = operation.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase()
  return read(
    `${service}:${operation}`,
    `${service} ${verb}`,
    `${service} ${operation} ${identifiers.join(' ')}`.trim(),
  )
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
