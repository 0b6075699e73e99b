import type { Phrase } from '../iam/phrase.ts'
import { reasonOf } from './system-fault.ts'

/** A path that cannot be read: it is the subject of the English clause, and the Korean one follows a sentence about it. */
export function failed(path: string, { en, ko }: Phrase): { readonly ok: false; readonly problem: Phrase } {
  const name = `\`${shown(path)}\``
  return { ok: false, problem: { en: `${name} ${en}.`, ko: `${name} 경로를 읽지 못했습니다. ${ko}.` } }
}

/** A path that the system, or zlib, could not read. */
export function failedBy(error: unknown, path: string): { readonly ok: false; readonly problem: Phrase } {
  const { en, ko } = reasonOf(error)
  return failed(path, { en: `could not be read: ${shown(en)}`, ko: shown(ko) })
}

/** There is no recorded answer in it. */
export const noSnapshot: Phrase = {
  en: 'is no snapshot: it holds no `<account>/<region>/<service>/<Operation>.json`',
  ko: '`<account>/<region>/<service>/<Operation>.json` 파일이 없어 스냅샷이 아닙니다',
}

/** It holds several snapshots, of which these are two. */
export function severalSnapshots(one: string, another: string): Phrase {
  const [a, b] = [`\`${shown(one)}\``, `\`${shown(another)}\``]
  return {
    en: `holds several snapshots, ${a} and ${b} among them: name one`,
    ko: `${a}, ${b} 등 여러 스냅샷이 있으므로 하나를 지정하세요`,
  }
}

/** It is larger than what is read. */
export const tooLarge: Phrase = { en: 'is larger than 512 MB', ko: '크기가 512MB를 넘습니다' }

/** It is none of the forms of a snapshot; the fault is that of its text as JSON. */
export function noKnownForm(fault: Phrase): Phrase {
  return {
    en: `is neither a folder, a tar archive nor JSON: ${clauseOf(fault.en)}`,
    ko: `폴더도, tar 아카이브도, JSON도 아닙니다. ${clauseOf(fault.ko)}`,
  }
}

/** It is JSON of another form. */
export const noPaths: Phrase = {
  en: 'is JSON, but not an object keyed by path',
  ko: 'JSON이지만 경로를 키로 하는 객체가 아닙니다',
}

/** It does not tell whose answers it holds. */
export const noAccount: Phrase = { en: 'names no account', ko: '계정 ID가 적혀 있지 않습니다' }

/** It has more files than are listed. */
export function tooManyFiles(most: number): Phrase {
  return { en: `holds more than ${most} files`, ko: `파일이 ${most}개보다 많습니다` }
}

/** Its `snapshot.json` is no JSON. */
export function badManifest(fault: Phrase): Phrase {
  return {
    en: `has a \`snapshot.json\` that cannot be read: ${clauseOf(fault.en)}`,
    ko: `\`snapshot.json\` 파일을 읽을 수 없습니다. ${clauseOf(fault.ko)}`,
  }
}

/** Its `snapshot.json` is that of something else. */
export const otherFormat: Phrase = {
  en: 'is no snapshot: `snapshot.json` does not say `"format": "undeny-snapshot"`',
  ko: '`snapshot.json` 파일에 `"format": "undeny-snapshot"` 값이 없어 스냅샷이 아닙니다',
}

/** It is of a version that this program does not know. */
export function otherVersion(written: string): Phrase {
  const version = shown(written)
  return {
    en: `is a snapshot of version ${version}, and this undeny reads version 1`,
    ko: `스냅샷의 버전은 ${version}이며, 이 undeny는 버전 1을 읽습니다`,
  }
}

/** Outside text on one line of a terminal. */
function shown(text: string): string {
  return text.slice(0, 300).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?')
}

/** A sentence as a part of another one. */
function clauseOf(sentence: string): string {
  return (sentence.charAt(0).toLowerCase() + sentence.slice(1)).replace(/\.$/, '')
}
