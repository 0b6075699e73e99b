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

/** A long name without its middle, in a number of characters: its beginning and its end tell most. */
export function cutMiddle(text: string, room = 64): string {
  if (text.length <= room) return text
  const head = Math.ceil((room - 1) * 0.6)
  return `${text.slice(0, head)}…${text.slice(text.length - (room - 1 - head))}`
}
