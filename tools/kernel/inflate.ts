// DEFLATE (RFC 1951) into one piece of memory. Input and output are followed by slack that may be read or written beyond
// their ends; whatever is wrong with the data, nothing else is touched.

import {
  build,
  distanceBits,
  distanceTable,
  fixedTables,
  isEnd,
  isLink,
  isSpecial,
  lengths,
  litlenBits,
  litlenTable,
  literals,
  prepare,
  precodeBits,
  precodeTable,
  spare,
} from './codes'

/** Slack that input and output must have after them. */
export const slack: i32 = 640

/** What a step of inflating ends with. */
export const paused: i32 = 0
export const done: i32 = 1
export const damaged: i32 = 2
export const cut: i32 = 3

let inputAt: usize = 0
let inputEnd: usize = 0
let outputAt: usize = 0
let savedBits: u64 = 0
let savedHeld: u32 = 0
let isLastBlock: bool = false
let isInBlock: bool = false
let storedLeft: u32 = 0

/** First byte of input that was not used; told when a stream is done. */
export function inputPosition(): usize {
  return inputAt
}

/** Where the next byte of output goes. */
export function outputPosition(): usize {
  return outputAt
}

/** Begins a DEFLATE stream. */
export function start(input: usize, inputLength: u32): void {
  prepare()
  inputAt = input
  inputEnd = input + inputLength
  savedBits = 0
  savedHeld = spare
  isLastBlock = false
  isInBlock = false
  storedLeft = 0
}

/** Ends a step before its time: data are no fault of their own where they lie behind the end. */
function fault(inp: usize, out: usize): i32 {
  outputAt = out
  return inp > inputEnd ? cut : damaged
}

/**
 * Goes on inflating to `output` until `pauseAt` is reached or passed (by a match at most). Matches may reach back to
 * `windowStart`, the first byte of output that is still there.
 */
