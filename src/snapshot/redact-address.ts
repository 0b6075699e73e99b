/** Replaces the IP addresses and CIDR blocks of a text; who is inside which block stays as it is. */
export type RedactAddresses = (text: string) => string

/**
 * Stand-ins for addresses. Each bit after the kept ones is flipped or not by a hash of the seed and the bits before it:
 * two addresses share as many leading bits as their stand-ins do, so a block holds the same addresses as before.
 */
export function addressRedactor(seed: string): RedactAddresses {
  const flips = (prefix: string): boolean => (hashOf(`${seed}/${prefix}`) & 1) === 1
  const scrambled = (bits: string, kept: number): string => {
    let result = bits.slice(0, kept)
    for (let at = kept; at < bits.length; at++) {
      const bit = bits.charAt(at)
      result += flips(bits.slice(0, at)) ? (bit === '0' ? '1' : '0') : bit
    }
    return result
  }
  const inBlock = (bits: string, kept: number, size: number): string =>
    size <= kept ? bits : scrambled(bits, kept).slice(0, size).padEnd(bits.length, '0')

  return (text) =>
    text
      .replace(ipv4, (found, address: string, size: string | undefined) => {
        const bits = ipv4Bits(address)
        if (bits === null) return found
        const shown = ipv4Text(inBlock(bits, keptBits(address), size === undefined ? 32 : Number(size)))
        return size === undefined ? shown : `${shown}/${size}`
      })
      .replace(ipv6, (found, address: string, size: string | undefined) => {
        const bits = ipv6Bits(address)
        if (bits === null) return found
        const shown = ipv6Text(inBlock(bits, 16, size === undefined ? 128 : Number(size)))
        return size === undefined ? shown : `${shown}/${size}`
      })
}

const ipv4 = /(?<![\w.-])(\d{1,3}(?:\.\d{1,3}){3})(?:\/(\d{1,2}))?(?![\w.-])/g
const ipv6 = /(?<![\w:.-])([0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7})(?:\/(\d{1,3}))?(?![\w:.-])/g

/** Private and other special ranges stay recognisable: there the first two numbers are kept, else only the first. */
function keptBits(address: string): number {
  return /^(?:127|169|172|192|100|198|203)\./.test(address) ? 16 : 8
}

function ipv4Bits(address: string): string | null {
  const numbers = address.split('.').map(Number)
  if (numbers.some((number) => number > 255)) return null
  return numbers.map((number) => number.toString(2).padStart(8, '0')).join('')
}

function ipv4Text(bits: string): string {
  return (bits.match(/.{8}/g) ?? []).map((octet) => Number.parseInt(octet, 2)).join('.')
}

function ipv6Bits(address: string): string | null {
  const [head = '', tail, ...more] = address.split('::')
  if (more.length > 0) return null
  const first = head === '' ? [] : head.split(':')
  const last = tail === undefined || tail === '' ? [] : tail.split(':')
  const gap = 8 - first.length - last.length
  if (tail === undefined ? gap !== 0 : gap < 1) return null
  const groups = [...first, ...Array.from({ length: gap }, () => '0'), ...last]
  if (groups.some((group) => group === '')) return null
  return groups.map((group) => Number.parseInt(group, 16).toString(2).padStart(16, '0')).join('')
}

function ipv6Text(bits: string): string {
  return (bits.match(/.{16}/g) ?? []).map((group) => Number.parseInt(group, 2).toString(16)).join(':')
}

/** FNV-1a with a last mix, 32 bits: enough to scatter bits, not a cipher. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return (hash ^ (hash >>> 13)) >>> 0
}
