import type { Phrase } from '../iam/phrase.ts'
import { pointerOf } from '../iam/position.ts'
import { field, isRecord, isTrueAt, type JsonRecord, textAt } from './json.ts'

/** One user, group, role or managed policy as recorded, not read any further. */
export interface IamEntry {
  readonly json: JsonRecord
  readonly file: string
  readonly pointer: string
}

/** The lists of `GetAccountAuthorizationDetails` by name; a list that the answer does not hold is null. */
export interface IamIndex {
  readonly file: string
  readonly users: ReadonlyMap<string, IamEntry> | null
  readonly groups: ReadonlyMap<string, IamEntry> | null
  readonly roles: ReadonlyMap<string, IamEntry> | null
  /** By ARN. */
  readonly policies: ReadonlyMap<string, IamEntry> | null
  /** False where the answer is the first of several pages. */
  readonly isComplete: boolean
}

/** Indexes the answer by name without reading the policy documents in it. */
export function iamIndexOf(
  json: unknown,
  file: string,
  note: (file: string, pointer: string, message: Phrase) => void,
): IamIndex {
  const list = (name: string, keyName: string): ReadonlyMap<string, IamEntry> | null =>
    entriesOf(json, file, name, keyName, (pointer, message) => note(file, pointer, message))
  return {
    file,
    users: list('UserDetailList', 'UserName'),
    groups: list('GroupDetailList', 'GroupName'),
    roles: list('RoleDetailList', 'RoleName'),
    policies: list('Policies', 'Arn'),
    isComplete: !isTrueAt(json, 'IsTruncated'),
  }
}

function entriesOf(
  json: unknown,
  file: string,
  name: string,
  keyName: string,
  note: (pointer: string, message: Phrase) => void,
): ReadonlyMap<string, IamEntry> | null {
  const list = field(json, name)
  if (list === undefined || list === null) return null
  if (!Array.isArray(list)) {
    note(pointerOf(name), { en: `\`${name}\` is not a list.`, ko: `\`${name}\` 값이 목록이 아닙니다.` })
    return null
  }
  const entries = new Map<string, IamEntry>()
  list.forEach((entry: unknown, index) => {
    const key = textAt(entry, keyName)
    if (isRecord(entry) && key !== null) entries.set(key, { json: entry, file, pointer: pointerOf(name, index) })
    else
      note(pointerOf(name, index), {
        en: `The entry has no \`${keyName}\`.`,
        ko: `항목에 \`${keyName}\` 값이 없습니다.`,
      })
  })
  return entries
}
