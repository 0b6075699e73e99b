import { crc32 } from 'node:zlib'
import type { Memory } from './memory.ts'

/** The CRC-32 of a text that is laid into the memory piece by piece (RFC 1952). */
export interface Checksum {
  readonly begin: () => void
  /** The text goes on for `length` bytes up to `end`; what comes before lies before them. */
  readonly add: (end: number, length: number) => void
  /** The checksum of the text that ends at `end`. */
  readonly valueAt: (end: number) => number
}

/** A checksum that the kernel folds, which takes a fourth of the time of `crc32`. */
export function newChecksum(memory: Memory): Checksum {
  const { kernel } = memory
  const window = kernel.sumWindow.value
  // Bytes at the end that are not folded yet: what is folded must be followed by so many.
  let left = 0
  let isFolded = false
  return {
    begin: () => {
      kernel.beginSum()
      left = 0
      isFolded = false
    },
    add: (end, length) => {
      left += length
      const ready = Math.floor((left - window) / 16) * 16
      if (ready <= 0) return
      kernel.fold(end - left, ready)
      left -= ready
      isFolded = true
    },
    valueAt: (end) => {
      if (!isFolded) return crc32(memory.bytes().subarray(end - left, end))
      const place = kernel.foldLast(end - left, left)
      // Without the ones that a checksum begins with: they were folded with the first bytes.
      return crc32(memory.bytes().subarray(place, place + left), 0xffff_ffff)
    },
  }
}
