import { decide } from '../engine/decide.ts'
import { isAllowed } from '../fixes/verify.ts'
import type { PolicyDocument, Statement } from '../iam/policy.ts'
import { chainOf } from '../services/authorizations.ts'
import { type Call, callAs } from '../services/call.ts'
import { type Caller, callerOf } from '../services/caller.ts'
import { lastName } from '../services/trail-event.ts'

/** The name of the principal that was expected, where the call came from another one; null where it did not. */
export function otherThanExpected(call: Call, expected: string | null): string | null {
  if (expected === null || call.caller === null) return null
  const other = callerOf(expected, call.snapshot, null)
  return other === null || identityOf(other) === identityOf(call.caller) ? null : expected
}

/** A user, or a role whatever its session: what policies are attached to. */
function identityOf({ principal }: Caller): string {
  const { kind, arn, account, service } = principal
  const role = roleNameOf(principal)
  if (role !== null) return `${account}:role/${role}`
  return kind === 'user' ? `${account}:user/${lastName(arn ?? '')}` : (arn ?? service ?? kind)
}

/** The name of the role behind a session or a role's own ARN; null for everyone else. */
export function roleNameOf({ kind, arn, roleArn }: Caller['principal']): string | null {
  if (kind !== 'roleSession' && kind !== 'serviceLinkedRole') return null
  return /:assumed-role\/([^/]+)/.exec(arn ?? '')?.[1] ?? lastName(roleArn ?? arn ?? '')
}

/** Whether everything that the call needs is certainly allowed to another principal. */
export function isAllowedAs(call: Call, principal: string): boolean {
  const other = callAs(call, principal)
  const chain = other === null ? null : chainOf(other)
  return chain?.authorizations.every((a) => isAllowed(decide(a.request, a.policies, a.gates))) === true
}

/**
 * The AWS service that acts with the caller's role; null for a person, for code on an EC2 instance, which runs with
 * whatever credentials it finds, and where a role that people may assume as well does not tell.
 */
export function actingService({ caller, session }: Call): string | null {
  if (caller === null) return null
  const { principal, entity } = caller
  if (principal.kind === 'service') return principal.service
  if (principal.kind === 'serviceLinkedRole')
    return /:role\/aws-service-role\/([^/]+)\//.exec(principal.roleArn ?? '')?.[1] ?? null
  if (principal.kind !== 'roleSession') return null
  const maker = session.made?.byArn ?? null
  if (maker !== null) return isService(maker) ? notInstance(maker) : null
  const named = serviceBySession.get(lastName(principal.arn ?? ''))
  if (named !== undefined) return named
  const trust = entity?.kind === 'known' && entity.value.kind === 'role' ? entity.value.trustPolicy.document : null
  return trust?.ok === true ? onlyTrusted(trust.document) : null
}

/** Whether the expected principal is a role that the service may act with, and so was meant in place of the other one. */
export function isRoleOfService(service: string, expected: string, { snapshot }: Call): boolean {
  const entity = callerOf(expected, snapshot, null)?.entity
  const trust = entity?.kind === 'known' && entity.value.kind === 'role' ? entity.value.trustPolicy.document : null
  if (trust?.ok !== true) return false
  return trust.document.statements
    .filter(isTrust)
    .some((s) => s.principal?.principals.some(({ type, value }) => type === 'Service' && value === service))
}

// AWS: Glue names the sessions of its job runs and crawlers itself.
// https://docs.aws.amazon.com/glue/latest/dg/monitor-cloudtrail.html
const serviceBySession: ReadonlyMap<string, string> = new Map([
  ['GlueJobRunnerSession', 'glue.amazonaws.com'],
  ['AWS-Crawler', 'glue.amazonaws.com'],
])

function onlyTrusted(document: PolicyDocument): string | null {
  const trusted = document.statements.filter(isTrust).flatMap((s) => s.principal?.principals ?? [])
  const services = trusted.filter(({ type }) => type === 'Service').map(({ value }) => value)
  return services.length === trusted.length ? notInstance(services[0] ?? null) : null
}

function isTrust({ effect, principal, action }: Statement): boolean {
  const assumes = action.values.some((value) => /^(?:\*|sts:\*|sts:assume.*)$/i.test(value))
  return effect === 'Allow' && principal?.negated === false && !action.negated && assumes
}

function notInstance(service: string | null): string | null {
  return service === null || service.startsWith('ec2.') ? null : service
}

function isService(name: string): boolean {
  return /^[a-z0-9.-]{1,100}\.amazonaws\.com(?:\.cn)?$/.test(name)
}
