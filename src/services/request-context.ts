import type { CloudTrailEvent, Denial } from '../denial/denial.ts'
import type { Principal } from '../engine/request.ts'
import { parseArn } from '../iam/arn.ts'
import type { Context, ContextValue } from '../iam/context.ts'
import { vpcEndpoint } from '../snapshot/ec2.ts'
import { organizationOf, organizationPath } from '../snapshot/organizations.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { Hop } from './authorization.ts'
import type { Caller } from './caller.ts'

/** What a request's context is made from. */
export interface ContextFacts {
  readonly caller: Caller
  readonly hop: Hop
  readonly action: string
  readonly resource: string
  readonly resourceAccount: string | null | 'unknown'
  /** Region that the request goes to; null where it is not known. */
  readonly region: string | null
  readonly denial: Denial
  /** Tags that the session was made with; null where no record tells. */
  readonly sessionTags: Readonly<Record<string, string>> | null
  /** Tags of the user or role that is asked for; null for other resources and where they are not recorded. */
  readonly resourceTags: Readonly<Record<string, string>> | null
  /** Keys that the user gave with `--context`: they win over everything read elsewhere. */
  readonly given: Context
  /** Keys that the service itself sets for this hop, as `kms:ViaService`. */
  readonly extra: Context
}

/**
 * The context keys that are known for a request. Keys not in it are decided by `completeContext` once it is clear which
 * of them a policy asks for. Presence follows the table of global condition keys:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export function knownContext(facts: ContextFacts, snapshot: Snapshot): Context {
  const context = new Map<string, ContextValue>()
  const set = (key: string, value: string | null | undefined): void => {
    if (value != null && value !== '') context.set(key.toLowerCase(), [value])
  }
  setPrincipalKeys(set, facts.caller, snapshot, context)
  // AWS: a session tag takes the place of a tag of the role with the same key.
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
  for (const [key, value] of Object.entries(facts.sessionTags ?? {})) set(`aws:PrincipalTag/${key}`, value)
  for (const [key, value] of Object.entries(facts.resourceTags ?? {})) {
    set(`aws:ResourceTag/${key}`, value)
    set(`iam:ResourceTag/${key}`, value)
  }
  setResourceKeys(set, facts, snapshot, context)
  setRequestKeys(set, facts)
  if (facts.hop.kind === 'direct') setNetworkKeys(set, facts.denial.hints.event)
  setListedPrefix(set, facts)
  for (const [key, value] of facts.extra) context.set(key, value)
  for (const [key, value] of facts.given) {
    if (facts.hop.kind !== 'direct' && lostWhenForwarded.has(key)) continue
    // A key given without a value is one that the request does not carry.
    if (value.length === 0) context.delete(key)
    else context.set(key, value)
  }
  setVpcOfEndpoint(context, snapshot)
  return context
}

// AWS: a request through a VPC endpoint carries the endpoint's id and its VPC.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourcevpc
function setVpcOfEndpoint(context: Map<string, ContextValue>, snapshot: Snapshot): void {
  const [id] = context.get('aws:sourcevpce') ?? []
  if (id === undefined || context.get('aws:sourcevpce') === 'unknown' || context.has('aws:sourcevpc')) return
  const endpoint = vpcEndpoint(snapshot, id)
  if (endpoint.kind === 'known' && endpoint.value.vpcId !== null) {
    context.set('aws:sourcevpc', [endpoint.value.vpcId])
  }
}

// AWS: the network keys of the first request are not passed on with a forward access session.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_forward_access_sessions.html
const lostWhenForwarded: ReadonlySet<string> = new Set([
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:vpcsourceip',
  'aws:sourceip',
])

type SetKey = (key: string, value: string | null | undefined) => void

function setPrincipalKeys(set: SetKey, caller: Caller, snapshot: Snapshot, context: Map<string, ContextValue>): void {
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

function setResourceKeys(
  set: SetKey,
  facts: ContextFacts,
  snapshot: Snapshot,
  context: Map<string, ContextValue>,
): void {
  const account = facts.resourceAccount
  if (account === null) return
  if (account === 'unknown') {
    context.set('aws:resourceaccount', 'unknown')
    context.set('aws:resourceorgid', 'unknown')
    return
  }
  set('aws:ResourceAccount', account)
  setOrganizationKey('aws:resourceorgid', account, snapshot, context)
  setOrganizationPath('aws:resourceorgpaths', account, snapshot, context)
}

function setRequestKeys(set: SetKey, facts: ContextFacts): void {
  const { hop, denial, region } = facts
  set('aws:RequestedRegion', region)
  set(
    'aws:ViaAWSService',
    String(hop.kind === 'forwarded' || (hop.kind === 'direct' && isForwardedEvent(denial.hints.event))),
  )
  if (hop.kind === 'forwarded') {
    if (calledViaServices.has(hop.service)) {
      set('aws:CalledVia', hop.service)
      set('aws:CalledViaFirst', hop.service)
      set('aws:CalledViaLast', hop.service)
    }
  }
  set('aws:SecureTransport', 'true')
  if (denial.time !== null && /Z$|[+-]\d\d:\d\d$/.test(denial.time)) {
    set('aws:CurrentTime', denial.time)
    const milliseconds = Date.parse(denial.time)
    if (!Number.isNaN(milliseconds)) set('aws:EpochTime', String(Math.floor(milliseconds / 1000)))
  }
  setEventKeys(set, denial.hints.event, facts)
  if (hop.kind === 'direct') setS3Keys(set, facts)
}

// AWS: a key `s3:x-amz-…` holds what the request sends in the header of that name; `s3:authType` tells a presigned
// address. https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html
function setS3Keys(set: SetKey, { action, denial }: ContextFacts): void {
  if (!action.toLowerCase().startsWith('s3:')) return
  const { event, sentHeaders } = denial.hints
  for (const [name, value] of Object.entries({ ...sentHeaders, ...event?.requestParameters })) {
    const text: unknown = Array.isArray(value) ? value[0] : value
    if (/^x-amz-/i.test(name) && typeof text === 'string') set(`s3:${name}`, text)
    if (/^versionid$/i.test(name) && typeof text === 'string') set('s3:VersionId', text)
  }
  const method = event?.additionalEventData?.AuthenticationMethod
  if (typeof method === 'string') set('s3:authType', authTypes.get(method))
}

const authTypes: ReadonlyMap<string, string> = new Map([
  ['AuthHeader', 'REST-HEADER'],
  ['QueryString', 'REST-QUERY-STRING'],
])

// AWS: the services that set `aws:CalledVia`; S3 is not among them, so S3 -> KMS carries only `kms:ViaService`.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-calledvia
const calledViaServices: ReadonlySet<string> = new Set([
  'aoss.amazonaws.com',
  'athena.amazonaws.com',
  'backup.amazonaws.com',
  'cloud9.amazonaws.com',
  'cloudformation.amazonaws.com',
  'databrew.amazonaws.com',
  'dataexchange.amazonaws.com',
  'dynamodb.amazonaws.com',
  'kms.amazonaws.com',
  'servicecatalog-appregistry.amazonaws.com',
  'sqlworkbench.amazonaws.com',
])

function isForwardedEvent(event: CloudTrailEvent | null): boolean {
  return event?.invokedBy != null && (event.identityType === 'IAMUser' || event.identityType === 'AssumedRole')
}

function setEventKeys(set: SetKey, event: CloudTrailEvent | null, facts: ContextFacts): void {
  if (event === null) return
  set('aws:MultiFactorAuthPresent', event.mfaAuthenticated)
  set('aws:TokenIssueTime', event.sessionCreatedAt)
  set('aws:SourceIdentity', event.sourceIdentity)
  set('aws:UserAgent', event.userAgent)
  if (facts.hop.kind !== 'direct') return
  for (const [key, value] of providerKeys(event)) set(key, value)
  const parameters = event.requestParameters ?? {}
  for (const [parameter, key] of parameterKeys) {
    const value = parameters[parameter]
    if (typeof value === 'string' && value.length > 0) set(key, value)
  }
}

// AWS: the principal id of a web identity is `provider:audience:subject`.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
function providerKeys(event: CloudTrailEvent): readonly (readonly [string, string])[] {
  if (event.identityType !== 'WebIdentityUser' || event.principalId === null) return []
  const match = /^(?:arn:[^/]*:oidc-provider\/)?([^:]+):([^:]+):(.+)$/.exec(event.principalId)
  if (match === null) return []
  const [, provider = '', audience = '', subject = ''] = match
  return [
    [`${provider}:aud`, audience],
    [`${provider}:sub`, subject],
  ]
}

/**
 * Whether a recorded call shows that it did not send a key: CloudTrail keeps all parameters of a call, and this one is
 * not among them.
 */
