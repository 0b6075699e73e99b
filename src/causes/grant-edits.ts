import type { Layer } from '../engine/trace.ts'
import { boundaryCopy } from '../fixes/boundary-copy.ts'
import type { Edit, StatementJson } from '../fixes/edit.ts'
import { entityName, policyHolder } from '../fixes/edited-policies.ts'
import { parseArn } from '../iam/arn.ts'
import { isDirectoryControl } from '../iam/directory-bucket.ts'
import { takesOnlyWildcardResource } from '../iam/service-data.ts'
import { accountInArn, bucketOf } from '../services/resource-policy.ts'
import type { StoredPolicy } from '../snapshot/stored-policy.ts'
import type { CauseInput } from './cause.ts'
import { federatedGrant } from './federated-sign-in.ts'
import { grantedResource } from './granted-resource.ts'

/** The name of the inline policy that a fix creates; every statement of one fix goes into the same one. */
export const newPolicyName = 'AllowDeniedCalls'

/**
 * The narrowest statements that open a layer which denies for want of an Allow: this action, on this resource, for this
 * principal. The caller's own policy comes first, a policy of the resource second.
 */
export function grantEdits(input: CauseInput, layer: Layer): readonly Edit[] {
  switch (layer) {
    case 'identity':
      return [...identityGrant(input), ...(sameAccount(input) ? resourceGrant(input) : [])]
    case 'resource':
    case 'kms':
      return resourceGrant(input)
    case 'boundary':
      return inExisting(input, 'boundary:', allow(input))
    case 'session':
      return sessionGrant(input)
    case 'scp':
      // AWS: an Allow in an SCP takes no resource but `*`.
      // https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html
      return inExisting(input, 'scp:', forThisPrincipal(input, { ...allow(input), Resource: '*' }))
    case 'vpce':
      return inExisting(input, 'vpce:', forEndpoint(input))
    case 'accessPoint':
      return [...(sameAccount(input) ? identityGrant(input) : []), ...accessPointGrant(input)]
    default:
      return []
  }
}

/** The narrowest statement in the caller's own policy that allows another action on the same resource. */
export function grantEditsFor(input: CauseInput, action: string): readonly Edit[] {
  const { authorization } = input
  const request = { ...authorization.request, action }
  return grantEdits({ ...input, authorization: { ...authorization, request } }, 'identity').slice(0, 1)
}

function accessPointGrant(input: CauseInput): readonly Edit[] {
  const principal = principalForPolicy(input)
  const { policies, request } = input.authorization
  if (principal === null || policies.accessPoint.kind === 'unknown') return []
  const statement = ordered({ ...allow(input), Principal: principal })
  const existing = policies.accessPoint.kind === 'read' ? policies.accessPoint.policies[0] : undefined
  if (existing !== undefined)
    return [{ kind: 'addStatement', to: { kind: 'existing', policyId: existing.id }, statement }]
  const [, name] = parseArn(request.resource)?.resource.split('/') ?? []
  if (name === undefined) return []
  const account = accountInArn(request.resource)
  const to = { kind: 'new', target: `access-point-policy:${name}`, policyName: null, account, region: null } as const
  return [{ kind: 'addStatement', to, statement }]
}

function sameAccount(input: CauseInput): boolean {
  const { principal, resourceAccount } = input.authorization.request
  return principal.account !== null && principal.account === resourceAccount
}

function identityGrant(input: CauseInput): readonly Edit[] {
  const { principal } = input.authorization.request
  const holder = policyHolder(principal)
  const name = entityName(holder)
  const isEditable = principal.kind === 'user' || principal.kind === 'roleSession' || principal.userArn !== null
  if (name === null || !isEditable) return []
  const target = `identity:${name}`
  const statement = allow(input)
  const isReserved = holder?.includes(':role/aws-reserved/sso.amazonaws.com/') === true
  const existing = isReserved ? permissionSetPolicy(input, target) : undefined
  if (existing !== undefined)
    return [{ kind: 'addStatement', to: { kind: 'existing', policyId: existing.id }, statement }]
  const policyName = isReserved ? permissionSetPolicyName : newPolicyName
  const to = { kind: 'new', target, policyName, account: principal.account, region: null } as const
  return [{ kind: 'addStatement', to, statement }]
}

