import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { duckDbEngine } from '../src/trail/duckdb/engine.ts'
import type { TrailProblem } from '../src/trail/found.ts'
import { cellText } from '../src/trail/sql/cell.ts'
import type { SqlColumn, SqlProblem } from '../src/trail/sql/engine.ts'

/** A result as a test compares it: every value as Athena prints it. */
export interface Answer {
  readonly columns: readonly SqlColumn[]
  readonly rows: readonly (readonly string[])[]
  readonly skipped: readonly TrailProblem[]
  readonly problem: SqlProblem | null
}

interface Limits {
  readonly memory?: string
  readonly seconds?: number
  readonly rows?: number
  readonly stop?: AbortSignal
}

/** What the local engine answers. */
export async function ask(sql: string, sources: readonly string[], limits: Limits = {}): Promise<Answer> {
  const { memory = '1GB', seconds = 60, rows = Number.POSITIVE_INFINITY, stop = new AbortController().signal } = limits
  const answer: {
    columns: readonly SqlColumn[]
    rows: string[][]
    skipped: TrailProblem[]
    problem: SqlProblem | null
  } = { columns: [], rows: [], skipped: [], problem: null }
  for await (const part of duckDbEngine(sources, { memory, seconds, rows })(sql, stop)) {
    if (part.kind === 'skipped') answer.skipped.push(part.problem)
    else if (part.kind === 'columns') answer.columns = part.columns
    else if (part.kind === 'problem') answer.problem = part.problem
    else
      for (const row of part.rows)
        answer.rows.push(row.map((cell, at) => cellText(cell, answer.columns[at]?.type ?? '')))
  }
  return answer
}

/** A folder of files, each given as its text or bytes; a name that ends in `.gz` is packed. */
export function logFolder(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'undeny-logs-'))
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    const packed = typeof content === 'string' && name.endsWith('.gz') ? gzipSync(content) : content
    writeFileSync(join(folder, name), packed)
  }
  return folder
}

/** A CloudTrail record with the members that every one has. */
export function record(more: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return {
    eventVersion: '1.11',
    userIdentity: {
      type: 'IAMUser',
      principalId: 'AIDAEXAMPLE',
      arn: 'arn:aws:iam::111122223333:user/mona',
      accountId: '111122223333',
      userName: 'mona',
    },
    eventTime: '2019-10-29T06:45:00Z',
    eventSource: 's3.amazonaws.com',
    eventName: 'GetObject',
    awsRegion: 'us-east-1',
    sourceIPAddress: '203.0.113.7',
    userAgent: '[aws-cli/2.18.5]',
    requestParameters: { bucketName: 'doc-example', key: 'a.csv' },
    responseElements: null,
    requestID: 'REQ1',
    eventID: '00000000-0000-0000-0000-000000000001',
    readOnly: true,
    eventType: 'AwsApiCall',
    recipientAccountId: '111122223333',
    ...more,
  }
}

const lookUp = 'User: arn:aws:iam::111122223333:user/mona is not authorized to perform: cloudtrail:LookupEvents'

/** The two denials of AWS's article, among calls of other kinds. */
export const articleRecords: readonly Readonly<Record<string, unknown>>[] = [
  record({ eventTime: '2019-10-29T06:41:00Z' }),
  record({
    eventTime: '2019-10-29T06:41:48Z',
    eventSource: 'cloudtrail.amazonaws.com',
    eventName: 'LookupEvents',
    errorCode: 'AccessDenied',
    errorMessage: `${lookUp} because no identity-based policy allows the cloudtrail:LookupEvents action`,
    requestParameters: null,
    eventID: '14e5e77c-f682-45e1-8c88-12d15af293dd',
  }),
  record({ eventTime: '2019-10-29T06:45:00Z', errorCode: 'NoSuchKey', errorMessage: 'The key does not exist.' }),
  record({
    eventTime: '2019-10-29T06:52:45Z',
    eventSource: 'cloudtrail.amazonaws.com',
    eventName: 'LookupEvents',
    errorCode: 'AccessDenied',
    errorMessage: `${lookUp} with an explicit deny in an identity-based policy`,
    requestParameters: null,
    eventID: '0406f0c1-47a8-4f71-8a94-18267b84042a',
  }),
  record({ eventTime: '2019-10-29T07:00:00Z', eventName: 'PutObject', errorCode: 'AccessDenied' }),
]

/** Where a trail delivers: the account, Region and day are in the path. */
export const deliveredName =
  'AWSLogs/111122223333/CloudTrail/us-east-1/2019/10/29/111122223333_CloudTrail_us-east-1_20191029T0655Z_a1b2c3.json.gz'
