import fc from 'fast-check'
import type { Diagnosis } from '../src/diagnosis/diagnosis.ts'
import type { Fix } from '../src/fixes/fix.ts'
import { ana, contexts, documentOf, loader } from './arbitrary-cases.ts'
import { alone, bucket, elsewhere, explain, type Files, home, type Json, organization } from './cause-fixture.ts'
import { key, keyArn } from './kms-fixture.ts'
import { type OracleDocument, type OraclePrincipal, type OracleStatement, oracleVerdict } from './oracle.ts'

/** An upload or download of an encrypted object, with every policy that bears on it. */
export interface FixCase {
  readonly principal: OraclePrincipal
  readonly action: string
  readonly bucketAccount: string
  readonly own: OracleDocument
  readonly boundary: OracleDocument | null
  /** An SCP of the organizational unit, beside the one that allows everything. */
  readonly scp: OracleDocument | null
  readonly bucketPolicy: OracleDocument | null
  readonly keyPolicy: OracleDocument
  readonly context: Readonly<Record<string, readonly string[]>>
}

const object = 'arn:aws:s3:::plant/raw/a.csv'
const rarely = (attached: 'principal' | 'resource'): fc.Arbitrary<OracleDocument | null> =>
  fc.option(documentOf(attached), { nil: null })
const delegating: OracleDocument = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { AWS: [`arn:aws:iam::${home}:root`] }, Action: ['kms:*'], Resource: ['*'] },
  ],
}

/** Any case; about half of the keys are left to the policies of the account. */
export const anyFixCase: fc.Arbitrary<FixCase> = fc.record({
  principal: fc.constantFrom(ana, loader),
  action: fc.constantFrom('s3:GetObject', 's3:PutObject'),
  bucketAccount: fc.constantFrom(home, elsewhere),
  own: documentOf('principal'),
  boundary: rarely('principal'),
  scp: rarely('principal'),
  bucketPolicy: rarely('resource'),
  keyPolicy: fc.oneof(fc.constant(delegating), documentOf('resource')),
  context: contexts,
})

function filesOf(one: FixCase): Files {
  const limitArn = `arn:aws:iam::${home}:policy/limit`
  const entity = {
    ...(one.boundary === null ? {} : { PermissionsBoundary: { PermissionsBoundaryArn: limitArn } }),
    AttachedManagedPolicies: [],
  }
  const inline = [{ PolicyName: 'own', PolicyDocument: one.own }]
  const trusted = { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }
  const version = { VersionId: 'v1', IsDefaultVersion: true, Document: one.boundary }
  const limit = { PolicyName: 'limit', Arn: limitArn, DefaultVersionId: 'v1', PolicyVersionList: [version] }
  return {
    ...alone(),
    ...alone(elsewhere),
    ...(one.scp === null ? {} : organization('scp', { unit: asJson(one.scp) })),
    ...bucket('plant', one.bucketPolicy === null ? null : asJson(one.bucketPolicy), one.bucketAccount),
    ...key({ policy: asJson(one.keyPolicy) }),
    [`${one.bucketAccount}/global/s3/HeadObject/plant/${encodeURIComponent('raw/a.csv')}.json`]: {
      ServerSideEncryption: 'aws:kms',
      SSEKMSKeyId: keyArn(),
    },
    [`${home}/global/iam/GetAccountAuthorizationDetails.json`]: {
      UserDetailList: [{ ...entity, UserName: 'ana', UserId: 'AIDAANA', Arn: ana.arn, UserPolicyList: inline }],
      RoleDetailList: [
        {
          ...entity,
          RoleName: 'loader',
          RoleId: 'AROALOADER',
          Arn: loader.roleArn,
          RolePolicyList: inline,
          AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [trusted] },
        },
      ],
      GroupDetailList: [],
      Policies: one.boundary === null ? [] : [limit],
    },
  }
}

function asJson(document: OracleDocument): Json {
  return { ...document }
}

/** The case as the command line explains it. */
export function explained(one: FixCase): Diagnosis {
  const { principal, action, context } = one
  return explain({ principal: principal.arn ?? '', action, resource: object, files: filesOf(one), context })
}

/** What the second engine says to each request of the call with the documents of a fix in place of the recorded ones. */
export function oracleAfter(one: FixCase, fix: Fix, { requests }: Diagnosis): readonly string[] {
  const edited = new Map(fix.edits.map(({ target, policyName, document }) => [`${target} ${policyName}`, document]))
  const after = (name: string, before: OracleDocument | null): OracleDocument | null =>
    edited.has(name) ? toOracle(edited.get(name)) : before
  const holder = `identity:${one.principal.type === 'user' ? 'user/ana' : 'role/loader'}`
  const own = [`${holder} own`, `${holder} AllowDeniedCalls`].map((name, i) => after(name, i === 0 ? one.own : null))
  const boundary = after('boundary:policy/limit limit', one.boundary)
  const scp = after('scp:p-unit unit-scp', one.scp)
  return requests.map(({ authorization: { request, hop } }) => {
    const isKey = request.action.startsWith('kms:')
    const resource = isKey
      ? after(`key-policy:${keyArn().split('/')[1]} null`, one.keyPolicy)
      : after('bucket-policy:plant null', one.bucketPolicy)
    return oracleVerdict({
      principal: one.principal,
      action: request.action,
      resource: request.resource,
      resourceAccount: isKey ? home : one.bucketAccount,
      context: contextAfter(request.context, fix, hop.kind === 'direct'),
      policies: {
        identity: own.filter((document) => document !== null),
        ...(boundary === null ? {} : { boundary }),
        ...(scp === null ? {} : { scp: [[everything, scp]] }),
        ...(resource === null ? {} : { resource }),
      },
    })
  })
}

const everything: OracleDocument = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: ['*'], Resource: ['*'] }],
}

/**
 * The context as it was read, with what the caller then sends; a key that nothing tells is left out. A call that a service
 * makes for the caller carries what the first one did, but for the keys of its network.
 */
function contextAfter(
  context: ReadonlyMap<string, readonly string[] | 'unknown'>,
  { edits }: Fix,
  isDirect: boolean,
): Readonly<Record<string, readonly string[]>> {
  const known = [...context].flatMap(([name, values]) => (values === 'unknown' ? [] : [[name, values] as const]))
  const changed = edits.flatMap(({ edit }) =>
    edit.kind === 'changeRequest' && (isDirect || context.has(edit.key.toLowerCase()))
      ? [[edit.key.toLowerCase(), edit.values] as const]
      : [],
  )
  return Object.fromEntries([...known, ...changed].filter(([, values]) => values.length > 0))
}

/** A document as the second engine takes it: every value a list. */
function toOracle(document: unknown): OracleDocument {
  // The documents of a fix are policies: objects of strings and lists of strings.
  const { Version, Statement } = document as { Version?: '2012-10-17'; Statement: readonly Json[] }
  return { ...(Version === undefined ? {} : { Version }), Statement: Statement.map(toStatement) }
}

function toStatement(statement: Json): OracleStatement {
  const lists = Object.entries(statement).map(([name, value]) => [name, isPlain(name, value) ? value : listed(value)])
  return Object.fromEntries(lists) as OracleStatement
}

function isPlain(name: string, value: unknown): boolean {
  return name === 'Effect' || name === 'Sid' || (name === 'Principal' && value === '*')
}

/** Every string below a value as a list. */
function listed(value: unknown): unknown {
  if (Array.isArray(value)) return value
  if (typeof value !== 'object' || value === null) return [value]
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, listed(inner)]))
}
