import { lineAndColumn, positionOf } from '../iam/position.ts'
import { errorCodeOf, factOf } from './answer.ts'
import type { Fact, UnknownReason } from './fact.ts'
import type { SnapshotFiles } from './files.ts'
import { type IamIndex, iamIndexOf } from './iam-index.ts'
import { parseJson } from './json-fault.ts'
import { lakeFormationMayGovern } from './lake-formation-caveat.ts'
import { missingOf } from './operations.ts'
import { type AnswerPlace, keyOf, placeOf, rootsOf } from './path.ts'

/** A fault in a file of the snapshot: what it holds there counts as unknown, the rest still counts. */
export interface SnapshotProblem {
  readonly file: string
  /** From 1. */
  readonly line: number
  readonly column: number
  /** JSON path of the value at fault. */
  readonly pointer: string
  readonly message: string
}

/** One of several recorded answers to the same question. */
export interface FoundAnswer {
  readonly account: string
  readonly region: string
  readonly identifiers: readonly string[]
  readonly fact: Fact<unknown>
  /** Code of the recorded error, `NoSuchBucket`; null where the answer is no error or could not be read. */
  readonly errorCode: string | null
}

/** The recorded answers of one or more accounts. A file is read when it is first asked for. */
export interface Snapshot {
  /** Accounts that made calls, in order. */
  accounts(): readonly string[]
  /** The answer recorded in one account and Region (or `global`). */
  answer(account: string, region: string, service: string, operation: string, ...identifiers: string[]): Fact<unknown>
  /** The answers recorded in any account and Region; without identifiers those about anything. Empty where none is. */
  find(service: string, operation: string, ...identifiers: string[]): readonly FoundAnswer[]
  /** The places of every recorded answer of an operation, without reading them. */
  recorded(service: string, operation: string): readonly AnswerPlace[]
  /** Users, groups, roles and managed policies of an account, by name. */
  iam(account: string): Fact<IamIndex>
  /** The text of a file; null where there is none. */
  text(file: string): string | null
  /** Notes a fault found while reading further into a file. */
  note(file: string, pointer: string, message: string): void
  /** The faults met so far. */
  problems(): readonly SnapshotProblem[]
}

interface ReadAnswer {
  readonly fact: Fact<unknown>
  readonly errorCode: string | null
}

interface Listing {
  readonly fileByKey: ReadonlyMap<string, string>
  readonly placesByOperation: ReadonlyMap<string, readonly AnswerPlace[]>
  readonly accounts: readonly string[]
}

