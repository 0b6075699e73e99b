import { parseArn } from '../iam/arn.ts'
import type { Context } from '../iam/context.ts'
import type { AccessRequest } from './request.ts'
import type { Match } from './trace.ts'

/** Whether the call proves an identity with a provider instead of AWS credentials, and so needs no identity policy. */
export function isFederatedSignIn(action: string): boolean {
  const name = action.toLowerCase()
  return name === 'sts:assumerolewithwebidentity' || name === 'sts:assumerolewithsaml'
}

/** Whether who asks was vouched for by the provider that a `Federated` principal names. */
export function matchesFederatedProvider(value: string, request: AccessRequest): Match {
  const { principal, action, context } = request
  if (principal.arn === value || principal.service === value) return 'yes'
  if (!isFederatedSignIn(action)) return 'no'
  const recorded = context.get('aws:federatedprovider')
  if (recorded === 'unknown') return 'unknown'
  if (recorded !== undefined) return recorded.includes(value) ? 'yes' : 'no'
  if (namesProvider(principal.arn)) return 'no'
  // The provider's own keys (`accounts.google.com:aud`, `saml:aud`) are in the context of the calls that it vouches for.
  if (hasKeyOf(keyPrefix(value), context)) return 'yes'
  return [...context.keys()].some(isProviderKey) ? 'no' : 'unknown'
}

function namesProvider(arn: string | null): boolean {
  const resource = arn === null ? undefined : parseArn(arn)?.resource
  return resource?.startsWith('oidc-provider/') === true || resource?.startsWith('saml-provider/') === true
}

function keyPrefix(provider: string): string {
  const resource = parseArn(provider)?.resource ?? provider
  if (resource.startsWith('saml-provider/')) return 'saml:'
  const name = resource.startsWith('oidc-provider/') ? resource.slice('oidc-provider/'.length) : resource
  return `${name.toLowerCase()}:`
}

function hasKeyOf(prefix: string, context: Context): boolean {
  return [...context.keys()].some((key) => key.startsWith(prefix))
}

function isProviderKey(key: string): boolean {
  return key.startsWith('saml:') || key.slice(0, Math.max(0, key.indexOf(':'))).includes('.')
}
