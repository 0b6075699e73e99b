import type { Principal } from '../engine/request.ts'
import { parseArn } from '../iam/arn.ts'

/** The part of an ARN that tells resources of one chain apart: `reports/orders/*` of a bucket, `workgroup/primary`. */
export function shortResource(resource: string): string {
  return parseArn(resource)?.resource ?? resource
}

/** `role/etl` or `user/dave`: a principal within one account; a session is named by its role. */
export function shortPrincipal(principal: Pick<Principal, 'arn' | 'roleArn' | 'service'>): string {
  const arn = principal.roleArn ?? principal.arn
  if (arn === null) return principal.service ?? 'anonymous'
  const resource = parseArn(arn)?.resource ?? arn
  const [type = '', ...rest] = resource.split('/')
  if (type === 'assumed-role') return `role/${rest[0] ?? ''}`
  return rest.length === 0 ? resource : `${type}/${rest.at(-1) ?? ''}`
}

/** Columns of a table stay readable: a longer text keeps its beginning and its end. */
const widest = 64

/** A long name without its middle. */
export function cutMiddle(text: string): string {
  if (text.length <= widest) return text
  return `${text.slice(0, 39)}…${text.slice(text.length - 24)}`
}
