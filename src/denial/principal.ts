import { isMasked } from './masked.ts'
import { tokenOf } from './token.ts'

/** Words that can stand before "is not authorized" without naming anybody. */
const nobody: ReadonlySet<string> = new Set(
  'you user users role principal caller client it account this that who which and or identity requester error message'.split(
    ' ',
  ),
)

/** Words that name nobody where no "User:" stands before them. */
const plainWords: ReadonlySet<string> = new Set(
  (
    'roles function lambda instance service job crawler task pod node cluster group policy profile credentials session ' +
    'token key app application workflow pipeline entity api stack driver connector controller runner agent bot iam aws ' +
    'am is i we they i.e. e.g. ie eg like saying says say get getting got with because as but still also currently only ' +
    'just now if'
  ).split(' '),
)

const afterUser =
  /(?<![^\s"'([{>*,;:])(?:User|Principal|Caller|Role|user|principal)(?:\s{1,20}(?:with\s{1,20})?(?:ARN|arn)(?!:\S))?\s{0,3}(?::\s{0,200}|\s{1,200}(?=\[?(?:arn:|"|'))|$)/g

/** The principal that stands at the end of `before`, the text in front of "is not authorized to perform". */
export function readPrincipal(before: string): string | null {
  const near = before.slice(-700)
  const lead = [...near.matchAll(afterUser)].at(-1)
  if (lead === undefined) return lastName(near)
  const after = near.slice(lead.index + lead[0].length)
  if (after.trim() === '') return null
  // Something else was said between "User:" and the refusal.
  if (/[^.]\.\s{1,3}[A-Z]|\n\s{0,20}\n/.test(after)) return lastName(near)
  return namedOrNull(after.startsWith('arn:') || /^["'[]/.test(after) ? wholeArn(after) : after.trim())
}

function lastName(text: string): string | null {
  const token = lastToken(text)
  return plainWords.has(token.toLowerCase()) ? null : namedOrNull(token)
}

function lastToken(text: string): string {
  const trimmed = text.trimEnd().replace(/["']$/, '')
  const start = trimmed.slice(-400).search(/[^\s"'(]+$/)
  if (start === -1) return ''
  const token = trimmed.slice(-400).slice(start)
  return /[:;,=!?|>]$/.test(token) && !/^<[^<>]*>$/.test(token) ? '' : token
}

/** An ARN with the blanks that a break or a slip put into it taken out. */
function wholeArn(text: string): string {
  const bare = withoutQuotes(text)
  const first = tokenOf(bare)
  const rest = bare.slice(first.length)
  if (rest === '' || isRestOfName(rest)) return bare
  const more = rest.trim().split(/\s+/)
  return /[:/]$/.test(first) || /^[:/]/.test(more[0] ?? '') ? more.reduce((arn, part) => `${arn}${part}`, first) : first
}

/** Whether the words belong to a name with blanks in it, which IAM has not but whoever hides a name writes. */
function isRestOfName(words: string): boolean {
  return /^(?: [\w.@+=,-]{1,40}){1,3}$/.test(words) && !words.split(' ').some((word) => noPartOfName.test(word))
}

const noPartOfName =
  /^(?:which|who|that|still|also|does|do|has|have|had|and|or|with|from|in|on|via|as|to|by|for|of|the|a|is|was|now|currently|clearly|because|but)$/i

/** Takes off the quotes or brackets around the whole; a bracket inside a masked name stays. */
function withoutQuotes(text: string): string {
  const bare = text.trim().replace(/[,;]+$/, '')
  const inner = /^\[([^[\]]*)\]$/.exec(bare)?.[1]
  return (inner ?? bare).replace(/^["']+|["']+$/g, '').trim()
}

function namedOrNull(value: string): string | null {
  const bare = withoutQuotes(value)
  if (bare.length > 600 || isMasked(value.trim()) || isMasked(bare) || nobody.has(bare.toLowerCase())) return null
  // "User with accountId: …" names an account, nobody in it.
  if (/^\d{12}$/.test(bare)) return null
  return /^[A-Za-z ]+ /.test(bare) && bare.length > 64 ? null : bare
}

/** The 12 digits of the principal's account, where its ARN shows them. */
export function accountOfPrincipal(principal: string | null): string | null {
  return /^arn:[\w-]{1,40}:[\w-]{1,40}:[^:\s]{0,40}:\s{0,3}(\d{12})(?::|$)/.exec(principal ?? '')?.[1] ?? null
}
