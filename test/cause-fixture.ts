import { parseDenials } from '../src/denial/parse.ts'
import { requestDenial } from '../src/denial/request-denial.ts'
import { diagnose } from '../src/diagnose.ts'
import type { Diagnosis } from '../src/diagnosis/diagnosis.ts'
import type { Edit } from '../src/fixes/edit.ts'
import { contextOf } from '../src/iam/context.ts'
import { filesOfObject } from '../src/snapshot/files.ts'
import { openSnapshot } from '../src/snapshot/snapshot.ts'

/** A part of a policy or of a recorded answer, as JSON. */
export type Json = Readonly<Record<string, unknown>>

/** Recorded answers by their path in a snapshot. */
export type Files = Readonly<Record<string, Json>>

/** The account of every fixture, and the other one where two are needed. */
export const home = '111122223333'
export const elsewhere = '444455556666'

export const mina: string = `arn:aws:iam::${home}:user/mina`
export const reader: string = `arn:aws:iam::${home}:role/reader`
export const readerSession: string = `arn:aws:sts::${home}:assumed-role/reader/mina`

/** A policy document of some statements. */
export function policy(...statements: readonly Json[]): Json {
  return { Version: '2012-10-17', Statement: statements }
}

/** An Allow statement; `more` holds further elements, as `Condition`. */
export function allow(action: string | readonly string[], resource: string | readonly string[], more: Json = {}): Json {
  return { Effect: 'Allow', Action: action, Resource: resource, ...more }
}

/** A Deny statement; `more` holds further elements, as `Condition`. */
export function deny(action: string | readonly string[], resource: string | readonly string[], more: Json = {}): Json {
  return { Effect: 'Deny', Action: action, Resource: resource, ...more }
}

/** The `Principal` element of one AWS principal, to be spread into a statement. */
export function to(principal: string | readonly string[]): Json {
  return { Principal: principal === '*' ? '*' : { AWS: principal } }
}

/** What user `mina` and role `reader` of the account may do; every member may be left out. */
export interface Entities {
  readonly account?: string
  /** Inline policy `own` of user mina. */
  readonly mina?: Json
  /** Inline policy `own` of role reader. */
  readonly reader?: Json
  /** Permissions boundary of both. */
  readonly boundary?: Json
  /** Trust policy of role reader. */
  readonly trust?: Json
  /** When role reader was created, as IAM prints it. */
  readonly readerCreated?: string
  /** AWS managed policy `ManagedForTest`, attached to user mina. */
  readonly awsManaged?: Json
  /** AWS managed policy as permissions boundary of both: nobody in the account can edit it. */
  readonly fixedBoundary?: Json
}

const managedArn = 'arn:aws:iam::aws:policy/ManagedForTest'

/**
 * A boundary that allows everything but denies all of S3, SQS, IAM and STS, and that no edit can change: as an AWS managed
 * policy it can be longer than the customer managed copy that could take its place.
 */
export const unchangeableDeny: Json = {
  Version: '2012-10-17',
  Statement: [
    { Sid: 'a'.repeat(6_144), Effect: 'Allow', Action: '*', Resource: '*' },
    { Effect: 'Deny', Action: ['s3:*', 'sqs:*', 'iam:*', 'sts:*'], Resource: '*' },
  ],
}

/** The users, roles and managed policies of an account. */
export function iam(entities: Entities): Files {
  const account = entities.account ?? home
  const inline = (document: Json | undefined): readonly Json[] =>
    document === undefined ? [] : [{ PolicyName: 'own', PolicyDocument: document }]
  const limitArn = `arn:aws:iam::${entities.fixedBoundary === undefined ? account : 'aws'}:policy/limit`
  const limit = entities.fixedBoundary ?? entities.boundary
  const boundary = limit === undefined ? {} : { PermissionsBoundary: { PermissionsBoundaryArn: limitArn } }
  const attached = entities.awsManaged === undefined ? [] : [{ PolicyName: 'ManagedForTest', PolicyArn: managedArn }]
  return {
    [`${account}/global/iam/GetAccountAuthorizationDetails.json`]: {
      UserDetailList: [
        {
          UserName: 'mina',
          UserId: 'AIDAEXAMPLEMINAXXXXX1',
          Arn: `arn:aws:iam::${account}:user/mina`,
          UserPolicyList: inline(entities.mina),
          AttachedManagedPolicies: attached,
          ...boundary,
        },
      ],
      GroupDetailList: [],
      RoleDetailList: [
        {
          RoleName: 'reader',
          RoleId: 'AROAEXAMPLEREADERXXX1',
          Arn: `arn:aws:iam::${account}:role/reader`,
          AssumeRolePolicyDocument:
            entities.trust ??
            policy({ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }),
          ...(entities.readerCreated === undefined ? {} : { CreateDate: entities.readerCreated }),
          RolePolicyList: inline(entities.reader),
          AttachedManagedPolicies: [],
          ...boundary,
        },
      ],
      Policies: [...managed(limitArn, limit), ...managed(managedArn, entities.awsManaged)],
    },
  }
}

