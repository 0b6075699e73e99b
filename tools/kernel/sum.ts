// CRC-32 (RFC 1952) without tables. Taken as a polynomial over two elements, the checksum's divisor divides
// 1 + x^(128*89) + x^(128*117) + x^(128*155) + x^(128*300), so 16 bytes may be replaced by themselves 145, 183, 211 and 300
// times 16 bytes later. What is left in the end is 300 times 16 bytes with the same remainder, which the caller sums up.

const block: usize = 16
const window: usize = 300 * block
const piece: usize = 1024 * block
const history: usize = 160_000 // the last `window` bytes that were folded, and the piece after them
const current: usize = history + window

/** Bytes that must follow whatever is folded. */
export const sumWindow: i32 = 300 * 16

let isBegun: bool = false

/** Begins a checksum. */
export function beginSum(): void {
  memory.fill(history, 0, window)
  isBegun = false
}

@inline
function folded(to: usize): v128 {
  return v128.xor(
    v128.xor(v128.load(to - 145 * block), v128.load(to - 183 * block)),
    v128.xor(v128.load(to - 211 * block), v128.load(to - 300 * block)),
  )
}

/** Folds a multiple of 16 bytes, of which none is among the last `sumWindow` of the text. */
export function fold(from: usize, length: usize): void {
  const end = from + length
  while (from < end) {
    const size = min(end - from, piece)
    let to = current
    if (!isBegun) {
      // A checksum begins with ones.
      v128.store(to, v128.xor(v128.load(from), i32x4(-1, 0, 0, 0)))
      isBegun = true
      to += block
      from += block
    }
    const stop = current + size
    for (; to + 3 * block < stop; to += 4 * block, from += 4 * block) {
      v128.store(to, v128.xor(v128.load(from), folded(to)))
      v128.store(to + block, v128.xor(v128.load(from, 16), folded(to + block)))
      v128.store(to + 2 * block, v128.xor(v128.load(from, 32), folded(to + 2 * block)))
      v128.store(to + 3 * block, v128.xor(v128.load(from, 48), folded(to + 3 * block)))
    }
    for (; to < stop; to += block, from += block) v128.store(to, v128.xor(v128.load(from), folded(to)))
    memory.copy(history, stop - window, window)
  }
}

/** Lays the last bytes of a text, `sumWindow` and less than 16 more, with what was folded into them; gives where. */
export function foldLast(from: usize, length: usize): usize {
  memory.copy(current, from, length)
  foldInto(145 * block)
  foldInto(183 * block)
  foldInto(211 * block)
  foldInto(300 * block)
  return current
}

function foldInto(distance: usize): void {
  for (let to = current; to < current + distance; to += block) {
    v128.store(to, v128.xor(v128.load(to), v128.load(to - distance)))
  }
}
