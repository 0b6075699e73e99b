import { constants, gunzipSync } from 'node:zlib'
import type { Phrase } from '../../iam/phrase.ts'
import { newChecksum } from './checksum.ts'
import type { Filled, Input } from './input.ts'
import { aligned, type Memory } from './memory.ts'

/** Whether bytes begin a gzip member (RFC 1952). */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8
}

/** An input of one or more gzip members that lie in the memory at `from`. */
export function gzipInput(memory: Memory, from: number, length: number): Input {
  const { kernel } = memory
  const sum = newChecksum(memory)
  const end = from + length
  // What lies behind is read ahead by the kernel, never used.
  memory.bytes().fill(0, end, end + kernel.slack.value)
  let next = from
  let isOpen = false
  let size = 0
  let total = 0
  let tail: Buffer | null = null

  const fill: Input['fill'] = (_, at, windowStart, wanted) => {
    // A member may be empty; the input is at its end only where no other follows.
    for (;;) {
      if (tail !== null) return fromTail(at, wanted)
      if (!isOpen) {
        const begun = beginMember()
        if (begun !== null) return begun
      }
      const filled = step(at, windowStart, wanted)
      if (filled !== null) return filled
    }
  }

  function step(at: number, windowStart: number, wanted: number): Filled | null {
    const state = kernel.inflate(at, windowStart, at + wanted)
    if (state === kernel.cut.value) {
      // The last bytes may be made of what lies behind the input: node:zlib says which are not.
      tail = restBeforeCut(memory.bytes().subarray(from, end), total)
      return null
    }
    const written = kernel.outputPosition() - at
    total += written
    size += written
    sum.add(at + written, written)
    if (state === kernel.damaged.value) return { written, fault: damaged }
    const fault = state === kernel.done.value ? endMember(at + written) : null
    return written === 0 && fault === null ? null : { written, fault }
  }

  function beginMember(): Filled | null {
    const header = headerLength(memory.bytes().subarray(next, end))
    // Bytes behind the last member are padding.
    if (header === null) return { written: 0, fault: null }
    if (next + header >= end) return { written: 0, fault: cutShort }
    kernel.start(next + header, end - next - header)
    isOpen = true
    sum.begin()
    size = 0
    return null
  }

  function endMember(textEnd: number): Phrase | null {
    const trailer = kernel.inputPosition()
    isOpen = false
    next = trailer + 8
    if (next > end) return cutShort
    const bytes = memory.bytes()
    const isSame =
      bytes.readUInt32LE(trailer) === sum.valueAt(textEnd) && bytes.readUInt32LE(trailer + 4) === size % 0x1_0000_0000
    return isSame ? null : otherChecksum
  }

  function fromTail(at: number, wanted: number): Filled {
    const piece = tail?.subarray(0, wanted) ?? Buffer.alloc(0)
    tail = tail?.subarray(piece.length) ?? null
    memory.bytes().set(piece, at)
    return { written: piece.length, fault: tail === null || tail.length === 0 ? cutShort : null }
  }

  return { fill, base: aligned(end + kernel.slack.value), lookBack: 32_768 }
}

// The longest piece that is inflated a second time for its last bytes.
const largest = 1024 * 1024 * 1024

const cutShort: Phrase = { en: 'it is cut short', ko: '중간에서 잘렸습니다' }
const damaged: Phrase = { en: 'its compressed data are damaged', ko: '압축된 데이터가 손상되었습니다' }
const otherChecksum: Phrase = { en: 'it does not match its checksum', ko: '체크섬이 맞지 않습니다' }

/** What a member that ends too early holds behind the first `known` bytes. */
function restBeforeCut(bytes: Uint8Array, known: number): Buffer {
  try {
    return gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: largest }).subarray(known)
  } catch {
    return Buffer.alloc(0)
  }
}

/** Bytes before the compressed data of a member; null where none begins, all of them where it is cut. */
function headerLength(bytes: Buffer): number | null {
  if (!isGzip(bytes)) return null
  const flags = bytes[3] ?? 0
  let at = 10
  if ((flags & 4) !== 0) at += 2 + (bytes[at] ?? 0) + (bytes[at + 1] ?? 0) * 256
  for (const flag of [8, 16]) {
    if ((flags & flag) === 0) continue
    const zero = bytes.indexOf(0, at)
    at = zero === -1 ? bytes.length : zero + 1
  }
  if ((flags & 2) !== 0) at += 2
  return Math.min(at, bytes.length)
}
