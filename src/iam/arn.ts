/** The six parts of an Amazon Resource Name; `resource` keeps all colons after the fifth. */
export interface Arn {
  readonly partition: string
  readonly service: string
  readonly region: string
  readonly account: string
  readonly resource: string
}

/** Splits `arn:partition:service:region:account:resource`; null where the text is no ARN. */
export function parseArn(text: string): Arn | null {
  if (!text.startsWith('arn:')) return null
  const service = text.indexOf(':', 4)
  const region = service < 0 ? -1 : text.indexOf(':', service + 1)
  const account = region < 0 ? -1 : text.indexOf(':', region + 1)
  const resource = account < 0 ? -1 : text.indexOf(':', account + 1)
  if (resource < 0) return null
  return {
    partition: text.slice(4, service),
    service: text.slice(service + 1, region),
    region: text.slice(region + 1, account),
    account: text.slice(account + 1, resource),
    resource: text.slice(resource + 1),
  }
}

/** The ARN as text. */
export function formatArn(arn: Arn): string {
  return `arn:${arn.partition}:${arn.service}:${arn.region}:${arn.account}:${arn.resource}`
}
