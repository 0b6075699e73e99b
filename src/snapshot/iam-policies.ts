import { pointerOf } from '../iam/position.ts'
import { readPolicy } from './document.ts'
import type { Fact, Missing } from './fact.ts'
import type { IamEntry } from './iam-index.ts'
import { field, listAt, textAt } from './json.ts'
import { managedPolicy, policyMissing } from './managed-policy.ts'
import { missingOf } from './operations.ts'
import type { Snapshot } from './snapshot.ts'
import type { StoredPolicy } from './stored-policy.ts'

/** Policies that were read, and what of them was not. */
export interface GatheredPolicies {
  readonly policies: readonly StoredPolicy[]
  readonly incomplete: readonly Missing[]
}

/** The inline and attached policies of a user, group or role. */
export function policiesOf(
  snapshot: Snapshot,
  account: string,
  entry: IamEntry,
  type: 'User' | 'Group' | 'Role',
  name: string,
): GatheredPolicies {
  const target = `identity:${type.toLowerCase()}/${name}`
  const listName = `${type}PolicyList`
  const policies = listAt(entry.json, listName).map((inline, index): StoredPolicy => {
    const source = { file: entry.file, pointer: entry.pointer + pointerOf(listName, index, 'PolicyDocument') }
    const place = { target, name: textAt(inline, 'PolicyName'), arn: null, account, awsManaged: false, source }
    return readPolicy(snapshot, field(inline, 'PolicyDocument'), place)
  })
  const incomplete: Missing[] = []
  for (const attached of listAt(entry.json, 'AttachedManagedPolicies')) {
    const policy = managedPolicy(snapshot, textAt(attached, 'PolicyArn') ?? '')
    if (policy.kind === 'known') policies.push(policy.value)
    // An attached policy cannot be deleted: answers of two times contradict each other.
    if (policy.kind === 'absent') incomplete.push(policyMissing(textAt(attached, 'PolicyArn') ?? ''))
    if (policy.kind === 'unknown') incomplete.push(policy.missing)
  }
  return { policies, incomplete: [...incomplete, ...policies.flatMap(malformed)] }
}

/** The permissions boundary of a user or role. */
export function boundaryOf(snapshot: Snapshot, { json, file, pointer }: IamEntry): Fact<StoredPolicy> {
  const arn = textAt(json, 'PermissionsBoundary', 'PermissionsBoundaryArn')
  if (arn === null) return { kind: 'absent', source: { file, pointer } }
  const policy = managedPolicy(snapshot, arn)
  if (policy.kind === 'absent') return { kind: 'unknown', missing: policyMissing(arn) }
  if (policy.kind === 'unknown') return policy
  return { ...policy, value: { ...policy.value, target: `boundary:policy/${policy.value.name}` } }
}

/** What would tell the users, groups and roles of an account. */
export function detailsMissing(account: string): Missing {
  const operation = 'GetAccountAuthorizationDetails'
  return missingOf('notCollected', { account, region: 'global', service: 'iam', operation, identifiers: [] })
}

function malformed(policy: StoredPolicy): readonly Missing[] {
  if (policy.document.ok) return []
  const name = policy.name ?? policy.target
  const { file, pointer } = policy.source
  const what = {
    en: `policy ${name} in ${file} at ${pointer}`,
    ko: `${file} 파일의 ${pointer} 위치에 있는 ${name} 정책`,
  }
  return [{ reason: 'malformed', what, permission: null, command: null }]
}
