import type { Denial } from './denial.ts'

/** The denial as `--json` prints it: every documented key, `notPermission` only where it is true. */
export function denialJson(denial: Denial): Readonly<Record<string, unknown>> {
  return {
    source: denial.source,
    service: denial.service,
    operation: denial.operation,
    errorCode: denial.errorCode,
    httpStatus: denial.httpStatus,
    principal: denial.principal,
    action: denial.action,
    resource: denial.resource,
    claim: { policyType: denial.claim.policyType, effect: denial.claim.effect, policyArn: denial.claim.policyArn },
    requestId: denial.requestId,
    authorizationId: denial.authorizationId,
    time: denial.time,
    region: denial.region,
    account: denial.account,
    ...(denial.notPermission ? { notPermission: true } : {}),
  }
}
