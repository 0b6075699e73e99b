import { pointerOf } from '../iam/position.ts'
import { readPolicy, storedPolicy } from './document.ts'
import type { Fact, Missing, Source } from './fact.ts'
import { field, isTrueAt, listAt, textAt } from './json.ts'
import { missingOf } from './operations.ts'
import type { Snapshot } from './snapshot.ts'
import type { StoredPolicy } from './stored-policy.ts'

/** The organization of an account. */
export interface Organization {
  readonly id: string
  readonly managementAccount: string
  /** Only organizations with all features have SCPs and RCPs. */
  readonly hasAllFeatures: boolean
}

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

/** The organization of an account; absent where it is a member of none. */
export function organizationOf(snapshot: Snapshot, account: string): Fact<Organization> {
  const own = snapshot.answer(account, 'global', 'organizations', 'DescribeOrganization')
  if (own.kind === 'known') return organizationIn(own.value, own.source, own.source.file, snapshot, account)
  if (own.kind === 'absent') return own
  for (const asking of snapshot.accounts()) {
    const members = snapshot.answer(asking, 'global', 'organizations', 'ListAccounts')
    const isMember =
      members.kind === 'known' && listAt(members.value, 'Accounts').some((item) => textAt(item, 'Id') === account)
    const answer = isMember ? snapshot.answer(asking, 'global', 'organizations', 'DescribeOrganization') : own
    if (answer.kind === 'known')
      return organizationIn(answer.value, answer.source, answer.source.file, snapshot, account)
  }
  return own
}

/** Whether the account manages its organization: SCPs and RCPs then do not restrict it. */
export function isManagementAccount(snapshot: Snapshot, account: string): boolean | 'unknown' {
  const organization = organizationOf(snapshot, account)
  if (organization.kind === 'unknown') return 'unknown'
  return organization.kind === 'known' && organization.value.managementAccount === account
}

/** `o-id/r-id/ou-id/`: the path of an account in its organization, as the key `aws:PrincipalOrgPaths` has it. */
export function organizationPath(snapshot: Snapshot, account: string): Fact<string> {
  const organization = organizationOf(snapshot, account)
  if (organization.kind !== 'known') return organization
  const { id, managementAccount } = organization.value
  const ids: string[] = [id]
  for (const step of pathTo(snapshot, account, managementAccount)) {
    if (step.kind === 'unknown') return step
    if (step.id !== account) ids.push(step.id)
  }
  return { kind: 'known', value: `${ids.join('/')}/`, source: organization.source }
}

/** SCPs from the root to the account; absent where there is no organization or the policy type is disabled. */
export function scpLevels(snapshot: Snapshot, account: string): Fact<OrganizationPolicies> {
  return levelsOf(snapshot, account, 'SERVICE_CONTROL_POLICY')
}

/** RCPs from the root to the account; absent where there is no organization or the policy type is disabled. */
export function rcpLevels(snapshot: Snapshot, account: string): Fact<OrganizationPolicies> {
  return levelsOf(snapshot, account, 'RESOURCE_CONTROL_POLICY')
}

function organizationIn(
  json: unknown,
  source: Source,
  file: string,
  snapshot: Snapshot,
  account: string,
): Fact<Organization> {
  const id = textAt(json, 'Organization', 'Id')
  const manager = textAt(json, 'Organization', 'MasterAccountId') ?? textAt(json, 'Organization', 'ManagementAccountId')
  if (id === null || manager === null) {
    snapshot.note(file, '', 'The answer names no organization.')
    return { kind: 'unknown', missing: missingAt('malformed', account, 'DescribeOrganization') }
  }
  const hasAllFeatures = textAt(json, 'Organization', 'FeatureSet') !== 'CONSOLIDATED_BILLING'
  return { kind: 'known', value: { id, managementAccount: manager, hasAllFeatures }, source }
}

function missingAt(
  reason: Missing['reason'],
  account: string,
  operation: string,
  ...identifiers: readonly string[]
): Missing {
  return missingOf(reason, { account, region: 'global', service: 'organizations', operation, identifiers })
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

type Step =
  | { readonly kind: 'target'; readonly id: string }
  | { readonly kind: 'unknown'; readonly name: string; readonly missing: Missing }

// Organizations nests units five deep; the bound only keeps contradictory files from going round in circles.
const deepest = 20

function pathTo(snapshot: Snapshot, account: string, manager: string): readonly Step[] {
  const steps: Step[] = [{ kind: 'target', id: account }]
  let child = account
  for (let depth = 0; depth < deepest && !child.startsWith('r-'); depth++) {
    const answer = answerOf(snapshot, manager, 'ListParents', child)
    const parent = answer?.kind === 'known' ? textAt(listAt(answer.value, 'Parents')[0], 'Id') : null
    if (parent === null) {
      const missing =
        answer?.kind === 'unknown' ? answer.missing : missingAt('notCollected', manager, 'ListParents', child)
      steps.push({ kind: 'unknown', name: `organizational units above ${child}`, missing })
      break
    }
    steps.push({ kind: 'target', id: parent })
    child = parent
  }
  return steps.reverse()
}

/** The management account's own answer, else that of a delegated administrator or of the member itself. */
function answerOf(
  snapshot: Snapshot,
  manager: string,
  operation: string,
  ...identifiers: string[]
): Fact<unknown> | null {
  const own = snapshot.answer(manager, 'global', 'organizations', operation, ...identifiers)
  if (own.kind === 'known') return own
  // Roots of two organizations in one snapshot may have the same id.
  const others = snapshot
    .find('organizations', operation, ...identifiers)
    .filter(({ account }) => account === manager || isManagedBy(snapshot, account, manager))
    .map((found) => found.fact)
  return others.find((fact) => fact.kind === 'known') ?? others[0] ?? null
}

function isManagedBy(snapshot: Snapshot, account: string, manager: string): boolean {
  const organization = snapshot.answer(account, 'global', 'organizations', 'DescribeOrganization')
  if (organization.kind !== 'known') return organization.kind === 'unknown'
  return textAt(organization.value, 'Organization', 'MasterAccountId') === manager
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
