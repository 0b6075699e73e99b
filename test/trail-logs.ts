import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { isObject, type JsonObject, jsonOf } from '../src/denial/json-value.ts'
import { everyDenial, type TrailQuestion } from '../src/trail/question.ts'

/** A record, and the folder of the trail that its log lies in: account, Region, day of delivery. */
export interface LoggedRecord {
  readonly record: JsonObject
  readonly folder: readonly [account: string, region: string, day: string]
}

const mina = 'arn:aws:iam::111122223333:user/mina'

function articleRecord(eventTime: string, eventID: string, reason: string): JsonObject {
  return {
    eventVersion: '1.05',
    userIdentity: {
      type: 'IAMUser',
      principalId: 'AIDAEXAMPLE',
      arn: mina,
      accountId: '111122223333',
      userName: 'mina',
    },
    eventTime,
    eventSource: 'cloudtrail.amazonaws.com',
    eventName: 'LookupEvents',
    awsRegion: 'us-east-1',
    sourceIPAddress: '192.0.2.10',
    errorCode: 'AccessDenied',
    errorMessage: `User: ${mina} is not authorized to perform: cloudtrail:LookupEvents ${reason}`,
    requestParameters: null,
    responseElements: null,
    eventID,
    readOnly: true,
    eventType: 'AwsApiCall',
    recipientAccountId: '111122223333',
  }
}

/** The two events of the table in AWS's article. */
export const articleRecords: readonly LoggedRecord[] = [
  articleRecord(
    '2019-10-29T06:41:48Z',
    '14e5e77c-f682-45e1-8c88-12d15af293dd',
    'because no identity-based policy allows the cloudtrail:LookupEvents action',
  ),
  articleRecord(
    '2019-10-29T06:52:45Z',
    '0406f0c1-47a8-4f71-8a94-18267b84042a',
    'with an explicit deny in an identity-based policy',
  ),
].map((record) => ({ record, folder: ['111122223333', 'us-east-1', '2019/10/29'] }))

/** What the article asks. */
export const articleQuestion: TrailQuestion = {
  ...everyDenial,
  principal: mina,
  since: Date.parse('2019-10-29T06:40:00Z'),
  until: Date.parse('2019-10-29T06:55:00Z'),
}

/** The article's query, but for its place holders. */
export function articleSql(table: string): string {
  return `SELECT from_iso8601_timestamp(eventTime) AS "Time", useridentity.arn AS "Identity ARN", eventID AS "Event ID",
         eventsource AS "Service", eventname AS "Action", errorCode AS "Error", errorMessage AS "Message"
FROM ${table}
WHERE from_iso8601_timestamp(eventtime) >= from_iso8601_timestamp('2019-10-29T06:40:00Z')
        AND from_iso8601_timestamp(eventtime) < from_iso8601_timestamp('2019-10-29T06:55:00Z')
        AND userIdentity.arn = '${mina}'
        AND eventType = 'AwsApiCall'
        AND errorCode is not null
        AND (lower(errorCode) LIKE '%accessdenied%' OR lower(errorCode) LIKE '%unauthorized%')
ORDER BY eventTime desc`
}

const session = {
  type: 'AssumedRole',
  principalId: 'AROAEXAMPLE:mina',
  arn: 'arn:aws:sts::111122223333:assumed-role/reader/mina',
  accountId: '111122223333',
  accessKeyId: 'ASIAEXAMPLE',
  sessionContext: {
    attributes: { mfaAuthenticated: 'false', creationDate: '2026-03-02T09:00:00Z' },
    sessionIssuer: { type: 'Role', arn: 'arn:aws:iam::111122223333:role/team/reader', accountId: '111122223333' },
    webIdFederationData: { federatedProvider: 'accounts.example.com', attributes: { 'accounts.example.com:aud': 'x' } },
    sourceIdentity: 'mina@example.com',
  },
}

/** A name that means something to every language it may end up in. */
export const hostileName: string = `o'); DROP TABLE cloudtrail;-- "%_\\ \${jndi} 한글 \u0007\u202e`

