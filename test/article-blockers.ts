import { type ArticleCase, notAuthorized } from './article-fixture.ts'
import { catalogPolicy, query, queryId, queryRights, resultRights, sourceRights } from './article-query.ts'
import {
  allow,
  alone,
  bucket,
  deny,
  endpoint,
  type Files,
  home,
  iam,
  type Json,
  mina,
  organization,
  policy,
  reader,
  readerSession,
  sessionMade,
  to,
} from './cause-fixture.ts'
import { key, keyArn, keyPolicy } from './kms-fixture.ts'

const objectsOfReports = 'arn:aws:s3:::reports/*'
const scpDeny = policy(allow('*', '*'), deny('s3:*', '*'))
const scpDenyKeys = policy(allow('*', '*'), deny('kms:Decrypt', '*'))
const catalogDeny = policy(deny('glue:*', `arn:aws:glue:us-east-1:${home}:*`, to(mina)))
const oneEndpoint = policy(
  { Sid: 'Statement1', ...allow('s3:GetObject', objectsOfReports, to('*')) },
  {
    Sid: 'Statement2',
    ...deny('s3:GetObject', objectsOfReports, {
      ...to('*'),
      Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-0example' } },
    }),
  },
)
const oneBucket = policy(
  allow(['s3:GetObject', 's3:PutObject', 's3:ListBucket'], ['arn:aws:s3:::letters', 'arn:aws:s3:::letters/*'], {
    Principal: '*',
  }),
)
const readsReports = policy(allow('s3:GetObject', objectsOfReports))
const q1 = 'arn:aws:s3:::reports/q1.csv'
const decrypts = policy(allow(['kms:Decrypt'], keyArn()))

const keyEndpoint: Files = {
  [`${home}/us-east-1/ec2/DescribeVpcEndpoints.json`]: {
    VpcEndpoints: [
      {
        VpcEndpointId: 'vpce-0keys',
        VpcEndpointType: 'Interface',
        VpcId: 'vpc-0example',
        ServiceName: 'com.amazonaws.us-east-1.kms',
        State: 'available',
        PolicyDocument: JSON.stringify(policy(allow('kms:Encrypt', '*', { Principal: '*' }))),
      },
    ],
  },
}

/** A policy that an article prints as the blocker, and a denial by it. */
export interface Blocker extends ArticleCase {
  readonly name: string
  readonly refused: readonly string[]
  /** What the first fix may allow: what the edited documents held, or the denied request itself. */
  readonly before: Json
}

