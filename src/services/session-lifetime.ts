import { field, textAt } from '../snapshot/json.ts'

const hour = 3_600_000

/** The longest that a session made by the call of a record can have lasted, in milliseconds. */
// AWS: at most the duration asked for; for a role never more than 12 hours, and in role chaining one.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_manage-assume.html
// AWS: a federated user's session lasts up to 36 hours.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html
export function longestSession(record: unknown): number {
  const asked = field(record, 'requestParameters', 'durationSeconds')
  const most = longestOf(record)
  return typeof asked === 'number' && asked > 0 ? Math.min(most, asked * 1000) : most
}

function longestOf(record: unknown): number {
  if (textAt(record, 'eventName') === 'GetFederationToken') return 36 * hour
  return isChained(record) ? hour : 12 * hour
}

// AWS: the limit of role chaining holds for the API and the AWS CLI; switching roles in the console is none.
// https://repost.aws/knowledge-center/iam-role-chaining-limit
function isChained(record: unknown): boolean {
  const agents = [textAt(record, 'userAgent'), textAt(record, 'userIdentity', 'invokedBy')]
  return textAt(record, 'userIdentity', 'type') === 'AssumedRole' && !agents.some((one) => /sign-?in/i.test(one ?? ''))
}
