import { contextOf } from '../iam/context.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import { type Caller, callerOf } from './caller.ts'
import { asGlueRole } from './glue.ts'
import { type GlueWork, logsKey } from './glue-keys.ts'
import { directRequest, onlyWhen, type PlannedRequest, requestThrough } from './planned-request.ts'

/**
 * What writing the logs and metrics of a run takes: the role on the log group, and CloudWatch Logs on the key that
 * encrypts it. A run whose logs are refused goes on without them.
 * https://docs.aws.amazon.com/glue/latest/dg/create-service-policy.html
 */
export function logRequests(
  role: Caller,
  group: '/aws-glue/jobs/output' | '/aws-glue/crawlers',
  work: GlueWork,
  snapshot: Snapshot,
): readonly PlannedRequest[] {
  const partition = role.principal.arn?.split(':')[1] ?? 'aws'
  const arn = `arn:${partition}:logs:${work.region}:${work.account}:log-group:${group}`
  const ask = (action: string, resource: string): PlannedRequest => requestThrough(asGlueRole, role, action, resource)
  return onlyWhen('logs', [
    ask('logs:CreateLogGroup', arn),
    ask('logs:CreateLogStream', `${arn}:log-stream:*`),
    ask('logs:PutLogEvents', `${arn}:log-stream:*`),
    ...keyRequests(arn, role, work, snapshot),
  ])
}

/** The key policy has to let the service principal of CloudWatch Logs use the key, and the role bind it to the log group. */
function keyRequests(group: string, role: Caller, work: GlueWork, snapshot: Snapshot): readonly PlannedRequest[] {
  const key = logsKey(work, snapshot)
  const service = callerOf(`logs.${work.region}.amazonaws.com`, snapshot, null)
  if (key === null || service === null) return []
  const extra = contextOf({
    'kms:EncryptionContext:aws:logs:arn': { unknown: true },
    'kms:EncryptionContextKeys': 'aws:logs:arn',
  })
  const ofService = ['kms:GenerateDataKey', 'kms:Decrypt'].map((action) => ({
    ...directRequest(service, action, key, false),
    extra,
  }))
  return [requestThrough(asGlueRole, role, 'logs:AssociateKmsKey', group), ...ofService]
}
