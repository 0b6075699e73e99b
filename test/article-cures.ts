import { type ArticleCase, notAuthorized } from './article-fixture.ts'
import { query, queryRights, resultRights, resultUrl, sourceRights } from './article-query.ts'
import {
  allow,
  alone,
  bucket,
  elsewhere,
  endpoint,
  type Files,
  home,
  iam,
  type Json,
  mina,
  policy,
  reader,
  readerSession,
  to,
} from './cause-fixture.ts'
import { key, keyArn, keyId, keyPolicy } from './kms-fixture.ts'

const objectsOfReports = 'arn:aws:s3:::reports/*'
const glueKeyPolicy = policy(allow(['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'], keyArn()))
const onlyAdmins = keyPolicy({ AWS: `arn:aws:iam::${home}:role/key-admin` }, 'kms:Put*')
const ciphertext =
  'The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access. (Service: AWSKMS; Status Code: 400; Error Code: AccessDeniedException; Request ID: 0c9d4e71-5a2b-4f83-96d0-7be1c8305a4f; Proxy: null)'
const sourceDenied =
  'Your query has the following errors:com.amazonaws.services.s3.model.AmazonS3Exception: Access Denied (Service: Amazon S3; Status Code: 403; Error Code: AccessDenied; Request ID: 9TQ4Z7M2X0C5V8NB; S3 Extended Request ID: hJ3kL5mN7pQ9rS1tU=; Proxy: null), S3 Extended Request ID: hJ3kL5mN7pQ9rS1tU= (Path: s3://orders-source/data/q1.csv)'
const resultsDenied = `Your query has the following errors:Access denied when writing output to url: ${resultUrl} . Please ensure you are allowed to access the S3 bucket. If you are encrypting query results with KMS key, please ensure you are allowed to access your KMS key`

const encryptedResults: Files = {
  [`${home}/global/s3/GetBucketEncryption/query-results.json`]: {
    ServerSideEncryptionConfiguration: {
      Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: keyArn() } }],
    },
  },
}

/** A policy that an article prints as the cure, and a denial for want of it. */
export interface Cure extends ArticleCase {
  readonly name: string
  readonly refused: readonly string[]
  /** The policy that the article prints as the cure. */
  readonly article: Json
  /** The document that the article edits, as the target of an edit. */
  readonly target: string
  /** What the edited documents held before. */
  readonly before?: Json
}