/** Opens a snapshot; nothing is read yet. */
export function openSnapshot(files: SnapshotFiles): Snapshot {
  const listing = once(() => listingOf(files))
  const problemByPlace = new Map<string, SnapshotProblem>()
  const answerByFile = new Map<string, ReadAnswer>()
  const indexByAccount = new Map<string, Fact<IamIndex>>()

  function note(file: string, pointer: string, message: string): void {
    const key = `${file}#${pointer}`
    if (problemByPlace.has(key)) return
    const { line, column } = positionOf(files.read(file) ?? '', pointer) ?? { line: 1, column: 1 }
    problemByPlace.set(key, { file, line, column, pointer, message })
  }

  function read(file: string, place: AnswerPlace): ReadAnswer {
    const text = files.read(file)
    if (text === null) return unread('notCollected', place)
    const parsed = parseJson(text)
    if (!parsed.ok) {
      const { offset, pointer, message } = parsed.fault
      problemByPlace.set(file, { file, ...lineAndColumn(text, offset), pointer, message })
      return unread('malformed', place)
    }
    if (typeof parsed.value !== 'object' || parsed.value === null) {
      note(file, '', 'The answer is not a JSON object.')
      return unread('malformed', place)
    }
    const fact = factOf(parsed.value, place, file, () => mayHideRefusal(place))
    return { fact, errorCode: errorCodeOf(parsed.value) }
  }

  function mayHideRefusal({ account, region, service, operation, identifiers }: AnswerPlace): boolean {
    if (service === 'lakeformation') return true
    if (service !== 'glue' || !/^Get(Tables?|Databases?|Partitions?)$/.test(operation)) return false
    const settings = answer(account, region, 'lakeformation', 'GetDataLakeSettings')
    const permissions = answer(account, region, 'lakeformation', 'ListPermissions')
    return lakeFormationMayGovern(settings, permissions, identifiers[0] ?? null)
  }

  function answerAt(place: AnswerPlace): ReadAnswer {
    const file = fileOf(listing(), place)
    if (file === null) return unread('notCollected', place)
    const known = answerByFile.get(file) ?? read(file, place)
    answerByFile.set(file, known)
    return known
  }

  function answer(
    account: string,
    region: string,
    service: string,
    operation: string,
    ...identifiers: string[]
  ): Fact<unknown> {
    return answerAt({ account, region, service, operation, identifiers }).fact
  }

  return {
    accounts: () => listing().accounts,
    answer,
    find: (service, operation, ...identifiers) => {
      const asked = identifiers.join('/')
      return (listing().placesByOperation.get(`${service}/${operation}`) ?? [])
        .filter((place) => identifiers.length === 0 || place.identifiers.join('/') === asked)
        .map((place) => ({ ...whereOf(place), ...answerAt(place) }))
    },
    recorded: (service, operation) => listing().placesByOperation.get(`${service}/${operation}`) ?? [],
    iam: (account) => {
      const known = indexByAccount.get(account) ?? iamOf(answer(account, 'global', 'iam', details), note)
      indexByAccount.set(account, known)
      return known
    },
    text: (file) => files.read(file),
    note,
    problems: () => [...problemByPlace.values()],
  }
}

function whereOf({ account, region, identifiers }: AnswerPlace): Omit<FoundAnswer, keyof ReadAnswer> {
  return { account, region, identifiers }
}

function unread(reason: UnknownReason, place: AnswerPlace): ReadAnswer {
  return { fact: { kind: 'unknown', missing: missingOf(reason, place) }, errorCode: null }
}

const details = 'GetAccountAuthorizationDetails'

function iamOf(fact: Fact<unknown>, note: Snapshot['note']): Fact<IamIndex> {
  return fact.kind === 'known' ? { ...fact, value: iamIndexOf(fact.value, fact.source.file, note) } : fact
}

function listingOf(files: SnapshotFiles): Listing {
  const fileByKey = new Map<string, string>()
  const placesByOperation = new Map<string, AnswerPlace[]>()
  const paths = [...files.paths()].sort()
  const root = rootsOf(paths)[0] ?? ''
  for (const path of paths) {
    const place = path.startsWith(root) ? placeOf(path.slice(root.length)) : null
    if (place === null || fileByKey.has(keyOf(place))) continue
    fileByKey.set(keyOf(place), path)
    const operation = `${place.service}/${place.operation}`
    const places = placesByOperation.get(operation)
    if (places === undefined) placesByOperation.set(operation, [place])
    else places.push(place)
  }
  const accounts = [...placesByOperation.values()].flat().map((place) => place.account)
  return { fileByKey, placesByOperation, accounts: [...new Set(accounts)].sort() }
}

/** A global answer may have been saved under the Region from which it was asked. */
function fileOf(listing: Listing, place: AnswerPlace): string | null {
  const exact = listing.fileByKey.get(keyOf(place))
  if (exact !== undefined || place.region !== 'global') return exact ?? null
  const elsewhere = (listing.placesByOperation.get(`${place.service}/${place.operation}`) ?? []).find(
    (other) => other.account === place.account && keyOf({ ...other, region: 'global' }) === keyOf(place),
  )
  return elsewhere === undefined ? null : (listing.fileByKey.get(keyOf(elsewhere)) ?? null)
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
