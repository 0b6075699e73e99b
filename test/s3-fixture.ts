import { parseDenials, parseNearDenials } from '../src/denial/parse.ts'
import { requestDenial } from '../src/denial/request-denial.ts'
import { diagnose } from '../src/diagnose.ts'
import type { Diagnosis } from '../src/diagnosis/diagnosis.ts'
import { contextOf } from '../src/iam/context.ts'
import { filesOfObject } from '../src/snapshot/files.ts'
import { openSnapshot } from '../src/snapshot/snapshot.ts'
import { allow, alone, elsewhere, type Files, home, iam, type Json, mina, policy } from './cause-fixture.ts'

/** Canonical user ids of the two accounts and of one that is not recorded. */
export const idOfHome = 'id-of-home'
export const idOfElsewhere = 'id-of-elsewhere'
export const idOfStranger = 'id-of-stranger'

/** An object as it is recorded. */
export interface RecordedObject {
  /** Canonical user id of the owner; the bucket's own where it is left out. */
  readonly owner?: string
  readonly grants?: readonly Json[]
  readonly head?: Json
}

/** A bucket with its settings as they are recorded; what is left out is what AWS gives a new bucket of old. */
export interface RecordedBucket {
  readonly account?: string
  readonly policy?: Json | null
  readonly ownership?: 'BucketOwnerEnforced' | 'BucketOwnerPreferred' | 'ObjectWriter'
  readonly block?: Json
  readonly accountBlock?: Json
  readonly payer?: 'Requester' | 'BucketOwner'
  readonly encryption?: Json
  readonly grants?: readonly Json[]
  /** By key; null for one that does not exist. */
  readonly objects?: Readonly<Record<string, RecordedObject | null>>
}

/** The recorded answers about bucket `reports`. */
export function reports(recorded: RecordedBucket): Files {
  const account = recorded.account ?? home
  const ownerId = account === home ? idOfHome : idOfElsewhere
  const at = `${account}/global/s3`
  const none = (code: string): Json => ({ error: { code, message: code } })
  const files: Record<string, Json> = {
    [`${home}/global/s3/ListBuckets.json`]: { Owner: { ID: idOfHome }, Buckets: [] },
    [`${elsewhere}/global/s3/ListBuckets.json`]: { Owner: { ID: idOfElsewhere }, Buckets: [] },
    [`${at}/ListBuckets.json`]: { Owner: { ID: ownerId }, Buckets: [{ Name: 'reports', BucketRegion: 'us-east-1' }] },
    [`${at}/GetBucketPolicy/reports.json`]:
      recorded.policy == null ? none('NoSuchBucketPolicy') : { Policy: JSON.stringify(recorded.policy) },
    [`${at}/GetPublicAccessBlock/reports.json`]: { PublicAccessBlockConfiguration: recorded.block ?? {} },
    [`${account}/global/s3control/GetPublicAccessBlock.json`]: {
      PublicAccessBlockConfiguration: recorded.accountBlock ?? {},
    },
    [`${at}/GetBucketOwnershipControls/reports.json`]: {
      OwnershipControls: { Rules: [{ ObjectOwnership: recorded.ownership ?? 'ObjectWriter' }] },
    },
    [`${at}/GetBucketRequestPayment/reports.json`]: { Payer: recorded.payer ?? 'BucketOwner' },
    [`${at}/GetBucketEncryption/reports.json`]: {
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, ...recorded.encryption }],
      },
    },
    [`${at}/GetBucketAcl/reports.json`]: aclOf(ownerId, recorded.grants ?? []),
  }
  for (const [key, object] of Object.entries(recorded.objects ?? {})) {
    const name = `reports/${encodeURIComponent(key)}.json`
    files[`${at}/HeadObject/${name}`] = object === null ? none('404') : { ETag: '"e"', ...object.head }
    files[`${at}/GetObjectAcl/${name}`] =
      object === null ? none('NoSuchKey') : aclOf(object.owner ?? ownerId, object.grants ?? [])
  }
  return files
}

