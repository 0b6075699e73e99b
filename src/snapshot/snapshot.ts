import { once } from '../iam/once.ts'
import type { Phrase } from '../iam/phrase.ts'
import { lineAndColumn, type Position } from '../iam/position.ts'
import { errorCodeOf, factOf, isNeverEmpty } from './answer.ts'
import type { Fact, UnknownReason } from './fact.ts'
import { openTexts } from './file-text.ts'
import type { SnapshotFiles } from './files.ts'
import { type IamIndex, iamIndexOf } from './iam-index.ts'
import { isRecord } from './json.ts'
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
  readonly message: Phrase
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
  /** Where the value at a JSON pointer stands in a file; null where there is none. */
  position(file: string, pointer: string): Position | null
  /** Notes a fault found while reading further into a file. */
  note(file: string, pointer: string, message: Phrase): void
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
  const { text, position } = openTexts(files)
  const log = openLog(position)
  const answerAt = openAnswers(files, listing, log)
  const indexByAccount = new Map<string, Fact<IamIndex>>()
  const answer: Snapshot['answer'] = (account, region, service, operation, ...identifiers) =>
    answerAt({ account, region, service, operation, identifiers }).fact
  const recorded: Snapshot['recorded'] = (service, operation) =>
    listing().placesByOperation.get(`${service}/${operation}`) ?? []

  return {
    accounts: () => listing().accounts,
    answer,
    find: (service, operation, ...identifiers) => {
      const asked = identifiers.join('/')
      return recorded(service, operation)
        .filter((place) => identifiers.length === 0 || place.identifiers.join('/') === asked)
        .map((place) => ({ ...whereOf(place), ...answerAt(place) }))
    },
    recorded,
    iam: (account) => {
      const known = indexByAccount.get(account) ?? iamOf(answer(account, 'global', 'iam', details), log.note)
      indexByAccount.set(account, known)
      return known
    },
    text,
    position,
    note: log.note,
    problems: log.problems,
  }
}

interface Log extends Pick<Snapshot, 'note' | 'problems'> {
  add(problem: SnapshotProblem): void
}

/** Keeps one problem for each place. */
function openLog(position: Snapshot['position']): Log {
  const problemByPlace = new Map<string, SnapshotProblem>()
  const add = (problem: SnapshotProblem): void => {
    problemByPlace.set(`${problem.file}#${problem.pointer}`, problem)
  }
  const note: Snapshot['note'] = (file, pointer, message) => {
    if (problemByPlace.has(`${file}#${pointer}`)) return
    const { line, column } = position(file, pointer) ?? { line: 1, column: 1 }
    add({ file, line, column, pointer, message })
  }
  return { add, note, problems: () => [...problemByPlace.values()] }
}

/** Reads each file once, when an answer in it is first asked for. */
function openAnswers(files: SnapshotFiles, listing: () => Listing, log: Log): (place: AnswerPlace) => ReadAnswer {
  const answerByFile = new Map<string, ReadAnswer>()

  function read(file: string, place: AnswerPlace): ReadAnswer {
    const text = files.read(file)
    if (text === null) return unread('notCollected', place)
    const parsed = parseJson(text)
    if (!parsed.ok) {
      const { offset, pointer, message } = parsed.fault
      log.add({ file, ...lineAndColumn(text, offset), pointer, message })
      return unread('malformed', place)
    }
    if (!isRecord(parsed.value)) {
      log.note(file, '', { en: 'The answer is not a JSON object.', ko: '응답이 JSON 객체가 아닙니다.' })
      return unread('malformed', place)
    }
    if (Object.keys(parsed.value).length === 0 && isNeverEmpty(place)) {
      log.note(file, '', emptyAnswer(place))
      return unread('malformed', place)
    }
    const fact = factOf(parsed.value, place, file, () => mayHideRefusal(place, answerAt))
    return { fact, errorCode: errorCodeOf(parsed.value) }
  }

  function answerAt(place: AnswerPlace): ReadAnswer {
    const file = fileOf(listing(), place)
    if (file === null) return unread('notCollected', place)
    const known = answerByFile.get(file) ?? read(file, place)
    answerByFile.set(file, known)
    return known
  }

  return answerAt
}

function mayHideRefusal(place: AnswerPlace, answerAt: (place: AnswerPlace) => ReadAnswer): boolean {
  const { service, operation, identifiers } = place
  if (service === 'lakeformation') return true
  if (service !== 'glue' || !/^Get(Tables?|Databases?|Partitions?)$/.test(operation)) return false
  const aside = { ...place, service: 'lakeformation', identifiers: [] }
  const settings = answerAt({ ...aside, operation: 'GetDataLakeSettings' }).fact
  const permissions = answerAt({ ...aside, operation: 'ListPermissions' }).fact
  return lakeFormationMayGovern(settings, permissions, identifiers[0] ?? null)
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

function emptyAnswer({ operation }: AnswerPlace): Phrase {
  return {
    en: `AWS never answers ${operation} with nothing; the command that recorded it may have failed.`,
    ko: `AWS는 ${operation} 작업에 빈 응답을 보내지 않습니다. 기록한 명령이 실패했는지 확인하세요.`,
  }
}
