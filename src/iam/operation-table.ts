/*
 * Operations whose IAM actions are not one action of the operation's own name. Actions are separated by blanks; one of
 * the same service stands without its prefix. `A|B`: B in place of A where the request names a version. `source:` and
 * `destination:` say on which side of a copy the action is checked. An empty text: no IAM action decides.
 */
type Table = Readonly<Record<string, string>>

const metadataTableActions = 's3tables:CreateNamespace s3tables:CreateTable s3tables:GetTable s3tables:PutTablePolicy'
const encryptedMetadataActions = `s3tables:CreateTableBucket ${metadataTableActions} s3tables:PutTableEncryption kms:DescribeKey`

// AWS: required permissions by S3 API operation.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
const s3Objects: Table = {
  CompleteMultipartUpload: 'PutObject',
  CopyObject: 'source:GetObject|GetObjectVersion destination:PutObject',
  CreateMultipartUpload: 'PutObject',
  DeleteObject: 'DeleteObject|DeleteObjectVersion',
  DeleteObjects: 'DeleteObject|DeleteObjectVersion',
  DeleteObjectTagging: 'DeleteObjectTagging|DeleteObjectVersionTagging',
  GetObject: 'GetObject|GetObjectVersion',
  GetObjectAcl: 'GetObjectAcl|GetObjectVersionAcl',
  GetObjectAttributes: 'GetObject|GetObjectVersion',
  GetObjectTagging: 'GetObjectTagging|GetObjectVersionTagging',
  GetObjectTorrent: 'GetObject',
  HeadObject: 'GetObject|GetObjectVersion',
  InitiateMultipartUpload: 'PutObject',
  ListMultipartUploads: 'ListBucketMultipartUploads',
  ListParts: 'ListMultipartUploadParts',
  PutObjectAcl: 'PutObjectAcl|PutObjectVersionAcl',
  PutObjectTagging: 'PutObjectTagging|PutObjectVersionTagging',
  SelectObjectContent: 'GetObject',
  UpdateObjectEncryption: 'UpdateObjectEncryption PutObject kms:Encrypt kms:Decrypt kms:GenerateDataKey kms:ReEncrypt*',
  UploadPart: 'PutObject',
  UploadPartCopy: 'source:GetObject|GetObjectVersion destination:PutObject',
  WriteGetObjectResponse: 's3-object-lambda:WriteGetObjectResponse',
}