// AWS: a role of IAM Identity Center is changed through its permission set, whose one inline policy has this name.
// https://docs.aws.amazon.com/singlesignon/latest/userguide/permissionsetcustom.html
const permissionSetPolicyName = 'AwsSSOInlinePolicy'

function permissionSetPolicy(input: CauseInput, target: string): StoredPolicy | undefined {
  return [...input.authorization.storedById.values()].find(
    (s) => s.target === target && s.name === permissionSetPolicyName && s.document.ok,
  )
}

function resourceGrant(input: CauseInput): readonly Edit[] {
  if (isDirectoryControl(input.authorization.request.action)) return []
  const named = principalForPolicy(input)
  const principal = named === null ? federatedGrant(input.authorization.request) : { Principal: named }
  if (principal === null) return []
  const { resourceKind } = input.authorization.policies
  const { bucketResource } = input.authorization.request
  // A bucket policy is about the bucket behind an access point.
  const ofBucket = bucketResource === undefined ? {} : { Resource: grantedResource(input, bucketResource) }
  const base = { ...allow(input), ...ofBucket, ...principal }
  const statement = ordered(
    resourceKind === 'trust'
      ? { ...base, Resource: undefined }
      : resourceKind === 'key'
        ? { ...base, Resource: '*' }
        : base,
  )
  const existing = resourcePolicy(input)
  if (existing?.awsManaged === true) return []
  if (existing !== undefined)
    return [{ kind: 'addStatement', to: { kind: 'existing', policyId: existing.id }, statement }]
  const target = newTarget(input)
  if (target === null || input.authorization.policies.resource.kind === 'unknown') return []
  const account = input.authorization.request.resourceAccount
  return [
    {
      kind: 'addStatement',
      to: {
        kind: 'new',
        target,
        policyName: null,
        account: account === 'unknown' ? null : account,
        region: regionIn(input),
      },
      statement,
    },
  ]
}

/** The Region in the ARN of the resource; null where the service has one policy for all Regions. */
function regionIn(input: CauseInput): string | null {
  const region = parseArn(input.authorization.request.resource)?.region
  return region === undefined || region === '' ? null : region
}

/** The ARN by which policies name the principal: the role's, not that of one session of it. */
export function namedArn(input: CauseInput): string | null {
  const { kind, arn, roleArn } = input.authorization.request.principal
  return kind === 'roleSession' || kind === 'serviceLinkedRole' ? roleArn : arn
}

/** The principal as a resource policy names it. */
function principalForPolicy(input: CauseInput): StatementJson | null {
  const { principal } = input.authorization.request
  if (principal.kind === 'service') return principal.service === null ? null : { Service: principal.service }
  if (principal.kind === 'anonymous') return null
  const arn = namedArn(input)
  return arn === null ? null : { AWS: arn }
}

function resourcePolicy(input: CauseInput): StoredPolicy | undefined {
  const { resource } = input.authorization.policies
  const id = resource.kind === 'read' ? resource.policies[0]?.id : undefined
  return id === undefined ? undefined : input.authorization.storedById.get(id)
}

function newTarget(input: CauseInput): string | null {
  const { resource, bucketResource } = input.authorization.request
  const bucket = bucketOf(bucketResource ?? resource)
  if (bucket !== null) return `bucket-policy:${bucket}`
  const arn = parseArn(resource)
  return arn?.service === 'glue' && /^(catalog|database|table)/.test(arn.resource)
    ? `catalog-policy:${accountInArn(resource) ?? ''}`
    : null
}

