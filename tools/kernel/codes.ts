// The codes of a DEFLATE block (RFC 1951, 3.2) as tables that the next bits of input are an index of.

export const litlenTable: usize = 4096 // 2,342 entries at most for 288 codes of up to 15 bits over 11 bits of table
export const distanceTable: usize = 16384 // 402 entries at most for 32 codes over 8 bits
export const precodeTable: usize = 20480 // 128 entries
export const lengths: usize = 21504 // one byte per code: 288 + 32, and slack for a run too long
const lengthBases: usize = 22528
const distanceBases: usize = 22656
const countOf: usize = 22784
const offsetOf: usize = 22912
const sorted: usize = 23040
const unpacked: usize = 181_248 // 2,048 entries
const shortLiterals: usize = 189_440 // at most 128 codes of up to seven bits

export const litlenBits: u32 = 11
export const distanceBits: u32 = 8
export const precodeBits: u32 = 7

/**
 * The lowest bits that are kept of input are used up already, so that those above them are the place of a four-byte entry in a
 * table as they stand.
 */
export const spare: u32 = 2

// An entry ends with how many bits it takes with what follows its code (6 bits; shifts take no more of their right side)
// and how many literals it stands for (2 bits). Literals are above them, one byte each; other entries have there how many
// bits lie before what follows the code, the spare ones among them (5 bits), flags, and what they stand for (16 bits).
export const literals: u32 = 0xc0
export const isSpecial: u32 = 0x8000
export const isLink: u32 = 0x4000
export const isEnd: u32 = 0x2000

let isReady: bool = false

/** Makes ready what all tables are made of. */
export function prepare(): void {
  if (isReady) return
  isReady = true
  let base: u32 = 3
  for (let code: u32 = 0; code < 29; code++) {
    const extra: u32 = code < 8 || code == 28 ? 0 : (code >> 2) - 1
    if (code == 28) base = 258
    store<u32>(lengthBases + (code << 2), (base << 8) | extra)
    base += 1 << extra
  }
  base = 1
  for (let code: u32 = 0; code < 30; code++) {
    const extra: u32 = code < 4 ? 0 : (code >> 1) - 1
    store<u32>(distanceBases + (code << 2), (base << 8) | extra)
    base += 1 << extra
  }
}

function entryOf(kind: u32, symbol: u32, bits: u32): u32 {
  if (kind == 0) return (symbol << 16) | (bits << 8) | bits
  if (kind == 1) {
    if (symbol < 256) return (symbol << 8) | 0x40 | bits
    if (symbol == 256) return isSpecial | isEnd | bits
    if (symbol > 285) return isSpecial | bits
    const facts = load<u32>(lengthBases + ((symbol - 257) << 2))
    return ((facts >> 8) << 16) | ((bits + spare) << 8) | (bits + (facts & 0xff))
  }
  if (symbol > 29) return isSpecial | bits
  const facts = load<u32>(distanceBases + (symbol << 2))
  return ((facts >> 8) << 16) | ((bits + spare) << 8) | (bits + (facts & 0xff))
}

