import type { Denial } from './denial.ts'

/** A question asked without a denial: what was given with options stands for what AWS would have said. */
export function requestDenial(message: string): Denial {
  return {
    source: 'request',
    service: null,
    operation: null,
    errorCode: null,
    httpStatus: null,
    principal: null,
    action: null,
    resource: null,
    claim: { policyType: null, effect: null, policyArn: null },
    requestId: null,
    authorizationId: null,
    time: null,
    region: null,
    account: null,
    notPermission: false,
    hints: {
      message: message.slice(0, 2000),
      s3Locations: [],
      queryId: null,
      glueJobRunId: null,
      glueJobName: null,
      sentHeaders: {},
      sentParameters: [],
      signedUrl: null,
      event: null,
    },
  }
}
