import type { Principal } from '../engine/request.ts'
import type { ContextValue } from '../iam/context.ts'
import { organizationOf, organizationPath } from '../snapshot/organizations.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { Caller } from './caller.ts'
import type { ContextFacts, SetKey } from './context-facts.ts'

/** The keys that follow from who asks: the principal, its tags and its organization. */
export function setPrincipalKeys(
  set: SetKey,
  caller: Caller,
  snapshot: Snapshot,
  context: Map<string, ContextValue>,
): void {
  const { principal, entity } = caller
  set('aws:PrincipalIsAWSService', principal.kind === 'anonymous' ? null : String(principal.kind === 'service'))
  set('aws:PrincipalServiceName', principal.service)
  set('aws:PrincipalAccount', principal.kind === 'anonymous' ? 'anonymous' : principal.account)
  set('aws:PrincipalType', principalTypes[principal.kind])
  set('aws:PrincipalArn', principalArnKey(principal))
  if (principal.kind === 'user') set('aws:username', principal.arn?.split('/').at(-1))
  set('aws:userid', useridOf(principal))
  // AWS: the tags of a federated user are those of its session, not those of the user who federated it.
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
  if (entity?.kind === 'known' && principal.kind !== 'federatedUser') {
    for (const [key, value] of Object.entries(entity.value.tags)) set(`aws:PrincipalTag/${key}`, value)
  }
  if (principal.account !== null) {
    setOrganizationKey('aws:principalorgid', principal.account, snapshot, context)
    setOrganizationPath('aws:principalorgpaths', principal.account, snapshot, context)
  }
}

const principalTypes: Readonly<Record<Principal['kind'], string | null>> = {
  user: 'User',
  roleSession: 'AssumedRole',
  serviceLinkedRole: 'AssumedRole',
  federatedUser: 'FederatedUser',
  root: 'Account',
  service: null,
  anonymous: 'Anonymous',
}

// AWS: `aws:PrincipalArn` of a role session is the ARN of the role, not of the session.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
function principalArnKey(principal: Principal): string | null {
  return principal.kind === 'roleSession' || principal.kind === 'serviceLinkedRole' ? principal.roleArn : principal.arn
}

function useridOf(principal: Principal): string | null {
  switch (principal.kind) {
    case 'root':
      return principal.account
    case 'federatedUser':
      return `${principal.account}:${principal.arn?.split('/').at(-1)}`
    case 'user':
      return principal.uniqueIds[0] ?? null
    case 'roleSession':
    case 'serviceLinkedRole':
      return principal.uniqueIds.find((id) => id.includes(':')) ?? null
    case 'anonymous':
      return 'anonymous'
    case 'service':
      return null
  }
}

function setOrganizationKey(
  key: string,
  account: string,
  snapshot: Snapshot,
  context: Map<string, ContextValue>,
): void {
  const organization = organizationOf(snapshot, account)
  if (organization.kind === 'known') context.set(key, [organization.value.id])
  if (organization.kind === 'unknown') context.set(key, 'unknown')
}

function setOrganizationPath(
  key: string,
  account: string,
  snapshot: Snapshot,
  context: Map<string, ContextValue>,
): void {
  const path = organizationPath(snapshot, account)
  if (path.kind === 'known') context.set(key, [path.value])
  if (path.kind === 'unknown') context.set(key, 'unknown')
}

/** The keys that follow from the resource: its account, tags and organization. */
export function setResourceKeys(
  set: SetKey,
  facts: ContextFacts,
  snapshot: Snapshot,
  context: Map<string, ContextValue>,
): void {
  const account = facts.resourceAccount
  if (account === null) return
  const ofS3 = /^(s3|s3express):/i.exec(facts.action)?.[1]?.toLowerCase() ?? null
  if (account === 'unknown') {
    context.set('aws:resourceaccount', 'unknown')
    context.set('aws:resourceorgid', 'unknown')
    if (ofS3 !== null) context.set(`${ofS3}:resourceaccount`, 'unknown')
    return
  }
  set('aws:ResourceAccount', account)
  // AWS: S3 has the account of the bucket under a key of its own as well.
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html
  if (ofS3 !== null) set(`${ofS3}:ResourceAccount`, account)
  setOrganizationKey('aws:resourceorgid', account, snapshot, context)
  setOrganizationPath('aws:resourceorgpaths', account, snapshot, context)
}