const s3Buckets: Table = {
  CreateSession: 's3express:CreateSession',
  CreateBucketMetadataConfiguration: `CreateBucketMetadataTableConfiguration ${encryptedMetadataActions}`,
  CreateBucketMetadataTableConfiguration: `CreateBucketMetadataTableConfiguration ${metadataTableActions}`,
  DeleteBucketAnalyticsConfiguration: 'PutAnalyticsConfiguration',
  DeleteBucketCors: 'PutBucketCORS',
  DeleteBucketEncryption: 'PutEncryptionConfiguration',
  DeleteBucketIntelligentTieringConfiguration: 'PutIntelligentTieringConfiguration',
  DeleteBucketInventoryConfiguration: 'PutInventoryConfiguration',
  DeleteBucketLifecycle: 'PutLifecycleConfiguration',
  DeleteBucketMetadataConfiguration: 'DeleteBucketMetadataTableConfiguration',
  DeleteBucketMetricsConfiguration: 'PutMetricsConfiguration',
  DeleteBucketOwnershipControls: 'PutBucketOwnershipControls',
  DeleteBucketReplication: 'PutReplicationConfiguration',
  DeleteBucketTagging: 'PutBucketTagging',
  DeletePublicAccessBlock: 'PutBucketPublicAccessBlock',
  GetBucketAccelerateConfiguration: 'GetAccelerateConfiguration',
  GetBucketAnalyticsConfiguration: 'GetAnalyticsConfiguration',
  GetBucketCors: 'GetBucketCORS',
  GetBucketEncryption: 'GetEncryptionConfiguration',
  GetBucketIntelligentTieringConfiguration: 'GetIntelligentTieringConfiguration',
  GetBucketInventoryConfiguration: 'GetInventoryConfiguration',
  GetBucketLifecycle: 'GetLifecycleConfiguration',
  GetBucketLifecycleConfiguration: 'GetLifecycleConfiguration',
  GetBucketMetadataConfiguration: 'GetBucketMetadataTableConfiguration',
  GetBucketMetricsConfiguration: 'GetMetricsConfiguration',
  GetBucketNotificationConfiguration: 'GetBucketNotification',
  GetBucketReplication: 'GetReplicationConfiguration',
  GetObjectLockConfiguration: 'GetBucketObjectLockConfiguration',
  GetPublicAccessBlock: 'GetBucketPublicAccessBlock',
  HeadBucket: 'ListBucket',
  ListBucketAnalyticsConfigurations: 'GetAnalyticsConfiguration',
  ListBucketIntelligentTieringConfigurations: 'GetIntelligentTieringConfiguration',
  ListBucketInventoryConfigurations: 'GetInventoryConfiguration',
  ListBucketMetricsConfigurations: 'GetMetricsConfiguration',
  ListBuckets: 'ListAllMyBuckets',
  ListDirectoryBuckets: 's3express:ListAllMyDirectoryBuckets',
  ListObjects: 'ListBucket',
  ListObjectsV2: 'ListBucket',
  ListObjectVersions: 'ListBucketVersions',
  PutBucketAccelerateConfiguration: 'PutAccelerateConfiguration',
  PutBucketAnalyticsConfiguration: 'PutAnalyticsConfiguration',
  PutBucketCors: 'PutBucketCORS',
  PutBucketEncryption: 'PutEncryptionConfiguration',
  PutBucketIntelligentTieringConfiguration: 'PutIntelligentTieringConfiguration',
  PutBucketInventoryConfiguration: 'PutInventoryConfiguration',
  PutBucketLifecycle: 'PutLifecycleConfiguration',
  PutBucketLifecycleConfiguration: 'PutLifecycleConfiguration',
  PutBucketMetricsConfiguration: 'PutMetricsConfiguration',
  PutBucketNotificationConfiguration: 'PutBucketNotification',
  PutBucketReplication: 'PutReplicationConfiguration',
  PutObjectLockConfiguration: 'PutBucketObjectLockConfiguration',
  PutPublicAccessBlock: 'PutBucketPublicAccessBlock',
  UpdateBucketMetadataInventoryTableConfiguration: `UpdateBucketMetadataInventoryTableConfiguration ${encryptedMetadataActions}`,
}

// AWS: names under which CloudTrail records S3 operations, where they are neither the operation nor the action.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
const s3Events: Table = {
  DeleteAccountPublicAccessBlock: 'PutAccountPublicAccessBlock',
  DeleteBucketPublicAccessBlock: 'PutBucketPublicAccessBlock',
}

const s3AccessGrants: Table = {
  AssociateAccessGrantsIdentityCenter:
    'AssociateAccessGrantsIdentityCenter sso:CreateApplication sso:PutApplicationGrant sso:PutApplicationAuthenticationMethod',
  CreateAccessGrantsLocation: 'CreateAccessGrantsLocation iam:PassRole',
  DissociateAccessGrantsIdentityCenter: 'DissociateAccessGrantsIdentityCenter sso:DeleteApplication',
}

/** S3 Control, where the operations of the same name act on the account. */
const s3control: Table = {
  DeletePublicAccessBlock: 's3:PutAccountPublicAccessBlock',
  GetPublicAccessBlock: 's3:GetAccountPublicAccessBlock',
  PutPublicAccessBlock: 's3:PutAccountPublicAccessBlock',
}

