import { denialsOfEvent } from '../src/denial/event-denial.ts'
import type { JsonObject } from '../src/denial/json-value.ts'
import { isObject } from '../src/denial/json-value.ts'
import { bearingRecords } from '../src/trail/bearing-records.ts'
import type { TrailProblem } from '../src/trail/found.ts'
import type { RecordSource } from '../src/trail/record-source.ts'
import { home, type Json, policy, reader, readerSession } from './cause-fixture.ts'
import { refused, refusedRead, sessionIdentity } from './scenario-fixture.ts'
import type { LoggedRecord } from './trail-logs.ts'

const first = `arn:aws:sts::${home}:assumed-role/first/work`
const allowsList = JSON.stringify(policy({ Effect: 'Allow', Action: 's3:ListBucket', Resource: '*' }))

function maker(arn: string, accessKeyId: string, eventTime: string, userIdentity: Json, more: Json = {}): Json {
  return {
    eventVersion: '1.11',
    eventID: `made-${accessKeyId}`,
    eventSource: 'sts.amazonaws.com',
    eventName: 'AssumeRole',
    eventTime,
    awsRegion: 'us-east-1',
    readOnly: true,
    recipientAccountId: home,
    userIdentity,
    requestParameters: { roleArn: reader, roleSessionName: 'mina', ...more },
    responseElements: { credentials: { accessKeyId }, assumedRoleUser: { assumedRoleId: 'AROAEXAMPLE:mina', arn } },
  }
}

/** The read of an object that a session was denied at 2026-03-04T09:00:00Z. */
export const deniedRead: Json = {
  ...refusedRead({ eventID: '0d9c6a10-0000-4000-8000-000000000001', requestID: 'RQ0123456789ABCD' }),
  userIdentity: sessionIdentity('ASIATHIS'),
  errorMessage: `User: ${readerSession} is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::reports/q1.csv" because no session policy allows the s3:GetObject action`,
  recipientAccountId: home,
}

/** The same of a management event, which LookupEvents has as well. */
export const deniedList: Json = {
  ...deniedRead,
  eventID: '0d9c6a10-0000-4000-8000-000000000002',
  eventName: 'GetBucketPolicy',
  requestParameters: { bucketName: 'reports' },
  resources: [],
  errorMessage: `User: ${readerSession} is not authorized to perform: s3:GetBucketPolicy on resource: "arn:aws:s3:::reports" because no session policy allows the s3:GetBucketPolicy action`,
}

const firstIdentity = { type: 'AssumedRole', arn: first, accountId: home, accessKeyId: 'ASIAFIRST' }
const service = { type: 'AWSService', invokedBy: 'ec2.amazonaws.com' }
const written = refused({
  eventID: 'written',
  requestID: 'RQW',
  eventSource: 'iam.amazonaws.com',
  eventName: 'PutRolePolicy',
  eventTime: '2026-03-04T09:30:00Z',
  errorCode: null,
  errorMessage: null,
  requestParameters: { roleName: 'reader', policyName: 'own' },
})

/** What bears on it: the session with its policy, the session before, a change of its role, and the same call later. */
export const bearingIds: readonly string[] = ['later', 'made-ASIAFIRST', 'made-ASIATHIS', 'written']

const later = { ...deniedRead, eventID: 'later', requestID: 'RQL', eventTime: '2026-03-04T10:00:00Z', errorCode: null }

/** The denial, what bears on it, and what does not. */
export const bearingRecordsOfDay: readonly Json[] = [
  deniedRead,
  maker(readerSession, 'ASIATHIS', '2026-03-04T08:00:00Z', firstIdentity, { policy: allowsList }),
  maker(first, 'ASIAFIRST', '2026-03-04T07:30:00Z', service),
  written,
  { ...later, errorMessage: null },
  maker(`${first}-other`, 'ASIAOTHER', '2026-03-04T08:00:02Z', service),
  { ...written, eventID: 'too early', requestID: 'RQ1', eventTime: '2026-03-04T06:00:00Z' },
  {
    ...later,
    eventID: 'another object',
    requestID: 'RQ2',
    requestParameters: { bucketName: 'reports', key: 'other.csv' },
    resources: [],
  },
  refused({ eventID: 'another caller', requestID: 'RQ3', eventTime: '2026-03-04T09:10:00Z', errorCode: null }),
]

/** The same in the folders of a trail. */
export const bearingLogs: readonly LoggedRecord[] = bearingRecordsOfDay.map((record) => ({
  record,
  folder: [home, 'us-east-1', '2026/03/04'],
}))

/** What a source gives that bears on it. */
export async function bearingOn(
  source: RecordSource,
): Promise<{ readonly records: readonly JsonObject[]; readonly problems: readonly TrailProblem[] }> {
  const search = bearingRecords(
    {
      denials: denialsOfEvent(deniedRead),
      principals: [],
      own: [{ file: 'own', record: deniedRead }],
      unknown: { since: null, until: null },
      findsHistory: true,
    },
    source,
  )
  const problems: TrailProblem[] = []
  for await (const batch of search.batches) problems.push(...batch.problems)
  const found = search.records().map(({ record }) => record)
  return { records: found.filter(isObject).filter(({ eventID }) => eventID !== deniedRead.eventID), problems }
}
