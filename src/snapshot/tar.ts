import type { Phrase } from '../iam/phrase.ts'
import { longestPath } from './path.ts'

/** One regular file of an archive. */
export interface TarFile {
  readonly path: string
  readonly content: Uint8Array
}

/** The files of an archive, or one clause on why it cannot be read; its subject is the archive. */
export type ReadTar =
  | { readonly ok: true; readonly files: readonly TarFile[] }
  | { readonly ok: false; readonly problem: Phrase }

const blockSize = 512
// Only file names are longer than a block; a snapshot never needs one this long.
const longestHeader = 1024 * 1024

/**
 * The regular files of a tar archive as GNU tar, BSD tar (macOS) and Python write it: ustar with its path prefix, pax
 * and GNU long names. Links, devices and paths that leave the archive are left out.
 */
export function readTar(archive: Uint8Array): ReadTar {
  const files: TarFile[] = []
  let longName: string | null = null
  let at = 0
  while (at + blockSize <= archive.length && archive[at] !== 0) {
    const header = archive.subarray(at, at + blockSize)
    const size = numberAt(header, 124, 12)
    if (size === null) return { ok: false, problem: damagedEntry }
    const content = archive.subarray(at + blockSize, at + blockSize + size)
    if (content.length < size) return { ok: false, problem: endsInFile }
    at += blockSize + Math.ceil(size / blockSize) * blockSize
    const type = String.fromCharCode(header[156] ?? 0)
    const isLongName = type === 'L' || type === 'x'
    if (isLongName && size <= longestHeader) longName = type === 'L' ? textOf(content) : (paxPath(content) ?? longName)
    if (isLongName || type === 'K' || type === 'g') continue
    const path = safePath(longName ?? nameIn(header))
    longName = null
    if ((type === '0' || type === '\0' || type === '7') && path !== null) files.push({ path, content })
  }
  return { ok: true, files }
}

const damagedEntry: Phrase = { en: 'holds a damaged entry', ko: '아카이브에 손상된 항목이 있습니다' }
const endsInFile: Phrase = { en: 'ends in the middle of a file', ko: '아카이브가 파일 중간에서 끝납니다' }

/** Whether the bytes are a tar archive. */
export function isTar(bytes: Uint8Array): boolean {
  return bytes.length >= blockSize && textOf(bytes.subarray(257, 262)) === 'ustar'
}

function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0)
  return new TextDecoder().decode(end === -1 ? bytes : bytes.subarray(0, end))
}

// POSIX: names of more than 100 bytes are split at a slash, the first part in the prefix field. GNU archives
// ("ustar  ") have other fields there.
function nameIn(header: Uint8Array): string {
  const name = textOf(header.subarray(0, 100))
  const isPosix = textOf(header.subarray(257, 263)) === 'ustar'
  const prefix = isPosix ? textOf(header.subarray(345, 500)) : ''
  return prefix === '' ? name : `${prefix}/${name}`
}

/** Octal text, or base 256 where the first bit is set. */
function numberAt(header: Uint8Array, start: number, length: number): number | null {
  const field = header.subarray(start, start + length)
  if (((field[0] ?? 0) & 0x80) !== 0) {
    const value = field.subarray(1).reduce((sum, byte) => sum * 256 + byte, 0)
    return Number.isSafeInteger(value) ? value : null
  }
  const text = textOf(field).trim()
  return /^[0-7]*$/.test(text) ? Number.parseInt(text || '0', 8) : null
}

/** A pax header is made of `LENGTH KEY=VALUE\n` records, their length in bytes. */
function paxPath(content: Uint8Array): string | null {
  let path: string | null = null
  let at = 0
  while (at < content.length) {
    const space = content.indexOf(0x20, at)
    if (space === -1 || space - at > 10) return path
    const length = Number(textOf(content.subarray(at, space)))
    if (!Number.isSafeInteger(length) || length <= space - at) return path
    const record = new TextDecoder().decode(content.subarray(space + 1, at + length - 1))
    if (record.startsWith('path=')) path = record.slice('path='.length)
    at += length
  }
  return path
}

function safePath(path: string): string | null {
  if (path.length > longestPath || path.includes('\0') || path.startsWith('/')) return null
  const parts = path.split('/').filter((part) => part !== '' && part !== '.')
  return parts.includes('..') ? null : parts.join('/')
}
