import { noClaim } from './claim.ts'
import type { Claim, Denial } from './denial.ts'
import { areDifferent } from './masked.ts'

/** The denials with those that tell of one failure joined, each in the place of the first. */
export function joinSameFailures(denials: readonly Denial[]): readonly Denial[] {
  const joined: Denial[] = []
  for (const denial of denials) {
    const at = joined.slice(-longestLookBack).findLastIndex((other) => isSameFailure(other, denial))
    const index = at === -1 ? -1 : at + Math.max(0, joined.length - longestLookBack)
    const other = joined[index]
    if (other === undefined) joined.push(denial)
    else joined[index] = merged(other, denial)
  }
  return joined
}

const longestLookBack = 200

const identifying = ['principal', 'action', 'resource', 'operation', 'requestId', 'service'] as const

function isSameFailure(a: Denial, b: Denial): boolean {
  if (a.notPermission !== b.notPermission && (a.action ?? b.action) !== null) return false
  if (identifying.some((field) => areDifferent(a[field], b[field]))) return false
  if (areDifferent(a.claim.policyType, b.claim.policyType) || areDifferent(a.claim.effect, b.claim.effect)) return false
  if (saysLittle(a) || saysLittle(b)) return true
  return a.action !== null && a.action === b.action
}

function saysLittle(denial: Denial): boolean {
  return (
    denial.principal === null && (denial.action === null || denial.resource === null) && denial.claim.effect === null
  )
}

function merged(a: Denial, b: Denial): Denial {
  const [more, less] = factCount(b) > factCount(a) && saysLittle(a) ? [b, a] : [a, b]
  return {
    ...more,
    service: more.service ?? less.service,
    operation: more.operation ?? less.operation,
    errorCode: more.errorCode ?? less.errorCode,
    httpStatus: more.httpStatus ?? less.httpStatus,
    principal: more.principal ?? less.principal,
    action: more.action ?? less.action,
    resource: more.resource ?? less.resource,
    claim: mergedClaim(more.claim, less.claim),
    requestId: more.requestId ?? less.requestId,
    authorizationId: more.authorizationId ?? less.authorizationId,
    time: more.time ?? less.time,
    region: more.region ?? less.region,
    account: more.account ?? less.account,
  }
}

function mergedClaim(a: Claim, b: Claim): Claim {
  if (a.policyType === null && a.effect === null) return b.policyType === null && b.effect === null ? noClaim : b
  return {
    policyType: a.policyType ?? b.policyType,
    effect: a.effect ?? b.effect,
    policyArn: a.policyArn ?? b.policyArn,
  }
}

function factCount(denial: Denial): number {
  return identifying.filter((field) => denial[field] !== null).length + (denial.claim.effect === null ? 0 : 1)
}
