import { parseArn } from '../iam/arn.ts'
import { pointerOf } from '../iam/position.ts'
import { readPolicy } from './document.ts'
import type { Fact, Missing } from './fact.ts'
import type { IamEntry } from './iam-index.ts'
import { boundaryOf, detailsMissing, policiesOf } from './iam-policies.ts'
import { field, isRecord, listAt, textAt, textsAt, timeOf } from './json.ts'
import type { Snapshot } from './snapshot.ts'
import type { StoredPolicy } from './stored-policy.ts'

/** What users and roles have in common. */
export interface PrincipalFacts {
  readonly arn: string
  readonly name: string
  /** `/` or `/team/`. */
  readonly path: string
  /** Unique id, AIDA… or AROA…. */
  readonly id: string
  readonly account: string
  readonly tags: Readonly<Record<string, string>>
  /** Inline and attached policies; of a user also those of its groups. */
  readonly policies: readonly StoredPolicy[]
  /** Policies that bear on the principal but could not be read. */
  readonly incomplete: readonly Missing[]
  /** Absent where no permissions boundary is set. */
  readonly boundary: Fact<StoredPolicy>
  /** Milliseconds since 1970; null where the answer does not say. */
  readonly createdAt: number | null
}

/** An IAM user as recorded. */
export interface UserFacts extends PrincipalFacts {
  readonly kind: 'user'
  /** Names of its groups. */
  readonly groups: readonly string[]
}

/** An IAM role as recorded. */
export interface RoleFacts extends PrincipalFacts {
  readonly kind: 'role'
  readonly trustPolicy: StoredPolicy
  readonly isServiceLinked: boolean
  readonly maxSessionSeconds: number | null
}

/** An IAM group as recorded. */
export interface GroupFacts {
  readonly arn: string
  readonly name: string
  readonly account: string
  readonly policies: readonly StoredPolicy[]
  readonly incomplete: readonly Missing[]
}

/** The user with this ARN; absent where the account's users are recorded and it is not among them. */
export function findUser(snapshot: Snapshot, arn: string): Fact<UserFacts> {
  const parts = parseArn(arn)
  const account = parts?.account ?? ''
  const name = parts?.resource.split('/').at(-1) ?? ''
  const found = entryOf(snapshot, account, 'users', name)
  return found.kind === 'known' ? { ...found, value: userFacts(snapshot, account, name, found.value) } : found
}

/** The role of this name in an account; role names are unique there, whatever their path. */
export function findRole(snapshot: Snapshot, account: string, name: string): Fact<RoleFacts> {
  const found = entryOf(snapshot, account, 'roles', name)
  if (found.kind === 'known') {
    return { ...found, value: roleFacts(snapshot, account, name, found.value, []) }
  }
  const alone = snapshot.answer(account, 'global', 'iam', 'GetRole', name)
  if (alone.kind === 'absent') return alone
  const json = alone.kind === 'known' ? field(alone.value, 'Role') : undefined
  if (alone.kind !== 'known' || !isRecord(json)) return found
  const source = { file: alone.source.file, pointer: pointerOf('Role') }
  const entry: IamEntry = { json, ...source }
  // GetRole tells the trust policy, tags and boundary, but no permissions policy.
  const what = { en: `policies of role ${name} of ${account}`, ko: `${account} 계정에 있는 ${name} 역할의 정책` }
  const missing: Missing = { ...detailsMissing(account), what }
  return { kind: 'known', value: roleFacts(snapshot, account, name, entry, [missing]), source }
}

/** The role of a role ARN or of a session ARN (`…:assumed-role/NAME/session`). */
export function findRoleByArn(snapshot: Snapshot, arn: string): Fact<RoleFacts> {
  const parts = parseArn(arn)
  const [type = '', ...names] = parts?.resource.split('/') ?? []
  const name = type === 'assumed-role' ? names[0] : names.at(-1)
  return findRole(snapshot, parts?.account ?? '', name ?? '')
}

/** The role with this unique id (AROA…), in any account; null where none is recorded. */
export function findRoleByUniqueId(snapshot: Snapshot, id: string): RoleFacts | null {
  for (const account of snapshot.accounts()) {
    const name = nameOfId(snapshot, account, 'roles', 'Role', id)
    const role = name === null ? null : findRole(snapshot, account, name)
    if (role?.kind === 'known') return role.value
  }
  return null
}

/** The user with this unique id (AIDA…), in any account; null where none is recorded. */
export function findUserByUniqueId(snapshot: Snapshot, id: string): UserFacts | null {
  for (const account of snapshot.accounts()) {
    const name = nameOfId(snapshot, account, 'users', 'User', id)
    const user = name === null ? null : findUser(snapshot, `arn:aws:iam::${account}:user/${name}`)
    if (user?.kind === 'known') return user.value
  }
  return null
}

/** The group of this name in an account. */
export function findGroup(snapshot: Snapshot, account: string, name: string): Fact<GroupFacts> {
  const found = entryOf(snapshot, account, 'groups', name)
  if (found.kind !== 'known') return found
  const gathered = policiesOf(snapshot, account, found.value, 'Group', name)
  const arn = textAt(found.value.json, 'Arn') ?? `arn:aws:iam::${account}:group/${name}`
  return { ...found, value: { arn, name, account, ...gathered } }
}

