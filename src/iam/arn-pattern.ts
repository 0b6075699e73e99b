import { anyRun, compileWildcard, matchesPattern, oneCharacter, type WildcardPattern } from './wildcard.ts'

/** A `Resource` value taken apart at its first five colons; `all` is `*`, `none` can match no resource. */
export type ResourcePattern =
  | { readonly kind: 'all' }
  | { readonly kind: 'none' }
  | {
      readonly kind: 'arn'
      readonly partition: string
      readonly service: string
      /** Region, account and resource; fewer where the ARN is incomplete and is not filled up. */
      readonly rest: readonly string[]
    }

/** How a `Resource` value is read. */
export interface ResourceOptions {
  /** Identity policies: missing parts of an ARN count as `*`. */
  readonly fillsIncompleteArns?: boolean
}

const colon = 58
const segmentRun = -3
const segmentCharacter = -4

/** Takes a `Resource` value apart; variables in the last part are left for the caller to resolve. */
export function parseResourcePattern(text: string, options: ResourceOptions = {}): ResourcePattern {
  if (text === '*') return { kind: 'all' }
  const [head, partition, service, ...rest] = splitAtColons(text, 6)
  if (head !== 'arn' || partition === undefined || service === undefined) return { kind: 'none' }
  // AWS: no wildcard in the service segment.
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
  if (service.includes('*') || service.includes('?')) return { kind: 'none' }
  // AWS: missing parts are completed with `*` in identity-based policies only.
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
  if (options.fillsIncompleteArns === true) while (rest.length < 3) rest.push('*')
  return rest.length === 0 ? { kind: 'none' } : { kind: 'arn', partition, service, rest }
}

/** Whether a `Resource` value covers a resource, given the pattern of its last part. */
export function matchesResourcePattern(pattern: ResourcePattern, last: WildcardPattern, resource: string): boolean {
  if (pattern.kind === 'all') return true
  if (pattern.kind === 'none') return false
  const [head, partition, service, ...rest] = splitAtColons(resource, 6)
  if (head !== 'arn' || partition === undefined || rest.length < 3) return false
  if (service !== pattern.service || !matchesPattern(compileWildcard(pattern.partition), partition)) return false
  const middle = pattern.rest.slice(0, -1).map(compileWildcard)
  const parts = [...middle, last]
  if (matchesSegments(parts, rest)) return true
  return mayRunOver(parts, rest) && runsOver(middle, last, pattern.rest.length === 3, rest)
}

/** Whether a `Resource` value without variables covers a resource. */
export function matchesResource(text: string, resource: string, options: ResourceOptions = {}): boolean {
  const pattern = parseResourcePattern(text, options)
  const last = pattern.kind === 'arn' ? (pattern.rest.at(-1) ?? '') : ''
  return matchesResourcePattern(pattern, compileWildcard(last), resource)
}

// AWS: each of the six parts of the ARN is checked separately, and each can include wildcards.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
/** Whether the value of an ARN condition covers an ARN, part by part; `*` alone covers every value. */
export function matchesArnParts(pattern: WildcardPattern, arn: string): boolean {
  if (pattern.length === 1 && pattern[0] === anyRun) return true
  const wanted = splitPatternAtColons(pattern, 6)
  const actual = splitAtColons(arn, 6)
  return wanted.length === 6 && actual.length === 6 && matchesSegments(wanted, actual)
}

function matchesSegments(patterns: readonly WildcardPattern[], segments: readonly string[]): boolean {
  if (patterns.length !== segments.length) return false
  return patterns.every((pattern, index) => matchesPattern(pattern, segments[index] ?? ''))
}

/** A pattern with as many parts as the text has no colon left to run over. */
function mayRunOver(patterns: readonly WildcardPattern[], segments: readonly string[]): boolean {
  const endsInStar = patterns.slice(0, 2).some((pattern) => pattern.at(-1) === anyRun)
  return endsInStar && (patterns.length < segments.length || (segments.at(-1) ?? '').includes(':'))
}

// AWS: a `*` that is the last character of a segment may also match over the following colons.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
function runsOver(
  middle: readonly WildcardPattern[],
  last: WildcardPattern,
  isComplete: boolean,
  segments: readonly string[],
): boolean {
  const tokens = middle.flatMap((pattern) => [...withinSegment(pattern), colon])
  return matchesStates([...tokens, ...(isComplete ? last : withinSegment(last))], segments.join(':'))
}

/** Wildcards that stay inside their segment, but for a `*` at its end. */
function withinSegment(pattern: WildcardPattern): readonly number[] {
  const lastIndex = pattern.length - 1
  return pattern.map((token, index) => {
    if (token === oneCharacter) return segmentCharacter
    return token === anyRun && index < lastIndex ? segmentRun : token
  })
}

/** Follows all readings at once: two kinds of `*` cannot be matched by retrying the last one only. */
function matchesStates(tokens: readonly number[], text: string): boolean {
  let open = closure([0], tokens)
  for (let at = 0; at < text.length && open.length > 0; at += 1) {
    const unit = text.charCodeAt(at)
    const next: number[] = []
    for (const state of open) {
      const token = tokens[state]
      if (token === anyRun || (token === segmentRun && unit !== colon)) next.push(state)
      else if (token === unit || token === oneCharacter || (token === segmentCharacter && unit !== colon))
        next.push(state + 1)
    }
    open = closure(next, tokens)
  }
  return open.includes(tokens.length)
}

/** Adds the states that a `*` reaches by matching nothing; `states` come in rising order. */
function closure(states: readonly number[], tokens: readonly number[]): readonly number[] {
  const reached: number[] = []
  for (const state of states) {
    let next = Math.max(state, (reached.at(-1) ?? -1) + 1)
    if (next > state) continue
    reached.push(next)
    while (tokens[next] === anyRun || tokens[next] === segmentRun) {
      next += 1
      reached.push(next)
    }
  }
  return reached
}

function splitAtColons(text: string, limit: number): string[] {
  const parts: string[] = []
  let start = 0
  while (parts.length < limit - 1) {
    const end = text.indexOf(':', start)
    if (end < 0) break
    parts.push(text.slice(start, end))
    start = end + 1
  }
  parts.push(text.slice(start))
  return parts
}

function splitPatternAtColons(pattern: WildcardPattern, limit: number): readonly WildcardPattern[] {
  const parts: WildcardPattern[] = []
  let start = 0
  while (parts.length < limit - 1) {
    const end = pattern.indexOf(colon, start)
    if (end < 0) break
    parts.push(pattern.slice(start, end))
    start = end + 1
  }
  parts.push(pattern.slice(start))
  return parts
}
