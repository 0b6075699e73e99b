// Finds the elements of a JSON text that hold some bytes, without parsing it: where strings, objects and arrays begin and
// end is followed 64 bytes at a time. What the rules of JSON do not explain is told as `isOdd`; the caller then parses.

const needle: usize = 23808 // at most 64 bytes
const found: usize = 24576
const mostFound: u32 = 16_384 // pairs of 8 bytes
const endOfFound: usize = 24576 + 16_384 * 8

/** Where input may be laid. */
export const heap: i32 = 181_248

let needleLength: u32 = 0
let pairAt: u32 = 0
let first: i32 = 0
let second: i32 = 0
let isErrorCode: bool = false
let takesAll: bool = false

let inString: bool = false
let isEscaped: bool = false
let odd: bool = false
let depth: u32 = 0
/** Depth at which elements begin: 0 in JSON lines, 1 in an array, 2 in an object that holds the array. */
let elementDepth: u32 = 0
let isOpen: bool = false
let isHit: bool = false
let elementStart: usize = 0
let gapStart: usize = 0
let elements: u32 = 0
let foundCount: u32 = 0

export function needlePlace(): usize {
  return needle
}

export function foundPlace(): usize {
  return found
}

/**
 * Takes the bytes at `needlePlace` for what is looked for; the two at `pair` are the rarest of it. No bytes ask for every
 * element.
 */
export function setNeedle(length: u32, pair: u32, skipsNull: bool): void {
  takesAll = length == 0
  needleLength = length
  pairAt = pair
  first = load<u8>(needle + pair)
  second = load<u8>(needle + pair + 1)
  isErrorCode = skipsNull
}

/** Begins a text. */
export function begin(at: usize): void {
  inString = false
  isEscaped = false
  odd = false
  depth = 0
  elementDepth = 0
  isOpen = false
  isHit = false
  elementStart = at
  gapStart = at
  elements = 0
  foundCount = 0
}

/** The text was moved in memory: by how much. */
export function moved(by: i32): void {
  elementStart += by
  gapStart += by
}

export function clearFound(): void {
  foundCount = 0
}

export function countFound(): u32 {
  return foundCount
}

export function countElements(): u32 {
  return elements
}

export function isOdd(): bool {
  return odd
}

/** Whether the text may end at `at`: every string, object and array is closed, and nothing else follows. */
export function isClosed(at: usize): bool {
  return !inString && depth == 0 && isGap(gapStart, at, true)
}

/** First byte still needed: of the element that is open, or of the gap since the last. */
export function keptFrom(): usize {
  return isOpen ? elementStart : gapStart
}

function isSpace(byte: u32): bool {
  return byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09
}

/** Whether only white space, and commas if allowed, lie between. */
function isGap(from: usize, to: usize, allowsComma: bool): bool {
  for (let at = from; at < to; at++) {
    const byte: u32 = load<u8>(at)
    if (!isSpace(byte) && !(allowsComma && byte == 0x2c)) return false
  }
  return true
}

function skipSpace(at: usize, to: usize): usize {
  while (at < to && isSpace(load<u8>(at))) at++
  return at
}

/** The opening bracket of the array where an object begins `{"Records":[` or `{"Events":[`; 0 where it does not. */
function arrayIn(at: usize): usize {
  const to = at + 200
  at = skipSpace(at + 1, to)
  // "Records" and "Events"
  if (load<u64>(at) == 0x7364726f63655222 && load<u8>(at, 8) == 0x22) at += 9
  else if (load<u64>(at) == 0x2273746e65764522) at += 8
  else return 0
  at = skipSpace(at, to)
  if (load<u8>(at) != 0x3a) return 0
  at = skipSpace(at + 1, to)
  return at < to && load<u8>(at) == 0x5b ? at : 0
}

let arrayAt: usize = 0

function open(at: usize, byte: u32): void {
  if (depth == 0) {
    arrayAt = byte == 0x5b ? at : arrayIn(at)
    elementDepth = arrayAt == 0 ? 0 : byte == 0x5b ? 1 : 2
    if (elementDepth > 0 && !isGap(gapStart, at, true)) odd = true
    if (elementDepth == 1) gapStart = at + 1
  } else if (depth == 1 && elementDepth == 2) {
    // The array, or something after it.
    if (at != arrayAt) odd = true
    gapStart = at + 1
  }
  if (depth == elementDepth) {
    if (!isGap(gapStart, at, true)) odd = true
    isOpen = true
    // The first element tells what kind of text it is.
    isHit = takesAll || elements == 0
    elementStart = at
  }
  depth++
}