function managed(arn: string, document: Json | undefined): readonly Json[] {
  if (document === undefined) return []
  const version = { VersionId: 'v1', IsDefaultVersion: true, Document: document }
  return [{ PolicyName: arn.split('/').at(-1), Arn: arn, DefaultVersionId: 'v1', PolicyVersionList: [version] }]
}

/** An account that is a member of no organization. */
export function alone(account: string = home): Files {
  return {
    [`${account}/global/organizations/DescribeOrganization.json`]: {
      error: { code: 'AWSOrganizationsNotInUseException', message: 'Your account is not a member of an organization.' },
    },
  }
}

/** Organization policies by level; a level that is left out has AWS's own policy that allows everything. */
export interface Levels {
  readonly root?: Json
  readonly unit?: Json
  readonly account?: Json
}

/** The account in an organization of another management account, with its SCPs or RCPs. */
export function organization(type: 'scp' | 'rcp', levels: Levels): Files {
  const manager = '999999999999'
  const at = `${manager}/global/organizations`
  const typeName = type === 'scp' ? 'SERVICE_CONTROL_POLICY' : 'RESOURCE_CONTROL_POLICY'
  const builtIn = type === 'scp' ? 'FullAWSAccess' : 'RCPFullAWSAccess'
  const targets = { root: 'r-root', unit: 'ou-root-team', account: home } as const
  const files: Record<string, Json> = {
    [`${home}/global/organizations/DescribeOrganization.json`]: {
      Organization: { Id: 'o-example', MasterAccountId: manager, FeatureSet: 'ALL' },
    },
    [`${at}/ListRoots.json`]: { Roots: [{ Id: 'r-root', PolicyTypes: [{ Type: typeName, Status: 'ENABLED' }] }] },
    [`${at}/ListParents/${home}.json`]: { Parents: [{ Id: 'ou-root-team', Type: 'ORGANIZATIONAL_UNIT' }] },
    [`${at}/ListParents/ou-root-team.json`]: { Parents: [{ Id: 'r-root', Type: 'ROOT' }] },
  }
  for (const level of ['root', 'unit', 'account'] as const) {
    const document = levels[level]
    const own = { Id: `p-${level}`, Name: `${level}-${type}`, AwsManaged: false }
    const listed =
      document === undefined || type === 'rcp' ? [{ Id: `p-${builtIn}`, Name: builtIn, AwsManaged: true }] : []
    files[`${at}/ListPoliciesForTarget/${targets[level]}/${typeName}.json`] = {
      Policies: document === undefined ? listed : [...listed, own],
    }
    if (document !== undefined) {
      files[`${at}/DescribePolicy/p-${level}.json`] = {
        Policy: { PolicySummary: own, Content: JSON.stringify(document) },
      }
    }
  }
  return files
}

/** A bucket of an account with its policy; null for none. */
export function bucket(name: string, document: Json | null, account: string = home): Files {
  const answer =
    document === null
      ? { error: { code: 'NoSuchBucketPolicy', message: 'The bucket policy does not exist' } }
      : { Policy: JSON.stringify(document) }
  return {
    [`${account}/global/s3/ListBuckets.json`]: { Buckets: [{ Name: name, BucketRegion: 'us-east-1' }] },
    [`${account}/global/s3/GetBucketPolicy/${name}.json`]: answer,
  }
}

