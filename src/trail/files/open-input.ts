import { readSync } from 'node:fs'
import { Decompress } from 'fzstd'
import type { Phrase } from '../../iam/phrase.ts'
import { gzipInput, isGzip } from './gzip-input.ts'
import { type Input, piecesInput } from './input.ts'
import { aligned, type Memory } from './memory.ts'

/** The bytes of a file, read in order. */
export interface Bytes {
  readonly size: number
  /** Reads into a buffer; gives how many bytes there were. */
  readonly read: (into: Uint8Array, at: number) => number
}

/** The bytes of an open file. */
export function bytesOfFile(descriptor: number, size: number): Bytes {
  return { size, read: (into, at) => readSync(descriptor, into, 0, into.length, at) }
}

/** Bytes that are in memory already. */
export function bytesOf(content: Uint8Array): Bytes {
  const read: Bytes['read'] = (into, at) => {
    const piece = content.subarray(at, at + into.length)
    into.set(piece)
    return piece.length
  }
  return { size: content.length, read }
}

/** An input, or one clause about why there is none. */
export type Opened = { readonly ok: true; readonly input: Input } | { readonly ok: false; readonly problem: Phrase }

// A CloudTrail log has at most 50 MB before it is compressed.
const largestGzip = 1024 * 1024 * 1024

// Most logs are smaller: they are read at once.
const firstPiece = 1024 * 1024

const notRead: readonly (readonly [name: string, start: readonly number[]])[] = [
  ['bzip2', [0x42, 0x5a, 0x68]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
  ['Parquet', [0x50, 0x41, 0x52, 0x31]],
]

function otherFormat(name: string): Phrase {
  return {
    en: `it is in the format ${name}; unpack it to JSON or gzip`,
    ko: `${name} 형식이므로 JSON이나 gzip으로 바꾸세요`,
  }
}

const damagedZstd: Phrase = {
  en: 'its compressed data are damaged or cut short',
  ko: '압축된 데이터가 손상되었거나 중간에서 잘렸습니다',
}

const tooLarge: Phrase = { en: 'it is larger than 1 GB; split it', ko: '1GB를 넘으므로 나누어야 합니다' }
const noMemory: Phrase = { en: 'there is not enough memory for it', ko: '메모리가 부족합니다' }

/** Opens a file by what it holds, not by its name: gzip, zstd or plain. */
export function openInput(memory: Memory, source: Bytes): Opened {
  const base = aligned(memory.kernel.heap.value)
  if (!memory.reserve(base + firstPiece)) return { ok: false, problem: noMemory }
  const known = source.read(memory.bytes().subarray(base, base + Math.min(source.size, firstPiece)), 0)
  const head = Uint8Array.from(memory.bytes().subarray(base, base + Math.min(known, 16)))
  if (isGzip(head)) return openGzip(memory, source, base, known)
  if (head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd) {
    return { ok: true, input: piecesInput(unzstd(source), base, () => damagedZstd) }
  }
  const other = notRead.find(([, start]) => start.every((byte, at) => head[at] === byte))
  if (other !== undefined) return { ok: false, problem: otherFormat(other[0]) }
  return { ok: true, input: plainInput(source, base) }
}

function plainInput(source: Bytes, base: number): Input {
  let next = 0
  const fill: Input['fill'] = (memory, at, _, wanted) => {
    const written = source.read(memory.bytes().subarray(at, at + wanted), next)
    next += written
    return { written, fault: null }
  }
  return { fill, base, lookBack: 0 }
}

/** Opens gzip of which the first bytes lie in the memory already. */
function openGzip(memory: Memory, source: Bytes, base: number, known: number): Opened {
  if (source.size > largestGzip) return { ok: false, problem: tooLarge }
  if (!memory.reserve(base + source.size + memory.kernel.slack.value)) {
    return { ok: false, problem: noMemory }
  }
  let length = known
  while (length < source.size) {
    const read = source.read(memory.bytes().subarray(base + length, base + source.size), length)
    if (read === 0) break
    length += read
  }
  return { ok: true, input: gzipInput(memory, base, length) }
}

const zstdPiece = 256 * 1024

function* unzstd(source: Bytes): Generator<Uint8Array> {
  let made: Uint8Array[] = []
  const unpack = new Decompress((piece) => made.push(piece.slice()))
  for (let at = 0; ; ) {
    const piece = new Uint8Array(zstdPiece)
    const read = source.read(piece, at)
    at += read
    unpack.push(piece.subarray(0, read), at >= source.size || read === 0)
    yield* made
    made = []
    if (at >= source.size || read === 0) return
  }
}
