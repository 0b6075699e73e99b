import { describe, expect, it } from 'vitest'
import { languages } from '../src/causes/cause.ts'
import type { Diagnosis } from '../src/diagnosis/diagnosis.ts'
import { reportMarkdown } from '../src/report/markdown.ts'
import { reportText } from '../src/report/text.ts'
import {
  allow,
  alone,
  bucket,
  elsewhere,
  explain,
  home,
  iam,
  mina,
  policy,
  readerSession,
  to,
} from './cause-fixture.ts'
import { reports as all } from './diagnoses.ts'
import { explainText } from './query-fixture.ts'
import { explainS3, free, grantTo, idOfElsewhere, idOfStranger, reports } from './s3-fixture.ts'

const q1 = 'arn:aws:s3:::reports/q1.csv'
const keyArn = `arn:aws:kms:us-east-1:${home}:key/1234abcd-12ab-34cd-56ef-1234567890ab`
const foreign = explainS3({ files: { ...free, ...reports({ objects: { 'q1.csv': { owner: idOfElsewhere } } }) } })
const copied = explainS3({
  files: {
    ...free,
    ...reports({
      account: elsewhere,
      policy: policy(allow('s3:GetObject', 'arn:aws:s3:::reports/*', to(mina))),
      objects: { 'q1.csv': { owner: idOfStranger, grants: [grantTo(idOfElsewhere, 'FULL_CONTROL')] } },
    }),
  },
})
const payer = explainS3({
  files: {
    ...free,
    ...reports({
      account: elsewhere,
      policy: policy(allow('s3:GetObject', '*', to(mina))),
      payer: 'Requester',
      objects: { 'q1.csv': {} },
    }),
  },
})
const otherCaller = explain({
  principal: readerSession,
  expectedPrincipal: mina,
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::orders/march.csv',
  files: { ...iam({ mina: policy(allow('s3:GetObject', '*')) }), ...alone(), ...bucket('orders', null) },
})
const textAlone = explainText(
  'An error occurred (AccessDenied) when calling the GetObject operation: Access Denied',
  {},
  { principal: mina, action: 's3:GetObject', resource: q1 },
)
const ofSession = explainText(
  `An error occurred (AccessDenied) when calling the GetObject operation: User: ${readerSession} is not authorized to perform: s3:GetObject on resource: "${q1}" because no session policy allows the s3:GetObject action`,
  {},
)
const unnamed = explainText('An error occurred (AccessDenied) when calling the GetObject operation: Access Denied', {})
const ciphertext = explainText(
  'com.amazonaws.services.s3.model.AmazonS3Exception: The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access. (Service: Amazon S3; Status Code: 400; Error Code: KMS.NotFoundException)',
  { [`${home}/global/s3/HeadObject/reports/q1.csv.json`]: { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: keyArn } },
  { resource: q1 },
)
const credentials = explainText('An error occurred (ExpiredToken) when calling the ListBuckets operation: expired', {})

/** Every command of the five articles beside a denial in whose answer it settles or repairs something. */
const commands: readonly (readonly [string, Diagnosis, string])[] = [
  ['GetObjectAcl', all.nothingRefuses, 'aws s3api get-object-acl --bucket orders --key 2026/march.csv'],
  [
    'list-objects and list-buckets',
    textAlone,
    "aws s3api list-objects --bucket reports --prefix q1.csv --query 'Contents[].[Key,Owner.ID]' && aws s3api list-buckets --query Owner.ID",
  ],
  ['put-object-acl', foreign, 'aws s3api put-object-acl --bucket reports --key q1.csv --acl bucket-owner-full-control'],
  ['cp onto itself', copied, 'aws s3 cp s3://reports/q1.csv s3://reports/q1.csv'],
  ['Object Ownership', foreign, 'aws s3api put-bucket-ownership-controls --bucket reports'],
  ['cp as the requester who pays', payer, 'aws s3 cp s3://reports/q1.csv . --request-payer requester'],
  ['head-object', textAlone, 'aws s3api head-object --bucket reports --key q1.csv'],
  ['get-bucket-policy', textAlone, 'aws s3api get-bucket-policy --bucket reports'],
  ['the identity of a caller that is not known', unnamed, 'aws sts get-caller-identity'],
  ['the credentials of a caller that is not known', unnamed, 'aws configure list'],
  ['the identity of another caller than expected', otherCaller, 'aws sts get-caller-identity'],
  ['the credentials of another caller than expected', otherCaller, 'aws configure list'],
  ['the identity behind refused credentials', credentials, 'aws sts get-caller-identity'],
  ['refused credentials', credentials, 'aws configure list'],
  ['describe-key', ciphertext, `aws kms describe-key --key-id ${keyArn} --region us-east-1`],
  ['the key policy', ciphertext, `aws kms get-key-policy --key-id ${keyArn} --policy-name default --region us-east-1`],
  [
    'the AssumeRole event',
    ofSession,
    'aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=AssumeRole',
  ],
  [
    'service control policies',
    textAlone,
    `aws organizations list-policies-for-target --target-id ${home} --filter SERVICE_CONTROL_POLICY`,
  ],
]

describe.each(languages)('the commands of the articles in %s', (language) => {
  it.each(commands)('%s stands in the answer, filled in', (_, diagnosis, command) => {
    expect(reportText(diagnosis, { language, colour: false })).toContain(command)
    expect(reportMarkdown(diagnosis, language)).toContain(command)
  })
})
