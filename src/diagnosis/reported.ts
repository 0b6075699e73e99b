import type { Denial } from '../denial/denial.ts'
import { decide } from '../engine/decide.ts'
import { isAllowed } from '../fixes/verify.ts'
import type { Chain } from '../services/authorizations.ts'

/**
 * The request of a chain that AWS refused: the one that the denial names, unless that one is allowed and a call that
 * its service makes to serve it is not. S3 answers `Access Denied` to `GetObject` also where KMS refused it the key.
 */
export function reportedIn({ authorizations, reported }: Chain, { claim }: Denial): number {
  const isRefused = (index: number): boolean => {
    const one = authorizations[index]
    return one !== undefined && decide(one.request, one.policies, one.gates).blockedBy.length > 0
  }
  const named = authorizations[reported]
  if (named === undefined || claim.policyType !== null) return reported
  if (!isAllowed(decide(named.request, named.policies, named.gates))) return reported
  const service = `${named.request.action.split(':')[0]}.amazonaws.com`
  const behind = authorizations.findIndex(
    ({ hop }, index) => index > reported && hop.kind === 'forwarded' && hop.service === service && isRefused(index),
  )
  return behind < 0 ? reported : behind
}
