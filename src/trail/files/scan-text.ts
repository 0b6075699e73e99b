import type { Phrase } from '../../iam/phrase.ts'
import type { Input } from './input.ts'
import { aligned, type Memory } from './memory.ts'

/** What a text turned out to be. */
export interface ScannedText {
  /** Elements: records of a log file, lines of a list of lines. */
  readonly elements: number
  /** Whether something lies between the elements; only parsing the text tells what it holds. */
  readonly isOdd: boolean
  /** Whether the text ends where its elements end. */
  readonly isClosed: boolean
  /** One clause about why the input ended too early. */
  readonly fault: Phrase | null
  readonly bytes: number
}

/** An element of a text, as it lies in the memory until the next is handed out. */
export interface Element {
  readonly bytes: Buffer
  readonly start: number
  readonly end: number
  /** Where the value of the member begins that is looked for; 0 where it has none, 1 where only parsing tells. */
  readonly memberAt: number
}

/** `memberAt` where only parsing the element tells. */
export const unclear = 1

const step = 128 * 1024
const room = 512 * 1024
// Longer than anything that the kernel looks at behind or before a place.
const margin = 256
const tooLong: Phrase = { en: 'one of its records is longer than 512 MB', ko: '레코드 하나가 512MB를 넘습니다' }
const longestElement = 512 * 1024 * 1024

/**
 * Follows a text through and hands out the elements that hold what the kernel looks for, and the first one whatever it
 * holds. Memory stays as small as the longest element.
 */
export function scanText(memory: Memory, input: Input, first: Filling, give: (element: Element) => void): ScannedText {
  const { kernel } = memory
  const base = input.base + margin
  let limit = base + room
  let [end, scanned, bytes] = [first.end, base + first.skipped, first.end - base]
  let fault = first.fault
  let isLast = first.isLast
  kernel.begin(scanned)
  for (;;) {
    scanned = scanTo(memory, scanned, isLast ? end : scanned + below64(end - margin - scanned), give)
    if (isLast) break
    if (end + step + kernel.slack.value > limit) {
      const kept = Math.min(kernel.keptFrom(), scanned - margin, end - input.lookBack)
      const by = Math.max(0, kept - base)
      if (by > 0) memory.bytes().copyWithin(base, kept, end)
      kernel.moved(-by)
      end -= by
      scanned -= by
      if (end + step + kernel.slack.value > limit) limit += limit - base
      if (limit - base > longestElement * 2 || !memory.reserve(limit + kernel.slack.value)) {
        return { elements: kernel.countElements(), isOdd: false, isClosed: false, fault: tooLong, bytes }
      }
    }
    const filled = input.fill(memory, end, base, step)
    end += filled.written
    bytes += filled.written
    fault = filled.fault
    isLast = filled.written === 0 || fault !== null
  }
  const [isOdd, isClosed] = [kernel.isOdd() !== 0, kernel.isClosed(end) !== 0]
  return { elements: kernel.countElements(), isOdd, isClosed, fault, bytes }
}

/** The first piece of a text, as it lies in the memory. */
export interface Filling {
  readonly start: number
  readonly end: number
  /** Bytes of a byte order mark. */
  readonly skipped: number
  readonly isLast: boolean
  readonly fault: Phrase | null
}

/** Lays the first piece of a text into the memory, so that it can be told what it is. */
export function fillFirst(memory: Memory, input: Input): Filling {
  const start = input.base + margin
  memory.reserve(aligned(start + room + step) + memory.kernel.slack.value)
  let end = start
  let fault: Phrase | null = null
  let isLast = false
  while (!isLast && end - start < enoughToTell) {
    const filled = input.fill(memory, end, start, step)
    end += filled.written
    fault = filled.fault
    isLast = filled.written === 0 || fault !== null
  }
  const bytes = memory.bytes()
  const hasMark = end - start >= 3 && bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf
  return { start, end, skipped: hasMark ? 3 : 0, isLast, fault }
}

// A tar header.
const enoughToTell = 512

function below64(length: number): number {
  return Math.max(0, Math.floor(length / 64) * 64)
}

function scanTo(memory: Memory, from: number, to: number, give: (element: Element) => void): number {
  const { kernel } = memory
  let at = from
  while (at < to) {
    at = kernel.scan(at, to)
    const count = kernel.countFound()
    if (count === 0) continue
    const places = new Uint32Array(kernel.memory.buffer, kernel.foundPlace(), 3 * count)
    const bytes = memory.bytes()
    for (let index = 0; index < places.length; index += 3) {
      give({ bytes, start: places[index] ?? 0, end: places[index + 1] ?? 0, memberAt: places[index + 2] ?? 0 })
    }
    kernel.clearFound()
  }
  return at
}

/** All of a text at once; null where it is too long for that. */
export function wholeText(
  memory: Memory,
  input: Input,
  first: Filling,
): { bytes: Buffer; fault: Phrase | null } | null {
  const pieces = [Buffer.from(memory.bytes().subarray(first.start, first.end))]
  let size = first.end - first.start
  let { isLast, fault } = first
  // What the input looks back to stays in front of the next piece.
  let windowStart = first.start
  let at = first.end
  while (!isLast) {
    if (at + step + memory.kernel.slack.value > first.start + room) {
      const kept = Math.max(windowStart, at - input.lookBack)
      memory.bytes().copyWithin(first.start, kept, at)
      at -= kept - first.start
      windowStart = first.start
    }
    const filled = input.fill(memory, at, windowStart, step)
    pieces.push(Buffer.from(memory.bytes().subarray(at, at + filled.written)))
    at += filled.written
    size += filled.written
    fault = filled.fault
    isLast = filled.written === 0 || fault !== null
    if (size > longestElement) return null
  }
  return { bytes: Buffer.concat(pieces, size), fault }
}