/** ARNs of every recorded user and role of an account; empty where they were not collected. */
export function principalsOf(snapshot: Snapshot, account: string): readonly string[] {
  const index = snapshot.iam(account)
  if (index.kind !== 'known') return []
  const entries = [...(index.value.users?.values() ?? []), ...(index.value.roles?.values() ?? [])]
  const arns = entries.flatMap((entry) => textAt(entry.json, 'Arn') ?? [])
  return arns.filter((arn) => parseArn(arn)?.account === account)
}

const listNames = { users: 'UserDetailList', groups: 'GroupDetailList', roles: 'RoleDetailList' } as const

function entryOf(snapshot: Snapshot, account: string, list: keyof typeof listNames, name: string): Fact<IamEntry> {
  const index = snapshot.iam(account)
  if (index.kind !== 'known') return index
  const { file, isComplete } = index.value
  const entry = index.value[list]?.get(name)
  if (entry !== undefined) return { kind: 'known', value: entry, source: { file, pointer: entry.pointer } }
  const isWhole = index.value[list] !== null && isComplete
  if (!isWhole) return { kind: 'unknown', missing: detailsMissing(account) }
  return { kind: 'absent', source: { file, pointer: pointerOf(listNames[list]) } }
}

function nameOfId(
  snapshot: Snapshot,
  account: string,
  list: 'users' | 'roles',
  type: 'User' | 'Role',
  id: string,
): string | null {
  const index = snapshot.iam(account)
  if (index.kind !== 'known') return null
  for (const [name, entry] of index.value[list] ?? []) {
    if (textAt(entry.json, `${type}Id`) === id) return name
  }
  return null
}

function userFacts(snapshot: Snapshot, account: string, name: string, entry: IamEntry): UserFacts {
  const own = policiesOf(snapshot, account, entry, 'User', name)
  const groups = textsAt(entry.json, 'GroupList')
  const policies = [...own.policies]
  const incomplete = [...own.incomplete]
  for (const group of groups) {
    const facts = findGroup(snapshot, account, group)
    if (facts.kind === 'known') {
      policies.push(...facts.value.policies)
      incomplete.push(...facts.value.incomplete)
    } else {
      const what = { en: `policies of group ${group} of ${account}`, ko: `${account} 계정에 있는 ${group} 그룹의 정책` }
      incomplete.push({ ...detailsMissing(account), what })
    }
  }
  const base = principalFacts(snapshot, account, name, entry, 'User')
  return { kind: 'user', ...base, policies: distinct(policies), incomplete, groups }
}

function roleFacts(
  snapshot: Snapshot,
  account: string,
  name: string,
  entry: IamEntry,
  missing: readonly Missing[],
): RoleFacts {
  const own = policiesOf(snapshot, account, entry, 'Role', name)
  const base = principalFacts(snapshot, account, name, entry, 'Role')
  const source = { file: entry.file, pointer: entry.pointer + pointerOf('AssumeRolePolicyDocument') }
  // AWS: the path of service-linked roles is reserved, and nobody but AWS edits what they trust.
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/using-service-linked-roles.html
  const isServiceLinked = base.path.startsWith('/aws-service-role/') || base.arn.includes(':role/aws-service-role/')
  const place = { target: `trust:role/${name}`, name: null, arn: null, account, awsManaged: isServiceLinked, source }
  const seconds = field(entry.json, 'MaxSessionDuration')
  return {
    kind: 'role',
    ...base,
    policies: own.policies,
    incomplete: [...own.incomplete, ...missing],
    trustPolicy: readPolicy(snapshot, field(entry.json, 'AssumeRolePolicyDocument'), place),
    isServiceLinked,
    maxSessionSeconds: typeof seconds === 'number' ? seconds : null,
  }
}

function principalFacts(
  snapshot: Snapshot,
  account: string,
  name: string,
  entry: IamEntry,
  type: 'User' | 'Role',
): Omit<PrincipalFacts, 'policies' | 'incomplete'> {
  const path = textAt(entry.json, 'Path') ?? '/'
  return {
    arn: textAt(entry.json, 'Arn') ?? `arn:aws:iam::${account}:${type.toLowerCase()}${path}${name}`,
    name,
    path,
    id: textAt(entry.json, `${type}Id`) ?? '',
    account,
    tags: tagsOf(entry.json),
    boundary: boundaryOf(snapshot, entry),
    createdAt: timeOf(field(entry.json, 'CreateDate')),
  }
}

function tagsOf(json: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(
    listAt(json, 'Tags').flatMap((tag) => {
      const key = textAt(tag, 'Key')
      return key === null ? [] : [[key, textAt(tag, 'Value') ?? ''] as const]
    }),
  )
}

function distinct(policies: readonly StoredPolicy[]): readonly StoredPolicy[] {
  return [...new Map(policies.map((policy) => [policy.id, policy])).values()]
}
