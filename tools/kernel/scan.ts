// Finds the elements of a JSON text that hold some bytes, without parsing it: where strings, objects and arrays begin and
// end is followed 64 bytes at a time. What the rules of JSON do not explain is told as `isOdd`; the caller then parses.

/** In place of the member's: only parsing the element tells. */
const unclear: u32 = 1

const needle: usize = 23808 // at most 64 bytes
const found: usize = 24576
const mostFound: u32 = 10_922 // of 12 bytes

/** Where input may be laid. */
export const heap: i32 = 190_016

let needleLength: u32 = 0
let pairAt: u32 = 0
let first: i32 = 0
let second: i32 = 0
let isMember: bool = false
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
/** Where the value of the member stands that is looked for, among those of the element itself; 0 where it does not. */
let memberAt: usize = 0
/** Whether only parsing the element tells whether it has the member, and what its value is. */
let isUnclear: bool = false
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
 * element. Where they are the name of a member, elements in which it is null or empty are passed over.
 */
export function setNeedle(length: u32, pair: u32, member: bool): void {
  takesAll = length == 0
  needleLength = length
  pairAt = pair
  first = load<u8>(needle + pair)
  second = load<u8>(needle + pair + 1)
  isMember = member
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
  if (memberAt != 0) memberAt += by
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
    isUnclear = takesAll
    memberAt = 0
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
      const entry: usize = found + foundCount * 12
      store<u32>(entry, <u32>elementStart)
      store<u32>(entry, <u32>at + 1, 4)
      store<u32>(entry, isUnclear ? unclear : <u32>memberAt, 8)
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
  if (!isMember) hit()
  else checkValue(start)
}

/** Whoever holds this is parsed. */
function hit(): void {
  isUnclear = true
  if (isOpen) isHit = true
  else odd = true
}

/** Notes the value of the member where it is one of the element itself; anything else of that name asks for parsing. */
function checkValue(start: usize): void {
  let at = start + needleLength
  if (load<u8>(start - 1) != 0x22 || load<u8>(at) != 0x22) return hit()
  at = skipSpace(at + 1, at + 64)
  if (load<u8>(at) != 0x3a) return hit()
  at = skipSpace(at + 1, at + 64)
  if (load<u32>(at) == 0x6c6c756e || load<u16>(at) == 0x2222) {
    // Null, or empty. The last of several of one name counts.
    if (memberAt != 0) isUnclear = true
    return
  }
  // The quote before the name may be the end of an escape.
  if (!isOpen || depth != elementDepth + 1 || memberAt != 0 || load<u8>(start - 2) == 0x5c) return hit()
  isHit = true
  memberAt = at
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
  if (isLetter || isDigit || isHyphen) hit()
}

/** Which of 16 bytes begin the rarest pair of what is looked for. */
@inline
function pairIn(bytes: v128, next: v128, firsts: v128, seconds: v128): v128 {
  return v128.and(i8x16.eq(bytes, firsts), i8x16.eq(next, seconds))
}

/** Brackets and backslashes become small: 0 opens, 2 closes, 1 is a backslash or a bar. The rest is greater. */
@inline
function signOf(bytes: v128): v128 {
  // A bracket differs from its brace by one bit.
  return i8x16.sub(v128.or(bytes, i8x16.splat(0x20)), i8x16.splat(0x7b))
}

@inline
function isSign(signs: v128): v128 {
  return i8x16.le_u(signs, i8x16.splat(2))
}

@inline
function isOne(signs: v128): v128 {
  return i8x16.eq(signs, i8x16.splat(1))
}

@inline
function isZero(signs: v128): v128 {
  return i8x16.eq(signs, i8x16.splat(0))
}

