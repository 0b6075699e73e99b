import type { PolicySet } from '../engine/policies.ts'
import type { Context, ContextValue } from '../iam/context.ts'
import type { PolicyDocument } from '../iam/policy.ts'
import { actionData } from '../iam/service-data.ts'
import type { Assumption } from './authorization.ts'
import type { ContextFacts } from './context-facts.ts'
import { isOtherProvidersKey } from './event-context.ts'
import { isUnsentParameter } from './parameter-context.ts'

/** The context with every key decided that a policy asks for, and what had to be assumed on the way. */
export interface CompletedContext {
  readonly context: Context
  readonly assumptions: readonly Assumption[]
}

/**
 * Decides each key that the policies ask for and the request's facts do not tell: absent where AWS never sends it with
 * such a request, absent by assumption where nothing points to it, unknown otherwise.
 */
export function completeContext(known: Context, policies: PolicySet, facts: ContextFacts): CompletedContext {
  const context = new Map<string, ContextValue>(known)
  const assumptions = new Map<string, Assumption>()
  if (usesKey(policies, 'aws:securetransport') && facts.given.get('aws:securetransport') === undefined) {
    assumptions.set('https', { kind: 'https' })
  }
  for (const key of keysAsked(policies)) {
    if (context.has(key)) continue
    const decided = decideKey(key, facts, context)
    if (decided.kind === 'unknown') context.set(key, 'unknown')
    if (decided.kind === 'value') context.set(key, [decided.value])
    if (decided.kind === 'assumedAbsent') assumptions.set(JSON.stringify(decided.assumption), decided.assumption)
  }
  return { context, assumptions: [...assumptions.values()] }
}

type Decided =
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'value'; readonly value: string }
  | { readonly kind: 'assumedAbsent'; readonly assumption: Assumption }

const absent: Decided = { kind: 'absent' }
const unknown: Decided = { kind: 'unknown' }

