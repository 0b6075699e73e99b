import { rmSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { articleRecords, ask, deliveredName, logFolder, record } from '../../../test/sql-fixture.ts'
import { loadDuckDb } from './database.ts'

const library = await loadDuckDb()

const put = {
  eventTime: '2019-07-05T12:00:00Z',
  eventName: 'PutObject',
  additionalEventData: { SignatureVersion: 'SigV2' },
  requestID: 'REQ2',
}
const assumed = {
  type: 'AssumedRole',
  arn: 'arn:aws:sts::111122223333:assumed-role/reader/s1',
  accountId: '111122223333',
  sessionContext: {
    attributes: { creationDate: '2019-10-29T06:00:00Z', mfaAuthenticated: 'false' },
    sessionIssuer: { type: 'Role', arn: 'arn:aws:iam::111122223333:role/reader', userName: 'reader' },
  },
}
const folder = logFolder({
  [deliveredName]: JSON.stringify({ Records: articleRecords }),
  'AWSLogs/o-abc1234567/111122223333/CloudTrail/eu-west-1/2019/07/05/b.json.gz': JSON.stringify({
    Records: [
      record(put),
      record({
        ...put,
        eventName: 'GetObject',
        userIdentity: { type: 'AWSAccount', accountId: 'ANONYMOUS_PRINCIPAL' },
        additionalEventData: null,
      }),
      record({
        ...put,
        eventSource: 'kms.amazonaws.com',
        eventName: 'Decrypt',
        userIdentity: assumed,
        resources: [
          { ARN: 'arn:aws:kms:eu-west-1:111122223333:key/k1', accountId: '111122223333', type: 'AWS::KMS::Key' },
          { ARN: 'arn:aws:kms:eu-west-1:111122223333:alias/a1', accountId: '111122223333', type: 'AWS::KMS::Alias' },
        ],
      }),
    ],
  }),
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const article = (
  table: string,
): string => `SELECT from_iso8601_timestamp(eventTime) AS "Time", useridentity.arn AS "Identity ARN", eventID AS "Event ID",
         eventsource AS "Service", eventname AS "Action", errorCode AS "Error", errorMessage AS "Message"
FROM ${table}
WHERE from_iso8601_timestamp(eventtime) >= from_iso8601_timestamp('2019-10-29T06:40:00Z')
        AND from_iso8601_timestamp(eventtime) < from_iso8601_timestamp('2019-10-29T06:55:00Z')
        AND userIdentity.arn = 'arn:aws:iam::111122223333:user/mona'
        AND eventType = 'AwsApiCall'
        AND errorCode is not null
        AND (lower(errorCode) LIKE '%accessdenied%' OR lower(errorCode) LIKE '%unauthorized%')
ORDER BY eventTime desc`

describe.skipIf(library === null)('the query of the article', () => {
  // https://repost.aws/knowledge-center/troubleshoot-iam-permission-errors
  it.each([
    'your-table',
    '"your-table"',
    'cloudtrail_logs',
    'default.cloudtrail_logs',
    'my_db.cloudtrail_logs',
    '"AwsDataCatalog"."db"."t-1"',
    'my-db.your-table',
  ])('gives its table from %s', async (table) => {
    const { columns, rows, problem } = await ask(article(table), [folder])
    expect(problem).toBeNull()
    expect(columns.map(({ name }) => name)).toEqual([
      'Time',
      'Identity ARN',
      'Event ID',
      'Service',
      'Action',
      'Error',
      'Message',
    ])
    expect(columns[0]?.type).toBe('timestamp(3) with time zone')
    const user = 'arn:aws:iam::111122223333:user/mona'
    const call = ['cloudtrail.amazonaws.com', 'LookupEvents', 'AccessDenied']
    expect(rows).toEqual([
      [
        '2019-10-29 06:52:45.000 UTC',
        user,
        '0406f0c1-47a8-4f71-8a94-18267b84042a',
        ...call,
        `User: ${user} is not authorized to perform: cloudtrail:LookupEvents with an explicit deny in an identity-based policy`,
      ],
      [
        '2019-10-29 06:41:48.000 UTC',
        user,
        '14e5e77c-f682-45e1-8c88-12d15af293dd',
        ...call,
        `User: ${user} is not authorized to perform: cloudtrail:LookupEvents because no identity-based policy allows the cloudtrail:LookupEvents action`,
      ],
    ])
  })

  it('shows all errors of the time without its last condition', async () => {
    const sql = article('your-table').replace(/\s+AND \(lower.*/, '')
    expect((await ask(sql, [folder])).rows.map((row) => row[5])).toEqual(['AccessDenied', 'NoSuchKey', 'AccessDenied'])
  })
})

const requesters = [['arn:aws:iam::111122223333:user/mona', '1']]
const s3Table = 's3_cloudtrail_events_db.cloudtrail_table'
const objects = (name: string): string => `SELECT
  eventTime, 
  eventName, 
  eventSource, 
  sourceIpAddress, 
  userAgent, 
  json_extract_scalar(requestParameters, '$.bucketName') as bucketName, 
  json_extract_scalar(requestParameters, '$.key') as object,
  userIdentity.arn as userArn
FROM
  ${s3Table}
WHERE
  eventName = '${name}'
  AND eventTime BETWEEN '2019-07-05T00:00:00Z' and '2019-07-06T00:00:00Z'`

describe.skipIf(library === null)('a query of the AWS documentation', () => {
  it.each([
    // https://docs.aws.amazon.com/athena/latest/ug/cloudtrail-logs.html
    [
      'who called what',
      `SELECT
 useridentity.arn,
 eventname,
 sourceipaddress,
 eventtime
FROM cloudtrail_logs
LIMIT 1;`,
      [['arn:aws:iam::111122223333:user/mona', 'PutObject', '203.0.113.7', '2019-07-05T12:00:00Z']],
    ],
    // https://docs.aws.amazon.com/athena/latest/ug/query-examples-cloudtrail-logs.html
    [
      'anonymous requests',
      `SELECT *
FROM cloudtrail_logs
WHERE 
    eventsource = 's3.amazonaws.com' AND 
    eventname in ('GetObject') AND 
    useridentity.accountid LIKE '%ANONYMOUS%' AND 
    useridentity.arn IS NULL AND
    requestparameters LIKE '%none of this name%';`,
      [],
    ],
    [
      'nested fields',
      `SELECT 
  eventsource, 
  eventname,
  useridentity.sessioncontext.attributes.creationdate,
  useridentity.sessioncontext.sessionissuer.arn
FROM cloudtrail_logs
WHERE useridentity.sessioncontext.sessionissuer.arn IS NOT NULL
ORDER BY eventsource, eventname
LIMIT 10`,
      [['kms.amazonaws.com', 'Decrypt', '2019-10-29T06:00:00Z', 'arn:aws:iam::111122223333:role/reader']],
    ],
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-request-identification.html
    [
      'Signature Version 2',
      `SELECT EventTime, EventName as S3_Action, requestParameters as Request_Parameters, awsregion as AWS_Region, sourceipaddress as Source_IP, useragent as User_Agent
FROM ${s3Table}
WHERE eventsource='s3.amazonaws.com'
AND json_extract_scalar(additionalEventData, '$.SignatureVersion')='SigV2'
LIMIT 10;`,
      [
        [
          '2019-07-05T12:00:00Z',
          'PutObject',
          '{"bucketName":"doc-example","key":"a.csv"}',
          'us-east-1',
          '203.0.113.7',
          '[aws-cli/2.18.5]',
        ],
      ],
    ],
    [
      'requesters of Signature Version 2',
      `SELECT useridentity.arn, Count(requestid) as RequestCount
FROM ${s3Table}
WHERE eventsource='s3.amazonaws.com'
    and json_extract_scalar(additionalEventData, '$.SignatureVersion')='SigV2'
Group by useridentity.arn`,
      requesters,
    ],
    [
      'the same in a partitioned table',
      `SELECT useridentity.arn,
Count(requestid) AS RequestCount
FROM ${s3Table}_partitioned
WHERE eventsource='s3.amazonaws.com'
AND json_extract_scalar(additionalEventData, '$.SignatureVersion')='SigV2'
AND region='eu-west-1'
AND year='2019'
AND month='07'
AND day='05'
Group by useridentity.arn`,
      requesters,
    ],
    [
      'objects put',
      objects('PutObject'),
      [
        [
          '2019-07-05T12:00:00Z',
          'PutObject',
          's3.amazonaws.com',
          '203.0.113.7',
          '[aws-cli/2.18.5]',
          'doc-example',
          'a.csv',
          'arn:aws:iam::111122223333:user/mona',
        ],
      ],
    ],
    [
      'objects got',
      objects('GetObject'),
      [
        [
          '2019-07-05T12:00:00Z',
          'GetObject',
          's3.amazonaws.com',
          '203.0.113.7',
          '[aws-cli/2.18.5]',
          'doc-example',
          'a.csv',
          '',
        ],
      ],
    ],
    [
      'anonymous requesters',
      `SELECT
  eventTime, 
  eventName, 
  json_extract_scalar(requestParameters, '$.bucketName') as bucketName, 
  userIdentity.arn as userArn,
  userIdentity.accountId 
FROM
  ${s3Table}
WHERE
  userIdentity.accountId='ANONYMOUS_PRINCIPAL'
  AND eventTime BETWEEN '2019-07-05T00:00:00Z' and '2019-07-06T00:00:00Z'`,
      [['2019-07-05T12:00:00Z', 'GetObject', 'doc-example', '', 'ANONYMOUS_PRINCIPAL']],
    ],
  ])('runs unchanged: %s', async (_, sql, rows) => {
    const answer = await ask(sql, [folder])
    expect(answer.problem).toBeNull()
    expect(answer.rows).toEqual(rows)
  })
})

describe.skipIf(library === null)('the table', () => {
  it('has the columns of Athena, and the partitions that the path tells', async () => {
    const { columns, rows } = await ask(`SELECT * FROM logs WHERE eventname = 'Decrypt'`, [folder])
    expect(columns.map(({ name }) => name).join(' ')).toBe(
      'eventversion useridentity eventtime eventsource eventname awsregion sourceipaddress useragent errorcode errormessage ' +
        'requestparameters responseelements additionaleventdata requestid eventid readonly resources eventtype apiversion ' +
        'recipientaccountid serviceeventdetails sharedeventid vpcendpointid vpcendpointaccountid eventcategory addendum ' +
        'sessioncredentialfromconsole edgedevicedetails tlsdetails account region timestamp',
    )
    expect(rows[0]?.slice(-3)).toEqual(['111122223333', 'eu-west-1', '2019/07/05'])
    expect(rows[0]?.[15]).toBe('true')
  })

  it('takes account, Region and day off the name of a file that was moved', async () => {
    const name = '111122223333_CloudTrail_us-east-1_20191029T0655Z_a1b2c3.json'
    const moved = logFolder({ [name]: JSON.stringify({ Records: [record({})] }) })
    const { rows } = await ask('SELECT account, region, "timestamp", year, month, day, "$path" FROM logs', [moved])
    expect(rows).toEqual([
      ['111122223333', 'us-east-1', '2019/10/29', '2019', '10', '29', expect.stringContaining(name)],
    ])
    rmSync(moved, { recursive: true })
  })

  it.each([
    ['SELECT count(*) FROM logs WHERE "$path" LIKE \'%a1b2c3.json.gz\'', [['5']]],
    [
      'SELECT cardinality(resources), resources[1].arn FROM logs WHERE resources IS NOT NULL',
      [['2', 'arn:aws:kms:eu-west-1:111122223333:key/k1']],
    ],
    ["SELECT count(*) FROM logs WHERE any_match(resources, r -> r.type = 'AWS::KMS::Key')", [['1']]],
    [
      'SELECT eventname, arn, type FROM logs CROSS JOIN UNNEST(resources) AS t (arn, accountid, type) ORDER BY type DESC',
      [
        ['Decrypt', 'arn:aws:kms:eu-west-1:111122223333:key/k1', 'AWS::KMS::Key'],
        ['Decrypt', 'arn:aws:kms:eu-west-1:111122223333:alias/a1', 'AWS::KMS::Alias'],
      ],
    ],
    [
      `WITH denied AS (SELECT date_format(date_parse(eventtime, '%Y-%m-%dT%H:%i:%sZ'), '%Y-%m-%d') AS day, errorcode FROM logs)
       SELECT day, count_if(errorcode = 'AccessDenied') FROM denied GROUP BY day ORDER BY 1`,
      [
        ['2019-07-05', '0'],
        ['2019-10-29', '3'],
      ],
    ],
    ['SELECT a.n, b.n FROM (SELECT count(*) n FROM logs) a, (SELECT count(*) n FROM "other-table") b', [['8', '8']]],
    ["SELECT useridentity FROM logs WHERE eventname = 'Decrypt' AND useridentity.type <> 'x' LIMIT 0", []],
    ['SELECT responseelements FROM logs LIMIT 1', [['']]],
  ])('answers %s', async (sql, rows) => {
    const answer = await ask(sql, [folder])
    expect(answer.problem).toBeNull()
    expect(answer.rows).toEqual(rows)
  })

  // Only members that a query can read are parsed; these read members that they do not name.
  it.each([
    ["SELECT t FROM logs t WHERE t.eventname = 'Decrypt'", /role\/reader.*Decrypt.*alias\/a1/],
    ["SELECT logs FROM logs WHERE eventname = 'Decrypt'", /role\/reader.*Decrypt/],
    ["SELECT to_json(t) FROM logs AS t WHERE t.eventname = 'Decrypt'", /"arn":"arn:aws:sts::111122223333:assumed-role/],
    ["SELECT t.* EXCLUDE (eventtime) FROM logs t WHERE t.eventname = 'Decrypt'", /assumed-role\/reader/],
    ["SELECT COLUMNS('userid.*') FROM logs WHERE eventname = 'Decrypt'", /assumed-role\/reader/],
    ["FROM logs WHERE eventname = 'Decrypt'", /assumed-role\/reader/],
    ["SELECT a.eventname FROM logs a NATURAL JOIN logs b WHERE a.eventversion = '1.11' LIMIT 1", /^$/],
    ["SELECT count(*) FROM logs a JOIN logs b USING (eventid, eventname) WHERE eventname = 'Decrypt'", /^1$/],
    ["SELECT #2 FROM (SELECT eventname, useridentity FROM logs) WHERE eventname = 'Decrypt'", /assumed-role\/reader/],
    [
      "WITH a AS (SELECT * FROM logs) SELECT useridentity.arn FROM a WHERE eventname = 'Decrypt'",
      /assumed-role\/reader/,
    ],
    ["SELECT USERIDENTITY.ARN FROM Logs WHERE EVENTNAME = 'Decrypt'", /assumed-role\/reader/],
  ])('reads what %s needs', async (sql, expected) => {
    const { rows, problem } = await ask(sql, [folder])
    expect(problem).toBeNull()
    expect(rows.map((row) => row.join(' ')).join('\n')).toMatch(expected)
  })

  it('names columns as Athena does', async () => {
    const sql = 'SELECT count(*), useridentity.type, max(eventtime) AS "Last" FROM logs GROUP BY useridentity.type'
    expect((await ask(sql, [folder])).columns.map(({ name }) => name)).toEqual(['_col0', 'type', 'Last'])
  })

  it('names the members of structures in lower case, as Athena does', async () => {
    const { columns, rows } = await ask("SELECT resources[1] AS r FROM logs WHERE eventname = 'Decrypt'", [folder])
    expect(columns[0]?.type).toBe('row(arn varchar, accountid varchar, type varchar)')
    expect(rows[0]?.[0]).toMatch(/^\{arn=arn:.*, accountid=111122223333, type=AWS::KMS::Key\}$/)
  })

  it('describes itself', async () => {
    const { rows } = await ask('DESCRIBE cloudtrail_logs', [folder])
    expect(rows.slice(0, 1).map(([name]) => name)).toEqual(['eventversion'])
  })
})