/** The policies that the articles print as cures, in the names of the fixtures. */
export const cures: readonly Cure[] = [
  {
    name: 'Athena: the right to read the source bucket',
    says: sourceDenied,
    principal: mina,
    action: 's3:GetObject',
    files: { ...alone(), ...iam({ mina: policy(...queryRights, resultRights) }), ...query(sourceDenied) },
    refused: ['s3:ListBucket identity', 's3:GetObject identity'],
    target: 'identity:user/mina',
    article: policy(...sourceRights, resultRights),
  },
  {
    name: 'Athena: the right to write the results',
    says: resultsDenied,
    principal: mina,
    action: 's3:PutObject',
    files: {
      ...alone(),
      ...iam({ mina: policy(...queryRights, ...sourceRights) }),
      ...query(resultsDenied),
    },
    refused: ['s3:GetBucketLocation identity', 's3:PutObject identity'],
    target: 'identity:user/mina',
    article: policy(...sourceRights, resultRights),
  },
  {
    name: 'Athena: neither source nor results',
    says: sourceDenied,
    principal: mina,
    action: 's3:GetObject',
    files: { ...alone(), ...iam({ mina: policy(...queryRights) }), ...query(sourceDenied) },
    refused: [
      's3:ListBucket identity',
      's3:GetObject identity',
      's3:GetBucketLocation identity',
      's3:PutObject identity',
    ],
    target: 'identity:user/mina',
    article: policy(...sourceRights, resultRights),
  },
  {
    name: 'Athena: the bucket policy of the other account',
    says: sourceDenied,
    principal: mina,
    action: 's3:GetObject',
    files: {
      ...alone(),
      ...alone(elsewhere),
      ...iam({ mina: policy(...queryRights, ...sourceRights, resultRights) }),
      ...query(sourceDenied, elsewhere),
    },
    refused: ['s3:ListBucket resource', 's3:GetObject resource'],
    target: 'bucket-policy:orders-source',
    article: policy(allow('s3:*', ['arn:aws:s3:::orders-source', 'arn:aws:s3:::orders-source/data/*'], to(mina))),
  },
  {
    name: 'Athena: the key policy that leaves the key to the account',
    says: resultsDenied,
    principal: mina,
    action: 's3:PutObject',
    files: {
      ...alone(),
      ...iam({ mina: policy(...queryRights, ...sourceRights, resultRights, allow('kms:*', keyArn())) }),
      ...query(resultsDenied),
      ...encryptedResults,
      ...key({ policy: onlyAdmins }),
    },
    refused: ['kms:GenerateDataKey kms'],
    target: `key-policy:${keyId}`,
    article: keyPolicy({ AWS: `arn:aws:iam::${home}:root` }, 'kms:*'),
    before: onlyAdmins,
  },
  {
    name: 'Glue: the right of the role to write to the bucket',
    says: notAuthorized(readerSession, 's3:PutObject', 'arn:aws:s3:::reports/q1.csv'),
    files: { ...alone(), ...iam({}), ...bucket('reports', null) },
    refused: ['s3:PutObject identity'],
    target: 'identity:role/reader',
    article: policy(allow('s3:PutObject', objectsOfReports)),
  },
  {
    name: 'Glue: s3:PutObjectAcl in the VPC endpoint policy',
    says: notAuthorized(
      readerSession,
      's3:PutObjectAcl',
      'arn:aws:s3:::reports/q1.csv',
      ' because no VPC endpoint policy allows the s3:PutObjectAcl action',
    ),
    context: { 'aws:SourceVpce': 'vpce-0example' },
    files: {
      ...alone(),
      ...iam({ reader: policy(allow('s3:PutObject*', objectsOfReports)) }),
      ...bucket('reports', null),
      ...endpoint(policy(allow('s3:PutObject', objectsOfReports, { Principal: '*' }))),
    },
    refused: ['s3:PutObjectAcl vpce'],
    target: 'vpce:vpce-0example',
    article: policy(allow(['s3:PutObject', 's3:PutObjectAcl'], objectsOfReports, { Principal: '*' })),
  },
  {
    name: 'Glue: the KMS actions of the role',
    says: ciphertext,
    principal: readerSession,
    resource: keyArn(),
    files: { ...alone(), ...iam({}), ...key() },
    refused: ['kms:Decrypt identity'],
    target: 'identity:role/reader',
    article: glueKeyPolicy,
  },
  {
    name: 'S3: s3:PutObjectAcl in the bucket policy',
    says: notAuthorized(mina, 's3:PutObjectAcl', 'arn:aws:s3:::reports/q1.csv'),
    files: { ...alone(), ...iam({}), ...bucket('reports', policy(allow('s3:PutObject', objectsOfReports, to(mina)))) },
    refused: ['s3:PutObjectAcl identity'],
    target: 'bucket-policy:reports',
    article: policy(allow(['s3:PutObject', 's3:PutObjectAcl'], objectsOfReports, to(mina))),
  },
  {
    name: 'KMS: the key policy that names the Glue role',
    says: ciphertext,
    principal: readerSession,
    resource: keyArn(),
    files: { ...alone(), ...iam({ reader: glueKeyPolicy }), ...key({ policy: onlyAdmins }) },
    refused: ['kms:Decrypt kms'],
    target: `key-policy:${keyId}`,
    article: keyPolicy({ AWS: reader }, [
      'kms:Encrypt',
      'kms:Decrypt',
      'kms:ReEncrypt*',
      'kms:GenerateDataKey*',
      'kms:DescribeKey',
    ]),
    before: onlyAdmins,
  },
]