function close(at: usize): void {
  if (depth == 0) {
    odd = true
    return
  }
  depth--
  if (depth == elementDepth) {
    if (isHit) {
      store<u32>(found + (foundCount << 3), <u32>elementStart)
      store<u32>(found + (foundCount << 3), <u32>at + 1, 4)
      foundCount++
    }
    isOpen = false
    elements++
    gapStart = at + 1
  } else if (depth < elementDepth) {
    if (!isGap(gapStart, at, false)) odd = true
    gapStart = at + 1
  }
}

function checkNeedle(pair: usize): void {
  const start = pair - pairAt
  for (let at: u32 = 0; at < needleLength; at++) {
    if (load<u8>(start + at) != load<u8>(needle + at)) return
  }
  if (isErrorCode && isAbsent(start + needleLength, load<u8>(start - 1))) return
  if (isOpen) isHit = true
  else odd = true
}

/** Whether `"errorCode"` is followed by null or an empty string. */
function isAbsent(at: usize, before: u32): bool {
  if (before != 0x22 || load<u8>(at) != 0x22) return false
  at = skipSpace(at + 1, at + 64)
  if (load<u8>(at) != 0x3a) return false
  at = skipSpace(at + 1, at + 64)
  return load<u32>(at) == 0x6c6c756e || load<u16>(at) == 0x2222
}

/** An escaped letter, digit or hyphen may spell what is looked for: whoever holds one is parsed. */
function checkEscape(at: usize): void {
  while (load<u8>(at) == 0x5c) at++
  if (load<u8>(at) != 0x75 || load<u16>(at + 1) != 0x3030) return
  const high: u32 = load<u8>(at + 3)
  const low: u32 = load<u8>(at + 4)
  const isLetter = high >= 0x34 && high <= 0x37
  const isDigit = high == 0x33 && low >= 0x30 && low <= 0x39
  const isHyphen = high == 0x32 && (low | 0x20) == 0x64
  if (!isLetter && !isDigit && !isHyphen) return
  if (isOpen) isHit = true
  else odd = true
}

/** Which of 16 bytes ask to be looked at one by one: backslashes, control characters, and the pair of what is looked for. */
@inline
function rareIn(bytes: v128, next: v128): v128 {
  return v128.or(
    v128.or(i8x16.eq(bytes, i8x16.splat(0x5c)), i8x16.le_u(bytes, i8x16.splat(0x1f))),
    v128.and(i8x16.eq(bytes, i8x16.splat(<i8>first)), i8x16.eq(next, i8x16.splat(<i8>second))),
  )
}

@inline
function maskOf(a: v128, b: v128, c: v128, d: v128): u64 {
  return (
    <u64>(<u32>i8x16.bitmask(a) | (<u32>i8x16.bitmask(b) << 16)) |
    (<u64>(<u32>i8x16.bitmask(c) | (<u32>i8x16.bitmask(d) << 16)) << 32)
  )
}