function aclOf(owner: string, grants: readonly Json[]): Json {
  return { Owner: { ID: owner }, Grants: [grantTo(owner, 'FULL_CONTROL'), ...grants] }
}

/** A grant to a canonical user id. */
export function grantTo(id: string, permission: string): Json {
  return { Grantee: { ID: id, Type: 'CanonicalUser' }, Permission: permission }
}

/** A grant to everyone. */
export const toEveryone: Json = {
  Grantee: { Type: 'Group', URI: 'http://acs.amazonaws.com/groups/global/AllUsers' },
  Permission: 'READ',
}

/** User mina of the home account, who may do everything by its own policies, in no organization. */
export const free: Files = { ...iam({ mina: policy(allow('s3:*', '*')) }), ...alone(), ...alone(elsewhere) }

/** A pasted denial of an S3 call. */
export interface S3Question {
  readonly files: Files
  readonly action?: string
  readonly resource?: string
  readonly principal?: string
  readonly text?: string
  readonly context?: Readonly<Record<string, string>>
}

/** Explains a denial whose text names no policy, as S3 answers where a setting refuses. */
export function explainS3({ files, ...question }: S3Question): Diagnosis {
  const { action = 's3:GetObject', resource = 'arn:aws:s3:::reports/q1.csv', principal = mina } = question
  const operation = action.split(':')[1] ?? action
  const text =
    question.text ?? `An error occurred (AccessDenied) when calling the ${operation} operation: Access Denied`
  const [denial = requestDenial(text)] = [...parseDenials(text), ...parseNearDenials(text)]
  const context = contextOf(question.context ?? {})
  return diagnose({
    denial,
    snapshot: openSnapshot(filesOfObject(files)),
    hasSnapshot: true,
    given: { principal, action, resource, context, expectedPrincipal: null },
    trail: [],
  })
}

/** Explains a pasted text or event that says itself what was asked; user mina asks where it names nobody. */
export function explainText(text: string, files: Files): Diagnosis {
  const [denial = requestDenial(text)] = [...parseDenials(text), ...parseNearDenials(text)]
  return diagnose({
    denial,
    snapshot: openSnapshot(filesOfObject(files)),
    hasSnapshot: true,
    given: { principal: mina, action: null, resource: null, context: contextOf({}), expectedPrincipal: null },
    trail: [],
  })
}

/** ARN of access point `team` of the other account, of object `q1.csv` through it, and of every object through it. */
export const pointArn: string = `arn:aws:s3:us-east-1:${elsewhere}:accesspoint/team`
export const throughPoint: string = `${pointArn}/object/q1.csv`
export const toPoint = '*'

/** Access point `team` of bucket `reports` as it is recorded. */
export interface RecordedPoint {
  readonly account?: string
  readonly policy: Json | null
  /** The only VPC that it takes requests from. */
  readonly vpc?: string
}

/** The recorded answers about access point `team`. */
export function accessPoint({ account = elsewhere, policy: document, vpc }: RecordedPoint): Files {
  const at = `${account}/us-east-1/s3control`
  const origin =
    vpc === undefined ? { NetworkOrigin: 'Internet' } : { NetworkOrigin: 'VPC', VpcConfiguration: { VpcId: vpc } }
  return {
    [`${at}/GetAccessPoint/team.json`]: {
      Name: 'team',
      Bucket: 'reports',
      BucketAccountId: account,
      AccessPointArn: `arn:aws:s3:us-east-1:${account}:accesspoint/team`,
      Alias: 'team-abcdefgh-s3alias',
      ...origin,
    },
    [`${at}/GetAccessPointPolicy/team.json`]:
      document === null ? { error: { code: 'NoSuchAccessPointPolicy' } } : { Policy: JSON.stringify(document) },
  }
}
