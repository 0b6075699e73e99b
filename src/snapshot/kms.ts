import { parseArn } from '../iam/arn.ts'
import { readPolicy } from './document.ts'
import type { Fact, Missing } from './fact.ts'
import { field, isRecord, isTrueAt, listAt, textAt, textByNameAt, textsAt } from './json.ts'
import { missingOf } from './operations.ts'
import type { FoundAnswer, Snapshot } from './snapshot.ts'
import type { StoredPolicy } from './stored-policy.ts'

/** A KMS key. */
export interface KeyFacts {
  readonly arn: string
  readonly id: string
  readonly account: string
  readonly region: string
  readonly manager: 'AWS' | 'CUSTOMER'
  /** `Enabled`, `Disabled`, `PendingDeletion`, `PendingImport`, `Unavailable`, … */
  readonly state: string
  readonly isEnabled: boolean
  readonly isMultiRegion: boolean
}

/** A grant on a KMS key. */
export interface KeyGrant {
  readonly id: string
  readonly name: string | null
  /** ARN of a principal, or name of an AWS service. */
  readonly granteePrincipal: string
  /** Who may retire the grant; null where it names nobody. */
  readonly retiringPrincipal: string | null
  readonly operations: readonly string[]
  /** Encryption context that the request must have as it is; null where the grant does not ask for one. */
  readonly contextEquals: Readonly<Record<string, string>> | null
  /** Encryption context that the request must contain; null where the grant does not ask for one. */
  readonly contextSubset: Readonly<Record<string, string>> | null
  /** Whether it has a constraint that is none of these, as the source ARN of a grant to a service. */
  readonly hasOtherConstraint: boolean
}

/**
 * A key by id, ARN, alias name or alias ARN, in a Region and account where they are given. Absent where KMS said so, or
 * where the list of keys of that account and Region does not hold it.
 */
export function findKey(snapshot: Snapshot, key: string, region?: string, account?: string): Fact<KeyFacts> {
  const named = nameOf(key, region, account)
  if (named.name.startsWith('alias/')) return keyOfAlias(snapshot, named)
  const answers = answersAbout(snapshot, 'DescribeKey', named)
  for (const { fact } of answers) {
    const facts = fact.kind === 'known' ? keyIn(fact.value) : null
    if (facts !== null && fact.kind === 'known' && fits(facts, named)) {
      return { kind: 'known', value: facts, source: { file: fact.source.file, pointer: '/KeyMetadata' } }
    }
  }
  const absent = absence(snapshot, named, answers)
  if (absent !== null) return absent
  const refused = answers.find(({ fact }) => fact.kind === 'unknown')?.fact
  return refused?.kind === 'unknown' ? refused : { kind: 'unknown', missing: missingAt(snapshot, 'DescribeKey', named) }
}

/** Every recorded key with this id, whatever its Region and account: replicas of a multi-Region key share it. */
export function keysWithId(snapshot: Snapshot, id: string): readonly KeyFacts[] {
  const keys = snapshot.find('kms', 'DescribeKey').flatMap(({ fact }) => {
    const facts = fact.kind === 'known' ? keyIn(fact.value) : null
    return facts !== null && facts.id === id ? [facts] : []
  })
  return [...new Map(keys.map((facts) => [facts.arn, facts])).values()]
}

/** The key policy of a key given by its ARN. */
export function keyPolicy(snapshot: Snapshot, keyArn: string): Fact<StoredPolicy> {
  const named = nameOf(keyArn)
  const answer = keyAnswer(snapshot, 'GetKeyPolicy', named)
  if (answer.kind !== 'known') return answer
  const source = { file: answer.source.file, pointer: '/Policy' }
  const { account } = named
  const target = `key-policy:${named.name}`
  const raw = field(answer.value, 'Policy')
  const place = { target, name: null, arn: null, account: account ?? null, awsManaged: false, source }
  return { kind: 'known', value: readPolicy(snapshot, raw, place), source }
}

/** The grants on a key given by its ARN. */
export function keyGrants(snapshot: Snapshot, keyArn: string): Fact<readonly KeyGrant[]> {
  const named = nameOf(keyArn)
  const answer = keyAnswer(snapshot, 'ListGrants', named)
  if (answer.kind !== 'known') return answer
  // A list that goes on does not tell who has no grant.
  if (isTrueAt(answer.value, 'Truncated')) {
    return { kind: 'unknown', missing: missingAt(snapshot, 'ListGrants', named) }
  }
  return { ...answer, value: listAt(answer.value, 'Grants').map(grantIn) }
}

/** Aliases of a key given by its ARN, as `alias/data`. */
export function keyAliases(snapshot: Snapshot, keyArn: string): Fact<readonly string[]> {
  const { name, region, account } = nameOf(keyArn)
  const answer = snapshot.answer(account ?? '', region ?? '', 'kms', 'ListAliases')
  if (answer.kind !== 'known') return answer
  if (isTrueAt(answer.value, 'Truncated')) {
    return { kind: 'unknown', missing: missingAt(snapshot, 'ListAliases', nameOf(keyArn)) }
  }
  const own = listAt(answer.value, 'Aliases').filter((item) => textAt(item, 'TargetKeyId') === name)
  return { ...answer, value: own.flatMap((item) => textAt(item, 'AliasName') ?? []) }
}

interface KeyName {
  /** As given. */
  readonly text: string
  /** Key id or `alias/…`. */
  readonly name: string
  readonly region: string | undefined
  readonly account: string | undefined
}