/** Reads on from a multiple of 64 bytes after the beginning; gives where it stopped: the end, or a full list. */
export function scan(from: usize, to: usize): usize {
  const quote = i8x16.splat(0x22)
  // An opening and a closing bracket differ from the brace by one bit.
  const bit = i8x16.splat(0x20)
  const opening = i8x16.splat(0x7b)
  const closing = i8x16.splat(0x7d)
  let at = from
  let isWithin = inString
  for (; at < to; at += 64) {
    const a = v128.load(at)
    const b = v128.load(at, 16)
    const c = v128.load(at, 32)
    const d = v128.load(at, 48)
    const rare = v128.or(
      v128.or(rareIn(a, v128.load(at, 1)), rareIn(b, v128.load(at, 17))),
      v128.or(rareIn(c, v128.load(at, 33)), rareIn(d, v128.load(at, 49))),
    )
    if (v128.any_true(rare) || isEscaped || at + 64 > to) {
      isWithin = scanBytes(at, to, isWithin)
      if (foundCount + 64 > mostFound) {
        at += 64
        break
      }
      continue
    }
    const qa = i8x16.bitmask(i8x16.eq(a, quote))
    const qb = i8x16.bitmask(i8x16.eq(b, quote))
    const qc = i8x16.bitmask(i8x16.eq(c, quote))
    const qd = i8x16.bitmask(i8x16.eq(d, quote))
    const la = v128.or(a, bit)
    const lb = v128.or(b, bit)
    const lc = v128.or(c, bit)
    const ld = v128.or(d, bit)
    let opens = maskOf(i8x16.eq(la, opening), i8x16.eq(lb, opening), i8x16.eq(lc, opening), i8x16.eq(ld, opening))
    let closes = maskOf(i8x16.eq(la, closing), i8x16.eq(lb, closing), i8x16.eq(lc, closing), i8x16.eq(ld, closing))
    if ((opens | closes) == 0) {
      if (popcnt<i32>(qa ^ qb ^ qc ^ qd) & 1) isWithin = !isWithin
      continue
    }
    // Bit by bit: whether an odd number of quotes lies up to here.
    let within = <u64>(<u32>qa | (<u32>qb << 16)) | (<u64>(<u32>qc | (<u32>qd << 16)) << 32)
    within ^= within << 1
    within ^= within << 2
    within ^= within << 4
    within ^= within << 8
    within ^= within << 16
    within ^= within << 32
    if (isWithin) within = ~within
    isWithin = within >> 63 != 0
    opens &= ~within
    closes &= ~within
    const closed = <u32>popcnt(closes)
    if (depth > elementDepth + closed) {
      depth += <u32>popcnt(opens) - closed
      continue
    }
    let todo = opens | closes
    while (todo != 0) {
      const place = at + <usize>ctz(todo)
      if (opens & todo & -todo) open(place, load<u8>(place))
      else close(place)
      todo &= todo - 1
    }
    if (foundCount + 64 > mostFound) {
      at += 64
      break
    }
  }
  inString = isWithin
  return at < to ? at : to
}

/** Reads the 64 bytes from `at`, or up to the end, one by one; gives whether a string is open after them. */
function scanBytes(at: usize, to: usize, isWithin: bool): bool {
  const quote = i8x16.splat(0x22)
  const bit = i8x16.splat(0x20)
  const bracket = i8x16.splat(0x7b)
  const two = i8x16.splat(2)
  const a = v128.load(at)
  const b = v128.load(at, 16)
  const c = v128.load(at, 32)
  const d = v128.load(at, 48)
  let todo = maskOf(
    v128.or(v128.or(i8x16.eq(a, quote), i8x16.le_u(i8x16.sub(v128.or(a, bit), bracket), two)), rareIn(a, v128.load(at, 1))),
    v128.or(v128.or(i8x16.eq(b, quote), i8x16.le_u(i8x16.sub(v128.or(b, bit), bracket), two)), rareIn(b, v128.load(at, 17))),
    v128.or(v128.or(i8x16.eq(c, quote), i8x16.le_u(i8x16.sub(v128.or(c, bit), bracket), two)), rareIn(c, v128.load(at, 33))),
    v128.or(v128.or(i8x16.eq(d, quote), i8x16.le_u(i8x16.sub(v128.or(d, bit), bracket), two)), rareIn(d, v128.load(at, 49))),
  )
  if (at + 64 > to) todo &= (<u64>1 << <u64>(to - at)) - 1
  if (isEscaped) {
    isEscaped = false
    todo &= ~(<u64>1)
  }
  while (todo != 0) {
    const place = at + <usize>ctz(todo)
    todo &= todo - 1
    const byte: u32 = load<u8>(place)
    if (isWithin) {
      if (byte == 0x22) isWithin = false
      else if (byte == 0x5c) {
        checkEscape(place)
        if (place - at == 63) isEscaped = true
        else todo &= ~(<u64>1 << <u64>(place - at + 1))
      } else if (byte < 0x20) odd = true
      else if (byte == <u32>first && load<u8>(place + 1) == second) checkNeedle(place)
    } else if (byte == 0x22) isWithin = true
    else if (byte == 0x7b || byte == 0x5b) open(place, byte)
    else if (byte == 0x7d || byte == 0x5d) close(place)
    else if (byte == 0x5c) odd = true
  }
  return isWithin
}
