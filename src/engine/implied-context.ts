import { parseArn } from '../iam/arn.ts'
import type { Context, ContextValue } from '../iam/context.ts'
import type { AccessRequest, Principal, PrincipalKind } from './request.ts'

const principalTypes: Readonly<Record<PrincipalKind, string | null>> = {
  user: 'User',
  roleSession: 'AssumedRole',
  serviceLinkedRole: 'AssumedRole',
  federatedUser: 'FederatedUser',
  root: 'Account',
  anonymous: 'Anonymous',
  service: null,
}

// AWS: which keys every signed request carries, and their values by kind of principal.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable
/** The context keys that follow from who asks, in every request of that principal; a value we cannot tell is `unknown`. */
export function impliedContext(principal: Principal): Context {
  const { kind } = principal
  const context = new Map<string, ContextValue>()
  const type = principalTypes[kind]
  if (type !== null) context.set('aws:principaltype', [type])
  if (kind === 'anonymous') {
    context.set('aws:principalaccount', ['anonymous'])
    context.set('aws:userid', ['anonymous'])
    return context
  }
  context.set('aws:principalisawsservice', [String(kind === 'service')])
  if (kind === 'service') {
    context.set('aws:principalservicename', principal.service === null ? 'unknown' : [principal.service])
    return context
  }
  const isSession = kind === 'roleSession' || kind === 'serviceLinkedRole'
  context.set('aws:principalarn', known(isSession ? principal.roleArn : principal.arn))
  context.set('aws:principalaccount', known(principal.account))
  context.set('aws:userid', known(userIdOf(principal)))
  if (kind === 'user') context.set('aws:username', known(userNameOf(principal)))
  return context
}

/** The request with the keys that follow from who asks, where its own context does not hold them. */
export function withImpliedContext(request: AccessRequest): AccessRequest {
  const context = new Map(impliedContext(request.principal))
  for (const [key, value] of request.context) context.set(key, value)
  return { ...request, context }
}

function userIdOf(principal: Principal): string | null {
  switch (principal.kind) {
    case 'root':
      return principal.account
    case 'user':
      return principal.uniqueIds.find((id) => id.startsWith('AIDA')) ?? null
    case 'roleSession':
    case 'serviceLinkedRole':
      return principal.uniqueIds.find((id) => id.includes(':')) ?? null
    case 'federatedUser': {
      const name = nameIn(principal.arn, 'federated-user/')
      return name === null || principal.account === null ? null : `${principal.account}:${name}`
    }
    case 'service':
    case 'anonymous':
      return null
  }
}

function userNameOf(principal: Principal): string | null {
  return nameIn(principal.arn, 'user/')?.split('/').at(-1) ?? null
}

function nameIn(arn: string | null, prefix: string): string | null {
  const resource = arn === null ? undefined : parseArn(arn)?.resource
  return resource?.startsWith(prefix) === true ? resource.slice(prefix.length) : null
}

function known(value: string | null): ContextValue {
  return value === null ? 'unknown' : [value]
}
