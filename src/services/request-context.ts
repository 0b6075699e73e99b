import type { Denial } from '../denial/denial.ts'
import { parseArn } from '../iam/arn.ts'
import type { Context, ContextValue } from '../iam/context.ts'
import { vpcEndpoint } from '../snapshot/ec2.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { Hop } from './authorization.ts'
import type { ContextFacts, SetKey } from './context-facts.ts'
import { isForwardedEvent, setEventKeys, setListedPrefix, setNetworkKeys, setS3Keys } from './event-context.ts'
import { setParameterKeys } from './parameter-context.ts'
import { setPrincipalKeys, setResourceKeys } from './principal-context.ts'

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
  setCalledVia(context, facts.hop)
  setParameterKeys(context, facts)
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

function setRequestKeys(set: SetKey, facts: ContextFacts): void {
  const { hop, denial, region } = facts
  set('aws:RequestedRegion', region)
  set(
    'aws:ViaAWSService',
    String(hop.kind === 'forwarded' || (hop.kind === 'direct' && isForwardedEvent(denial.hints.event))),
  )
  set('aws:SecureTransport', 'true')
  if (denial.time !== null && /Z$|[+-]\d\d:\d\d$/.test(denial.time)) {
    set('aws:CurrentTime', denial.time)
    const milliseconds = Date.parse(denial.time)
    if (!Number.isNaN(milliseconds)) set('aws:EpochTime', String(Math.floor(milliseconds / 1000)))
  }
  setEventKeys(set, denial.hints.event, facts)
  if (hop.kind === 'direct') setS3Keys(set, facts)
}

// AWS: each service that passes the caller's permissions on adds itself to the list.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_forward_access_sessions.html
function setCalledVia(context: Map<string, ContextValue>, hop: Hop): void {
  if (hop.kind !== 'forwarded') return
  const services = [...(hop.after ?? []), hop.service].filter((service) => calledViaServices.has(service))
  const [first] = services
  const last = services.at(-1)
  if (first === undefined || last === undefined) return
  context.set('aws:calledvia', services)
  context.set('aws:calledviafirst', [first])
  context.set('aws:calledvialast', [last])
}

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
