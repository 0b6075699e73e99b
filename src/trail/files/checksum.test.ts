import { crc32 } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { newChecksum } from './checksum.ts'
import { aligned, newMemory } from './memory.ts'

const text = Buffer.from(Array.from({ length: 200_000 }, (_, at) => (at * at * 31 + (at >> 7)) & 0xff))

describe('the checksum', () => {
  const memory = newMemory({ text: 'errorCode', isMember: true })
  const base = aligned(memory.kernel.heap.value)
  memory.reserve(base + text.length)
  memory.bytes().set(text, base)
  const sum = newChecksum(memory)

  const sumOf = (length: number, step: number, from = base): number => {
    sum.begin()
    for (let at = 0; at < length; at += step) sum.add(from + Math.min(at + step, length), Math.min(step, length - at))
    return sum.valueAt(from + length)
  }

  it.each([0, 1, 15, 4799, 4800, 4815, 4816, 4817, 9600, 16_384, 21_199, 65_537, 200_000])(
    'of %i bytes is that of zlib, whatever the pieces',
    (length) => {
      for (const step of [7, 16, 4096, 131_072, 1_000_000]) {
        if (step === 7 && length > 25_000) continue
        expect(sumOf(length, step)).toBe(crc32(text.subarray(0, length)))
      }
    },
  )

  it('does not ask where in memory a text begins', () => {
    for (let skip = 1; skip < 20; skip++)
      expect(sumOf(50_000, 12_345, base + skip)).toBe(crc32(text.subarray(skip, 50_000 + skip)))
  })

  it('notices one bit, wherever it is', () => {
    const whole = sumOf(100_000, 8192)
    for (const at of [0, 5, 16, 4800, 50_001, 95_199, 95_200, 99_999]) {
      const bytes = memory.bytes()
      bytes[base + at] = (bytes[base + at] ?? 0) ^ 8
      expect(sumOf(100_000, 8192)).not.toBe(whole)
      bytes[base + at] = (bytes[base + at] ?? 0) ^ 8
    }
    expect(sumOf(100_000, 8192)).toBe(whole)
  })
})
