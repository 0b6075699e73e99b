import { pointerOf } from '../iam/position.ts'
import { readPolicy, storedPolicy } from './document.ts'
import type { Fact, Missing, Source } from './fact.ts'
import { field, isTrueAt, listAt, textAt } from './json.ts'
import { answerOf, missingAt, organizationOf, pathTo } from './organizations.ts'
import type { Snapshot } from './snapshot.ts'
import type { StoredPolicy } from './stored-policy.ts'

/** The organization policies attached to the root, to an organizational unit, or to the account. */
export interface OrganizationLevel {
  /** Id of the root, unit or account; in words where the units above an account are not known. */
  readonly name: string
  /** Known only where the list and every document in it is. */
  readonly policies: Fact<readonly StoredPolicy[]>
  /** The documents that were read, also where others of the level are missing. */
  readonly readable: readonly StoredPolicy[]
  /** Everything of this level that is not known. */
  readonly incomplete: readonly Missing[]
}

/** Organization policies of one type, from the root to the account. */
export interface OrganizationPolicies {
  readonly levels: readonly OrganizationLevel[]
}

type PolicyType = 'SERVICE_CONTROL_POLICY' | 'RESOURCE_CONTROL_POLICY'

/** SCPs from the root to the account; absent where there is no organization or the policy type is disabled. */
export function scpLevels(snapshot: Snapshot, account: string): Fact<OrganizationPolicies> {
  return levelsOf(snapshot, account, 'SERVICE_CONTROL_POLICY')
}

/** RCPs from the root to the account; absent where there is no organization or the policy type is disabled. */
export function rcpLevels(snapshot: Snapshot, account: string): Fact<OrganizationPolicies> {
  return levelsOf(snapshot, account, 'RESOURCE_CONTROL_POLICY')
}

function levelsOf(snapshot: Snapshot, account: string, type: PolicyType): Fact<OrganizationPolicies> {
  const organization = organizationOf(snapshot, account)
  if (organization.kind === 'absent') return organization
  const isListed = snapshot.find('organizations', 'ListPoliciesForTarget', account, type).length > 0
  if (organization.kind === 'unknown' && !isListed) return organization
  const manager = organization.kind === 'known' ? organization.value.managementAccount : account
  // AWS: SCPs and RCPs exist only in organizations with all features enabled.
  // https://docs.aws.amazon.com/organizations/latest/userguide/orgs_getting-started_concepts.html#feature-set
  if (organization.kind === 'known' && !organization.value.hasAllFeatures) {
    return { kind: 'absent', source: organization.source }
  }
  const disabled = disabledAt(snapshot, manager, type)
  if (disabled !== null) return { kind: 'absent', source: disabled }
  const levels = pathTo(snapshot, account, manager).map((step) =>
    step.kind === 'unknown' ? unknownLevel(step.name, step.missing) : levelOf(snapshot, step.id, type, manager),
  )
  const empty = levels.find((level) => level.policies.kind === 'known' && level.policies.value.length === 0)
  // AWS: at least one policy of an enabled type is attached everywhere at all times, so an empty list means disabled.
  // https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
  if (empty?.policies.kind === 'known') return { kind: 'absent', source: empty.policies.source }
  const known = levels.find((level) => level.readable.length > 0)
  const [first] = [...levels].reverse().flatMap((level) => level.incomplete)
  if (known === undefined && first !== undefined) return { kind: 'unknown', missing: first }
  const source = known?.readable[0]?.source ?? { file: '', pointer: '' }
  return { kind: 'known', value: { levels }, source }
}

function disabledAt(snapshot: Snapshot, manager: string, type: PolicyType): Source | null {
  const roots = answerOf(snapshot, manager, 'ListRoots')
  if (roots?.kind !== 'known') return null
  const [root] = listAt(roots.value, 'Roots')
  if (root === undefined || field(root, 'PolicyTypes') === undefined) return null
  const isEnabled = listAt(root, 'PolicyTypes').some(
    (item) => textAt(item, 'Type') === type && textAt(item, 'Status') !== 'DISABLED',
  )
  return isEnabled ? null : { file: roots.source.file, pointer: pointerOf('Roots', 0, 'PolicyTypes') }
}

function levelOf(snapshot: Snapshot, target: string, type: PolicyType, manager: string): OrganizationLevel {
  const list = answerOf(snapshot, manager, 'ListPoliciesForTarget', target, type)
  if (list?.kind !== 'known') {
    const missing =
      list?.kind === 'unknown'
        ? list.missing
        : missingAt('notCollected', manager, 'ListPoliciesForTarget', target, type)
    return unknownLevel(target, missing)
  }
  const readable: StoredPolicy[] = []
  const incomplete: Missing[] = []
  listAt(list.value, 'Policies').forEach((summary, index) => {
    const source = { file: list.source.file, pointer: pointerOf('Policies', index) }
    const found = documentOf(snapshot, summary, source, type, manager)
    if (found.kind === 'known') readable.push(found.value)
    if (found.kind === 'unknown') incomplete.push(found.missing)
  })
  const [missing] = incomplete
  const policies: Fact<readonly StoredPolicy[]> =
    missing === undefined ? { ...list, value: readable } : { kind: 'unknown', missing }
  return { name: target, policies, readable, incomplete }
}

function unknownLevel(name: string, missing: Missing): OrganizationLevel {
  return { name, policies: { kind: 'unknown', missing }, readable: [], incomplete: [missing] }
}

function documentOf(
  snapshot: Snapshot,
  summary: unknown,
  listed: Source,
  type: PolicyType,
  manager: string,
): Fact<StoredPolicy> {
  const id = textAt(summary, 'Id') ?? ''
  const prefix = type === 'SERVICE_CONTROL_POLICY' ? 'scp' : 'rcp'
  const awsManaged = isTrueAt(summary, 'AwsManaged')
  const place = {
    target: `${prefix}:${id}`,
    name: textAt(summary, 'Name'),
    arn: textAt(summary, 'Arn'),
    account: awsManaged ? null : manager,
    awsManaged,
  }
  const answer = answerOf(snapshot, manager, 'DescribePolicy', id)
  const content = answer?.kind === 'known' ? field(answer.value, 'Policy', 'Content') : undefined
  if (answer?.kind === 'known' && content !== undefined) {
    const source = { file: answer.source.file, pointer: pointerOf('Policy', 'Content') }
    return { kind: 'known', value: readPolicy(snapshot, content, { ...place, source }), source }
  }
  const builtIn = builtInById.get(id)
  if (builtIn !== undefined) {
    return { kind: 'known', value: storedPolicy(builtIn, { ...place, source: listed }), source: listed }
  }
  const missing = answer?.kind === 'unknown' ? answer.missing : missingAt('notCollected', manager, 'DescribePolicy', id)
  return { kind: 'unknown', missing }
}

// AWS: the two policies that AWS attaches itself are the same in every organization.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_examples.html
const builtInById: ReadonlyMap<string, unknown> = new Map([
  ['p-FullAWSAccess', { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }],
  [
    'p-RCPFullAWSAccess',
    { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }] },
  ],
])