/** The policy of VPC endpoint `vpce-0example`; null for an endpoint that has none. */
export function endpoint(document: Json | null): Files {
  const own = { VpcEndpointId: 'vpce-0example', VpcEndpointType: 'Gateway', VpcId: 'vpc-0example' }
  const service = { ServiceName: 'com.amazonaws.us-east-1.s3', State: 'available' }
  const policyDocument = document === null ? {} : { PolicyDocument: JSON.stringify(document) }
  return {
    [`${home}/us-east-1/ec2/DescribeVpcEndpoints.json`]: { VpcEndpoints: [{ ...own, ...service, ...policyDocument }] },
  }
}

/** The CloudTrail record of the AssumeRole call that made the session of role reader, with its session policy. */
export function sessionMade(document: Json): Json {
  return {
    eventName: 'AssumeRole',
    eventSource: 'sts.amazonaws.com',
    eventTime: '2026-03-04T08:00:00Z',
    requestParameters: { roleArn: reader, roleSessionName: 'mina', policy: JSON.stringify(document) },
    responseElements: { assumedRoleUser: { assumedRoleId: 'AROAEXAMPLEREADERXXX1:mina', arn: readerSession } },
  }
}

/** A denied request and everything known about it. */
export interface Question {
  readonly principal?: string
  readonly action: string
  readonly resource: string
  readonly files: Files
  /** The end of AWS's sentence: `because no identity-based policy allows the … action`. */
  readonly says?: string
  readonly context?: Readonly<Record<string, string | readonly string[]>>
  readonly trail?: readonly Json[]
  readonly expectedPrincipal?: string
  /** What stands before AWS's sentence: the time of a log line, who started the work. */
  readonly before?: string
}

/** Explains a denied request as the command line does. */
export function explain(question: Question): Diagnosis {
  const { principal = mina, action, resource, says } = question
  const operation = action.split(':')[1] ?? action
  const text = `${question.before ?? ''}An error occurred (AccessDenied) when calling the ${operation} operation: User: ${principal} is not authorized to perform: ${action} on resource: ${resource}${says === undefined ? '' : ` ${says}`}`
  const [denial = requestDenial(text)] = parseDenials(text)
  return diagnose({
    denial,
    snapshot: openSnapshot(filesOfObject(question.files)),
    hasSnapshot: true,
    given: {
      principal,
      action,
      resource,
      context: contextOf(question.context ?? {}),
      expectedPrincipal: question.expectedPrincipal ?? null,
    },
    trail: (question.trail ?? []).map((record) => ({ file: 'trail', record })),
  })
}

/** The causes that are proved. */
export function told({ causes }: Diagnosis): readonly string[] {
  return causes.filter(({ status }) => status === 'confirmed').map(({ name }) => name)
}

/** The causes that nothing proves and nothing rules out. */
export function suspected({ causes }: Diagnosis): readonly string[] {
  return causes.filter(({ status }) => status === 'possible').map(({ name }) => name)
}

/** The evidence of one cause, everywhere it is confirmed. */
export function evidenceOf({ causes }: Diagnosis, name: string): readonly unknown[] {
  return causes.filter((cause) => cause.name === name && cause.status === 'confirmed').map((cause) => cause.evidence)
}

/** The marked text of a cause's excerpt: what the caret stands under. */
export function markedBy({ causes }: Diagnosis, name: string): string | null {
  const excerpt = causes.find((cause) => cause.name === name)?.excerpt
  if (excerpt == null) return null
  const { line, column, length } = excerpt.mark
  return excerpt.lines[line - excerpt.firstLine]?.slice(column - 1, column - 1 + length) ?? null
}

/** A fix as tests compare it: each edit with its target. */
export interface ToldFix {
  readonly verified: boolean
  /** Layers that still deny where the fix is not verified. */
  readonly left: readonly string[]
  readonly edits: readonly (Edit & { readonly target: string })[]
}

/** The fixes offered, the preferred one first. */
export function fixesOf({ fixes }: Diagnosis): readonly ToldFix[] {
  return fixes.map(({ outcome, edits }) => ({
    verified: outcome.verified,
    left: outcome.verified ? [] : outcome.reason.layers,
    edits: edits.map(({ edit, target }) => ({ ...edit, target })),
  }))
}

/** The first fix; null where none is offered. */
export function firstFix(diagnosis: Diagnosis): ToldFix | null {
  return fixesOf(diagnosis)[0] ?? null
}
