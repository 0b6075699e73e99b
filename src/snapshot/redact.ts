import { isRecord } from './json.ts'
import { parseJson } from './json-fault.ts'
import { addressRedactor, hashOf } from './redact-address.ts'
import { keptWords } from './redact-vocabulary.ts'
import { inCaseOf, standIns, type Words, wordPattern } from './redact-words.ts'

/** Replaces what identifies an account in JSON data, always by the same stand-in. */
export type Redact = (value: unknown) => unknown

/**
 * A redaction learned from `data`: account ids become other twelve digits, the words of names, ids and locations other
 * words, IP addresses other addresses. Everything that belongs together (the snapshot, the denial, the diagnosis) is
 * redacted by one redaction; policies then match the same requests as before, wildcards and address blocks included.
 */
export function redactionOf(data: unknown): Redact {
  const found = findingsIn(data)
  const standIn = standIns(found.words)
  const accounts = accountStandIns(found.accounts)
  const addresses = addressRedactor(String(hashOf([...found.words.names].sort().join(' '))))
  const redactText = (text: string): string =>
    addresses(text)
      .replace(accountPattern, (account) => accounts.get(account) ?? account)
      .replace(wordPattern, (word) => spelled(word, standIn.get(word.toLowerCase())))
  return (value) => redacted(value, redactText, 0)
}

/** Redacts data by what is found in it. */
export function redact(data: unknown): unknown {
  return redactionOf(data)(data)
}

interface Findings {
  readonly accounts: ReadonlySet<string>
  readonly words: Words
}

const deepest = 200
const accountPattern = /(?<![A-Za-z0-9])\d{12}(?![A-Za-z0-9])/g
const arnPattern = /arn:[a-z-]{2,20}:[a-z0-9-]{1,40}:[^:\s"]{0,30}:[^:\s"]{0,20}:([^\s"'<>,;)]{1,2048})/g
const locationPattern = /s3[an]?:\/\/([^\s"'<>,;)]{1,2048})/g
const idPattern = /(?<![A-Za-z0-9-])(?:vpce?|subnet|sg|rtb|eni|igw|nat|i|o|ou|r|p)-([A-Za-z0-9*?-]{4,64})/g
const zonePattern = /--([a-z0-9-]{3,30})--x-s3\b/g
const emailPattern = /[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}/g
const nameMembers = /(?:Name|Id|ID|Bucket|Key|Sid|Alias|Role|Path|Location|Owner|Principal|Resource)$/
/** Members that hold words of AWS's own, never of a customer. */
const plainMembers: ReadonlySet<string> = new Set([
  'Action',
  'NotAction',
  'Effect',
  'Version',
  'VersionId',
  'ServiceName',
  'eventName',
  'eventSource',
  'SSEAlgorithm',
  'PolicySourceType',
])

function findingsIn(data: unknown): Findings {
  const accounts = new Set<string>()
  const [all, names, kept] = [new Set<string>(), new Set<string>(), new Set(keptWords)]
  const fragments = { starts: new Set<string>(), ends: new Set<string>(), insides: new Set<string>() }
  eachText(data, '', 0, kept, (text, member) => {
    for (const [account] of text.matchAll(accountPattern)) accounts.add(account)
    // The zone in the name of a directory bucket tells its Region.
    for (const [, zone = ''] of text.matchAll(zonePattern))
      for (const [word] of zone.matchAll(wordPattern)) kept.add(word)
    for (const match of text.matchAll(wordPattern)) {
      const [word] = match
      const goesOn = isWildcard(text.charAt(match.index + word.length))
      const begins = isWildcard(text.charAt(match.index - 1))
      all.add(word.toLowerCase())
      if (goesOn || begins) fragments[goesOn ? (begins ? 'insides' : 'starts') : 'ends'].add(word.toLowerCase())
    }
    for (const part of identifyingParts(text, member)) {
      for (const [word] of part.matchAll(wordPattern)) names.add(word.toLowerCase())
    }
  })
  for (const word of kept) names.delete(word)
  return { accounts, words: { all, names, kept, fragments } }
}

function identifyingParts(text: string, member: string): readonly string[] {
  const parts = [arnPattern, locationPattern, idPattern].flatMap((pattern) =>
    [...text.matchAll(pattern)].flatMap(([, part]) => part ?? []),
  )
  for (const [email] of text.matchAll(emailPattern)) parts.push(email)
  return nameMembers.test(member) && text.length <= 2048 && !text.includes('arn:') ? [...parts, text] : parts
}

function isWildcard(character: string): boolean {
  return character === '*' || character === '?'
}

function eachText(
  value: unknown,
  member: string,
  depth: number,
  members: Set<string>,
  use: (text: string, member: string) => void,
): void {
  if (depth > deepest) return
  if (typeof value === 'string') {
    const inner = embeddedJson(value)
    if (inner === null) use(value, member)
    else eachText(inner.json, member, depth + 1, members, use)
  } else if (Array.isArray(value)) {
    for (const item of value) eachText(item, member, depth + 1, members, use)
  } else if (isRecord(value)) {
    for (const [name, item] of Object.entries(value)) {
      if (name.includes('/')) use(pathText(name), 'Path')
      else for (const [word] of name.matchAll(wordPattern)) members.add(word.toLowerCase())
      if (!plainMembers.has(name)) eachText(item, name, depth + 1, members, use)
    }
  }
}

function redacted(value: unknown, redactText: (text: string) => string, depth: number): unknown {
  if (depth > deepest) return null
  if (typeof value === 'string') {
    const inner = embeddedJson(value)
    if (inner === null) return redactText(value)
    const text = JSON.stringify(redacted(inner.json, redactText, depth + 1))
    return inner.isEncoded ? encodeURIComponent(text) : text
  }
  if (Array.isArray(value)) return value.map((item) => redacted(item, redactText, depth + 1))
  if (!isRecord(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      const shown = name.includes('/') ? redactedPath(name, redactText) : name
      return [shown, plainMembers.has(name) ? item : redacted(item, redactText, depth + 1)]
    }),
  )
}

interface EmbeddedJson {
  readonly json: unknown
  readonly isEncoded: boolean
}

/** Policies stand in answers as JSON strings or URL-encoded; their escapes are no words. */
function embeddedJson(text: string): EmbeddedJson | null {
  const isEncoded = /^\s*%7b/i.test(text)
  if (!isEncoded && !/^\s*\{/.test(text)) return null
  const parsed = parseJson(isEncoded ? pathText(text) : text)
  return parsed.ok && isRecord(parsed.value) ? { json: parsed.value, isEncoded } : null
}

function pathText(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

function redactedPath(path: string, redactText: (text: string) => string): string {
  return path
    .split('/')
    .map((segment) => (segment.includes('%') ? encodeURIComponent(redactText(pathText(segment))) : redactText(segment)))
    .join('/')
}

/** Unique ids keep the four letters that tell what they are. */
function spelled(word: string, standIn: string | undefined): string {
  if (standIn === undefined) return word
  const prefix = /^(?:AIDA|AROA|AGPA|ANPA|AKIA|ASIA|AIPA)(?=[A-Z0-9]{8,})/.exec(word)?.[0] ?? ''
  return prefix + inCaseOf(word, standIn).slice(prefix.length)
}

function accountStandIns(accounts: ReadonlySet<string>): ReadonlyMap<string, string> {
  const standIn = new Map<string, string>()
  let next = 100_000_000_001
  for (const account of accounts) {
    while (accounts.has(String(next))) next += 1
    standIn.set(account, String(next))
    next += 1
  }
  return standIn
}
