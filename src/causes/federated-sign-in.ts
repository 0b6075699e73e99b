import type { AccessRequest } from '../engine/request.ts'
import type { StatementJson } from '../fixes/edit.ts'
import { accountInArn } from '../services/resource-policy.ts'

/** What the provider of a sign-in says, by the context keys of the request: `token.example.com:sub`. */
function providerValues({ context }: AccessRequest, name: 'sub' | 'aud'): readonly (readonly [string, string])[] {
  return [...context].flatMap(([key, value]) => {
    const isProviders = key.startsWith('saml:') || key.slice(0, Math.max(0, key.lastIndexOf(':'))).includes('.')
    const [only, ...others] = value === 'unknown' ? [] : value
    return isProviders && key.endsWith(`:${name}`) && only !== undefined && others.length === 0 ? [[key, only]] : []
  })
}

function isFederatedSignIn({ action }: AccessRequest): boolean {
  return /^sts:assumerolewith(?:webidentity|saml)$/i.test(action)
}

/** The principal of a request by its ARN, service or, where a provider vouches for it, the provider's subject. */
export function principalName(request: AccessRequest): string {
  const { arn, service } = request.principal
  const subject = isFederatedSignIn(request) ? providerValues(request, 'sub')[0]?.[1] : undefined
  return arn ?? service ?? subject ?? 'anonymous'
}

/**
 * The provider as a trust policy names it, with the conditions that keep the Allow to this one subject and audience;
 * null where the provider or the subject is not known.
 */
export function federatedGrant(request: AccessRequest): StatementJson | null {
  const [subject] = isFederatedSignIn(request) ? providerValues(request, 'sub') : []
  if (subject === undefined || subject[0].startsWith('saml:')) return null
  const host = subject[0].slice(0, -':sub'.length)
  const account = accountInArn(request.resource)
  const audience = providerValues(request, 'aud').filter(([key]) => key === `${host}:aud`)
  return {
    Principal: { Federated: `arn:aws:iam::${account ?? ''}:oidc-provider/${host}` },
    Condition: { StringEquals: Object.fromEntries([...audience, subject]) },
  }
}
