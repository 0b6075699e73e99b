/** A stretch of text, such as the sentence that the other facts belong to. */
export interface Span {
  readonly start: number
  readonly end: number
}

const mostMatches = 500

/** The match of a global pattern that stands nearest to the span and passes `accepts`, or null. */
export function nearestMatch(
  text: string,
  pattern: RegExp,
  span: Span,
  accepts: (match: RegExpExecArray) => boolean = () => true,
): RegExpExecArray | null {
  let best: RegExpExecArray | null = null
  let bestDistance = Number.POSITIVE_INFINITY
  let seen = 0
  for (const match of text.matchAll(pattern)) {
    seen += 1
    if (seen > mostMatches) break
    const distance = distanceTo(span, match.index, match.index + match[0].length)
    if (distance >= bestDistance || !accepts(match)) continue
    best = match
    bestDistance = distance
  }
  return best
}

function distanceTo(span: Span, start: number, end: number): number {
  if (end <= span.start) return span.start - end
  return start >= span.end ? start - span.end : 0
}