export function isUnsentParameter(key: string, { hop, action, denial }: ContextFacts): boolean {
  const parameters = denial.hints.event?.requestParameters
  if (parameters == null || hop.kind !== 'direct' || !key.startsWith(`${action.split(':')[0]?.toLowerCase()}:`))
    return false
  return parameterKeys.some(([parameter, name]) => name.toLowerCase() === key && parameters[parameter] === undefined)
}

/** Whether a key is told by another identity provider than the one that vouched for the caller of a recorded call. */
export function isOtherProvidersKey(key: string, { denial }: ContextFacts): boolean {
  const [provider = ''] = key.split(':')
  const own = denial.hints.event === null ? undefined : providerKeys(denial.hints.event)[0]?.[0]
  return own !== undefined && provider.includes('.') && !own.toLowerCase().startsWith(`${provider}:`)
}

/** Request parameters of CloudTrail that are context keys under another name. */
const parameterKeys: readonly (readonly [string, string])[] = [
  ['prefix', 's3:prefix'],
  ['delimiter', 's3:delimiter'],
  ['max-keys', 's3:max-keys'],
  ['externalId', 'sts:ExternalId'],
  ['roleSessionName', 'sts:RoleSessionName'],
]

// AWS: a request through a VPC endpoint has no `aws:SourceIp`; CloudTrail's sourceIPAddress is then the private address.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourceip
function setNetworkKeys(set: SetKey, event: CloudTrailEvent | null): void {
  if (event === null) return
  const address =
    event.sourceIpAddress !== null && /^[0-9a-fA-F:.]+$/.test(event.sourceIpAddress) ? event.sourceIpAddress : null
  if (event.vpcEndpointId !== null) {
    set('aws:SourceVpce', event.vpcEndpointId)
    set('aws:VpcSourceIp', address)
    return
  }
  set('aws:SourceIp', address)
}

