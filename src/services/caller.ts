import type { CloudTrailEvent } from '../denial/denial.ts'
import type { Principal } from '../engine/request.ts'
import { type Arn, parseArn } from '../iam/arn.ts'
import type { Fact } from '../snapshot/fact.ts'
import { findRole, findUser, type RoleFacts, type UserFacts } from '../snapshot/iam.ts'
import { isManagementAccount } from '../snapshot/organizations.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'

/** The principal of a call, with what the snapshot knows of the user or role behind it. */
export interface Caller {
  readonly principal: Principal
  /** Null for root, services, federated users and anonymous callers, which have no user or role of their own. */
  readonly entity: Fact<UserFacts | RoleFacts> | null
}

const nobody: Principal = {
  kind: 'anonymous',
  arn: null,
  account: null,
  roleArn: null,
  userArn: null,
  service: null,
  uniqueIds: [],
  inManagementAccount: false,
}

/**
 * The principal that a denial names: an ARN, `anonymous`, or a service (`glue.amazonaws.com`). Null where the text is
 * none of these. A role's own ARN stands for one of its sessions.
 */
export function callerOf(name: string, snapshot: Snapshot, event: CloudTrailEvent | null): Caller | null {
  if (name === 'anonymous') return { principal: nobody, entity: null }
  if (/^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/.test(name)) {
    return { principal: { ...nobody, kind: 'service', service: name }, entity: null }
  }
  const arn = parseArn(name)
  if (arn === null || !/^\d{12}$/.test(arn.account)) return null
  const inManagementAccount = isManagementAccount(snapshot, arn.account)
  const base: Principal = { ...nobody, arn: name, account: arn.account, inManagementAccount }
  const [type = '', ...rest] = arn.resource.split('/')
  if (arn.resource === 'root') return { principal: { ...base, kind: 'root' }, entity: null }
  if (type === 'assumed-role') return sessionCaller(base, rest[0] ?? '', rest.slice(1).join('/'), snapshot, event)
  if (type === 'role') return roleCaller(base, rest.at(-1) ?? '', arn, snapshot)
  if (type === 'federated-user') {
    return { principal: { ...base, kind: 'federatedUser', uniqueIds: idsOf(event) }, entity: null }
  }
  return type === 'user' ? userCaller(base, snapshot) : null
}

function userCaller(base: Principal, snapshot: Snapshot): Caller {
  const entity = findUser(snapshot, base.arn ?? '')
  const uniqueIds = entity.kind === 'known' ? [entity.value.id] : []
  return { principal: { ...base, kind: 'user', uniqueIds }, entity }
}

function sessionCaller(
  base: Principal,
  roleName: string,
  session: string,
  snapshot: Snapshot,
  event: CloudTrailEvent | null,
): Caller {
  const entity = findRole(snapshot, base.account ?? '', roleName)
  // The session ARN lacks the role's path; the event or the recorded role has it.
  const roleArn = event?.sessionIssuerArn ?? (entity.kind === 'known' ? entity.value.arn : null)
  const ids = entity.kind === 'known' ? [entity.value.id, `${entity.value.id}:${session}`] : idsOf(event)
  const kind = roleArn?.includes(':role/aws-service-role/') === true ? 'serviceLinkedRole' : 'roleSession'
  return { principal: { ...base, kind, roleArn, uniqueIds: ids }, entity }
}

function roleCaller(base: Principal, roleName: string, arn: Arn, snapshot: Snapshot): Caller {
  const entity = findRole(snapshot, arn.account, roleName)
  const uniqueIds = entity.kind === 'known' ? [entity.value.id] : []
  const kind = arn.resource.startsWith('role/aws-service-role/') ? 'serviceLinkedRole' : 'roleSession'
  return { principal: { ...base, kind, roleArn: base.arn, uniqueIds }, entity }
}

/** A federated user with the IAM user who asked for its session, where a record tells: its permissions start from that user's. */
export function federatedBy(caller: Caller, userArn: string | null, snapshot: Snapshot): Caller {
  const isUser = userArn !== null && parseArn(userArn)?.resource.startsWith('user/') === true
  if (caller.principal.kind !== 'federatedUser' || !isUser) return caller
  return { principal: { ...caller.principal, userArn }, entity: findUser(snapshot, userArn) }
}

function idsOf(event: CloudTrailEvent | null): readonly string[] {
  if (event?.principalId == null) return []
  const [id = ''] = event.principalId.split(':')
  return id === event.principalId ? [id] : [id, event.principalId]
}