let made = 0

function logged(
  more: JsonObject,
  folder: LoggedRecord['folder'] = ['111122223333', 'eu-west-1', '2026/03/02'],
): LoggedRecord {
  made += 1
  const record = {
    eventVersion: '1.11',
    userIdentity: session,
    eventTime: `2026-03-02T10:15:${String(made % 60).padStart(2, '0')}Z`,
    eventSource: 's3.amazonaws.com',
    eventName: 'ListObjects',
    awsRegion: 'eu-west-1',
    errorCode: 'AccessDenied',
    errorMessage: 'Access Denied',
    eventID: `event-${made}`,
    eventType: 'AwsApiCall',
    recipientAccountId: '111122223333',
    ...more,
  }
  return { record, folder }
}

const codes =
  'AccessDenied AccessDeniedException Client.UnauthorizedOperation UnauthorizedOperation VpceAccessDenied KMSAccessDeniedException ' +
  'NotAuthorizedException Forbidden ForbiddenException AuthFailure ExpiredToken ExpiredTokenException Client.InvalidAccessKeyId ' +
  'SignatureDoesNotMatch OptInRequired InsufficientPermissionsException OperationNotPermitted Access_Denied AllAccessDisabled'

/** Records of every kind that a query can go wrong with. */
export const oddRecords: readonly LoggedRecord[] = [
  ...codes.split(' ').map((errorCode) => logged({ errorCode, errorMessage: 'x' })),
  ...['ThrottlingException', 'NoSuchBucket', 'ValidationException'].map((errorCode) =>
    logged({ errorCode, errorMessage: 'Nothing to see' }),
  ),
  // The code of no family, the message of one; a word of it broken by a mark; the message among the response elements.
  logged({
    errorCode: 'ValidationException',
    errorMessage: `User: ${mina} is not authorized to perform: sqs:SendMessage on resource: arn:aws:sqs:eu-west-1:111122223333:q`,
  }),
  logged({
    errorCode: 'ValidationException',
    errorMessage: 'Unable to ass\u00adume the role arn:aws:iam::111122223333:role/x',
  }),
  logged({
    errorCode: 'InvalidRequest',
    errorMessage: null,
    responseElements: { message: 'not authorized to perform AssumeRole' },
  }),
  logged({ errorCode: 'EntityNotFoundException', errorMessage: 'Insufficient Lake Formation permission(s) on orders' }),
  // Not asked for: a call that succeeded, twice.
  logged({ errorCode: null, errorMessage: null }),
  logged({ errorCode: '', errorMessage: '' }),
  logged({
    eventName: 'PutObject',
    requestParameters: { bucketName: 'reports', key: hostileName, deep: { list: [1, 2.5, { on: true }] } },
    responseElements: { note: null, text: '{"not":"parsed"}' },
    additionalEventData: { SSEApplied: 'SSE_KMS' },
    resources: [
      { ARN: 'arn:aws:s3:::reports/a', type: 'AWS::S3::Object' },
      { ARN: 'arn:aws:s3:::reports', accountId: '111122223333' },
    ],
    errorMessage: `Access Denied to ${hostileName}`,
    readOnly: false,
    tlsDetails: { tlsVersion: 'TLSv1.3', cipherSuite: 'TLS_AES_128_GCM_SHA256' },
  }),
  logged({
    userIdentity: { type: 'IAMUser', arn: `arn:aws:iam::111122223333:user/${hostileName}`, accountId: '111122223333' },
  }),
  logged({
    userIdentity: { type: 'AWSService', invokedBy: 'athena.amazonaws.com' },
    eventSource: 'glue.amazonaws.com',
    eventName: 'GetTable',
  }),
  logged({ eventSource: 'monitoring.amazonaws.com', eventName: 'PutMetricData' }),
  logged({
    eventSource: 'lambda.amazonaws.com',
    eventName: 'CreateFunction20150331v2',
    errorCode: 'AccessDeniedException',
  }),
  logged({ eventSource: 's3.amazonaws.com', eventName: 'HeadBucket' }),
  logged({ userIdentity: { type: 'AWSAccount', accountId: '444455556666' } }),
  // Delivered the day after; another account's trail; another Region; a time of another form.
  logged({ eventTime: '2026-03-02T23:59:58Z' }, ['111122223333', 'eu-west-1', '2026/03/03']),
  logged({ recipientAccountId: '444455556666' }, ['444455556666', 'eu-west-1', '2026/03/02']),
  logged({ awsRegion: 'us-east-1' }, ['111122223333', 'us-east-1', '2026/03/01']),
  logged({ eventTime: '2026-03-02T11:15:00+01:00' }),
]