/** The prefix that a command line shows: `aws s3 ls s3://bucket/reports/` lists with prefix `reports/`. */
function setListedPrefix(set: SetKey, { action, resource, denial }: ContextFacts): void {
  if (action.toLowerCase() !== 's3:listbucket') return
  const bucket = resource.replace(/^arn:[^:]*:s3:::/, '')
  const listed = new Set(
    denial.hints.s3Locations.flatMap((location) => {
      const match = /^s3[an]?:\/\/([^/]+)\/(.+)$/.exec(location)
      return match?.[1] === bucket && match[2] !== undefined ? [match[2]] : []
    }),
  )
  if (listed.size === 1 && denial.hints.event === null) set('s3:prefix', [...listed][0])
}

/** The Region a request goes to: named by the ARN, the denial, or fixed for global services. */
export function regionOf(
  resource: string,
  denial: Denial,
  service: string,
  bucketRegion: string | null,
): string | null {
  if (service === 's3' && bucketRegion !== null) return bucketRegion
  const region = parseArn(resource)?.region
  if (region !== undefined && region !== '') return region
  return globalServices.has(service) ? 'us-east-1' : denial.region
}

// AWS: requests to global services carry us-east-1.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-requestedregion
const globalServices: ReadonlySet<string> = new Set([
  'iam',
  'organizations',
  'cloudfront',
  'route53',
  'support',
  'waf',
  'shield',
])
