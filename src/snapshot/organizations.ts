import type { Fact, Missing, Source } from './fact.ts'
import { listAt, textAt } from './json.ts'
import { missingOf } from './operations.ts'
import type { Snapshot } from './snapshot.ts'

/** The organization of an account. */
export interface Organization {
  readonly id: string
  readonly managementAccount: string
  /** Only organizations with all features have SCPs and RCPs. */
  readonly hasAllFeatures: boolean
}

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
    snapshot.note(file, '', { en: 'The answer names no organization.', ko: '응답에 조직이 없습니다.' })
    return { kind: 'unknown', missing: missingAt('malformed', account, 'DescribeOrganization') }
  }
  const hasAllFeatures = textAt(json, 'Organization', 'FeatureSet') !== 'CONSOLIDATED_BILLING'
  return { kind: 'known', value: { id, managementAccount: manager, hasAllFeatures }, source }
}

/** What one answer of Organizations would take. */
export function missingAt(
  reason: Missing['reason'],
  account: string,
  operation: string,
  ...identifiers: readonly string[]
): Missing {
  return missingOf(reason, { account, region: 'global', service: 'organizations', operation, identifiers })
}

/** One step on the way from the root to an account. */
export type Step =
  | { readonly kind: 'target'; readonly id: string }
  | { readonly kind: 'unknown'; readonly name: string; readonly missing: Missing }

// Organizations nests units five deep; the bound only keeps contradictory files from going round in circles.
const deepest = 20

/** The way from the root to an account; what is not known of it stands first. */
export function pathTo(snapshot: Snapshot, account: string, manager: string): readonly Step[] {
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
export function answerOf(
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
