// CloudTrail logs of made-up calls, the same for the same seed: 1.5 % of them refused, 2 % failed otherwise.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

/** The shapes of log that the benchmark reads; `events` is the number of all events of each but the last. */
export function corpora(events) {
  const part = events / 2_000_000
  return [
    { name: 'many', files: Math.round(2_000 * part), eventsPerFile: 1_000 },
    { name: 'small', files: Math.round(20_000 * part), eventsPerFile: 100 },
    { name: 'big', files: 2, eventsPerFile: Math.round(60_000 * part) },
  ]
}

/** Makes a corpus in a folder unless it is there; gives the facts about it. */
export function makeCorpus(folder, { name, files, eventsPerFile }) {
  const root = join(folder, `${name}-${files}x${eventsPerFile}`)
  const facts = join(root, 'facts.json')
  if (existsSync(facts)) return { root, ...JSON.parse(readFileSync(facts, 'utf8')) }
  const random = randomOf(20_260_302)
  const sum = { files, events: 0, rawBytes: 0, storedBytes: 0, denied: 0, failed: 0 }
  for (let number = 0; number < files; number++) {
    const start = Date.UTC(2026, 2, 1) + Math.floor((number * 86_400_000 * 7) / files)
    const records = []
    for (let at = 0; at < eventsPerFile; at++) records.push(recordOf(random, start - 600_000 + at * 5, sum))
    const text = JSON.stringify({ Records: records })
    const stored = gzipSync(text, { level: 6 })
    const path = pathOf(root, new Date(start), random)
    mkdirSync(join(path, '..'), { recursive: true })
    writeFileSync(path, stored)
    sum.events += eventsPerFile
    sum.rawBytes += Buffer.byteLength(text)
    sum.storedBytes += stored.length
  }
  writeFileSync(facts, JSON.stringify(sum))
  return { root, ...sum }
}

const account = '111122223333'
const region = 'eu-west-1'

function pathOf(root, date, random) {
  const [day, time] = [date.toISOString().slice(0, 10), date.toISOString().slice(11, 16).replace(':', '')]
  const stamp = `${day.replaceAll('-', '')}T${time}Z`
  const name = `${account}_CloudTrail_${region}_${stamp}_${hex(random, 16)}.json.gz`
  return join(root, 'AWSLogs', account, 'CloudTrail', region, ...day.split('-'), name)
}

/** mulberry32. */
function randomOf(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

function pick(random, list) {
  return list[Math.floor(random() * list.length)]
}

function hex(random, length) {
  let text = ''
  while (text.length < length)
    text += Math.floor(random() * 0x1_0000_0000)
      .toString(16)
      .padStart(8, '0')
  return text.slice(0, length)
}

function uuid(random) {
  return [8, 4, 4, 4, 12].map((length) => hex(random, length)).join('-')
}

const roles = Array.from(
  { length: 60 },
  (_, at) => `${pick(() => (at % 7) / 7, ['etl', 'web', 'batch', 'ci', 'report', 'audit', 'data'])}-${at}`,
)
const agents = [
  'aws-sdk-java/2.25.11 Linux/5.10 OpenJDK_64-Bit_Server_VM/17 Java/17 vendor/Amazon cfg/retry-mode/standard',
  'Boto3/1.34.51 md/Botocore#1.34.51 ua/2.0 os/linux#5.10.210 md/arch#x86_64 lang/python#3.11.6 cfg/retry-mode#legacy',
  'aws-cli/2.15.30 Python/3.11.8 Linux/6.1.77 exe/x86_64.amzn.2 prompt/off command/s3.cp',
]

const operations = [
  {
    source: 's3.amazonaws.com',
    name: 'GetObject',
    action: 's3:GetObject',
    data: true,
    parameters: (r) => ({
      bucketName: `doc-${hex(r, 4)}`,
      Host: `doc-example.s3.${region}.amazonaws.com`,
      key: `year=2026/month=03/day=0${1 + Math.floor(r() * 7)}/part-${hex(r, 12)}.parquet`,
    }),
  },
  {
    source: 's3.amazonaws.com',
    name: 'PutObject',
    action: 's3:PutObject',
    data: true,
    parameters: (r) => ({
      bucketName: `doc-${hex(r, 4)}`,
      Host: `doc-example.s3.${region}.amazonaws.com`,
      key: `logs/${hex(r, 20)}.gz`,
      'x-amz-server-side-encryption': 'aws:kms',
    }),
  },
  {
    source: 'kms.amazonaws.com',
    name: 'Decrypt',
    action: 'kms:Decrypt',
    parameters: (r) => ({
      encryptionContext: { 'aws:s3:arn': `arn:aws:s3:::doc-${hex(r, 4)}` },
      encryptionAlgorithm: 'SYMMETRIC_DEFAULT',
    }),
  },
  {
    source: 'sts.amazonaws.com',
    name: 'AssumeRole',
    action: 'sts:AssumeRole',
    parameters: (r) => ({
      roleArn: `arn:aws:iam::${account}:role/${pick(r, roles)}`,
      roleSessionName: `session-${hex(r, 12)}`,
      durationSeconds: 3600,
    }),
  },
  {
    source: 'glue.amazonaws.com',
    name: 'GetTable',
    action: 'glue:GetTable',
    parameters: (r) => ({ databaseName: 'analytics', name: `table_${hex(r, 4)}`, catalogId: account }),
  },
  {
    source: 'iam.amazonaws.com',
    name: 'PutRolePolicy',
    action: 'iam:PutRolePolicy',
    parameters: (r) => ({
      roleName: pick(r, roles),
      policyName: `inline-${hex(r, 4)}`,
      policyDocument: JSON.stringify(
        {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: ['s3:GetObject'], Resource: `arn:aws:s3:::doc-${hex(r, 4)}/*` }],
        },
        null,
        2,
      ),
    }),
  },
  {
    source: 'ec2.amazonaws.com',
    name: 'DescribeInstances',
    action: 'ec2:DescribeInstances',
    parameters: (r) => ({ instancesSet: { items: [{ instanceId: `i-${hex(r, 17)}` }] }, filterSet: {} }),
  },
  {
    source: 'dynamodb.amazonaws.com',
    name: 'GetItem',
    action: 'dynamodb:GetItem',
    data: true,
    parameters: (r) => ({ tableName: `orders-${hex(r, 2)}`, key: { id: `HIDDEN_DUE_TO_SECURITY_REASONS` } }),
  },
]

