import { parseArn } from '../iam/arn.ts'

/** Whether two ARNs can name one principal: equal, or a role and a session of it. */
export function isSamePrincipal(a: string, b: string): boolean {
  if (a === b) return true
  const [one, other] = [roleOf(a), roleOf(b)]
  if (one === null || other === null || one.account !== other.account || one.name !== other.name) return false
  return one.session === null || other.session === null
}

/** Whether two ARNs are of one user or of sessions of one role. */
export function isSameRole(a: string, b: string): boolean {
  if (a === b) return true
  const [one, other] = [roleOf(a), roleOf(b)]
  return one !== null && other !== null && one.account === other.account && one.name === other.name
}

/** The same for a role and all of its sessions; any other principal by its own ARN. */
export function principalKey(arn: string): string {
  const role = roleOf(arn)
  return role === null ? arn : `${role.account}:role/${role.name}`
}

interface RoleName {
  readonly account: string
  readonly name: string
  /** Null for the role itself. */
  readonly session: string | null
}

// A session's ARN leaves out the path of its role.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns
function roleOf(text: string): RoleName | null {
  const arn = parseArn(text)
  if (arn === null) return null
  const [type, ...rest] = arn.resource.split('/')
  if (type === 'assumed-role')
    return { account: arn.account, name: rest[0] ?? '', session: rest.slice(1).join('/') || null }
  return type === 'role' ? { account: arn.account, name: rest.at(-1) ?? '', session: null } : null
}