function decideKey(key: string, facts: ContextFacts, context: Context): Decided {
  const { caller, hop } = facts
  const { kind } = caller.principal
  if (networkKeys.has(key)) {
    if (hop.kind === 'forwarded') return absent
    if (key === 'aws:sourceip') return context.has('aws:sourcevpce') || context.has('aws:sourcevpc') ? absent : unknown
    // An endpoint id is on record, so a key that comes with it exists although its value is not known.
    if (context.has('aws:sourcevpce') || context.has('aws:sourcevpc')) return unknown
    return { kind: 'assumedAbsent', assumption: { kind: 'noVpcEndpoint' } }
  }
  if (key.startsWith('aws:calledvia')) {
    return hop.kind === 'direct' ? { kind: 'assumedAbsent', assumption: { kind: 'directCall' } } : absent
  }
  if (serviceCallKeys.has(key)) return kind === 'service' ? unknown : absent
  if (key.startsWith('aws:principaltag/')) return principalTag(facts)
  if (key === 'aws:multifactorauthpresent' || key === 'aws:multifactorauthage') return mfa(key, facts)
  if (sessionKeys.has(key)) return kind === 'user' || kind === 'root' || kind === 'anonymous' ? absent : unknown
  if (key === 'aws:username') return kind === 'user' ? unknown : absent
  if (organizationKeys.has(key)) return absent
  if (/^(aws|iam):resourcetag\//.test(key) && facts.resourceTags !== null) return absent
  if (isUnsentParameter(key, facts)) return absent
  if (key.startsWith('aws:')) return unknown
  if (isOtherProvidersKey(key, facts)) return absent
  return serviceKey(key, facts)
}

const networkKeys: ReadonlySet<string> = new Set(['aws:sourceip', 'aws:sourcevpc', 'aws:sourcevpce', 'aws:vpcsourceip'])

// AWS: present only when a service principal calls directly on behalf of a resource.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourcearn
const serviceCallKeys: ReadonlySet<string> = new Set([
  'aws:sourcearn',
  'aws:sourceaccount',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
  'aws:principalservicename',
  'aws:principalservicenameslist',
])

/** Keys that are set wherever the account is in an organization. */
const organizationKeys: ReadonlySet<string> = new Set([
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:resourceorgid',
  'aws:resourceorgpaths',
])

const sessionKeys: ReadonlySet<string> = new Set([
  'aws:federatedprovider',
  'aws:assumedroot',
  'aws:ec2instancesourcevpc',
  'aws:ec2instancesourceprivateipv4',
  'ec2:sourceinstancearn',
  'ec2:roledelivery',
  'lambda:sourcefunctionarn',
  'glue:roleassumedby',
  'glue:credentialissuingservice',
  'ssm:sourceinstancearn',
])

function principalTag(facts: ContextFacts): Decided {
  const { entity, principal } = facts.caller
  if (entity?.kind !== 'known') return principal.kind === 'anonymous' || principal.kind === 'service' ? absent : unknown
  return principal.kind === 'user' || facts.sessionTags !== null
    ? absent
    : { kind: 'assumedAbsent', assumption: { kind: 'noSessionTags' } }
}

// AWS: temporary credentials that a service makes for a role, and calls a service forwards, never carry MFA.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent
function mfa(key: string, facts: ContextFacts): Decided {
  const { principal } = facts.caller
  if (principal.kind === 'anonymous' || principal.kind === 'service') return absent
  const madeByService = facts.hop.kind === 'serviceRole' || principal.kind === 'serviceLinkedRole'
  if (madeByService) return key === 'aws:multifactorauthpresent' ? { kind: 'value', value: 'false' } : absent
  const event = facts.denial.hints.event
  // A long-term key of a user: CloudTrail shows no session context, and the key is absent.
  if (event !== null && event.identityType === 'IAMUser' && event.sessionCreatedAt === null) return absent
  if (event?.mfaAuthenticated === 'false' && key === 'aws:multifactorauthage') return absent
  return unknown
}

function serviceKey(key: string, facts: ContextFacts): Decided {
  const data = actionData(facts.action)
  const sent = data === null || data.conditionKeys.some((name) => sameKey(name, key))
  if (key.startsWith('s3:x-amz-') && !unguessableHeaders.has(key)) {
    return sent ? { kind: 'assumedAbsent', assumption: { kind: 'noRequestHeader', key } } : absent
  }
  if (accessPointKeyNames.has(key)) return { kind: 'assumedAbsent', assumption: { kind: 'noAccessPoint' } }
  if (key === 'kms:viaservice') return facts.hop.kind === 'direct' ? absent : unknown
  // A key of the action's own service that the service data does not list for the action is never sent with it.
  if (data !== null && key.startsWith(`${data.service}:`) && !sent) return absent
  return unknown
}

const accessPointKeyNames: ReadonlySet<string> = new Set([
  's3:accesspointnetworkorigin',
  's3:dataaccesspointaccount',
  's3:dataaccesspointarn',
])

const unguessableHeaders: ReadonlySet<string> = new Set(['s3:x-amz-content-sha256'])

/** `kms:EncryptionContext:${EncryptionContextKey}` covers every key that starts like it. */
function sameKey(template: string, key: string): boolean {
  const fixed = template.toLowerCase().split('${')[0] ?? ''
  return fixed.length < template.length ? key.startsWith(fixed) : fixed === key
}

function usesKey(policies: PolicySet, key: string): boolean {
  return keysAsked(policies).has(key)
}

/** Lower-case names of all context keys that some policy of the set compares or substitutes. */
export function keysAsked(policies: PolicySet): ReadonlySet<string> {
  const keys = new Set<string>()
  for (const document of documentsOf(policies)) addKeys(document, keys)
  return keys
}

/** Every readable document of a policy set. */
export function documentsOf(policies: PolicySet): readonly PolicyDocument[] {
  const { identity, resource, boundary, session, vpce, accessPoint, scp, rcp } = policies
  const levels = [scp, rcp].flatMap((l) => (l.kind === 'read' ? l.levels.map((level) => level.policies) : []))
  return [identity, resource, boundary, session, vpce, accessPoint, ...levels].flatMap((p) =>
    p.kind === 'read' ? p.policies.map((policy) => policy.document) : [],
  )
}

function addKeys(document: PolicyDocument, keys: Set<string>): void {
  for (const statement of document.statements) {
    for (const condition of statement.conditions) {
      keys.add(condition.key.toLowerCase())
      for (const value of condition.values) addVariables(value, keys)
    }
    for (const value of statement.resource?.values ?? []) addVariables(value, keys)
  }
}

function addVariables(text: string, keys: Set<string>): void {
  for (const [, name] of text.matchAll(/\$\{([^},]{1,200})/g)) {
    if (name !== undefined && name.length > 1) keys.add(name.trim().toLowerCase())
  }
}