function recordOf(random, time, sum) {
  const role = pick(random, roles)
  const operation = pick(random, operations)
  const session = `i-0${hex(random, 16)}`
  const chance = random()
  const arn = `arn:aws:sts::${account}:assumed-role/${role}/${session}`
  const failure = chance < 0.015 ? deniedAs(operation, arn, sum) : chance < 0.035 ? failedAs(random, sum) : {}
  return {
    eventVersion: '1.09',
    userIdentity: identityOf(random, role, session, arn, time),
    eventTime: `${new Date(time).toISOString().slice(0, 19)}Z`,
    eventSource: operation.source,
    eventName: operation.name,
    awsRegion: region,
    sourceIPAddress: `10.${Math.floor(random() * 256)}.${Math.floor(random() * 256)}.${Math.floor(random() * 256)}`,
    userAgent: `[${pick(random, agents)}]`,
    ...failure,
    requestParameters: operation.parameters(random),
    responseElements: null,
    additionalEventData: {
      SignatureVersion: 'SigV4',
      CipherSuite: 'TLS_AES_128_GCM_SHA256',
      bytesTransferredIn: 0,
      AuthenticationMethod: 'AuthHeader',
      bytesTransferredOut: Math.floor(random() * 1e6),
      'x-amz-id-2': hex(random, 76),
    },
    requestID: hex(random, 16).toUpperCase(),
    eventID: uuid(random),
    readOnly: true,
    eventType: 'AwsApiCall',
    managementEvent: operation.data !== true,
    recipientAccountId: account,
    ...(operation.data ? { vpcEndpointId: 'vpce-0abc1234def567890', vpcEndpointAccountId: account } : {}),
    eventCategory: operation.data ? 'Data' : 'Management',
    tlsDetails: {
      tlsVersion: 'TLSv1.3',
      cipherSuite: 'TLS_AES_128_GCM_SHA256',
      clientProvidedHostHeader: `${operation.source.split('.')[0]}.${region}.amazonaws.com`,
    },
  }
}

function identityOf(random, role, session, arn, time) {
  const roleId = `AROA${createHash('md5').update(role).digest('hex').slice(0, 17).toUpperCase()}`
  return {
    type: 'AssumedRole',
    principalId: `${roleId}:${session}`,
    arn,
    accountId: account,
    accessKeyId: `ASIA${hex(random, 16).toUpperCase()}`,
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: roleId,
        arn: `arn:aws:iam::${account}:role/${role}`,
        accountId: account,
        userName: role,
      },
      attributes: {
        creationDate: `${new Date(time - 1_800_000).toISOString().slice(0, 19)}Z`,
        mfaAuthenticated: 'false',
      },
      ec2RoleDelivery: '2.0',
    },
  }
}

function deniedAs({ action, source }, arn, sum) {
  sum.denied += 1
  const code = source.startsWith('ec2')
    ? 'Client.UnauthorizedOperation'
    : source.startsWith('s3') || source.startsWith('iam') || source.startsWith('sts')
      ? 'AccessDenied'
      : 'AccessDeniedException'
  return {
    errorCode: code,
    errorMessage: `User: ${arn} is not authorized to perform: ${action} because no identity-based policy allows the ${action} action`,
  }
}

const otherFailures = [
  ['NoSuchKey', 'The specified key does not exist.'],
  ['ThrottlingException', 'Rate exceeded'],
  ['EntityNotFoundException', 'Table table_NAME not found.'],
  ['ValidationException', 'One or more parameter values were invalid: Type mismatch for key'],
]

function failedAs(random, sum) {
  sum.failed += 1
  const [errorCode, message] = pick(random, otherFailures)
  // Some messages name what was asked for, some are always the same.
  return { errorCode, errorMessage: message.replace('NAME', () => hex(random, 8)) }
}