/** A statement in the first document of a kind that its account can edit. */
function inExisting(input: CauseInput, targetPrefix: string, statement: StatementJson): readonly Edit[] {
  const editable = [...input.authorization.storedById.values()].filter(
    (s) =>
      s.target.startsWith(targetPrefix) &&
      (!s.awsManaged || boundaryCopy(s, input.authorization.request.principal) !== null) &&
      s.document.ok,
  )
  return editable.map((stored) => ({ kind: 'addStatement', to: { kind: 'existing', policyId: stored.id }, statement }))
}

function sessionGrant(input: CauseInput): readonly Edit[] {
  const statement = allow(input)
  const existing = inExisting(input, 'session-policy', statement)
  if (existing.length > 0) return existing
  const to = { kind: 'new', target: 'session-policy', policyName: null, account: null, region: null } as const
  return [{ kind: 'addStatement', to, statement }]
}

// AWS: the principal of a gateway endpoint's policy is `*`; `aws:PrincipalArn` narrows it.
// https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
function forEndpoint(input: CauseInput): StatementJson {
  return forThisPrincipal(input, { ...allow(input), Principal: '*' })
}

/** The statement for this principal alone, where its type has no principal of its own to name. */
function forThisPrincipal(input: CauseInput, statement: Readonly<Record<string, unknown>>): StatementJson {
  const arn = namedArn(input)
  const given = typeof statement['Condition'] === 'object' ? statement['Condition'] : {}
  return ordered({
    ...statement,
    ...(arn === null ? {} : { Condition: { ...given, ArnEquals: { 'aws:PrincipalArn': arn } } }),
  })
}

/** This action on this resource, no more. */
export function allow(input: CauseInput): StatementJson {
  const { action, resource } = input.authorization.request
  return {
    Sid: sidOf(action),
    Effect: 'Allow',
    Action: action,
    Resource: takesOnlyWildcardResource(action) ? '*' : grantedResource(input, resource),
    ...passedOnlyTo(input),
    ...onlyUnderPrefix(input),
    ...onlyForReading(input),
  }
}

/** Where a policy keeps a listing to some prefixes, the one that was asked for is one more, not the whole bucket. */
function onlyUnderPrefix({ authorization: { request }, decision }: CauseInput): StatementJson {
  const prefix = request.context.get('s3:prefix')
  const isKept = decision.layers.some(({ statements }) =>
    statements.some(({ mismatches }) =>
      mismatches.some((m) => m.kind === 'conditionNotMet' && m.condition.key.toLowerCase() === 's3:prefix'),
    ),
  )
  if (!isKept || prefix === undefined || prefix === 'unknown') return {}
  return { Condition: { StringEquals: { 's3:prefix': prefix[0] } } }
}

// AWS: a session of a directory bucket is one for reading and writing unless the policy keeps it to reading.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-express-security-iam-example-bucket-policies.html
function onlyForReading({ authorization: { request } }: CauseInput): StatementJson {
  const mode = request.context.get('s3express:sessionmode')
  if (mode === undefined || mode === 'unknown' || mode[0] !== 'ReadOnly') return {}
  return { Condition: { StringEquals: { 's3express:SessionMode': 'ReadOnly' } } }
}

// AWS: `iam:PassedToService` keeps a role from being handed to another service than the one it is for.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
function passedOnlyTo({ authorization: { request } }: CauseInput): StatementJson {
  const service = request.context.get('iam:passedtoservice')
  if (request.action.toLowerCase() !== 'iam:passrole' || service === undefined || service === 'unknown') return {}
  return { Condition: { StringEquals: { 'iam:PassedToService': service[0] } } }
}

/** `AllowS3GetObject`: what the statement does, in the letters that a `Sid` may have. */
function sidOf(action: string): string {
  return `Allow${action
    .split(/[^A-Za-z0-9]+/)
    .map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`)
    .join('')}`
}

/** Elements in the order in which policies are written; an element set to undefined is left out. */
function ordered(statement: Readonly<Record<string, unknown>>): StatementJson {
  const elements = ['Sid', 'Effect', 'Principal', 'Action', 'Resource', 'Condition']
  return Object.fromEntries(
    elements.flatMap((name) => (statement[name] === undefined ? [] : [[name, statement[name]]])),
  )
}
