import { parseArn } from '../iam/arn.ts'
import type { Hop } from './authorization.ts'
import type { Caller } from './caller.ts'
import { type PlannedRequest, requestThrough } from './planned-request.ts'

/** A request that AWS Glue makes with the role of a job or crawler. */
export const asGlueRole: Hop = { kind: 'serviceRole', service: 'glue.amazonaws.com' }

/**
 * The ARNs that one Data Catalog action is judged on: the object and all its ancestors.
 * https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html
 */
export function catalogArns(resource: string): readonly string[] {
  const arn = parseArn(resource)
  if (arn === null || arn.service !== 'glue') return [resource]
  const [type = '', database = '', ...rest] = arn.resource.split('/')
  const prefix = `arn:${arn.partition}:glue:${arn.region}:${arn.account}`
  const catalog = `${prefix}:catalog`
  switch (type) {
    case 'table':
    case 'tableVersion':
    case 'userDefinedFunction':
      return rest.length === 0 ? [resource] : [resource, `${prefix}:database/${database}`, catalog]
    case 'database':
    case 'connection':
      return [resource, catalog]
    default:
      return [resource]
  }
}

/** One catalog action on an object and its ancestors. */
export function catalogRequests(caller: Caller, action: string, resource: string, hop: Hop): readonly PlannedRequest[] {
  return catalogArns(resource).map((arn) => requestThrough(hop, caller, action, arn))
}