/** Fills a decoding table from code lengths; false where they make no prefix code. */
export function build(table: usize, tableBits: u32, from: usize, count: u32, kind: u32): bool {
  memory.fill(countOf, 0, 64)
  for (let symbol: u32 = 0; symbol < count; symbol++) {
    const place = countOf + ((<u32>load<u8>(from + symbol)) << 2)
    store<u32>(place, load<u32>(place) + 1)
  }
  store<u32>(countOf, 0)
  let longest: u32 = 15
  while (longest > 0 && load<u32>(countOf + (longest << 2)) == 0) longest--
  const entries: u32 = 1 << tableBits
  // No code at all: fine as long as none is used.
  if (longest == 0) {
    for (let at: u32 = 0; at < entries; at++) store<u32>(table + (at << 2), isSpecial | 1)
    return kind == 2
  }
  let left: i32 = 1
  for (let bits: u32 = 1; bits <= 15; bits++) {
    left = (left << 1) - <i32>load<u32>(countOf + (bits << 2))
    if (left < 0) return false
  }
  if (left > 0 && (longest != 1 || kind == 0)) return false
  let offset: u32 = 0
  for (let bits: u32 = 1; bits <= 15; bits++) {
    store<u32>(offsetOf + (bits << 2), offset)
    offset += load<u32>(countOf + (bits << 2))
  }
  for (let symbol: u32 = 0; symbol < count; symbol++) {
    const bits: u32 = load<u8>(from + symbol)
    if (bits == 0) continue
    const place = offsetOf + (bits << 2)
    const at = load<u32>(place)
    store<u16>(sorted + (at << 1), <u16>symbol)
    store<u32>(place, at + 1)
  }
  // Codes of one length after another, in the order of their bits as they are read. The table doubles with each length.
  let code: u32 = 0
  let at: u32 = 0
  let next: u32 = entries
  let prefix: u32 = 0xffffffff
  let linkStart: u32 = 0
  let linkBits: u32 = 0
  let literalCount: u32 = 0
  store<u64>(table, (<u64>(isSpecial | 1) << 32) | (isSpecial | 1))
  for (let bits: u32 = 1; bits <= longest; bits++) {
    const ofLength = load<u32>(countOf + (bits << 2))
    if (bits > 1 && bits <= tableBits) memory.copy(table + (2 << bits), table, 2 << bits)
    for (let number: u32 = 0; number < ofLength; number++, at++) {
      const symbol: u32 = load<u16>(sorted + (at << 1))
      if (bits <= tableBits) {
        store<u32>(table + (code << 2), entryOf(kind, symbol, bits))
        if (bits <= longestPaired && symbol < 256 && kind == 1) {
          store<u32>(shortLiterals + (literalCount << 2), (code << 16) | (symbol << 8) | bits)
          literalCount++
        }
      } else {
        const head = code & (entries - 1)
        if (head != prefix) {
          prefix = head
          linkStart = next
          linkBits = bits - tableBits
          let room: i32 = (1 << linkBits) - <i32>(ofLength - number)
          while (linkBits + tableBits < longest && room > 0) {
            linkBits++
            room = (room << 1) - <i32>load<u32>(countOf + ((linkBits + tableBits) << 2))
          }
          next += 1 << linkBits
          store<u32>(table + (head << 2), (linkStart << 16) | isSpecial | isLink | (linkBits << 8) | tableBits)
        }
        const entry = entryOf(kind, symbol, bits - tableBits)
        const step: u32 = 1 << (bits - tableBits)
        const end: u32 = 1 << linkBits
        for (let slot = code >> tableBits; slot < end; slot += step) {
          store<u32>(table + ((linkStart + slot) << 2), entry)
        }
      }
      // The next code of this length: counted up from the highest bit, which is read last.
      const ones = clz<u32>(~(code << (32 - bits)))
      if (ones < bits) code = (code & ((1 << (bits - 1 - ones)) - 1)) | (1 << (bits - 1 - ones))
      else code = 0
    }
  }
  for (let bits = longest + 1; bits <= tableBits; bits++) memory.copy(table + (2 << bits), table, 2 << bits)
  if (kind == 1) pack(table, literalCount)
  return true
}

/** The longest code that leaves room in an index for a second one, of four bits. */
const longestPaired: u32 = 7

/**
 * Lets an entry stand for two literals where its index holds both codes. Random letters and digits, of which logs are full,
 * have codes of four and five bits.
 */
function pack(table: usize, literalCount: u32): void {
  memory.copy(unpacked, table, 4 << litlenBits)
  const secondByte = i32x4.splat(0xff00)
  const room = i32x4.splat(litlenBits)
  for (let at: u32 = 0; at < literalCount; at++) {
    const literal = load<u32>(shortLiterals + (at << 2))
    const bits = literal & 0xff
    const own = i32x4.splat((literal & 0xff00) | 0x80)
    const width = i32x4.splat(bits)
    const step = 4 << bits
    let to = table + ((literal >> 16) << 2)
    // What is left of an index after the code is an index itself.
    const end: usize = unpacked + (4 << (litlenBits - bits))
    for (let from = unpacked; from < end; from += 16) {
      const others = v128.load(from)
      const sums = i32x4.add(v128.and(others, i32x4.splat(63)), width)
      const both = v128.or(v128.or(own, sums), i32x4.shl(v128.and(others, secondByte), 8))
      const isPair = v128.and(
        i32x4.ne(v128.and(others, i32x4.splat(0x40)), i32x4.splat(0)),
        i32x4.le_u(sums, room),
      )
      const entries = v128.bitselect(both, i32x4.splat((literal & 0xff00) | 0x40 | bits), isPair)
      store<u32>(to, i32x4.extract_lane(entries, 0))
      store<u32>(to + step, i32x4.extract_lane(entries, 1))
      store<u32>(to + 2 * step, i32x4.extract_lane(entries, 2))
      store<u32>(to + 3 * step, i32x4.extract_lane(entries, 3))
      to += 4 * step
    }
  }
}

/** Fills the tables for a block of fixed codes. */
export function fixedTables(): void {
  memory.fill(lengths, 8, 144)
  memory.fill(lengths + 144, 9, 112)
  memory.fill(lengths + 256, 7, 24)
  memory.fill(lengths + 280, 8, 8)
  build(litlenTable, litlenBits, lengths, 288, 1)
  memory.fill(lengths, 5, 32)
  build(distanceTable, distanceBits, lengths, 32, 2)
}

