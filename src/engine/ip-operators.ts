import { plainValue, type ReadConditionValue } from './condition-value.ts'

interface Address {
  readonly bits: 32 | 128
  readonly value: bigint
}

/** `IpAddress`: a range in CIDR form or one address, IPv4 or IPv6. */
export const readIpRange: ReadConditionValue = (text) => {
  const range = parseRange(text)
  if (range === null) return plainValue(text, null)
  return plainValue(text, (actual) => {
    const address = parseAddress(actual)
    return address !== null && address.bits === range.bits && address.value >> range.free === range.prefix
  })
}

interface Range {
  readonly bits: 32 | 128
  /** Bits that may take any value. */
  readonly free: bigint
  readonly prefix: bigint
}

function parseRange(text: string): Range | null {
  const slash = text.indexOf('/')
  const address = parseAddress(slash < 0 ? text : text.slice(0, slash))
  if (address === null) return null
  // AWS: without a prefix length, IAM uses the default for one address.
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
  const length = slash < 0 ? address.bits : parseSmall(text.slice(slash + 1), address.bits)
  if (length === null) return null
  const free = BigInt(address.bits - length)
  return { bits: address.bits, free, prefix: address.value >> free }
}

function parseAddress(text: string): Address | null {
  if (text.length > 45) return null
  if (!text.includes(':')) {
    const value = parseIpv4(text)
    return value === null ? null : { bits: 32, value }
  }
  const value = parseIpv6(text)
  return value === null ? null : { bits: 128, value }
}

function parseIpv4(text: string): bigint | null {
  const parts = text.split('.').map((part) => parseSmall(part, 255))
  if (parts.length !== 4) return null
  let value = 0n
  for (const part of parts) {
    if (part === null) return null
    value = value * 256n + BigInt(part)
  }
  return value
}

function parseIpv6(text: string): bigint | null {
  const [head, tail, ...more] = text.split('::')
  if (head === undefined || more.length > 0) return null
  const first = parseGroups(head)
  const second = tail === undefined ? [] : parseGroups(tail)
  if (first === null || second === null) return null
  const missing = 8 - first.length - second.length
  if (tail === undefined ? missing !== 0 : missing < 1) return null
  const groups = [...first, ...Array.from({ length: missing }, () => 0), ...second]
  return groups.reduce((value, group) => value * 65_536n + BigInt(group), 0n)
}

function parseGroups(text: string): readonly number[] | null {
  if (text === '') return []
  const groups: number[] = []
  const parts = text.split(':')
  for (const [index, part] of parts.entries()) {
    const ipv4 = index === parts.length - 1 && part.includes('.') ? parseIpv4(part) : null
    if (ipv4 !== null) groups.push(Number(ipv4 / 65_536n), Number(ipv4 % 65_536n))
    else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16))
    else return null
  }
  return groups
}

function parseSmall(text: string, highest: number): number | null {
  const number = /^\d{1,3}$/.test(text) ? Number(text) : null
  return number === null || number > highest ? null : number
}
