import { parseArn } from '../iam/arn.ts'
import { pointerOf } from '../iam/position.ts'
import { type PolicyPlace, readPolicy } from './document.ts'
import type { Fact, Missing } from './fact.ts'
import type { IamEntry } from './iam-index.ts'
import { field, isTrueAt, listAt, textAt } from './json.ts'
import { shellWord } from './operations.ts'
import type { Snapshot } from './snapshot.ts'
import type { StoredPolicy } from './stored-policy.ts'

/** The document of a managed policy: its default version, or the version asked for. */
export function managedPolicy(snapshot: Snapshot, arn: string, version?: string): Fact<StoredPolicy> {
  const owner = parseArn(arn)?.account ?? ''
  const isAwsManaged = owner === 'aws'
  // An AWS managed policy reads the same in every account.
  for (const account of isAwsManaged ? snapshot.accounts() : [owner]) {
    const index = snapshot.iam(account)
    const entry = index.kind === 'known' ? index.value.policies?.get(arn) : undefined
    const found = entry === undefined ? null : versionOf(snapshot, entry, arn, version)
    if (found !== null) return found
  }
  return fromVersionFile(snapshot, arn, version)
}

/** The versions of a customer managed policy that the account's details hold, as `v3`; the default one first. */
export function policyVersions(snapshot: Snapshot, arn: string): readonly string[] {
  const index = snapshot.iam(parseArn(arn)?.account ?? '')
  const entry = index.kind === 'known' ? index.value.policies?.get(arn) : undefined
  return listAt(entry?.json, 'PolicyVersionList')
    .toSorted((a, b) => Number(isTrueAt(b, 'IsDefaultVersion')) - Number(isTrueAt(a, 'IsDefaultVersion')))
    .flatMap((item) => textAt(item, 'VersionId') ?? [])
}

/** What would tell the document of a managed policy. */
export function policyMissing(arn: string, version?: string): Missing {
  const policy = shellWord(arn)
  const asked =
    version === undefined
      ? `"$(aws iam get-policy --policy-arn ${policy} --query Policy.DefaultVersionId --output text)"`
      : shellWord(version)
  return {
    reason: 'notCollected',
    what: { en: `managed policy ${arn}`, ko: `${arn} 관리형 정책` },
    permission: 'iam:GetPolicyVersion',
    command: `aws iam get-policy-version --policy-arn ${policy} --version-id ${asked}`,
  }
}

function versionOf(
  snapshot: Snapshot,
  entry: IamEntry,
  arn: string,
  version: string | undefined,
): Fact<StoredPolicy> | null {
  const asked = version ?? textAt(entry.json, 'DefaultVersionId')
  const versions = listAt(entry.json, 'PolicyVersionList')
  const isAsked = (item: unknown): boolean =>
    version === undefined
      ? isTrueAt(item, 'IsDefaultVersion') || textAt(item, 'VersionId') === asked
      : textAt(item, 'VersionId') === asked
  const index = versions.findIndex(isAsked)
  if (index === -1) return null
  const raw = field(versions[index], 'Document')
  if (raw === undefined) return null
  const source = { file: entry.file, pointer: entry.pointer + pointerOf('PolicyVersionList', index, 'Document') }
  return { kind: 'known', value: readPolicy(snapshot, raw, placeOf(arn, source)), source }
}

function fromVersionFile(snapshot: Snapshot, arn: string, version: string | undefined): Fact<StoredPolicy> {
  const recorded = snapshot
    .recorded('iam', 'GetPolicyVersion')
    .filter(({ identifiers }) => isVersionOf(identifiers, arn, version))
  const answers = recorded.map((place) =>
    snapshot.answer(place.account, place.region, 'iam', 'GetPolicyVersion', ...place.identifiers),
  )
  // A file for each of several versions may lie there: without a version asked for, the default one counts.
  const chosen =
    answers.find((fact) => fact.kind === 'known' && isTrueAt(fact.value, 'PolicyVersion', 'IsDefaultVersion')) ??
    answers.find((fact) => fact.kind === 'known') ??
    answers[0]
  if (chosen === undefined) return { kind: 'unknown', missing: policyMissing(arn, version) }
  if (chosen.kind !== 'known') return chosen
  const source = { file: chosen.source.file, pointer: pointerOf('PolicyVersion', 'Document') }
  const raw = field(chosen.value, 'PolicyVersion', 'Document')
  return { kind: 'known', value: readPolicy(snapshot, raw, placeOf(arn, source)), source }
}

function isVersionOf(identifiers: readonly string[], arn: string, version: string | undefined): boolean {
  const text = identifiers.join('/')
  return version === undefined ? text.startsWith(`${arn}/v`) || text === arn : text === `${arn}/${version}`
}

function placeOf(arn: string, source: PolicyPlace['source']): PolicyPlace {
  const owner = parseArn(arn)?.account ?? ''
  const name = arn.split('/').at(-1) ?? arn
  const awsManaged = owner === 'aws'
  return { target: `identity:policy/${name}`, name, arn, account: awsManaged ? null : owner, awsManaged, source }
}
