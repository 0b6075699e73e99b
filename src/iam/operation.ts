import { apiGatewayActionOf } from './api-gateway-operation.ts'
import { prefixByEventSource } from './event-source.ts'
import { listedActions, type OperationAction, prefixOfApi } from './operation-entry.ts'
import { conditionalActions, requiredActions } from './operation-table.ts'
import { actionExists, canonicalAction } from './service-data.ts'

/** What of a request decides between two actions of one operation. */
export interface OperationOptions {
  /** True where the request names a version of the object. */
  readonly versionId?: boolean
}

/**
 * The IAM actions that every request of an API operation needs; empty where they are not known. The operation may be
 * spelled as the API or as CloudTrail does; the service is an IAM prefix, or `s3control`.
 */
export function actionsOfOperation(
  service: string,
  operation: string,
  options: OperationOptions = {},
): readonly OperationAction[] {
  const name = operationOfEventName(operation)
  const listed = listedActions(requiredActions, service, name, options.versionId === true)
  if (listed !== null) return listed
  const action = `${prefixOfApi(service)}:${name}`
  if (actionExists(action)) return [{ action: canonicalAction(action), on: 'resource' }]
  const byMethod = prefixOfApi(service) === 'apigateway' ? apiGatewayActionOf(name) : null
  return byMethod === null ? [] : [{ action: byMethod, on: 'resource' }]
}

/** The IAM actions that an API operation needs besides for some parameters and resources: ACL headers, tags, KMS keys. */
export function conditionalActionsOfOperation(service: string, operation: string): readonly OperationAction[] {
  return listedActions(conditionalActions, service, operationOfEventName(operation), false) ?? []
}

/** The single IAM action that an API operation always needs; null where it needs several or is not known. */
export function onlyActionOfOperation(service: string, operation: string): string | null {
  const [only, ...others] = actionsOfOperation(service, operation)
  return only === undefined || others.length > 0 ? null : only.action
}

const domain = /\.(?:amazonaws\.com(?:\.cn)?|api\.aws)$/

/** The IAM service prefix behind a CloudTrail event source: `monitoring.amazonaws.com` gives `cloudwatch`. */
export function servicePrefixOfEventSource(eventSource: string): string {
  const source = eventSource.trim().toLowerCase().replace(domain, '')
  return Object.hasOwn(prefixByEventSource, source) ? (prefixByEventSource[source] ?? source) : source
}

/** The event sources, without their domain, of the same service as this event source or IAM prefix: `kms` has one. */
export function eventSourcesOf(service: string): readonly string[] {
  const prefix = servicePrefixOfEventSource(service)
  return [prefix, ...Object.keys(prefixByEventSource).filter((source) => prefixByEventSource[source] === prefix)]
}

const versionSuffix = /_?(?:19|20)\d{2}([-_]?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])(?:v\d{1,3})?$/

/** The API operation behind a CloudTrail event name, without the API version: `CreateFunction20150331v2`. */
export function operationOfEventName(name: string): string {
  return name.replace(versionSuffix, '') || name
}
