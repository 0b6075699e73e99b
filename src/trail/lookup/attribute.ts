import { parseArn } from '../../iam/arn.ts'
import type { TrailQuestion } from '../question.ts'

/** What LookupEvents itself can look for; it takes one attribute a request. */
export interface LookupAttribute {
  readonly AttributeKey: 'EventId' | 'EventName' | 'EventSource' | 'ReadOnly' | 'Username'
  readonly AttributeValue: string
}

/**
 * The attribute that leaves least to read and loses nothing that is asked for; null where none does. An action can
 * be behind several event names (`Invoke20150331`) and a role behind many session names, so neither can be looked for.
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupAttribute.html
 */
export function attributeOf({ principal, service }: TrailQuestion): LookupAttribute | null {
  if (principal !== null) {
    const name = userNameOf(principal)
    if (name !== null) return { AttributeKey: 'Username', AttributeValue: name }
  }
  if (service?.endsWith('.amazonaws.com') === true) return { AttributeKey: 'EventSource', AttributeValue: service }
  return null
}

/** The user or session name that CloudTrail files the events of a principal under; null for a role, which has many. */
export function userNameOf(principal: string): string | null {
  const [type, ...names] = parseArn(principal)?.resource.split('/') ?? []
  return type === 'user' || type === 'assumed-role' ? (names.at(-1) ?? null) : null
}
