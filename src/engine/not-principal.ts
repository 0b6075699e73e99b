import type { NamedPrincipal } from '../iam/policy.ts'
import { allOf, anyOf } from './match.ts'
import { matchPrincipal } from './principal-match.ts'
import type { AccessRequest } from './request.ts'
import type { Match, Naming } from './trace.ts'

// AWS: the account of an excepted principal is listed as well, for a role its session too, or the principal is denied.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
// UNSURE: AWS says that a principal listed without its account "might" be denied; we count it as denied.
const neededNamings: Readonly<Record<AccessRequest['principal']['kind'], readonly Naming[]>> = {
  user: ['account', 'user'],
  roleSession: ['account', 'role', 'session'],
  serviceLinkedRole: ['account', 'role', 'session'],
  federatedUser: ['account', 'federatedUser'],
  root: ['account'],
  service: ['service'],
  anonymous: ['anyone'],
}

/** Whether `NotPrincipal` spares who asks. */
export function isExcepted(
  excepted: readonly NamedPrincipal[],
  request: AccessRequest,
  hasBoundary: boolean | 'unknown',
): Match {
  // AWS: a NotPrincipal Deny always denies principals that have a permissions boundary, whoever is listed.
  if (hasBoundary === true) return 'no'
  const matches = excepted.flatMap((named) => matchPrincipal(named, request) ?? [])
  const isNamedAs = (naming: Naming): Match =>
    anyOf(...matches.filter((match) => match.naming === naming).map(({ match }) => match))
  const spared = anyOf(
    isNamedAs('anyone'),
    isNamedAs('federated'),
    isNamedAs('canonicalUser'),
    allOf(...neededNamings[request.principal.kind].map(isNamedAs)),
  )
  return hasBoundary === 'unknown' ? allOf(spared, 'unknown') : spared
}