function nameOf(key: string, region?: string, account?: string): KeyName {
  const arn = parseArn(key)
  if (arn === null) return { text: key, name: key, region, account }
  return { text: key, name: arn.resource.replace(/^key\//, ''), region: arn.region, account: arn.account }
}

function fits(key: { readonly region: string; readonly account: string }, { region, account }: KeyName): boolean {
  return (region === undefined || key.region === region) && (account === undefined || key.account === account)
}

/** Every recorded answer about the key, those of its own account first. */
function answersAbout(snapshot: Snapshot, operation: string, named: KeyName): readonly FoundAnswer[] {
  const { text, name, region, account } = named
  const answers = [...new Set([name, text])].flatMap((id) =>
    snapshot
      .find('kms', operation, id)
      // Under a bare id another account's answer is about a key of its own.
      .filter((found) => found.account === account || account === undefined || id.startsWith('arn:')),
  )
  const here = answers.filter((found) => region === undefined || found.region === region)
  return here.toSorted((a, b) => Number(b.account === account) - Number(a.account === account))
}

function keyAnswer(snapshot: Snapshot, operation: string, named: KeyName): Fact<unknown> {
  const answers = answersAbout(snapshot, operation, named)
  return (
    answers.find(({ fact }) => fact.kind === 'known')?.fact ??
    answers[0]?.fact ?? { kind: 'unknown', missing: missingAt(snapshot, operation, named) }
  )
}

function keyIn(json: unknown): KeyFacts | null {
  const metadata = field(json, 'KeyMetadata')
  const arn = textAt(metadata, 'Arn')
  const parts = arn === null ? null : parseArn(arn)
  if (arn === null || parts === null) return null
  const isEnabled = isTrueAt(metadata, 'Enabled')
  return {
    arn,
    id: textAt(metadata, 'KeyId') ?? parts.resource.replace(/^key\//, ''),
    account: textAt(metadata, 'AWSAccountId') ?? parts.account,
    region: parts.region,
    manager: textAt(metadata, 'KeyManager') === 'AWS' ? 'AWS' : 'CUSTOMER',
    state: textAt(metadata, 'KeyState') ?? (isEnabled ? 'Enabled' : 'Disabled'),
    isEnabled,
    isMultiRegion: isTrueAt(metadata, 'MultiRegion'),
  }
}

function keyOfAlias(snapshot: Snapshot, named: KeyName): Fact<KeyFacts> {
  const described = answersAbout(snapshot, 'DescribeKey', named).find(({ fact }) => fact.kind === 'known')?.fact
  const direct = described?.kind === 'known' ? keyIn(described.value) : null
  if (direct !== null && described?.kind === 'known') return { ...described, value: direct }
  for (const { account, region, fact } of snapshot.find('kms', 'ListAliases')) {
    if (fact.kind !== 'known' || !fits({ account, region }, named)) continue
    const alias = listAt(fact.value, 'Aliases').find((item) => textAt(item, 'AliasName') === named.name)
    const target = textAt(alias, 'TargetKeyId')
    if (target !== null) return findKey(snapshot, target, region, account)
    const isAsked = named.region !== undefined && named.account !== undefined
    if (isAsked && alias === undefined && !isTrueAt(fact.value, 'Truncated')) {
      return { kind: 'absent', source: { file: fact.source.file, pointer: '/Aliases' } }
    }
  }
  return { kind: 'unknown', missing: missingAt(snapshot, 'DescribeKey', named) }
}

function absence(snapshot: Snapshot, named: KeyName, answers: readonly FoundAnswer[]): Fact<KeyFacts> | null {
  const { name, region, account } = named
  // KMS answers NotFoundException also about a key of another account that was asked for by its bare id.
  const own = answers.find((found) => found.fact.kind === 'absent' && found.account === account)?.fact
  if (own?.kind === 'absent') return own
  if (region === undefined || account === undefined) return null
  const list = snapshot.answer(account, region, 'kms', 'ListKeys')
  if (list.kind !== 'known' || isTrueAt(list.value, 'Truncated')) return null
  const isListed = listAt(list.value, 'Keys').some((item) => textAt(item, 'KeyId') === name)
  return isListed ? null : { kind: 'absent', source: { file: list.source.file, pointer: '/Keys' } }
}

const known: ReadonlySet<string> = new Set(['EncryptionContextEquals', 'EncryptionContextSubset'])

function grantIn(json: unknown): KeyGrant {
  const constraints = field(json, 'Constraints')
  const constraint = (name: string): Readonly<Record<string, string>> | null =>
    field(json, 'Constraints', name) === undefined ? null : textByNameAt(json, 'Constraints', name)
  return {
    id: textAt(json, 'GrantId') ?? '',
    name: textAt(json, 'Name'),
    granteePrincipal: textAt(json, 'GranteePrincipal') ?? textAt(json, 'GranteeServicePrincipal') ?? '',
    retiringPrincipal: textAt(json, 'RetiringPrincipal') ?? textAt(json, 'RetiringServicePrincipal'),
    operations: textsAt(json, 'Operations'),
    contextEquals: constraint('EncryptionContextEquals'),
    contextSubset: constraint('EncryptionContextSubset'),
    hasOtherConstraint: Object.keys(isRecord(constraints) ? constraints : {}).some((name) => !known.has(name)),
  }
}

function missingAt(snapshot: Snapshot, operation: string, { name, region, account }: KeyName): Missing {
  const place = { account: account ?? snapshot.accounts()[0] ?? '', region: region ?? 'global', service: 'kms' }
  return missingOf('notCollected', { ...place, operation, identifiers: [name] })
}