/** The policies that the articles print as blockers, in the names of the fixtures. */
export const blockers: readonly Blocker[] = [
  {
    name: 'Athena: a Deny in the Data Catalog policy',
    says: `Insufficient permissions to execute the query. ${notAuthorized(mina, 'glue:GetTable', `arn:aws:glue:us-east-1:${home}:database/orders`, ` with an explicit deny Query Id: ${queryId}`)}`,
    files: {
      ...alone(),
      ...iam({ mina: policy(...queryRights, ...sourceRights, resultRights) }),
      ...query('Insufficient permissions to execute the query.'),
      ...catalogPolicy(catalogDeny),
    },
    refused: [
      'glue:GetTable resource',
      'glue:GetTable resource',
      'glue:GetTable resource',
      'glue:GetDatabase resource',
      'glue:GetDatabase resource',
    ],
    before: catalogDeny,
  },
  {
    name: 'Glue and S3: a service control policy that denies all of S3',
    says: notAuthorized(readerSession, 's3:GetObject', q1, ' with an explicit deny in a service control policy'),
    files: { ...organization('scp', { unit: scpDeny }), ...iam({ reader: readsReports }), ...bucket('reports', null) },
    refused: ['s3:GetObject scp'],
    before: scpDeny,
  },
  {
    name: 'S3: a bucket policy for one VPC endpoint',
    says: notAuthorized(mina, 's3:GetObject', q1, ' with an explicit deny in a resource-based policy'),
    files: { ...alone(), ...iam({ mina: readsReports }), ...bucket('reports', oneEndpoint) },
    refused: ['s3:GetObject resource'],
    before: oneEndpoint,
  },
  {
    name: 'S3: a blank in an ARN',
    says: notAuthorized(mina, 's3:GetObject', q1, ' because no identity-based policy allows the s3:GetObject action'),
    files: {
      ...alone(),
      ...iam({ mina: policy(allow('s3:GetObject', 'arn:aws:s3::: reports/*')) }),
      ...bucket('reports', null),
    },
    refused: ['s3:GetObject identity'],
    before: readsReports,
  },
  {
    name: 'S3: a permissions boundary without S3',
    says: notAuthorized(mina, 's3:GetObject', q1, ' because no permissions boundary allows the s3:GetObject action'),
    files: {
      ...alone(),
      ...iam({ mina: readsReports, boundary: policy(allow('ec2:*', '*')) }),
      ...bucket('reports', null),
    },
    refused: ['s3:GetObject boundary'],
    before: policy(allow('ec2:*', '*'), allow('s3:GetObject', q1)),
  },
  {
    name: 'S3: a session policy of the AssumeRole call',
    says: notAuthorized(readerSession, 's3:PutObject', q1, ' because no session policy allows the s3:PutObject action'),
    files: {
      ...alone(),
      ...iam({ reader: policy(allow('s3:*', objectsOfReports)) }),
      ...bucket('reports', null),
    },
    trail: [sessionMade(readsReports)],
    refused: ['s3:PutObject session'],
    before: policy(allow('s3:GetObject', objectsOfReports), allow('s3:PutObject', q1)),
  },
  {
    name: 'S3: a VPC endpoint policy for another bucket',
    says: notAuthorized(mina, 's3:GetObject', q1, ' because no VPC endpoint policy allows the s3:GetObject action'),
    context: { 'aws:SourceVpce': 'vpce-0example' },
    files: { ...alone(), ...iam({ mina: readsReports }), ...bucket('reports', null), ...endpoint(oneBucket) },
    refused: ['s3:GetObject vpce'],
    before: policy(
      allow(['s3:GetObject', 's3:PutObject', 's3:ListBucket'], ['arn:aws:s3:::letters', 'arn:aws:s3:::letters/*', q1], {
        Principal: '*',
      }),
    ),
  },
  {
    name: 'Glue: a VPC endpoint policy for another bucket',
    says: notAuthorized(
      readerSession,
      's3:PutObject',
      q1,
      ' because no VPC endpoint policy allows the s3:PutObject action',
    ),
    context: { 'aws:SourceVpce': 'vpce-0example' },
    files: {
      ...alone(),
      ...iam({ reader: policy(allow('s3:PutObject', objectsOfReports)) }),
      ...bucket('reports', null),
      ...endpoint(policy(allow('s3:PutObject', 'arn:aws:s3:::letters/*', { Principal: '*' }))),
    },
    refused: ['s3:PutObject vpce'],
    before: policy(allow('s3:PutObject', ['arn:aws:s3:::letters/*', q1], { Principal: '*' })),
  },
  {
    name: 'KMS: a service control policy',
    says: notAuthorized(mina, 'kms:Decrypt', keyArn(), ' with an explicit deny in a service control policy'),
    files: {
      ...organization('scp', { account: scpDenyKeys }),
      ...iam({ mina: decrypts }),
      ...key(),
    },
    refused: ['kms:Decrypt scp'],
    before: scpDenyKeys,
  },
  {
    name: 'KMS: a permissions boundary',
    says: notAuthorized(
      mina,
      'kms:Decrypt',
      keyArn(),
      ' because no permissions boundary allows the kms:Decrypt action',
    ),
    files: { ...alone(), ...iam({ mina: decrypts, boundary: policy(allow('s3:*', '*')) }), ...key() },
    refused: ['kms:Decrypt boundary'],
    before: policy(allow('s3:*', '*'), allow('kms:Decrypt', keyArn())),
  },
  {
    name: 'KMS: a VPC endpoint policy',
    says: notAuthorized(mina, 'kms:Decrypt', keyArn(), ' because no VPC endpoint policy allows the kms:Decrypt action'),
    context: { 'aws:SourceVpce': 'vpce-0keys' },
    files: { ...alone(), ...iam({ mina: decrypts }), ...key(), ...keyEndpoint },
    refused: ['kms:Decrypt vpce'],
    before: policy(allow('kms:Encrypt', '*', { Principal: '*' }), allow('kms:Decrypt', keyArn(), { Principal: '*' })),
  },
  {
    name: 'KMS: a blank after the role ARN in a key policy',
    says: notAuthorized(readerSession, 'kms:Decrypt', keyArn()),
    files: {
      ...alone(),
      ...iam({ reader: decrypts }),
      ...key({ policy: keyPolicy({ AWS: `${reader} ` }, 'kms:Decrypt') }),
    },
    refused: ['kms:Decrypt kms'],
    before: keyPolicy({ AWS: reader }, 'kms:Decrypt'),
  },
]
