import type { Phrase } from '../iam/phrase.ts'

// A particle that follows a value would depend on how the value is read, so the Korean names have none.
const names = {
  'iam GetAccountAuthorizationDetails': {
    en: 'users, groups, roles and policies of {account}',
    ko: '{account} 계정의 사용자, 그룹, 역할, 정책',
  },
  'iam GetRole': { en: 'role {0} of {account}', ko: '{account} 계정의 {0} 역할' },
  'iam GetPolicyVersion': { en: 'managed policy {0}', ko: '{0} 관리형 정책' },
  'iam ListAccountAliases': { en: 'account aliases of {account}', ko: '{account} 계정의 계정 별칭' },
  'iam ListOpenIDConnectProviders': {
    en: 'OpenID Connect providers of {account}',
    ko: '{account} 계정의 OpenID Connect 공급자',
  },
  'iam GetOpenIDConnectProvider': { en: 'OpenID Connect provider {0}', ko: '{0} OpenID Connect 공급자' },
  'organizations DescribeOrganization': { en: 'organization of {account}', ko: '{account} 계정이 속한 조직' },
  'organizations ListRoots': { en: 'root of the organization', ko: '조직의 루트' },
  'organizations ListParents': { en: 'organizational unit of {0}', ko: '{0}의 조직 단위' },
  'organizations ListPoliciesForTarget': { en: '{1} of {0}', ko: '{0}에 연결된 {1}' },
  'organizations DescribePolicy': { en: 'organization policy {0}', ko: '{0} 조직 정책' },
  'organizations ListAccounts': { en: 'accounts of the organization', ko: '조직의 계정' },
  'sts GetCallerIdentity': { en: 'identity that collected {account}', ko: '{account} 계정을 수집한 자격 증명' },
  's3 ListBuckets': { en: 'buckets of {account}', ko: '{account} 계정의 버킷' },
  's3 ListDirectoryBuckets': { en: 'directory buckets of {account}', ko: '{account} 계정의 디렉터리 버킷' },
  's3 GetBucketLocation': { en: 'Region of bucket {0}', ko: '{0} 버킷의 리전' },
  's3 GetBucketPolicy': { en: 'bucket policy of {0}', ko: '{0} 버킷 정책' },
  's3 GetBucketPolicyStatus': { en: 'whether bucket {0} is public', ko: '{0} 버킷의 퍼블릭 여부' },
  's3 GetBucketAcl': { en: 'ACL of bucket {0}', ko: '{0} 버킷의 ACL' },
  's3 GetPublicAccessBlock': { en: 'Block Public Access of bucket {0}', ko: '{0} 버킷의 퍼블릭 액세스 차단 설정' },
  's3 GetBucketOwnershipControls': { en: 'Object Ownership of bucket {0}', ko: '{0} 버킷의 객체 소유권 설정' },
  's3 GetBucketEncryption': { en: 'default encryption of bucket {0}', ko: '{0} 버킷의 기본 암호화' },
  's3 GetBucketRequestPayment': { en: 'who pays for requests to bucket {0}', ko: '{0} 버킷의 요청 비용 지불자' },
  's3 GetBucketVersioning': { en: 'versioning of bucket {0}', ko: '{0} 버킷의 버전 관리' },
  's3 GetObjectLockConfiguration': { en: 'Object Lock of bucket {0}', ko: '{0} 버킷의 객체 잠금 설정' },
  's3 HeadObject': { en: 'object {1} of bucket {0}', ko: '{0} 버킷의 {1} 객체' },
  's3 GetObjectAcl': { en: 'ACL of object {1} of bucket {0}', ko: '{0} 버킷에 있는 {1} 객체의 ACL' },
  's3 ListObjectsV2': { en: 'objects of bucket {0}', ko: '{0} 버킷의 객체 목록' },
  's3 ListObjectVersions': { en: 'object versions of bucket {0}', ko: '{0} 버킷의 객체 버전 목록' },
  's3control GetPublicAccessBlock': {
    en: 'Block Public Access of account {account}',
    ko: '{account} 계정의 퍼블릭 액세스 차단 설정',
  },
  's3control ListAccessPoints': { en: 'access points of {account}', ko: '{account} 계정의 액세스 포인트' },
  's3control GetAccessPoint': { en: 'access point {0}', ko: '{0} 액세스 포인트' },
  's3control GetAccessPointPolicy': { en: 'policy of access point {0}', ko: '{0} 액세스 포인트 정책' },
  's3tables ListTables': { en: 'tables of table bucket {0}', ko: '{0} 테이블 버킷의 테이블' },
  's3tables GetTable': { en: 'table {1}.{2} of table bucket {0}', ko: '{0} 테이블 버킷의 {1}.{2} 테이블' },
  's3tables GetTablePolicy': {
    en: 'policy of the table in table bucket {0}',
    ko: '{0} 테이블 버킷에 있는 테이블의 정책',
  },
  's3tables GetTableBucketPolicy': { en: 'policy of table bucket {0}', ko: '{0} 테이블 버킷의 정책' },
  'kms ListKeys': { en: 'KMS keys of {account}', ko: '{account} 계정의 KMS 키' },
  'kms ListAliases': { en: 'KMS aliases of {account}', ko: '{account} 계정의 KMS 별칭' },
  'kms DescribeKey': { en: 'state of KMS key {0}', ko: '{0} KMS 키의 상태' },
  'kms GetKeyPolicy': { en: 'key policy of {0}', ko: '{0} 키 정책' },
  'kms ListGrants': { en: 'grants of KMS key {0}', ko: '{0} KMS 키의 권한 부여(grant)' },
  'glue GetResourcePolicies': {
    en: 'Data Catalog resource policy of {account}',
    ko: '{account} 계정의 데이터 카탈로그 리소스 정책',
  },
  'glue GetDatabases': {
    en: 'Data Catalog databases of {account}',
    ko: '{account} 계정의 데이터 카탈로그 데이터베이스',
  },
  'glue GetTables': { en: 'tables of database {0}', ko: '{0} 데이터베이스의 테이블' },
  'glue GetTable': { en: 'table {0}.{1}', ko: '{0}.{1} 테이블' },
  'glue GetJobs': { en: 'Glue jobs of {account}', ko: '{account} 계정의 Glue 작업' },
  'glue GetCrawlers': { en: 'Glue crawlers of {account}', ko: '{account} 계정의 Glue 크롤러' },
  'glue GetConnections': { en: 'Glue connections of {account}', ko: '{account} 계정의 Glue 연결' },
  'glue GetSecurityConfigurations': {
    en: 'Glue security configurations of {account}',
    ko: '{account} 계정의 Glue 보안 구성',
  },
  'glue GetSecurityConfiguration': { en: 'Glue security configuration {0}', ko: '{0} Glue 보안 구성' },
  'glue GetDataCatalogEncryptionSettings': {
    en: 'Data Catalog encryption of {account}',
    ko: '{account} 계정의 데이터 카탈로그 암호화 설정',
  },
  'glue GetJobRuns': { en: 'runs of Glue job {0}', ko: '{0} Glue 작업의 실행 목록' },
  'glue GetJobRun': { en: 'run {1} of Glue job {0}', ko: '{0} Glue 작업의 {1} 실행' },
  'athena ListWorkGroups': { en: 'Athena workgroups of {account}', ko: '{account} 계정의 Athena 작업 그룹' },
  'athena GetWorkGroup': { en: 'Athena workgroup {0}', ko: '{0} Athena 작업 그룹' },
  'athena ListDataCatalogs': { en: 'Athena data catalogs of {account}', ko: '{account} 계정의 Athena 데이터 카탈로그' },
  'athena GetDataCatalog': { en: 'Athena data catalog {0}', ko: '{0} Athena 데이터 카탈로그' },
  'athena GetQueryExecution': { en: 'Athena query {0}', ko: '{0} Athena 쿼리' },
  'ec2 DescribeVpcEndpoints': { en: 'VPC endpoints of {account}', ko: '{account} 계정의 VPC 엔드포인트' },
  'ec2 DescribeSubnets': { en: 'subnets of {account}', ko: '{account} 계정의 서브넷' },
  'ec2 DescribeRouteTables': { en: 'route tables of {account}', ko: '{account} 계정의 라우팅 테이블' },
  'ec2 DescribeInstances': { en: 'instances of {account}', ko: '{account} 계정의 인스턴스' },
  'lakeformation GetDataLakeSettings': {
    en: 'Lake Formation settings of {account}',
    ko: '{account} 계정의 Lake Formation 설정',
  },
  'lakeformation ListPermissions': {
    en: 'Lake Formation permissions of {account}',
    ko: '{account} 계정의 Lake Formation 권한',
  },
  'lakeformation ListResources': {
    en: 'Lake Formation locations of {account}',
    ko: '{account} 계정의 Lake Formation 위치',
  },
  'lakeformation ListLakeFormationOptIns': {
    en: 'Lake Formation opt-ins of {account}',
    ko: '{account} 계정의 Lake Formation 옵트인',
  },
  'lakeformation GetResourceLFTags': { en: 'LF-Tags of table {0}.{1}', ko: '{0}.{1} 테이블의 LF-Tag' },
  'lakeformation GetLFTagExpression': { en: 'LF-Tag expression {0}', ko: '{0} LF-Tag 표현식' },
  'secretsmanager GetResourcePolicy': { en: 'resource policy of secret {0}', ko: '{0} 보안 암호의 리소스 정책' },
  'sqs GetQueueAttributes': { en: 'policy of queue {0}', ko: '{0} 대기열의 정책' },
  'sns GetTopicAttributes': { en: 'policy of topic {0}', ko: '{0} 주제의 정책' },
  'lambda GetPolicy': { en: 'policy of function {0}', ko: '{0} 함수의 정책' },
  'lambda GetFunctionConfiguration': { en: 'spill location of function {0}', ko: '{0} 함수의 스필 위치' },
  'ecr GetRepositoryPolicy': { en: 'policy of repository {0}', ko: '{0} 리포지토리의 정책' },
} as const

/** An operation that the reader knows, as `service Operation`. */
export type OperationName = keyof typeof names

/** What each operation's answer is, in words; `{0}` is the first identifier, `{account}` the account that asks. */
export const operationNames: Readonly<Record<OperationName, Phrase>> = names

/** What the types of organization policies are called. */
export const policyTypeNames: ReadonlyMap<string, Phrase> = new Map([
  ['SERVICE_CONTROL_POLICY', { en: 'service control policies', ko: '서비스 제어 정책(SCP)' }],
  ['RESOURCE_CONTROL_POLICY', { en: 'resource control policies', ko: '리소스 제어 정책(RCP)' }],
])