@inline
function any(a: v128, b: v128, c: v128, d: v128): bool {
  return v128.any_true(v128.or(v128.or(a, b), v128.or(c, d)))
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
  const firsts = i8x16.splat(<i8>first)
  const seconds = i8x16.splat(<i8>second)
  const bit = i8x16.splat(0x20)
  const opening = i8x16.splat(0x7b)
  const closing = i8x16.splat(0x7d)
  const backslash = i8x16.splat(0x5c)
  const control = i8x16.splat(0x1f)
  let at = from
  let isWithin = inString
  for (; at < to; at += 64) {
    const a = v128.load(at)
    const b = v128.load(at, 16)
    const c = v128.load(at, 32)
    const d = v128.load(at, 48)
    const pairs = v128.or(
      v128.or(pairIn(a, v128.load(at, 1), firsts, seconds), pairIn(b, v128.load(at, 17), firsts, seconds)),
      v128.or(pairIn(c, v128.load(at, 33), firsts, seconds), pairIn(d, v128.load(at, 49), firsts, seconds)),
    )
    const least = i8x16.min_u(i8x16.min_u(a, b), i8x16.min_u(c, d))
    const escapes = v128.or(
      v128.or(i8x16.eq(a, backslash), i8x16.eq(b, backslash)),
      v128.or(i8x16.eq(c, backslash), i8x16.eq(d, backslash)),
    )
    const rare = v128.or(v128.or(pairs, escapes), i8x16.le_u(least, control))
    if (v128.any_true(rare) || isEscaped || at + 64 > to) {
      isWithin = scanBytes(at, to, isWithin)
      if (foundCount + 64 > mostFound) {
        at += 64
        break
      }
      continue
    }
    const qa = i8x16.eq(a, quote)
    const qb = i8x16.eq(b, quote)
    const qc = i8x16.eq(c, quote)
    const qd = i8x16.eq(d, quote)
    const la = v128.or(a, bit)
    const lb = v128.or(b, bit)
    const lc = v128.or(c, bit)
    const ld = v128.or(d, bit)
    const oa = i8x16.eq(la, opening)
    const ob = i8x16.eq(lb, opening)
    const oc = i8x16.eq(lc, opening)
    const od = i8x16.eq(ld, opening)
    const ca = i8x16.eq(la, closing)
    const cb = i8x16.eq(lb, closing)
    const cc = i8x16.eq(lc, closing)
    const cd = i8x16.eq(ld, closing)
    const brackets = v128.or(v128.or(v128.or(oa, ca), v128.or(ob, cb)), v128.or(v128.or(oc, cc), v128.or(od, cd)))
    if (!v128.any_true(brackets)) {
      const odds = v128.xor(v128.xor(qa, qb), v128.xor(qc, qd))
      if (popcnt<i32>(i8x16.bitmask(odds)) & 1) isWithin = !isWithin
      continue
    }
    // Bit by bit: whether an odd number of quotes lies up to here.
    let within = maskOf(qa, qb, qc, qd)
    within ^= within << 1
    within ^= within << 2
    within ^= within << 4
    within ^= within << 8
    within ^= within << 16
    within ^= within << 32
    if (isWithin) within = ~within
    isWithin = within >> 63 != 0
    const opens = maskOf(oa, ob, oc, od) & ~within
    const closes = maskOf(ca, cb, cc, cd) & ~within
    let todo = opens | closes
    const closed = <u32>popcnt(closes)
    if (depth > elementDepth + closed) {
      depth += <u32>popcnt(opens) - closed
      continue
    }
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

/** Which of 16 bytes change what follows them, or are no part of a string. */
@inline
function steps(bytes: v128): v128 {
  const quotes = i8x16.eq(bytes, i8x16.splat(0x22))
  return v128.or(v128.or(quotes, isSign(signOf(bytes))), i8x16.le_u(bytes, i8x16.splat(0x1f)))
}

/** Reads the 64 bytes from `at`, or up to the end, one by one; gives whether a string is open after them. */
function scanBytes(at: usize, to: usize, isWithin: bool): bool {
  const firsts = i8x16.splat(<i8>first)
  const seconds = i8x16.splat(<i8>second)
  const a = v128.load(at)
  const b = v128.load(at, 16)
  const c = v128.load(at, 32)
  const d = v128.load(at, 48)
  let todo = maskOf(
    v128.or(steps(a), pairIn(a, v128.load(at, 1), firsts, seconds)),
    v128.or(steps(b), pairIn(b, v128.load(at, 17), firsts, seconds)),
    v128.or(steps(c), pairIn(c, v128.load(at, 33), firsts, seconds)),
    v128.or(steps(d), pairIn(d, v128.load(at, 49), firsts, seconds)),
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