export function inflate(output: usize, windowStart: usize, pauseAt: usize): i32 {
  const readableEnd: usize = inputEnd + 16
  let inp: usize = inputAt
  let out: usize = output
  let bits: u64 = savedBits
  let held: u32 = savedHeld
  outputAt = output
  for (;;) {
    if (storedLeft > 0) {
      const room: u32 = out < pauseAt ? <u32>(pauseAt - out) : 0
      const size: u32 = min(storedLeft, room)
      memory.copy(out, inp, size)
      inp += size
      out += size
      storedLeft -= size
      if (storedLeft > 0) {
        inputAt = inp
        outputAt = out
        return paused
      }
    }
    if (!isInBlock) {
      if (isLastBlock) break
      bits |= load<u64>(inp) << held
      inp += (63 - held) >> 3
      held |= 56
      isLastBlock = (bits & (1 << spare)) != 0
      const type: u32 = (<u32>(bits >> (1 + spare))) & 3
      bits >>= 3
      held -= 3
      if (type == 3) return fault(inp, out)
      if (type == 0) {
        // Back to the byte after the header.
        inp -= (held - spare) >> 3
        bits = 0
        held = spare
        savedBits = 0
        savedHeld = spare
        const size: u32 = load<u16>(inp)
        if (inp + 4 > inputEnd) return cut
        if (size != ((<u32>load<u16>(inp + 2)) ^ 0xffff)) return fault(inp, out)
        inp += 4
        if (inp + size > inputEnd) return cut
        storedLeft = size
        continue
      }
      if (type == 1) fixedTables()
      else {
        const counts: u32 = <u32>(bits >> spare)
        const litlenCount: u32 = (counts & 31) + 257
        const distanceCount: u32 = ((counts >> 5) & 31) + 1
        const precodeCount: u32 = ((counts >> 10) & 15) + 4
        bits >>= 14
        held -= 14
        if (litlenCount > 286 || distanceCount > 30) return fault(inp, out)
        memory.fill(lengths, 0, 19)
        for (let at: u32 = 0; at < precodeCount; at++) {
          if (held < 3 + spare) {
            bits |= load<u64>(inp) << held
            inp += (63 - held) >> 3
            held |= 56
          }
          store<u8>(lengths + precodePlace(at), <u8>((bits >> spare) & 7))
          bits >>= 3
          held -= 3
        }
        if (!build(precodeTable, precodeBits, lengths, 19, 0)) return fault(inp, out)
        const all = litlenCount + distanceCount
        let at: u32 = 0
        while (at < all) {
          bits |= load<u64>(inp) << held
          inp += (63 - held) >> 3
          held |= 56
          if (inp > inputEnd + 16) return cut
          const entry = load<u32>(<u32>bits & (127 << spare), precodeTable)
          if (entry & isSpecial) return fault(inp, out)
          bits >>= <u64>(entry & 0xff)
          held -= entry & 0xff
          const symbol = entry >> 16
          if (symbol < 16) {
            store<u8>(lengths + at, <u8>symbol)
            at++
            continue
          }
          let value: u8 = 0
          let times: u32
          if (symbol == 16) {
            if (at == 0) return fault(inp, out)
            value = load<u8>(lengths + at - 1)
            times = 3 + (<u32>(bits >> spare) & 3)
            bits >>= 2
            held -= 2
          } else if (symbol == 17) {
            times = 3 + (<u32>(bits >> spare) & 7)
            bits >>= 3
            held -= 3
          } else {
            times = 11 + (<u32>(bits >> spare) & 127)
            bits >>= 7
            held -= 7
          }
          if (at + times > all) return fault(inp, out)
          memory.fill(lengths + at, value, times)
          at += times
        }
        if (load<u8>(lengths + 256) == 0) return fault(inp, out)
        // The distances first: building a table does not touch the lengths.
        if (!build(distanceTable, distanceBits, lengths + litlenCount, distanceCount, 2)) return fault(inp, out)
        if (!build(litlenTable, litlenBits, lengths, litlenCount, 1)) return fault(inp, out)
      }
      isInBlock = true
    }
    // The codes of one block. The next code is looked up before the bytes of the last are copied. Of `held`, the lowest six
    // bits count.
    bits |= load<u64>(inp) << held
    inp += (63 - held) >> 3
    held |= 56
    let entry = load<u32>(<u32>bits & (2047 << spare), litlenTable)
    for (;;) {
      if (inp > readableEnd) return cut
      if (out >= pauseAt) {
        held &= 63
        if (inp - ((held - spare) >> 3) > inputEnd) return cut
        inputAt = inp
        savedBits = bits
        savedHeld = held
        outputAt = out
        return paused
      }
      if (entry & literals) {
        bits >>= <u64>entry
        held -= entry
        store<u32>(out, entry >> 8)
        out += (entry >> 6) & 3
        entry = load<u32>(<u32>bits & (2047 << spare), litlenTable)
        if (entry & literals) {
          bits >>= <u64>entry
          held -= entry
          store<u32>(out, entry >> 8)
          out += (entry >> 6) & 3
          entry = load<u32>(<u32>bits & (2047 << spare), litlenTable)
          if (entry & literals) {
            bits >>= <u64>entry
            held -= entry
            store<u32>(out, entry >> 8)
            out += (entry >> 6) & 3
            entry = load<u32>(<u32>bits & (2047 << spare), litlenTable)
            bits |= load<u64>(inp) << held
            inp += (~held >> 3) & 7
            held |= 56
            continue
          }
        }
        bits |= load<u64>(inp) << held
        inp += (~held >> 3) & 7
        held |= 56
      }
      if (entry & isSpecial) {
        if (entry & isLink) {
          bits >>= 11
          held -= 11
          entry = load<u32>(linked(entry, bits), litlenTable)
          if (entry & literals) {
            bits >>= <u64>entry
            held -= entry
            store<u8>(out, <u8>(entry >> 8))
            out++
            bits |= load<u64>(inp) << held
            inp += (~held >> 3) & 7
            held |= 56
            entry = load<u32>(<u32>bits & (2047 << spare), litlenTable)
            continue
          }
        }
        if (entry & isSpecial) {
          bits >>= <u64>entry
          held -= entry
          if (entry & isEnd) {
            isInBlock = false
            break
          }
          return fault(inp, out)
        }
      }
      let saved = bits
      bits >>= <u64>entry
      held -= entry
      let far = load<u32>(<u32>bits & (255 << spare), distanceTable)
      const length: u32 = (entry >> 16) + (<u32>((saved & ((<u64>(1 << spare) << <u64>entry) - 1)) >> <u64>((entry >> 8) & 31)))
      if (far & isSpecial) {
        if (!(far & isLink)) return fault(inp, out)
        bits >>= 8
        held -= 8
        far = load<u32>(linked(far, bits), distanceTable)
        if (far & isSpecial) return fault(inp, out)
      }
      saved = bits
      bits >>= <u64>far
      held -= far
      const distance: u32 = (far >> 16) + (<u32>((saved & ((<u64>(1 << spare) << <u64>far) - 1)) >> <u64>((far >> 8) & 31)))
      if (distance > <u32>(out - windowStart)) return fault(inp, out)
      let src: usize = out - distance
      let dst: usize = out
      out += length
      bits |= load<u64>(inp) << held
      inp += (~held >> 3) & 7
      held |= 56
      entry = load<u32>(<u32>bits & (2047 << spare), litlenTable)
      if (distance >= 16) {
        v128.store(dst, v128.load(src))
        v128.store(dst, v128.load(src, 16), 16)
        if (length > 32) {
          dst += 32
          src += 32
          do {
            v128.store(dst, v128.load(src))
            v128.store(dst, v128.load(src, 16), 16)
            dst += 32
            src += 32
          } while (dst < out)
        }
      } else if (distance == 1) {
        const splat = i8x16.splat(load<u8>(src))
        do {
          v128.store(dst, splat)
          dst += 16
        } while (dst < out)
      } else {
        do {
          store<u8>(dst, load<u8>(src))
          dst++
          src++
        } while (dst < out)
      }
    }
    held &= 63
    if (inp - ((held - spare) >> 3) > inputEnd) return cut
  }
  inputAt = inp - ((held - spare) >> 3)
  outputAt = out
  return inputAt > inputEnd ? cut : done
}

/** Where a second table has the entry that a link leads to: its place of four bytes, by the bits behind those of the link. */
@inline
function linked(link: u32, bits: u64): u32 {
  return ((link >> 16) << spare) + (<u32>bits & (((1 << ((link >> 8) & 0xf)) - 1) << spare))
}

@inline
function precodePlace(at: u32): u32 {
  // 16 17 18 0 8 7 9 6 10 5 11 4 12 3 13 2 14 1 15
  if (at < 3) return 16 + at
  if (at == 3) return 0
  return at & 1 ? 9 - ((at - 1) >> 1) - 0 : 6 + (at >> 1)
}
