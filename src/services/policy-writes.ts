import type { Principal } from '../engine/request.ts'
import type { Layer } from '../engine/trace.ts'
import { nowhere, placed } from '../iam/placed-name.ts'
import { textAt } from '../snapshot/json.ts'
import { rcpLevels, scpLevels } from '../snapshot/organization-policies.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { Authorization } from './authorization.ts'
import type { Call } from './call.ts'
import { bucketOf, isAssumeRole } from './resource-policy.ts'
import { lastName, type TrailEvent } from './trail-event.ts'

/** A change of a policy, a grant or a setting that bears on a request. */
export interface PolicyWrite {
  /** API operation: `AttachRolePolicy`. */
  readonly operation: string
  readonly time: number
  readonly timeText: string
  /** Who made it; null where only the snapshot tells. */
  readonly by: string | null
  /**
   * What was changed: `bucket/reports`. Names that are told apart by account, or by account and Region, begin with these:
   * `111122223333:role/etl`, `111122223333:us-east-1:sqs/jobs`.
   */
  readonly subject: string
  /** The layers whose verdict it can change. */
  readonly layers: readonly Layer[]
  /** Name or ARN of the identity-based policy that was put, attached or taken away; null for every other change. */
  readonly policy: string | null
}

type Operations = Readonly<Record<string, readonly Layer[]>>

interface Kind {
  readonly service: string
  readonly operations: Operations
  /** The names that the request gives to what it changes; the first of them that is there counts. */
  readonly names: readonly (readonly string[])[]
  readonly type: string
}

function each(names: string, ...layers: readonly Layer[]): Operations {
  return Object.fromEntries(names.split(' ').map((name) => [name, layers]))
}

const kinds: readonly Kind[] = [
  {
    service: 'iam',
    type: 'role',
    names: [['roleName']],
    operations: {
      ...each('PutRolePolicy DeleteRolePolicy AttachRolePolicy DetachRolePolicy', 'identity'),
      ...each('PutRolePermissionsBoundary DeleteRolePermissionsBoundary', 'boundary'),
      ...each('UpdateAssumeRolePolicy', 'resource'),
      ...each('CreateRole TagRole UntagRole', 'identity', 'resource', 'boundary', 'scp', 'vpce', 'kms'),
    },
  },
  {
    service: 'iam',
    type: 'user',
    names: [['userName']],
    operations: {
      ...each('PutUserPolicy DeleteUserPolicy AttachUserPolicy DetachUserPolicy', 'identity'),
      ...each('AddUserToGroup RemoveUserFromGroup', 'identity'),
      ...each('PutUserPermissionsBoundary DeleteUserPermissionsBoundary', 'boundary'),
      ...each('CreateUser TagUser UntagUser', 'identity', 'resource', 'boundary', 'scp', 'vpce', 'kms'),
    },
  },
  {
    service: 'iam',
    type: 'group',
    names: [['groupName']],
    operations: each('PutGroupPolicy DeleteGroupPolicy AttachGroupPolicy DetachGroupPolicy', 'identity'),
  },
  {
    service: 'iam',
    type: 'policy',
    names: [['policyArn']],
    operations: each('CreatePolicyVersion SetDefaultPolicyVersion', 'identity', 'boundary', 'session'),
  },
  {
    service: 's3',
    type: 'bucket',
    names: [['bucketName']],
    operations: {
      ...each('PutBucketPolicy DeleteBucketPolicy', 'resource', 'bpa', 'accessPoint'),
      ...each('PutBucketAcl PutObjectAcl', 'acl'),
      ...each('PutBucketPublicAccessBlock DeleteBucketPublicAccessBlock', 'bpa', 'resource'),
      ...each('PutBucketOwnershipControls DeleteBucketOwnershipControls', 'objectOwnership', 'acl'),
      ...each('PutBucketRequestPayment', 'requesterPays'),
      ...each('PutBucketEncryption DeleteBucketEncryption', 'blockedEncryption'),
    },
  },
  {
    service: 's3',
    type: 'account',
    names: [['accountId'], ['AccountId']],
    operations: each('PutAccountPublicAccessBlock DeleteAccountPublicAccessBlock', 'bpa', 'resource'),
  },
  {
    service: 's3',
    type: 'accessPoint',
    names: [['name']],
    operations: each('PutAccessPointPolicy DeleteAccessPointPolicy', 'accessPoint', 'resource'),
  },
  {
    service: 'kms',
    type: 'key',
    names: [['keyId']],
    operations: {
      ...each('PutKeyPolicy CreateGrant RevokeGrant RetireGrant', 'kms', 'identity', 'resource'),
      ...each('EnableKey DisableKey ScheduleKeyDeletion CancelKeyDeletion ImportKeyMaterial', 'kmsKeyState'),
    },
  },
  {
    service: 'ec2',
    type: 'vpce',
    names: [['ModifyVpcEndpointRequest', 'VpcEndpointId'], ['vpcEndpointId']],
    operations: each('ModifyVpcEndpoint', 'vpce'),
  },
  {
    service: 'organizations',
    type: 'organization',
    names: [['targetId'], ['policyId'], ['accountId']],
    operations: each('AttachPolicy DetachPolicy UpdatePolicy MoveAccount', 'scp', 'rcp'),
  },
  {
    service: 'lakeformation',
    type: 'lakeformation',
    names: [['principal', 'dataLakePrincipalIdentifier']],
    operations: each('GrantPermissions RevokePermissions', 'lakeformation'),
  },
  ...resourcePolicyKinds(),
]