const all = everyDenial
const noon = Date.parse('2026-03-02T12:00:00Z')

/** Questions that each leave some of these records out. */
export const questions: readonly (readonly [name: string, question: TrailQuestion])[] = [
  ['every denial', all],
  ['every error', { ...all, allErrors: true }],
  ['a range of time', { ...all, since: noon - 6_285_000, until: noon - 6_270_500 }],
  ['the end of a day', { ...all, since: noon, until: Date.parse('2026-03-03') }],
  ['a session', { ...all, principal: session.arn }],
  ['a role', { ...all, principal: session.sessionContext.sessionIssuer.arn }],
  ['a hostile name', { ...all, principal: `arn:aws:iam::111122223333:user/${hostileName}` }],
  ['a name that would end a literal', { ...all, principal: "' OR 1=1 --" }],
  ['an event source', { ...all, service: 'glue.amazonaws.com' }],
  ['a prefix of another name', { ...all, service: 'cloudwatch' }],
  ['an event', { ...all, action: 'CreateFunction' }],
  ['an IAM action', { ...all, action: 's3:ListBucket' }],
  ['an account', { ...all, account: '444455556666' }],
  ['a Region', { ...all, region: 'us-east-1' }],
  [
    'all at once',
    {
      ...all,
      principal: session.arn,
      service: 's3',
      action: 's3:PutObject',
      account: '111122223333',
      region: 'eu-west-1',
    },
  ],
]

/** Writes records as a trail would, below a folder. */
export function writeTrail(folder: string, records: readonly LoggedRecord[]): void {
  const recordsByFolder = new Map<string, LoggedRecord[]>()
  for (const one of records) {
    const key = one.folder.join(' ')
    recordsByFolder.set(key, [...(recordsByFolder.get(key) ?? []), one])
  }
  for (const [key, group] of recordsByFolder) {
    const [account = '', region = '', day = ''] = key.split(' ')
    const path = join(folder, 'AWSLogs', account, 'CloudTrail', region, ...day.split('/'))
    mkdirSync(path, { recursive: true })
    const name = `${account}_CloudTrail_${region}_${day.replaceAll('/', '')}T0000Z_abc.json.gz`
    writeFileSync(join(path, name), gzipSync(JSON.stringify({ Records: group.map(({ record }) => record) })))
  }
}

const shared = join(process.env.SHARED ?? join(import.meta.dirname, '../../shared'), 'data/cloudtrail')

/** The records of the shared logs; null where they are absent. */
export function sharedRecords(): readonly JsonObject[] | null {
  if (!existsSync(shared)) return null
  const files = readdirSync(shared, { recursive: true, encoding: 'utf8' }).map((name) => join(shared, name))
  return files.filter((file) => statSync(file).isFile()).flatMap((file) => recordsIn(file))
}

function recordsIn(file: string): readonly JsonObject[] {
  const bytes = readFileSync(file)
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  const whole = jsonOf(text)
  const values = whole === undefined ? text.split('\n').map((line) => jsonOf(line)) : [whole]
  return values
    .flatMap((value) =>
      Array.isArray(value) ? value : isObject(value) && Array.isArray(value.Records) ? value.Records : [value],
    )
    .filter(isObject)
}

/** A value without the members that are null: an engine tells none of them from absent ones. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => (inner === null ? [] : [[key, withoutNulls(inner)]])),
  )
}