// AWS: in directory buckets one session action stands for every operation on objects.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-express-security-iam.html
const s3express: Table = {
  ...Object.fromEntries(
    (
      'AbortMultipartUpload CompleteMultipartUpload CopyObject CreateMultipartUpload DeleteObject DeleteObjects GetObject ' +
      'GetObjectAttributes HeadBucket HeadObject ListMultipartUploads ListObjectsV2 ListParts PutObject RenameObject ' +
      'UploadPart UploadPartCopy'
    )
      .split(' ')
      .map((operation) => [operation, 'CreateSession']),
  ),
  DeleteBucketEncryption: 'PutEncryptionConfiguration',
  DeleteBucketLifecycle: 'PutLifecycleConfiguration',
  GetBucketEncryption: 'GetEncryptionConfiguration',
  GetBucketLifecycleConfiguration: 'GetLifecycleConfiguration',
  ListDirectoryBuckets: 'ListAllMyDirectoryBuckets',
  PutBucketEncryption: 'PutEncryptionConfiguration',
  PutBucketLifecycleConfiguration: 'PutLifecycleConfiguration',
}

// UNSURE: from practice and each service's pages on permissions; the Service Authorization Reference maps no operations.
/** Exceptions by IAM service prefix, and `s3control` for the API that shares the prefix `s3`. */
export const requiredActions: Readonly<Record<string, Table>> = {
  s3: { ...s3Objects, ...s3Buckets, ...s3Events, ...s3AccessGrants },
  s3control,
  s3express,
  bedrock: {
    Converse: 'InvokeModel',
    ConverseStream: 'InvokeModelWithResponseStream',
    RetrieveAndGenerateStream: 'RetrieveAndGenerate',
    StartAsyncInvoke: 'InvokeModel',
  },
  cloudfront: { CreateDistributionWithTags: 'CreateDistribution TagResource' },
  cloudsearch: { Search: 'search', Suggest: 'suggest', UploadDocuments: 'document' },
  dynamodb: { TransactGetItems: 'GetItem' },
  kms: { ReEncrypt: 'source:ReEncryptFrom destination:ReEncryptTo' },
  lambda: {
    GetLayerVersionByArn: 'GetLayerVersion',
    Invoke: 'InvokeFunction',
    InvokeWithResponseStream: 'InvokeFunction',
  },
  sns: { PublishBatch: 'Publish' },
  sqs: {
    ChangeMessageVisibilityBatch: 'ChangeMessageVisibility',
    DeleteMessageBatch: 'DeleteMessage',
    SendMessageBatch: 'SendMessage',
  },
  timestream: { Query: 'Select' },
}

const writtenObject = 'PutObjectAcl PutObjectTagging kms:GenerateDataKey PutObjectRetention PutObjectLegalHold'

// AWS: checksum mode of HeadObject decrypts; UploadPart and UploadPartCopy decrypt what was uploaded before.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions
/** What an operation needs besides, depending on its parameters and on the resource. */
export const conditionalActions: Readonly<Record<string, Table>> = {
  s3: {
    CompleteMultipartUpload: 'kms:Decrypt',
    CopyObject:
      'source:kms:Decrypt destination:PutObjectAcl destination:PutObjectTagging destination:kms:GenerateDataKey ' +
      'destination:PutObjectRetention destination:PutObjectLegalHold',
    CreateBucket: 'PutBucketAcl PutBucketObjectLockConfiguration PutBucketVersioning PutBucketOwnershipControls',
    CreateMultipartUpload: writtenObject,
    CreateStorageLensGroup: 'TagResource',
    DeleteObject: 'BypassGovernanceRetention',
    DeleteObjects: 'BypassGovernanceRetention',
    GetObject: 'kms:Decrypt GetObjectTagging GetObjectLegalHold GetObjectRetention',
    GetObjectAttributes: 'kms:Decrypt',
    HeadObject: 'kms:Decrypt GetObjectLegalHold GetObjectRetention',
    ListObjects: 'GetObjectAcl',
    ListObjectsV2: 'GetObjectAcl',
    ListParts: 'kms:Decrypt',
    PutObject: writtenObject,
    PutObjectRetention: 'BypassGovernanceRetention',
    SelectObjectContent: 'kms:Decrypt',
    UpdateObjectEncryption: 'organizations:DescribeAccount',
    UploadPart: 'kms:GenerateDataKey kms:Decrypt',
    UploadPartCopy: 'source:kms:Decrypt destination:kms:GenerateDataKey destination:kms:Decrypt',
  },
}