/** Services whose resource is told by its name or ARN in one parameter. */
function resourcePolicyKinds(): readonly Kind[] {
  const rows: readonly (readonly [string, string, string])[] = [
    ['sqs', 'queueUrl', 'SetQueueAttributes AddPermission RemovePermission'],
    ['sns', 'topicArn', 'SetTopicAttributes AddPermission RemovePermission'],
    ['lambda', 'functionName', 'AddPermission RemovePermission'],
    ['secretsmanager', 'secretId', 'PutResourcePolicy DeleteResourcePolicy'],
    ['ecr', 'repositoryName', 'SetRepositoryPolicy DeleteRepositoryPolicy'],
    ['dynamodb', 'resourceArn', 'PutResourcePolicy DeleteResourcePolicy'],
  ]
  return rows.map(([service, parameter, operations]) => ({
    service,
    type: service,
    names: [[parameter]],
    operations: each(operations, 'resource', 'identity'),
  }))
}

/** Names of the operations that change what a request is judged by. */
export const policyWriteNames: readonly string[] = [
  ...new Set(kinds.flatMap(({ operations }) => Object.keys(operations))),
].sort()

/** What an event changed; null where it failed or changes nothing that a request is judged by. */
export function policyWrite(event: TrailEvent): PolicyWrite | null {
  if (event.isFailed) return null
  const { operation, service, time, timeText, by } = event
  const told = { operation, time, timeText, by, policy: null }
  if (service === 'glue' && /^(?:Put|Delete)ResourcePolicy$/.test(operation))
    return { ...told, subject: placed('catalog', event.account ?? '', event), layers: ['resource', 'identity'] }
  // A version that is not made the default one changes nothing.
  if (operation === 'CreatePolicyVersion' && event.parameters['setAsDefault'] !== true) return null
  for (const kind of kinds) {
    const layers = kind.service === service ? kind.operations[operation] : undefined
    const name = kind.names.map((path) => textAt(event.parameters, ...path)).find((text) => text !== null)
    if (layers === undefined || name == null) continue
    const policy = textAt(event.parameters, 'policyArn') ?? textAt(event.parameters, 'policyName')
    return { ...told, layers, subject: subjectOf(kind.type, name, event), policy: service === 'iam' ? policy : null }
  }
  return null
}

function subjectOf(type: string, name: string, event: TrailEvent): string {
  switch (type) {
    case 'role':
    case 'user':
    case 'group':
      return `${event.account ?? ''}:${type}/${name}`
    case 'policy':
    case 'lakeformation':
    case 'organization':
    case 'bucket':
    case 'account':
    case 'vpce':
      return `${type}/${name}`
    default:
      return placed(type, name, event)
  }
}

/** Everything whose change bears on a request, in the words of `PolicyWrite.subject`. */
export function subjectsOf({ request, storedById }: Authorization, call: Call): ReadonlySet<string> {
  const { caller } = call
  const { principal, action, resource, resourceAccount } = request
  const entity = caller?.entity?.kind === 'known' ? caller.entity.value : null
  const subjects = new Set<string>([`organization/${principal.account ?? ''}`, `account/${resourceAccount ?? ''}`])
  for (const level of organizationLevels(call.snapshot, [principal.account, resourceAccount]))
    subjects.add(`organization/${level}`)
  for (const subject of principalSubjects(principal)) subjects.add(subject)
  if (entity?.kind === 'user') for (const group of entity.groups) subjects.add(`${entity.account}:group/${group}`)
  for (const { target, arn } of storedById.values()) {
    if (arn !== null) subjects.add(`policy/${arn}`)
    if (target.startsWith('vpce:')) subjects.add(`vpce/${target.slice('vpce:'.length)}`)
    if (/^[sr]cp:/.test(target)) subjects.add(`organization/${target.slice('scp:'.length)}`)
  }
  for (const subject of resourceSubjects(action, resource, principal.account ?? '')) subjects.add(subject)
  return subjects
}

/** The root, the units and the accounts whose organization policies bear on a request. */
function organizationLevels(snapshot: Snapshot, accounts: readonly (string | null)[]): readonly string[] {
  return accounts.flatMap((account) => {
    if (account === null || account === 'unknown') return []
    return [scpLevels(snapshot, account), rcpLevels(snapshot, account)].flatMap((levels) =>
      levels.kind === 'known' ? levels.value.levels.map(({ name }) => name) : [],
    )
  })
}

function principalSubjects({ kind, arn, account, roleArn, userArn }: Principal): readonly string[] {
  const own = roleArn ?? userArn ?? arn
  if (own === null || account === null) return []
  const type = kind === 'user' || kind === 'federatedUser' ? 'user' : 'role'
  // A session whose role is not recorded tells the role's name without its path.
  const name = /:assumed-role\/([^/]+)/.exec(own)?.[1] ?? lastName(own)
  return [`${account}:${type}/${name}`, `lakeformation/${own}`]
}

function resourceSubjects(action: string, resource: string, account: string): readonly string[] {
  const [, , service = '', region = '', owner = ''] = resource.split(':', 6)
  const of = owner === '' ? account : owner
  const bucket = bucketOf(resource)
  if (bucket !== null) return [`bucket/${bucket}`]
  if (/:accesspoint[/:]/.test(resource)) return [placed('accessPoint', resource, nowhere)]
  if (service === 'kms') return [placed('key', resource, nowhere)]
  if (service === 'glue') return [placed('catalog', of, { account: of, region })]
  if (isAssumeRole(action)) return [`${of}:role/${lastName(resource)}`]
  return [placed(service, resource, nowhere)]
}
