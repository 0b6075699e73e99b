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
  const parts = text.split(':')
  const [head, partition, service, region, account] = parts
  if (head !== 'arn' || parts.length < 6) return null
  if (partition === undefined || service === undefined || region === undefined || account === undefined) return null
  return { partition, service, region, account, resource: parts.slice(5).join(':') }
}

/** The ARN as text. */
export function formatArn(arn: Arn): string {
  return `arn:${arn.partition}:${arn.service}:${arn.region}:${arn.account}:${arn.resource}`
}
