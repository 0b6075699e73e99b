import { isMasked } from './masked.ts'
import { tokenOf } from './token.ts'

const toResource =
  /^\s{0,200}["',]?\s{0,200}on\s{1,200}(?:the\s{1,20})?(?:following\s{1,20})?resources?\s{0,20}(?::\s{0,200}|(?=[["'])|\s{1,200}(?=\[|arn:|\*))/i
const toArn =
  /^\s{0,200}["',]?\s{0,200}(?:on|against|for|in)\s{0,20}:?\s{1,200}(?=["']?(?:[a-z][a-z -]{0,24}\s)?["']?arn:)/i
const unnamed = /^(?:this|the|that|specified|requested)\b/i

/** What stands after the action: the resource that `text` names first, or null where it names none. */
export function readResource(text: string): string | null {
  const lead = toResource.exec(text) ?? toArn.exec(text)
  if (lead === null) return null
  const rest = text.slice(lead[0].length, lead[0].length + 2_300).replace(/^\[(?=arn:)/, '')
  return resourceValue(rest)
}

// What follows a resource in a sentence of AWS, so that what stands before it is the whole resource, blanks included.
const afterResource =
  /\s{1,200}(?:because\s{1,200}(?:no\s|the\s|public\s|this\s|of\s|an?\s)|with\s{1,200}an?\s{1,200}explicit|\((?:Service|service|SDK|Request|status)|status\s{1,20}code:|transitively|Go\s{1,20}to\s{1,20}https:|Encoded\s)/i
const typeBeforeArn = /^(?:[A-Za-z]{2,20}[ -]){1,3}(?=arn:)/
const versionAfter = /\s{1,20}version\s{1,20}v\d+$/
const typeAndName =
  /^(?:role|user|group|policy|instance profile|access key|mfa device|server certificate|identity provider|saml provider|oidc provider|key|alias|stack|function|queue|topic|table|database|catalog|bucket|repository|cluster|secret|parameter|instance|volume|project)\s{1,20}(?=[^\s.,;:]|\.\S)/i

function resourceValue(rest: string): string | null {
  const quoted = quotedValue(rest)
  if (quoted !== null) return namedOrNull(quoted)
  const stop = afterResource.exec(rest)
  const known = stop === null ? null : rest.slice(0, stop.index)
  if (known !== null && isOneValue(known)) return namedOrNull(bareValue(known, true))
  return namedOrNull(bareValue(firstValue(rest), false))
}

/** Blanks and wraps may stand inside a resource, the end of a sentence or of a log line may not. */
function isOneValue(text: string): boolean {
  return (
    text.length <= 1_600 &&
    !/[.;]\s|\n\s{0,20}\n|[)}\]]\s{0,20}[,\n]/.test(text) &&
    !(/\n/.test(text) && !/\n\S{1,400}$/.test(text))
  )
}

function quotedValue(rest: string): string | null {
  const quote = rest[0]
  if (quote !== '"' && quote !== "'") return null
  const end = rest.slice(1).search(quote === '"' ? /"(?=[\s.,;:)}\]"'\\]|$)/ : /'(?=[\s.,;:)}\]"'\\]|$)/)
  return end === -1 ? firstValue(rest.slice(1)) : rest.slice(1, end + 1).trim()
}

function firstValue(rest: string): string {
  const line = rest.trimStart()
  const type = typeBeforeArn.exec(line)?.[0] ?? ''
  if (type === '') {
    const named = typeAndName.exec(line)?.[0]
    if (named !== undefined) return `${named.trimEnd()} ${tokenAt(line, named.length)}`
  }
  const token = tokenAt(line, type.length)
  // A stray blank inside an ARN: the part before it has no resource yet.
  if (/^arn:(?:[^:\s]*:){2,4}$/.test(token)) {
    const next = line.slice(type.length + token.length).trimStart()
    if (/^[\w*<]/.test(next)) return `${token}${tokenAt(next, 0)}`
  }
  return token
}

function tokenAt(text: string, at: number): string {
  return tokenOf(text.slice(at))
}

/** `isExact` where AWS's next words follow, so that a colon at the end is the resource's own. */
function bareValue(text: string, isExact: boolean): string {
  const line = text
    .trim()
    .replace(/\s{0,20}\n\s{0,200}/g, ' ')
    .replace(versionAfter, '')
  const bare = isExact ? line.replace(/(?:["',]|(?<!\.)\.)$/, '') : withoutClosing(line)
  const arn = bare.replace(typeBeforeArn, '')
  if (!arn.startsWith('arn:')) return bare.replace(/^["']|["']$/g, '')
  return arn.replace(/^(arn:(?:[^:\s]*:){1,4}) {1,5}(?=\S)/, '$1')
}

/** Drops what closes a sentence or a string; `...` and what belongs to the value stays. */
function withoutClosing(text: string): string {
  let value = text
  for (;;) {
    const shorter = value.replace(/(?:["',;:]|(?<!\.)\.)$/, '')
    const open = /[)\]}]$/.test(shorter) && !closesItsOwn(shorter) ? shorter.slice(0, -1) : shorter
    if (open === value) return value
    value = open
  }
}

function closesItsOwn(text: string): boolean {
  const pairs: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' }
  const close = text.at(-1) ?? ''
  const open = pairs[close] ?? ''
  return text.split(open).length >= text.split(close).length
}

function namedOrNull(value: string): string | null {
  if (value === '' || (isMasked(value) && value !== '*')) return null
  if (unnamed.test(value)) return null
  return value.startsWith('arn:') && !isBegun(value) ? null : value
}

/** Whether an ARN goes on at least into its account segment; less is no resource. */
function isBegun(arn: string): boolean {
  if (/(?:\.{3}|…|>|\*{3})$/.test(arn)) return true
  const parts = arn.split(':')
  return parts.length > 5 || (parts.length === 5 && parts[4] !== '')
}
