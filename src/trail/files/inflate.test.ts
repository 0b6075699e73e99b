import { constants, deflateRawSync, inflateRawSync, type ZlibOptions } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aligned, newMemory } from './memory.ts'

const memory = newMemory({ text: 'errorCode', isMember: true })
const longest = 1024 * 1024

/** The text of a DEFLATE stream, inflated in steps; null where it is damaged, cut short, or longer than any. */
function inflated(stream: Buffer, step: number): Buffer | null {
  const { kernel } = memory
  const from = aligned(kernel.heap.value)
  const to = aligned(from + stream.length + kernel.slack.value)
  memory.reserve(to + 2 * longest + kernel.slack.value)
  memory.bytes().set(stream, from)
  memory.bytes().fill(0, from + stream.length, from + stream.length + kernel.slack.value)
  kernel.start(from, stream.length)
  for (let at = to; at - to < longest; at = kernel.outputPosition()) {
    const state = kernel.inflate(at, to, at + step)
    if (state === kernel.done.value) return Buffer.from(memory.bytes().subarray(to, kernel.outputPosition()))
    if (state !== kernel.paused.value) return null
  }
  return null
}

/** What node:zlib makes of the same bytes. */
function expected(stream: Buffer): Buffer | null {
  try {
    return inflateRawSync(stream, { maxOutputLength: longest })
  } catch {
    return null
  }
}

// Texts whose codes are short, long, few and none at all.
const letters = (alphabet: string): fc.Arbitrary<Buffer> =>
  fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 3_000 }).map((text) => Buffer.from(text.repeat(4)))
const text = fc.oneof(
  letters('0123456789abcdef'),
  letters('aaaaaaaaaaaaaaaab'),
  letters('{"eventName":"GetObject"},'),
  fc.uint8Array({ maxLength: 5_000 }).map((bytes) => Buffer.from(bytes)),
  fc.nat({ max: 100_000 }).map((size) => Buffer.alloc(size, 'x')),
  // Each byte half as frequent as the one before: codes of all lengths.
  fc.constant(Buffer.concat(Array.from({ length: 15 }, (_, at) => Buffer.alloc(2 ** at, at)))),
)
const options: fc.Arbitrary<ZlibOptions> = fc.record({
  level: fc.integer({ min: 0, max: 9 }),
  strategy: fc.integer({ min: constants.Z_DEFAULT_STRATEGY, max: constants.Z_FIXED }),
  memLevel: fc.integer({ min: 1, max: 9 }),
  windowBits: fc.integer({ min: 9, max: 15 }),
})
const step = fc.integer({ min: 1, max: 150_000 })

describe('inflating', () => {
  it('gives the text, however it was compressed and in whatever steps', () => {
    fc.assert(
      fc.property(text, options, step, (plain, how, size) => {
        expect(inflated(deflateRawSync(plain, how), size)?.equals(plain)).toBe(true)
      }),
      { numRuns: 400 },
    )
  })

  it('agrees with node:zlib on data that are damaged or cut short', () => {
    const flips = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 7 })), { minLength: 1, maxLength: 3 })
    fc.assert(
      fc.property(text, options, flips, fc.nat(), (plain, how, bits, length) => {
        const whole = deflateRawSync(plain, how)
        for (const [at, bit] of bits) whole[at % whole.length] = (whole[at % whole.length] ?? 0) ^ (1 << bit)
        const cut = whole.subarray(0, length % (2 * whole.length))
        expect(inflated(cut, longest)).toEqual(expected(cut))
      }),
      { numRuns: 400 },
    )
  })
})
