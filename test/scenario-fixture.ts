import { parseDenials } from '../src/denial/parse.ts'
import { requestDenial } from '../src/denial/request-denial.ts'
import { diagnose } from '../src/diagnose.ts'
import type { Diagnosis } from '../src/diagnosis/diagnosis.ts'
import { contextOf } from '../src/iam/context.ts'
import type { TrailRecord } from '../src/services/session.ts'
import { filesOfObject } from '../src/snapshot/files.ts'
import { openSnapshot } from '../src/snapshot/snapshot.ts'
import { type Files, home, type Json, mina, reader, readerSession, told } from './cause-fixture.ts'

/** Where the users and roles of the account are recorded. */
export const detailsFile: string = `${home}/global/iam/GetAccountAuthorizationDetails.json`

/** A pasted text or a CloudTrail record with the recorded accounts. */
export interface Scenario {
  readonly denial: string | Json
  readonly files: Files
  readonly trail?: readonly Json[]
  /** Records with their files, in place of `trail`. */
  readonly records?: readonly TrailRecord[]
  readonly principal?: string
  readonly resource?: string
  readonly context?: Readonly<Record<string, string | readonly string[]>>
}

/** Explains the denial of a scenario as the command line does. */
export function diagnosisOf(scenario: Scenario): Diagnosis {
  const text = typeof scenario.denial === 'string' ? scenario.denial : JSON.stringify(scenario.denial)
  const [denial = requestDenial(text)] = parseDenials(text)
  return diagnose({
    denial,
    snapshot: openSnapshot(filesOfObject(scenario.files)),
    hasSnapshot: true,
    given: {
      principal: scenario.principal ?? null,
      action: null,
      resource: scenario.resource ?? null,
      context: contextOf(scenario.context ?? {}),
      expectedPrincipal: null,
    },
    trail: scenario.records ?? (scenario.trail ?? []).map((record) => ({ file: 'trail', record })),
  })
}

/** What a scenario is judged by. */
export interface Outcome {
  readonly certain: boolean
  readonly blockedBy: readonly string[]
  readonly confirmed: readonly string[]
  readonly unknowns: readonly string[]
  /** The targets of each verified fix, joined by `+`. */
  readonly fixes: readonly string[]
}

/** A diagnosis in the few words that a scenario expects. */
export function outcomeOf(diagnosis: Diagnosis): Outcome {
  const verified = diagnosis.fixes.filter(({ outcome }) => outcome.verified)
  return {
    certain: diagnosis.certain,
    blockedBy: diagnosis.verdict.blockedBy,
    confirmed: told(diagnosis),
    unknowns: diagnosis.unknowns.map(({ fact }) => fact.en),
    fixes: verified.map(({ edits }) => edits.map(({ target }) => target).join('+')),
  }
}

const userIdentity: Json = {
  type: 'IAMUser',
  principalId: 'AIDAEXAMPLEMINAXXXXX1',
  arn: mina,
  accountId: home,
  accessKeyId: 'AKIAEXAMPLEMINA',
  userName: 'mina',
}

/** The `userIdentity` of a session of role reader, made with an access key. */
export function sessionIdentity(accessKeyId: string): Json {
  const sessionIssuer = { type: 'Role', principalId: 'AROAEXAMPLEREADERXXX1', arn: reader, accountId: home }
  return {
    type: 'AssumedRole',
    principalId: 'AROAEXAMPLEREADERXXX1:mina',
    arn: readerSession,
    accountId: home,
    accessKeyId,
    sessionContext: {
      sessionIssuer,
      attributes: { creationDate: '2026-03-04T08:00:00Z', mfaAuthenticated: 'false' },
    },
  }
}

/** The record of a refused call; `more` replaces what differs from mina's `sts:AssumeRole` of role reader. */
export function refused(more: Json): Json {
  return {
    eventVersion: '1.11',
    userIdentity,
    eventTime: '2026-03-04T09:00:00Z',
    eventSource: 'sts.amazonaws.com',
    eventName: 'AssumeRole',
    awsRegion: 'us-east-1',
    sourceIPAddress: '203.0.113.7',
    userAgent: 'aws-cli/2',
    errorCode: 'AccessDenied',
    errorMessage: `User: ${mina} is not authorized to perform: sts:AssumeRole on resource: ${reader}`,
    requestParameters: { roleArn: reader, roleSessionName: 'work' },
    responseElements: null,
    eventType: 'AwsApiCall',
    recipientAccountId: home,
    ...more,
  }
}

/** The record of a refused read of `reports/q1.csv`. */
export function refusedRead(more: Json): Json {
  const object = 'arn:aws:s3:::reports/q1.csv'
  return refused({
    eventSource: 's3.amazonaws.com',
    eventName: 'GetObject',
    errorMessage: 'Access Denied',
    requestParameters: { bucketName: 'reports', key: 'q1.csv' },
    resources: [
      { type: 'AWS::S3::Object', ARN: object },
      { type: 'AWS::S3::Bucket', ARN: 'arn:aws:s3:::reports', accountId: home },
    ],
    ...more,
  })
}

/** A customer managed policy among the recorded ones of the account. */
export function withManaged(files: Files, name: string, document: Json): Files {
  const details = files[detailsFile]
  const policies = Array.isArray(details?.['Policies']) ? details['Policies'] : []
  const version = { VersionId: 'v1', IsDefaultVersion: true, Document: document }
  const own = {
    PolicyName: name,
    Arn: `arn:aws:iam::${home}:policy/${name}`,
    DefaultVersionId: 'v1',
    PolicyVersionList: [version],
  }
  return { ...files, [detailsFile]: { ...details, Policies: [...policies, own] } }
}
