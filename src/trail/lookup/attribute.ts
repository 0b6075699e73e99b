import { parseArn } from '../../iam/arn.ts'
import { eventSourcesOf } from '../../iam/operation.ts'
import type { TrailQuestion } from '../question.ts'

/** What LookupEvents itself can look for; it takes one attribute a request. */
export interface LookupAttribute {
  readonly AttributeKey: 'EventId' | 'EventName' | 'EventSource' | 'ReadOnly' | 'Username'
  readonly AttributeValue: string
}

/**
 * The attribute that leaves least to read and loses nothing that is asked for; null where none does. None finds all calls of
 * an IAM user: those of a federated user that it let in are under a name that nobody knows, as those of a role are. An action
 * can be behind several event names (`Invoke20150331`), a service behind several event sources (`monitoring` and `cloudwatch`).
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupAttribute.html
 */
export function attributeOf({ principal, service }: TrailQuestion): LookupAttribute | null {
  const session = principal === null || typeOf(principal) !== 'assumed-role' ? null : userNameOf(principal)
  if (session !== null) return { AttributeKey: 'Username', AttributeValue: session }
  const [source, ...others] = service === null ? [] : eventSourcesOf(service)
  if (source === undefined || others.length > 0 || service?.toLowerCase().endsWith('.amazonaws.com') !== true)
    return null
  return { AttributeKey: 'EventSource', AttributeValue: `${source}.amazonaws.com` }
}

function typeOf(principal: string): string | undefined {
  return parseArn(principal)?.resource.split('/')[0]
}

/** The user or session name that CloudTrail files the events of a principal under; null for a role, which has many. */
export function userNameOf(principal: string): string | null {
  const [type, ...names] = parseArn(principal)?.resource.split('/') ?? []
  return type === 'user' || type === 'assumed-role' ? (names.at(-1) ?? null) : null
}
