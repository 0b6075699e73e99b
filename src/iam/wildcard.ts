/**
 * A pattern ready for matching: one number per UTF-16 code unit of literal text, `anyRun` for `*`, `oneCharacter` for `?`.
 * Text that a policy variable stands for enters as literals, so a `*` in a tag value is never a wildcard.
 */
export type WildcardPattern = readonly number[]

/** The token of `*`. */
export const anyRun = -1

/** The token of `?`. */
export const oneCharacter = -2

/** How letters compare. */
export interface WildcardOptions {
  readonly ignoreCase?: boolean
}

const star = 42
const questionMark = 63

/** The pattern that a policy's text writes, with its `*` and `?` as wildcards. */
export function compileWildcard(text: string): WildcardPattern {
  const tokens: number[] = []
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i)
    tokens.push(unit === star ? anyRun : unit === questionMark ? oneCharacter : unit)
  }
  return tokens
}

/** The pattern that matches this text only. */
export function literalPattern(text: string): WildcardPattern {
  const tokens: number[] = []
  for (let i = 0; i < text.length; i += 1) tokens.push(text.charCodeAt(i))
  return tokens
}

/** Whether the pattern covers the whole text. */
export function matchesPattern(pattern: WildcardPattern, text: string): boolean {
  let at = 0
  let next = 0
  let afterStar = -1
  let resumeAt = 0
  // INVARIANT: only the last `*` is ever tried again, so the work is at most pattern length times text length.
  while (at < text.length) {
    const token = pattern[next]
    if (token === anyRun) {
      next += 1
      afterStar = next
      resumeAt = at
    } else if (token === oneCharacter) {
      at += characterLength(text, at)
      next += 1
    } else if (token === text.charCodeAt(at)) {
      at += 1
      next += 1
    } else if (afterStar >= 0) {
      resumeAt += 1
      at = resumeAt
      next = afterStar
    } else {
      return false
    }
  }
  while (pattern[next] === anyRun) next += 1
  return next === pattern.length
}

/** Whether `pattern` (`*` any run, `?` one character) covers the whole text. */
export function matchesWildcard(pattern: string, text: string, options: WildcardOptions = {}): boolean {
  if (options.ignoreCase === true) return matchesWildcard(pattern.toLowerCase(), text.toLowerCase())
  if (!pattern.includes('*') && !pattern.includes('?')) return pattern === text
  return startsLike(pattern, text) && matchesPattern(compileWildcard(pattern), text)
}

/** Compares up to the first wildcard without building a pattern: most patterns of a policy fail there. */
function startsLike(pattern: string, text: string): boolean {
  for (let i = 0; i < pattern.length; i += 1) {
    const unit = pattern.charCodeAt(i)
    if (unit === star || unit === questionMark) return true
    if (unit !== text.charCodeAt(i)) return false
  }
  return true
}

function characterLength(text: string, at: number): number {
  const first = text.charCodeAt(at)
  const isHighSurrogate = first >= 0xd800 && first <= 0xdbff
  const second = isHighSurrogate ? text.charCodeAt(at + 1) : 0
  return second >= 0xdc00 && second <= 0xdfff ? 2 : 1
}
